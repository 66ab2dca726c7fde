"""Sites that link from every page: a blogroll, a footer, a navigation."""

from linkcrawler.demo.expected import found
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, MAPS, TOURS, Visit
from linkcrawler.states import Placement


def _slow_climbing(_visit: Visit) -> str:
    return """<p>There is a speed at which a bicycle stays upright all by itself, and there is a
speed just below it, and the second one is where I live. A friend once measured it: five and a half
kilometres an hour. At that speed you can hear the chain think. You can read the dates on the
gateposts, you can tell a bumblebee from a carder bee, and you can hold a conversation with a farmer
who is walking up to his field with a rake, provided he does not hurry.</p>
<p>I used to be ashamed of it. I carried excuses with me as other people carry gels: a cold, a bad
night, the wrong sprocket. Then one day on the road to the chapel a boy of perhaps seven overtook me
on a scooter, looked back, and waited. He told me about his grandmother's hens all the way to the
top. It was the best company that I have ever had on a hill, and I would have missed it at ten
kilometres an hour.</p>
<p>So this is my advice to all who are new to mountains: find your speed, subtract one, and look
around. The top is not going anywhere, and neither, at this time of the day, are the hens.</p>"""


def _gravelnotes_aside(visit: Visit) -> str:
    blogs = (
        ("Bergblog", visit.url("bergblog.localhost")),
        ("Carnet de cols", visit.url("carnetdecols.localhost")),
        ("The Pedal Pusher's Diary", visit.url("pedalpusher.localhost")),
        ("Velo Alpina", visit.home),
        ("Sella e Ronda", visit.url("sellaeronda.localhost")),
        ("Pedaleando", visit.url("pedaleando.localhost")),
        ("Map Nerd", visit.url("mapnerd.localhost")),
    )
    items = "\n".join(f'<li><a href="{address}">{name}</a></li>' for name, address in blogs)
    return f"""<section class="widget widget_links blogroll"><h2>Blogroll</h2>
<ul class="xoxo blogroll">
{items}
</ul></section>"""


def _arrival(_visit: Visit) -> str:
    return """<p>The nicest way to reach us is by train. From the south you change at Meran into the
little valley railway, which takes bicycles without asking questions; from the north the bus from
Landeck carries up to twelve of them on a trailer. The station is nine minutes away on foot, or four
if you have smelt the kitchen. Ring us from the platform and somebody will come with the handcart
for your luggage, usually our youngest, who accepts payment in chocolate.</p>
<p>If you arrive under your own power, follow the river path until the covered bridge, turn left at
the sawmill, and do not believe the sign that says two kilometres; it was put up by an optimist. The
last rise is steep but short. There is a bench half-way up with a view of the lake, and many guests
have told us that they discovered the whole point of their holiday on it.</p>
<p>Cars may stay in the meadow behind the barn. We do not charge for parking, but the goats have
been known to take an interest in windscreen wipers. Check-in is from three o'clock, supper is at
seven, and the soup waits for nobody, with the exception of cyclists.</p>"""


def _bike_storage(_visit: Visit) -> str:
    return """<p>Your bicycle sleeps as well as you do. The old hay barn has a wooden floor, a lock
with a large iron key, and hooks for twenty-four machines of any shape, including the recumbent that
visits us every September. Beside it is a workbench with a stand, a pump that comes up to your hip,
and all the tools that we have needed in thirty years of mending other people's brakes. Rags are in
the basket, clean ones on the left.</p>
<p>There are six sockets for electric bicycles, and a drying room where the heating pipes of the
bakery pass through the wall. Wet shoes that go in at six in the evening come out at six in the
morning warm, dry and smelling faintly of rye. If something is broken that we cannot mend, the smith
in the next village can, and if the smith cannot, he will at least tell you a story about a worse
case.</p>
<p>In the hall you find the weather report, written on a slate every morning by grandfather. He is
right on four days out of five, which is one day better than the radio. Please do not wash bicycles
in the fountain: it belongs to the trout.</p>"""


SITES = (
    Site(
        host="gravelnotes.localhost",
        name="Gravel Notes",
        tagline="Small stones, small thoughts",
        language="en",
        palette=Palette(
            accent="#8d6e63", ground="#faf7f5", ink="#3e2f2a", font="'Courier New',monospace"
        ),
        frame=plain,
        intro="<p>Written in pencil on the back of maps, typed out in winter.</p>",
        nav=(("Notes", "/"),),
        aside=_gravelnotes_aside,
        pages=(
            Page(
                path="/on-slow-climbing/",
                title="On slow climbing",
                byline="30 August 2023",
                shows="a link in the blogroll of every page",
                main=_slow_climbing,
                claims=(
                    Claim(target=HOME, anchor="Velo Alpina", first=found(Placement.BLOGROLL, "en")),
                ),
            ),
        ),
    ),
    Site(
        host="hotelbergsee.localhost",
        name="Hotel Bergsee",
        tagline="Eleven rooms, one lake, no hurry",
        language="en",
        palette=Palette(
            accent="#00695c", ground="#eef6f5", ink="#17302d", font="Garamond,Georgia,serif"
        ),
        frame=plain,
        intro="<p>A wooden house by the water, kept by the same family since 1911.</p>",
        nav=(
            ("Welcome", "/"),
            ("Arrival", "/en/arrival/"),
            ("Bicycles", "/en/bike-storage/"),
        ),
        nav_extra=lambda visit: f'<li><a href="{visit.tours}">Cycling tours</a></li>',
        footer=lambda visit: (
            '<p>Our friends: <a href="https://veloalpina.localhost:'
            f'{visit.port}/shop/maps/#sheet-2">maps for cyclists</a></p>'
        ),
        pages=(
            Page(
                path="/en/arrival/",
                title="How to find us",
                shows="a link in the footer of every page, with https and a fragment",
                main=_arrival,
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="maps for cyclists",
                        first=found(Placement.FOOTER, "en"),
                    ),
                ),
            ),
            Page(
                path="/en/bike-storage/",
                title="Where your bicycle sleeps",
                shows="a link in the navigation of every page",
                main=_bike_storage,
                claims=(
                    Claim(target=TOURS, anchor="Cycling tours", first=found(Placement.NAV, "en")),
                ),
            ),
        ),
    ),
)
