"""Radkurier: a German magazine whose pages restrict what search engines may do."""

from dataclasses import replace
from functools import partial

from linkcrawler.demo.answer import with_header
from linkcrawler.demo.expected import found, not_counted
from linkcrawler.demo.frames.handmade import newspaper
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import MAPS, PACKING, STELVIO, TOURS, Visit
from linkcrawler.states import Countability, NofollowFrom, NotCountedBecause, Placement


def _packtaschen(visit: Visit) -> str:
    return f"""<p>Sechs Packtaschen, eine Badewanne, ein Gartenschlauch: so einfach war der Aufbau
unseres großen Dichtigkeitstests. In jede Tasche kam ein Päckchen Mehl, danach wurde zehn Minuten
lang geregnet. Drei Taschen brachten trockenes Mehl zurück, zwei einen zähen Teig, und in der
sechsten fand sich etwas, das der Redaktionspraktikant ohne zu zögern zu Pfannkuchen verarbeitet
hat.</p>
<p>Gewonnen hat das Modell mit dem Rollverschluss, das außerdem am leichtesten ist und sich mit
Handschuhen öffnen lässt. Der Zweitplatzierte hat die besseren Haken. Von Taschen mit Reißverschluss
raten wir für das Gebirge ab: nach einem einzigen staubigen Sommer klemmt er, und zwar immer dann,
wenn die Regenjacke drin ist. Was in die Taschen hinein gehört, ist eine andere Frage; wir halten
uns an die <a href="{visit.packing}">Packliste von Velo Alpina</a> und haben nur den Kaffeekocher
ergänzt, ohne den in dieser Redaktion niemand das Haus verlässt.</p>
<p>Die Ergebnisse im Einzelnen stehen im Heft, die Pfannkuchen waren ausgezeichnet.</p>"""


def _kartenmaterial(visit: Visit) -> str:
    return f"""<p>Neue Karten für Radfahrer kommen gewöhnlich im März auf den Tisch der Redaktion,
und gewöhnlich liegt dann noch Schnee darauf, weil der Postbote den Briefkasten unter der Dachrinne
benutzt. Die Blätter für den Ortler und den oberen Vinschgau haben dieses Abenteuer ohne Schaden
überstanden, was für das Papier spricht und gegen die Dachrinne.</p>
<p>Überarbeitet wurden vor allem die Forstwege. Wo früher eine gestrichelte Linie im Wald endete,
führt sie jetzt weiter bis zur nächsten Alm oder hört ehrlich auf. Dazu kommen die Brunnen, die
Bahnhöfe mit Fahrradabteil und, auf der Rückseite, ein Verzeichnis der Werkstätten mit den
Uhrzeiten, zu denen dort tatsächlich jemand anzutreffen ist. Bestellen kann man die Blätter
<a href="{visit.maps}">im Kartenladen von Velo Alpina</a> oder, wer die Reise nicht scheut, direkt
an der Tür der alten Schmiede. Dort bekommt man auch gleich gezeigt, wie man sie wieder
zusammenfaltet, und das allein ist den Weg wert.</p>"""


def _pass_chronik(visit: Visit) -> str:
    return f"""<p>Aus unserem Archiv: Im Sommer 1825 wurde die Straße über das Stilfser Joch
eröffnet. Sie war als Heerstraße gedacht und wurde vor allem von Postkutschen benutzt, deren Pferde
in Trafoi gewechselt wurden und deren Fahrgäste, wie ein Reisender schrieb, die letzten Kehren
lieber zu Fuß gingen, die Augen fest auf die eigenen Schuhe gerichtet. Im Winter hielten
Straßenwärter den Weg mit Schaufeln offen, bis zu acht Meter hoch lag der Schnee.</p>
<p>Das erste Fahrrad soll im Jahr 1887 oben gewesen sein. Sein Besitzer, ein Apotheker, hatte es auf
dem Hinweg getragen und auf dem Rückweg verflucht, denn eine Bremse besaß es nicht. Er band einen
kleinen Fichtenstamm hinten an und ließ ihn über den Schotter schleifen. Heute fährt man mit
besseren Bremsen und in besserer Gesellschaft, etwa bei der <a href="{visit.stelvio}">dreitägigen
Fahrt aufs Joch</a>, die jeden Freitag beginnt. Den Fichtenstamm des Apothekers kann man im
Heimatmuseum besichtigen, freitags von zwei bis vier.</p>"""


