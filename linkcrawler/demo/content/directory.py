"""A directory of tour operators."""

from linkcrawler.demo.expected import found
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import BUSINESS, HOME, Visit
from linkcrawler.states import Placement

_LISTINGS = (  # (name, host, description)
    ("Adige Wheels", "adige-wheels.localhost", "Family weeks on the flat river path"),
    ("Arlberg Ascents", "arlberg-ascents.localhost", "Road camps for the patient and the keen"),
    ("Bergauf Reisen", "bergauf.localhost", "Luggage transfer between the Inn and Lake Garda"),
    ("Cadore by Cycle", "cadore-by-cycle.localhost", "Old railways turned into gentle paths"),
    ("Dolomite Spokes", "dolomite-spokes.localhost", "Guided gravel rides from hut to hut"),
    ("Engadine Easy", "engadine-easy.localhost", "Electric bicycles and very large cakes"),
    ("Fernpass Cycling", "fernpass.localhost", "Crossings of the Alps from the north"),
    ("Glacier and Gear", "glacierandgear.localhost", "Bikepacking courses for beginners"),
    ("Grand Loop Tours", "grandloop.localhost", "Fourteen days, nine passes, one rest day"),
    ("Hohe Kehre", "hohekehre.localhost", "Early-morning climbs with breakfast at the top"),
    ("Inn Valley Cyclists", "innvalley.localhost", "Day rides for clubs and schools"),
    ("Karwendel Tracks", "karwendel-tracks.localhost", "Mountain bikes, maps and a sauna"),
    ("Lechweg auf Rädern", "lechweg.localhost", "Along the river with tents and canoes"),
    ("Montafon Pedals", "montafon.localhost", "Rental, repairs and rescue by van"),
    ("Ofenpass Outfitters", "ofenpass.localhost", "Everything a bicycle can carry"),
    ("Pustertal Pedal", "pustertal.localhost", "Self-guided weeks for two and more"),
    ("Rhine Source Rides", "rhinesource.localhost", "From the first drop to the great lake"),
    ("Silvretta Slow", "silvretta-slow.localhost", "Walking pace on two wheels, with a botanist"),
    ("Tauern Tandem", "tauerntandem.localhost", "Tandem hire and courses in steering together"),
    ("Ultental Unhurried", "ultental.localhost", "Small groups, big dumplings"),
    ("Velo Alpina", BUSINESS, "Guided tours over the passes, slowly and in good company"),
    ("Wetterstein Wheels", "wetterstein.localhost", "Winter rides on spiked tyres"),
    ("Zillertal Zigzag", "zillertal.localhost", "Bend-counting tours with certificates"),
    ("Zugspitze Cyclery", "zugspitze.localhost", "Workshop, café and guided evening rides"),
)


def _operators(visit: Visit) -> str:
    items = "\n".join(
        f'<li><a href="{visit.url(host)}">{name}</a> - {description}.</li>'
        for name, host, description in _LISTINGS
    )
    return f"""<p class="breadcrumb"><a href="/">Directory</a> &raquo; Alps &raquo; Tour
operators</p>
<p>{len(_LISTINGS)} listings in this category, in alphabetical order. Every operator was visited by
one of our editors, who paid for the cake themselves. To correct an entry or to submit a listing,
write to us by post; we read everything, though not quickly.</p>
<ul class="listing directory-listing">
{items}
</ul>"""


SITES = (
    Site(
        host="bikedirectory.localhost",
        name="The Bicycle Directory",
        tagline="Everything on two wheels, sorted",
        language="en",
        palette=Palette(
            accent="#174ea6", ground="#ffffff", ink="#202124", font="Arial,Helvetica,sans-serif"
        ),
        frame=plain,
        intro="<p>Browse the directory by category, or submit a listing of your own.</p>",
        nav=(("Directory", "/"), ("Tour operators", "/alps/tour-operators/")),
        robots="User-agent: *\nAllow: /\n",
        pages=(
            Page(
                path="/alps/tour-operators/",
                title="Tour operators in the Alps",
                shows="a listing in a directory",
                main=_operators,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="Velo Alpina",
                        first=found(Placement.DIRECTORY, "en"),
                    ),
                ),
            ),
        ),
    ),
)
