"""Sites whose answers are no whole web page: a PDF, nothing at all, half of one."""

from dataclasses import replace
from functools import partial

from linkcrawler.demo.answer import Answer, cut_after
from linkcrawler.demo.content.brochure import brochure
from linkcrawler.demo.expected import found, unknown
from linkcrawler.demo.frames.handmade import plain, retro
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, MAPS, PACKING, Visit
from linkcrawler.states import PageState, Placement

_CUT_MARK = "and that was the"


def _diary(visit: Visit) -> str:
    return f"""<p>Our valley is connected to the rest of the world by a road, a brook and a copper
wire, and the wire is the oldest of the three. When it rains, the brook comes up, the road closes
and the wire forgets what it was going to say. I write these lines on a dry day in the hope that
they get through as far as the bend by the sawmill.</p>
<p>In May we mapped the cart tracks. My brother carried the ladder, I carried the pencils, and the
neighbour's boy carried the sandwiches and, later, the news that there were none left. We compared
everything with <a href="{visit.maps}">the printed sheets of Velo Alpina</a> and found two mistakes,
of which one was ours. The bridge behind the mill is wider than it used to be. The chapel has a new
roof. The bull is in the upper meadow on weekdays and in the lower one on Sundays, which no map will
tell you and which is the only thing you really need to know.</p>
<p>On the last evening we sat on the ladder, {_CUT_MARK} end of the mapping and the beginning of a
long discussion about who would carry it home. It is still standing there. The boy says that it
grows.</p>"""


def _guestbook(visit: Visit) -> str:
    return f"""<p>Thank you for the soup. Thank you for the dry socks. Thank you, whoever you were,
for pushing the last hundred metres. This is the guest book of the valley; it lies on the
window-sill of the post office, and every winter my sister types it out, {_CUT_MARK} idea of the
postmaster, who is afraid of mice.</p>
<p>Our thanks also go to <a href="{visit.packing}">the people with the packing list</a>, without
whom we would have come without a single dry thing.</p>"""


def _empty(_visit: Visit) -> Answer:
    return Answer()


SITES = (
    Site(
        host="tourismoffice.localhost",
        name="Tourist Office of the Upper Valley",
        tagline="Open, except when the weather is too good",
        language="en",
        palette=Palette(
            accent="#2e7d32", ground="#f1f8e9", ink="#1b2a1c", font="Verdana,sans-serif"
        ),
        frame=plain,
        intro="<p>Brochures by the door, advice at the counter.</p>",
        nav=(("Office", "/"), ("Brochure", "/brochures/summer-by-bike.pdf")),
        robots="User-agent: *\nAllow: /\n",
        pages=(
            Page(
                path="/brochures/summer-by-bike.pdf",
                title="Summer by bike (PDF)",
                shows="a PDF",
                instead=lambda visit: Answer(
                    content_type="application/pdf", body=brochure(visit.home)
                ),
                claims=(
                    Claim(target=HOME, anchor="Velo Alpina", first=unknown(PageState.NOT_HTML)),
                ),
            ),
        ),
    ),
    Site(
        host="velobitz.localhost",
        name="Velobitz",
        tagline="Small items about small wheels",
        language="en",
        palette=Palette(accent="#c2185b", ground="#fce4ec", ink="#2c1019", font="sans-serif"),
        frame=plain,
        intro="<p>Folding bicycles, unfolded.</p>",
        nav=(("Items", "/"),),
        pages=(
            Page(
                path="/item?id=9",
                title="Item 9",
                shows="200 with an empty body",
                instead=_empty,
                claims=(
                    Claim(target=HOME, anchor="Velo Alpina", first=unknown(PageState.INCOMPLETE)),
                ),
            ),
        ),
    ),
    Site(
        host="copperwire.localhost",
        name="The Copper Wire",
        tagline="Greetings from a valley with weak reception",
        language="en",
        palette=Palette(
            accent="#b36b2c", ground="#e6dccb", ink="#2e2418", font="'Courier New',monospace"
        ),
        frame=retro,
        intro="<p>If this sentence is complete, the weather is good.</p>",
        nav=(("Home", "/"), ("Diary", "/diary/may"), ("Guest book", "/guestbook")),
        pages=(
            Page(
                path="/diary/may",
                title="The month of the ladder",
                byline="31 May 2024",
                shows="a page that breaks off behind the link",
                main=_diary,
                alter=partial(cut_after, _CUT_MARK),
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="the printed sheets of Velo Alpina",
                        first=replace(
                            found(Placement.CONTENT, "en"), page_state=PageState.INCOMPLETE
                        ),
                    ),
                ),
            ),
            Page(
                path="/guestbook",
                title="The guest book of the valley",
                byline="Typed out in January 2024",
                shows="a page that breaks off before the link",
                main=_guestbook,
                alter=partial(cut_after, _CUT_MARK),
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="the people with the packing list",
                        first=unknown(PageState.INCOMPLETE),
                    ),
                ),
            ),
        ),
    ),
)
