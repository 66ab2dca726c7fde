"""The Riders' Union: an English site with pages that are gone and links that are not there."""

from linkcrawler.demo.answer import Answer, server_page
from linkcrawler.demo.expected import Expected, found, missing
from linkcrawler.demo.frames.software import drupal
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, PACKING, TOURS, Visit
from linkcrawler.states import LinkState, PageState, Placement


def _minutes(visit: Visit) -> str:
    return f"""<p>Present: seventeen members and a dachshund. The chair opened the meeting at half
past seven, apologised for the heating, and thanked those who had brought candles. The minutes of
the last meeting were approved after the word "never" had been replaced by the word "rarely".</p>
<p>Item one, the cellar. It is dry. Item two, the summer excursion. Three proposals had been
received. The excursion to the salt mine was thought too dark, the excursion to the sea too far. The
third was for four days in the mountains with a guide; the secretary had found it at {visit.tours}
and read out the description, which mentions soup twice. It was carried with fifteen votes, the
dachshund abstaining. Item three, the banner: moths. A collection was taken.</p>
<p>Under any other business a member asked whether the union has a position on mudguards. The chair
replied that the union has had a position on mudguards since 1931, that it hangs framed in the hall,
and that members are invited to read it on their way out. The meeting closed at nine.</p>"""


def _reading_list(visit: Visit) -> str:
    return f"""<p>Winter is when cyclists learn to read again. The library committee has put
together a shelf for the long evenings, all of it within reach of the stove. There are four books on
bridges, a history of the ball bearing that is far more exciting than it has any right to be, and
the memoirs of a lady who cycled from Dublin to Delhi with a revolver and a change of gloves.</p>
<p>Beginners should start with the slim green volume on knots. Those who plan a journey of their own
will find useful things on the web as well: the guides of Velo Alpina describe
<a href="{visit.maps}">their maps for cyclists</a> with a frankness that is rare among people who
sell something. For the children there is a picture book about a snail that enters a race. We shall
not give away the ending, except to say that the snail has a very good time.</p>
<p>Books may be kept for a month. They may not be read in the bath, with the exception of the one
about canals, which has been there before.</p>"""


def _tool_roll(_visit: Visit) -> str:
    return """<p>Our mechanic was asked to write down what she carries, and after some persuasion
she unrolled it on the table of the clubroom. It is a strip of sailcloth with eleven pockets, sewn
by her aunt, and it has been over the Alps nine times. In the first pocket lives a multitool with
two keys missing, because she has never needed them. In the second, three tyre levers, one of them
wooden.</p>
<p>Then come a chain link, a piece of old tyre the length of a finger, a needle, strong thread, six
cable ties and a stub of candle. The candle, she says, is for zips, for squeaks, and for the
evening. There is a valve adapter that she has lent out forty times and received back forty times,
which says something about cyclists. The last pocket holds a folded banknote and the telephone
number of her sister, who owns a van.</p>
<p>She does not carry a spare saddle bolt any more. When asked why, she looked out of the window for
some time and said that there are things one should only go through once.</p>"""


def _reschen_loop(visit: Visit) -> str:
    return f"""<p>Forty-two kilometres, five hundred metres of climbing, two bakeries. The loop
starts at the bus stop in Nauders and goes anticlockwise, so that the wind is behind you when you
are tired. Until the lake you share the road with a few milk lorries; after that you have it to
yourself, apart from the occasional hen.</p>
<p>At the church tower in the water everybody takes the same photograph. Ride on for ten minutes and
take a better one from the jetty. Then the path leaves the shore and climbs through meadows to a
chapel with a bench, where the union holds its shortest meeting of the year. The descent is gravel,
and after rain it is soup. Those who would rather have somebody at their side, somebody with a pump,
may join one of the <a href="{visit.tours}">guided tours from the valley station</a>; two of our
members have done so and have come back speaking of dumplings.</p>
<p>The second bakery closes at noon. Plan accordingly.</p>"""


def _gone(_visit: Visit) -> Answer:
    return server_page(410, "Gone", "The hut weekend of 2018 is over, and so is its page.")


def _not_there(_visit: Visit) -> Answer:
    return server_page(404, "Not Found", "ridersunion.localhost does not have this page.")


def _not_there_later(visit: Visit) -> Answer | None:
    return _not_there(visit) if visit.is_later_night else None


SITES = (
    Site(
        host="ridersunion.localhost",
        name="The Riders' Union",
        tagline="Mudguards since 1931",
        language="en",
        palette=Palette(
            accent="#37474f", ground="#f4f4f4", ink="#212121", font="'Lucida Grande',sans-serif"
        ),
        frame=drupal,
        intro="<p>Minutes, routes and a small library. The kettle is on.</p>",
        nav=(("Home", "/"), ("Library", "/library/reading-list"), ("Gear", "/gear/tool-roll")),
        robots="User-agent: *\nDisallow: /search/\n",
        pages=(
            Page(
                path="/minutes/2024-03",
                title="Minutes of the March meeting",
                byline="Submitted by the secretary on Thu, 03/21/2024 - 22:10",
                shows="the target's address as plain text, without a link",
                main=_minutes,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="Velo Alpina tours",
                        first=Expected(link_state=LinkState.MENTION),
                    ),
                ),
            ),
            Page(
                path="/library/reading-list",
                title="A shelf for the long evenings",
                byline="Submitted by the library committee on Sun, 12/03/2023 - 17:00",
                shows="a link to another page of the business",
                main=_reading_list,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="packing list",
                        first=Expected(link_state=LinkState.ELSEWHERE),
                    ),
                ),
            ),
            Page(
                path="/gear/tool-roll",
                title="What the mechanic carries",
                byline="Submitted by the mechanic on Sat, 02/10/2024 - 11:11",
                shows="a page that does not have the link any more",
                main=_tool_roll,
                claims=(Claim(target=PACKING, anchor="her full list", first=missing()),),
            ),
            Page(
                path="/routes/reschen-loop",
                title="Once around the drowned church",
                byline="Submitted by routes on Fri, 05/03/2024 - 08:00",
                shows="a link in the text of a route",
                changes="the page does not exist any more (404)",
                main=_reschen_loop,
                instead=_not_there_later,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="guided tours from the valley station",
                        first=found(Placement.CONTENT, "en"),
                        later=missing(PageState.GONE),
                    ),
                ),
            ),
            Page(
                path="/events/2019/alpine-week",
                title="Alpine week 2019",
                shows="a page that does not exist (404)",
                instead=_not_there,
                on_home=False,
                claims=(Claim(target=TOURS, anchor="Velo Alpina", first=missing(PageState.GONE)),),
            ),
            Page(
                path="/events/2018/hut-weekend",
                title="Hut weekend 2018",
                shows="a page that is gone for good (410)",
                instead=_gone,
                on_home=False,
                claims=(Claim(target=HOME, anchor="our guides", first=missing(PageState.GONE)),),
            ),
        ),
    ),
)
