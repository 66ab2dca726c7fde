"""Carnet de cols: a French travel diary; one page of it is in Latin-1."""

from linkcrawler.demo.expected import found, with_anchor
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import MAPS, STELVIO, Visit
from linkcrawler.states import Placement

_FIRST_ANCHOR = "une randonnée accompagnée au Stelvio"
_LATER_ANCHOR = "le site de Velo Alpina"


def _stelvio(visit: Visit) -> str:
    anchor = _LATER_ANCHOR if visit.is_later_night else _FIRST_ANCHOR
    return f"""<p>Je n'ai jamais aimé courir, ni contre les autres ni contre ma montre. Quand mon
beau-frère m'a proposé de monter le Stelvio, j'ai donc posé une seule condition : que l'on s'arrête
à chaque fontaine. Il a ri, puis il a compté les fontaines sur la carte, et il n'a plus ri du tout.
Nous sommes partis de Prad à six heures, avec du pain, deux pommes et un saucisson qui pesait plus
lourd que mes outils.</p>
<p>Les premiers kilomètres traversent une forêt où l'on entend la rivière sans la voir. Ensuite les
arbres s'écartent et la route apparaît tout entière, pliée contre la montagne comme un ruban que
quelqu'un aurait oublié là. Pour ne pas monter seuls, nous avions réservé
<a href="{visit.stelvio}">{anchor}</a> ; c'était une bonne idée, car au vingtième virage mon
beau-frère ne parlait plus, et notre guide parlait pour deux. Elle nous a montré les marmottes, le
glacier, et la maison de la cantonnière qui offrait autrefois du café aux facteurs.</p>
<p>Là-haut il faisait quatre degrés. Nous avons mangé le saucisson debout, à l'abri du vent, et je
crois que c'était le meilleur repas de l'année. Douze fontaines, pour qui voudrait savoir.</p>"""


def _cartes(visit: Visit) -> str:
    return f"""<p>Ma collection de cartes tient dans une boîte à chaussures, et elle a déjà survécu
à trois déménagements. On me demande parfois pourquoi je ne me contente pas de mon téléphone. La
réponse est simple : un téléphone vous dit où vous êtes, mais il ne vous donne jamais envie d'aller
ailleurs. Une carte dépliée sur la table de la cuisine, c'est déjà le début du voyage, et les
enfants y posent leurs tartines.</p>
<p>Pour les Alpes centrales, j'emporte désormais les feuilles de chez Velo Alpina. Le papier résiste
à la pluie, l'échelle est assez grande pour que l'on reconnaisse chaque ferme, et les routes
tranquilles sont dessinées en vert. On les commande sur la page des
<a href="{visit.maps}">cartes et équipement de vélo</a>, et elles arrivent dans une enveloppe
écrite à la main. La feuille de l'Ortler m'a évité l'année dernière une très longue côte inutile ;
celle de l'Engadine m'a fait découvrir un chemin au bord de l'Inn où nous n'avons croisé, pendant
toute une matinée, qu'une vieille dame et son âne.</p>
<p>Un seul défaut : une fois dépliées, elles refusent de se replier comme avant. Mais cela, je le
sais, c'est le défaut de toutes les cartes.</p>"""


SITES = (
    Site(
        host="carnetdecols.localhost",
        name="Carnet de cols",
        tagline="Petits braquets et grandes tablées",
        language="fr",
        palette=Palette(
            accent="#b0413e", ground="#fdf6ec", ink="#2d2a26", font="Palatino,Georgia,serif"
        ),
        frame=plain,
        intro="<p>Bienvenue. Ici on monte lentement, on mange bien et on raconte tout.</p>",
        nav=(("Accueil", "/"), ("Récits", "/#recits"), ("Matériel", "/#materiel")),
        footer=lambda _visit: "<p>Écrit à Annecy, au crayon d'abord.</p>",
        pages=(
            Page(
                path="/recits/le-stelvio-a-petits-tours",
                title="Le Stelvio à petits tours de pédales",
                byline="Le 2 juillet 2024",
                shows="a link in a French text",
                changes="the anchor text of the link changes",
                main=_stelvio,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor=_FIRST_ANCHOR,
                        first=with_anchor(_FIRST_ANCHOR, found(Placement.CONTENT, "fr")),
                        later=with_anchor(_LATER_ANCHOR, found(Placement.CONTENT, "fr")),
                    ),
                ),
            ),
            Page(
                path="/materiel/cartes",
                title="Éloge des cartes qui se déplient",
                byline="Le 21 novembre 2023",
                shows="a page in Latin-1 that says so only in its header",
                main=_cartes,
                charset_meta="",
                encoding="iso-8859-1",
                content_type="text/html; charset=ISO-8859-1",
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="cartes et équipement de vélo",
                        first=with_anchor(
                            "cartes et équipement de vélo", found(Placement.CONTENT, "fr")
                        ),
                    ),
                ),
            ),
        ),
    ),
)