def _vinschgau_print(visit: Visit) -> str:
    return f"""<p>Druckfassung. Der Radweg durch den Vinschgau beginnt am Reschensee und endet, wenn
man ihn lässt, am Mittelmeer. Die meisten hören vorher auf, und zwar in Meran, weil es dort Palmen
gibt und die Bahn zurückfährt. Achtzig Kilometer sind es bis dahin, fast alle bergab, und fast alle
zwischen Apfelbäumen, die im April so stark blühen, dass man sich die Brille putzt.</p>
<p>Wer es gemütlich mag, teilt die Strecke auf zwei Tage auf und schläft in Schlanders. Die
Gasthäuser am Weg sind an Räder gewöhnt: es gibt Ständer, Pumpen und meistens auch jemanden, der
weiß, wo der Schlauch zischt. Am Nachmittag weht der Wind talaufwärts, und zwar kräftig, deshalb
sollte man früh losfahren und früh ankommen. Für Gruppen gibt es
<a href="{visit.tours}">begleitete Radreisen ab Mals</a>, bei denen das Gepäck gefahren wird und
nur die Kuchenstücke selbst getragen werden müssen. Die Rückfahrt mit der Vinschger Bahn kostet für
das Rad ein paar Euro, an Sonntagen ist es voll.</p>"""


def _vinschgau(_visit: Visit) -> str:
    return """<p>Der Radweg durch den Vinschgau beginnt am Reschensee und endet, wenn man ihn lässt,
am Mittelmeer. Die meisten hören vorher auf, und zwar in Meran, weil es dort Palmen gibt und die
Bahn zurückfährt. Die ausführliche Fassung mit allen Etappen steht im Heft vom Mai.</p>"""


def _claim(target: str, anchor: str, because: NotCountedBecause) -> Claim:
    first = not_counted(because, found(Placement.CONTENT, "de"))
    return Claim(target=target, anchor=anchor, first=first)


SITES = (
    Site(
        host="radkurier.localhost",
        name="Radkurier",
        tagline="Das Magazin für Menschen mit Kette",
        language="de",
        palette=Palette(
            accent="#d35400", ground="#ffffff", ink="#1c1c1c", font="Helvetica,Arial,sans-serif"
        ),
        frame=newspaper,
        intro="<p>Tests, Reisen und Geschichten aus der Werkstatt.</p>",
        nav=(("Titelseite", "/"), ("Test", "/#test"), ("Reise", "/#reise")),
        footer=lambda _visit: "<p>Redaktion und Pfannkuchen: Hinterhof, zweite Tür links.</p>",
        robots="User-agent: *\nDisallow: /suche\n",
        pages=(
            Page(
                path="/test/packtaschen",
                title="Packtaschen im Regen",
                byline="Von Ilse Hofer, Mai 2024",
                shows="a page whose meta tag makes all its links nofollow",
                head='<meta name="robots" content="index, nofollow">',
                main=_packtaschen,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="Packliste von Velo Alpina",
                        nofollow=True,
                        first=replace(
                            found(Placement.CONTENT, "de"),
                            countability=Countability.NOFOLLOW,
                            nofollow_from=NofollowFrom.META,
                        ),
                    ),
                ),
            ),
            Page(
                path="/news/kartenmaterial",
                title="Frische Karten aus der Schmiede",
                byline="Kurz gemeldet, März 2024",
                shows="a page whose X-Robots-Tag header says noindex",
                main=_kartenmaterial,
                alter=partial(with_header, "X-Robots-Tag", "noindex"),
                claims=(_claim(MAPS, "im Kartenladen von Velo Alpina", NotCountedBecause.NOINDEX),),
            ),
            Page(
                path="/archiv/pass-chronik",
                title="Chronik einer Passstraße",
                byline="Aus dem Archiv",
                shows="a page whose meta tag says noindex",
                head='<meta name="robots" content="noindex, follow">',
                main=_pass_chronik,
                claims=(_claim(STELVIO, "dreitägigen Fahrt aufs Joch", NotCountedBecause.NOINDEX),),
            ),
            Page(
                path="/druck/vinschgau-radweg",
                title="Der Radweg durch den Vinschgau",
                byline="Druckfassung",
                shows="a page that names another page as the original",
                head='<link rel="canonical" href="/reise/vinschgau-radweg">',
                main=_vinschgau_print,
                on_home=False,
                claims=(
                    _claim(TOURS, "begleitete Radreisen ab Mals", NotCountedBecause.CANONICAL_AWAY),
                ),
            ),
            Page(
                path="/reise/vinschgau-radweg",
                title="Der Radweg durch den Vinschgau",
                byline="Von Ilse Hofer, April 2024",
                head='<link rel="canonical" href="/reise/vinschgau-radweg">',
                main=_vinschgau,
            ),
        ),
    ),
)
