"""Sella e Ronda: an Italian site; one of its links is missing at first and comes back."""

from linkcrawler.demo.expected import found, missing
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import PACKING, TOURS, Visit
from linkcrawler.states import Placement


def _val_venosta(visit: Visit) -> str:
    return f"""<p>La prima regola della Val Venosta è che il vento ha sempre ragione. Al mattino
soffia da nord e ti accompagna verso Merano come un vecchio amico; nel pomeriggio cambia idea, e
allora conviene sedersi sotto un albicocco e aspettare. Noi abbiamo aspettato tre giorni, e non ce
ne siamo pentiti. Siamo partiti da Malles con il sole, abbiamo visto il campanile nel lago, abbiamo
mangiato canederli in brodo a ogni ora della giornata.</p>
<p>Il secondo giorno mia figlia ha voluto imparare i nomi delle montagne, e al passo ne sapeva più
di me. Ci guidava Toni, che conosce ogni fontana e ogni cane della valle: le
<a href="{visit.tours}">gite in bicicletta di Velo Alpina</a> vanno piano, si fermano spesso e
finiscono sempre davanti a una stazione. Così abbiamo scoperto una chiesetta con gli affreschi più
antichi della regione, e una panetteria che apre alle cinque soltanto per chi bussa due volte.</p>
<p>L'ultima sera abbiamo spento i telefoni e contato le luci dei masi sul versante opposto. Erano
ventitré. Mia figlia dice che una si è mossa, e che quindi era una volpe con la lanterna.</p>"""


def _freni(visit: Visit) -> str:
    list_of_things = (
        f'<a href="{visit.packing}">questa lista di cose da portare</a>'
        if visit.is_later_night
        else "una lista scritta sul retro di una busta"
    )
    return f"""<p>Ogni primavera, prima della prima salita, passo un pomeriggio in officina con una
radio accesa e un panno di cotone. Comincio sempre dai freni, perché in montagna sono l'unica cosa
che davvero conta: in salita si può sempre scendere e camminare, in discesa no. Guardo lo spessore
delle pastiglie contro la luce della finestra, e se non riesco a vedere almeno due millimetri le
cambio senza pensarci troppo.</p>
<p>Poi viene il disco. Va pulito con alcol e con pazienza, mai con l'olio che si usa per la catena;
sembra ovvio, eppure ogni anno qualcuno arriva da me con gli occhi lucidi e un freno che non frena
più. Le leve devono fermarsi a metà della corsa. Se toccano il manubrio, c'è aria nel tubo, e
conviene chiamare chi sa fare lo spurgo. Infine preparo la borsa degli attrezzi: seguo
{list_of_things}, e aggiungo sempre un paio di pastiglie di ricambio, che pesano meno di una
caramella.</p>
<p>Quando ho finito, faccio tre volte il giro del cortile. La vicina applaude dal balcone, e la
stagione può cominciare.</p>"""


SITES = (
    Site(
        host="sellaeronda.localhost",
        name="Sella e Ronda",
        tagline="Racconti di chi pedala piano",
        language="it",
        palette=Palette(
            accent="#2e7d32", ground="#f6fbf2", ink="#23301f", font="Optima,Candara,sans-serif"
        ),
        frame=plain,
        intro="<p>Storie di strada, di officina e di merenda.</p>",
        nav=(("Inizio", "/"), ("Racconti", "/#racconti"), ("Officina", "/#officina")),
        footer=lambda _visit: "<p>Scritto a Bolzano, tra una pioggia e l'altra.</p>",
        robots="User-agent: *\nDisallow:\n",
        pages=(
            Page(
                path="/racconti/tre-giorni-in-val-venosta",
                title="Tre giorni in Val Venosta",
                byline="10 maggio 2024",
                shows="a link in an Italian text",
                main=_val_venosta,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="gite in bicicletta di Velo Alpina",
                        first=found(Placement.CONTENT, "it"),
                    ),
                ),
            ),
            Page(
                path="/officina/freni-di-primavera",
                title="I freni, in primavera",
                byline="2 aprile 2024",
                shows="a link that was removed",
                changes="the link is back",
                main=_freni,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="questa lista di cose da portare",
                        first=missing(),
                        later=found(Placement.CONTENT, "it"),
                    ),
                ),
            ),
        ),
    ),
)
