"""Sites whose servers fail, hold back or take their time."""

from dataclasses import replace
from functools import partial

from linkcrawler.demo.answer import Answer, server_page, slowly
from linkcrawler.demo.expected import found, unknown
from linkcrawler.demo.frames.handmade import newspaper, plain
from linkcrawler.demo.frames.software import wordpress
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, PACKING, STELVIO, TOURS, Visit
from linkcrawler.states import PageState, Placement

SLOW_ANSWER_S = 2.0


def _gipfelrad(visit: Visit) -> str:
    return f"""<p>Unser Server steht im Keller der Berghütte, gleich neben den Kartoffeln, und wenn
oben jemand die Waschmaschine anstellt, wird es unten dunkel. Wir bitten um Nachsicht. Der Wirt hat
versprochen, künftig nur noch bei Sonnenschein zu waschen, denn dann liefert das Dach genug Strom
für beides.</p>
<p>Nun aber zum Bericht: Am Sonntag waren wir zu fünft auf dem Joch, und keiner von uns hatte vorher
geglaubt, dass er es schaffen würde. Gustl fuhr das Rad seines Vaters, Marie das ihrer Nachbarin.
Wir hatten uns der <a href="{visit.stelvio}">Stelvio-Fahrt von Velo Alpina</a> angeschlossen, weil
man dort auch mit alten Rädern willkommen ist, und bei Kehre dreißig gab es tatsächlich Suppe. Um
Viertel nach elf standen wir oben. Marie hat geweint, Gustl hat gejodelt, und ein Ehepaar aus
Dänemark hat beides fotografiert.</p>
<p>Abends saßen wir dann im Keller bei den Kartoffeln und haben den Server wieder
eingeschaltet.</p>"""


def _hutwatch(visit: Visit) -> str:
    return f"""<p>Hut report, last week of June. The road to the upper hut is free of snow, with the
exception of one drift at the third bridge which the warden keeps for nostalgic reasons. Cyclists
can ride as far as the cattle grid; from there it is half an hour on foot, or twenty minutes if the
dog comes along. There is water at the trough, and it has been tested on the warden.</p>
<p>Beds: nineteen in the dormitory, four in the tower. Blankets are provided, liners are not.
Several guests last week arrived in shorts and a good mood and spent the evening in the warden's
trousers, so please look at <a href="{visit.packing}">a sensible packing list</a> before you set
out. The evening meal is at half past six: barley soup, dumplings and whatever the garden allows. It
allowed rhubarb.</p>
<p>Weather: fine mornings, thunder after four. Marmots: plentiful and rude. The flag on the roof is
up when there is cake. The next report follows when the batteries are charged again.</p>"""


def _langsam(visit: Visit) -> str:
    return f"""<p>Diese Seite lädt langsam, und das ist Absicht. Wir sind der Meinung, dass ein Text
über das Langsamfahren nicht schneller da sein darf als der Mensch, von dem er handelt. Wer hier
angekommen ist, hat also schon ein wenig geübt und darf sich setzen.</p>
<p>Das Langsamfahren ist eine Kunst, die man am besten bergauf lernt. Man wählt den kleinsten Gang,
dann noch einen kleineren, und lässt den Atem bestimmen, wie oft die Kurbel herumgeht. Nach einer
Viertelstunde hört man auf zu denken. Nach einer halben Stunde hört man Grillen. Wer es nicht allein
üben mag, findet bei den <a href="{visit.tours}">langsamen Touren von Velo Alpina</a> Menschen, die
es darin zur Meisterschaft gebracht haben; einer von ihnen ist im vergangenen Sommer von einer
Schnecke überholt worden und hat sich bei ihr für die Gesellschaft bedankt.</p>
<p>Zum Schluss eine Bitte: lesen Sie diesen Absatz noch einmal, und zwar ein bisschen langsamer als
vorhin. Danke. So ist es richtig.</p>"""


def _error_first(visit: Visit) -> Answer | None:
    if visit.is_later_night:
        return None
    return server_page(500, "Internal Server Error", "gipfelrad.localhost: the fuse has blown.")


def _busy_once(visit: Visit) -> Answer | None:
    if visit.asked > 1:
        return None
    return server_page(
        503, "Service Unavailable", "hutwatch.localhost is waking up.", ("Retry-After", "1")
    )


def _closed(_visit: Visit) -> Answer:
    return server_page(
        503,
        "Service Unavailable",
        "alpenwetter.localhost is being moved to a drier cellar. Back tomorrow.",
        ("Retry-After", "86400"),
    )


def _too_many(_visit: Visit) -> Answer:
    return server_page(
        429,
        "Too Many Requests",
        "quickpost.localhost has heard you and would like some peace.",
        ("Retry-After", "3600"),
    )


SITES = (
    Site(
        host="gipfelrad.localhost",
        name="Gipfelrad",
        tagline="Berichte aus dem Kartoffelkeller",
        language="de",
        palette=Palette(
            accent="#9e9d24", ground="#f1f3e2", ink="#2b2c1a", font="'Segoe UI',sans-serif"
        ),
        frame=wordpress,
        intro="<p>Wir fahren hinauf, solange der Strom reicht.</p>",
        nav=(("Start", "/"),),
        pages=(
            Page(
                path="/berichte/zu-fuenft-aufs-joch",
                title="Zu fünft aufs Joch",
                byline="Veröffentlicht am 24. Juni 2024",
                shows="a server error (500)",
                changes="the page is back, with its link",
                main=_gipfelrad,
                instead=_error_first,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="Stelvio-Fahrt von Velo Alpina",
                        first=unknown(PageState.SERVER_ERROR),
                        later=found(Placement.CONTENT, "de"),
                    ),
                ),
            ),
        ),
    ),
    Site(
        host="hutwatch.localhost",
        name="Hut Watch",
        tagline="Snow, soup and sleeping places",
        language="en",
        palette=Palette(
            accent="#bf360c", ground="#fff3e0", ink="#2d1c12", font="Tahoma,sans-serif"
        ),
        frame=plain,
        intro="<p>Reports from the huts, by carrier pigeon where necessary.</p>",
        nav=(("Reports", "/"),),
        pages=(
            Page(
                path="/reports/2024-26",
                title="Hut report, week 26",
                byline="30 June 2024",
                shows="503 with Retry-After: 1, and the page when it is asked again",
                main=_hutwatch,
                instead=_busy_once,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="a sensible packing list",
                        first=replace(found(Placement.CONTENT, "en"), on_second_ask=True),
                    ),
                ),
            ),
        ),
    ),
    Site(
        host="alpenwetter.localhost",
        name="Alpenwetter",
        tagline="Morgen wird es anders",
        language="de",
        palette=Palette(accent="#0277bd", ground="#e1f5fe", ink="#0d2533", font="sans-serif"),
        frame=newspaper,
        intro="<p>Das Wetter, vorsichtig formuliert.</p>",
        nav=(("Wetter", "/"),),
        pages=(
            Page(
                path="/paesse/stilfser-joch",
                title="Passwetter Stilfser Joch",
                shows="503 with Retry-After of a day",
                instead=_closed,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="Velo Alpina",
                        first=unknown(PageState.RATE_LIMITED),
                    ),
                ),
            ),
        ),
    ),
    Site(
        host="quickpost.localhost",
        name="Quickpost",
        tagline="Say it in forty words",
        language="en",
        palette=Palette(accent="#5e35b1", ground="#ede7f6", ink="#1d1530", font="sans-serif"),
        frame=plain,
        intro="<p>Short messages, posted by people who are out of breath.</p>",
        nav=(("Stream", "/"),),
        pages=(
            Page(
                path="/p/8812",
                title="Message 8812",
                shows="429 Too Many Requests",
                instead=_too_many,
                on_home=False,
                claims=(
                    Claim(target=HOME, anchor="veloalpina", first=unknown(PageState.RATE_LIMITED)),
                ),
            ),
        ),
    ),
    Site(
        host="langsam.localhost",
        name="Langsam",
        tagline="Zeitschrift für Gemächlichkeit",
        language="de",
        palette=Palette(
            accent="#00796b", ground="#f7f4ec", ink="#26312f", font="Didot,Georgia,serif"
        ),
        frame=plain,
        intro="<p>Erscheint, wenn sie fertig ist.</p>",
        nav=(("Titel", "/"),),
        pages=(
            Page(
                path="/lob-des-kleinsten-gangs",
                title="Lob des kleinsten Gangs",
                byline="Ausgabe 3, erschienen irgendwann im Frühling",
                shows="a page that takes two seconds to answer",
                main=_langsam,
                alter=partial(slowly, SLOW_ANSWER_S),
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="langsamen Touren von Velo Alpina",
                        first=found(Placement.CONTENT, "de"),
                    ),
                ),
            ),
        ),
    ),
)
