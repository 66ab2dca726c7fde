"""Velo Alpina, the business whose backlinks are verified."""

from linkcrawler.demo.frames.handmade import shopfront
from linkcrawler.demo.site import Page, Palette, Site
from linkcrawler.demo.visit import BUSINESS, MAPS, PACKING, STELVIO, TOURS, Visit

_INTRO = """<p>We are four guides, one van and a shed full of spare spokes. Since 2009 we have been
riding small groups of people over large mountains: slowly, with long lunches, and always with
somebody at the back who knows where the bakery is. You bring a bicycle and an appetite; we carry
the luggage, book the beds and telephone the innkeeper when the weather has other plans.</p>
<p>Every tour starts and ends at a railway station. Nobody is left behind, nobody is timed, and the
last bend of every climb is applauded.</p>"""


def _tours(_visit: Visit) -> str:
    return """<p>Six tours, from the river path that a child can ride to the four-pass week that
makes grown people sing. Groups have at most ten riders. The price holds beds, breakfasts, luggage
and two guides; the train, the lunches and the pride are your own.</p>
<table>
<tr><th>Tour</th><th>Days</th><th>Climbing</th><th>Price</th></tr>
<tr><td>Along the young Adige</td><td>4</td><td>900 m</td><td class="price">490 euros</td></tr>
<tr><td>Three lakes, three languages</td><td>5</td><td>2,800 m</td>
<td class="price">640 euros</td></tr>
<tr><td><a href="/tours/stelvio/">The Stelvio, bend by bend</a></td><td>3</td><td>3,100 m</td>
<td class="price">520 euros</td></tr>
<tr><td>Gavia before breakfast</td><td>4</td><td>4,400 m</td><td class="price">610 euros</td></tr>
<tr><td>Gravel to the glacier</td><td>5</td><td>5,200 m</td><td class="price">790 euros</td></tr>
<tr><td>The four-pass week</td><td>7</td><td>9,600 m</td><td class="price">1,140 euros</td></tr>
</table>"""


def _stelvio(_visit: Visit) -> str:
    return """<p>Forty-eight numbered bends lead from Prad to the pass, and we give a whole day to
them. On the first evening we ride ten flat kilometres to wake the legs up. On the second morning
we leave at six, when the road still belongs to the marmots; there is soup at bend thirty, and the
van waits at bend twenty-two for everybody who has had enough. On the third day we roll down the
quiet Swiss side through the Umbrail, brake pads permitting.</p>
<p><strong id="dates">Dates:</strong> every Friday from the middle of June to the end of
September. You need a gear of 34 by 34 or lower, a warm jacket for the descent and no ambition
whatever.</p>"""


def _packing(_visit: Visit) -> str:
    return """<p>After fifteen summers we know what people leave in the hotel room on day two. Pack
this, and only this: two jerseys, two pairs of shorts, one pair of trousers in which you dare to
sit in an inn, a rain jacket that has met rain, long gloves, a thin cap for under the helmet, sun
cream, two tubes, six patches, a chain link, a spare derailleur hanger and the small screwdriver
that fits the cleats.</p>
<p>Leave at home: the second pair of shoes, the heavy lock, the drone. Whatever you can buy in the
next village you need not carry over a pass. If the bag weighs more than six kilograms, take out
the heaviest thing and see whether anybody misses it.</p>"""


def _maps(_visit: Visit) -> str:
    return """<p>Printed on paper that survives a wet back pocket, drawn by our own Toni, who has
ridden every metre of it and marked the fountains. The scale is 1 to 60,000; red roads are steep,
green ones are quiet, and a small cup means that the coffee is worth the detour.</p>
<table>
<tr><th>Sheet</th><th>Edition</th><th>Price</th></tr>
<tr><td>1 Upper Vinschgau and Reschen</td><td>2024</td><td class="price">11 euros</td></tr>
<tr><td>2 Ortler and Stelvio</td><td>2024</td><td class="price">11 euros</td></tr>
<tr><td>3 Bormio, Gavia, Mortirolo</td><td>2023</td><td class="price">11 euros</td></tr>
<tr><td>4 Lower Engadine</td><td>2022</td><td class="price">9 euros</td></tr>
</table>"""


def _footer(_visit: Visit) -> str:
    return (
        "<p>Velo Alpina, Schmiedgasse 7, in the upper Vinschgau. We answer the telephone between "
        "seven and nine in the evening, when the tools are put away.</p>"
    )


SITES = (
    Site(
        host=BUSINESS,
        name="Velo Alpina",
        tagline="Cycling over the Alps, slowly and in good company",
        language="en",
        palette=Palette(
            accent="#1f7a8c", ground="#f3f7f6", ink="#12262b", font="Verdana,sans-serif"
        ),
        frame=shopfront,
        intro=_INTRO,
        nav=(
            ("Home", "/"),
            ("Tours", TOURS),
            ("Stelvio", STELVIO),
            ("Maps", MAPS),
            ("Packing list", PACKING),
        ),
        footer=_footer,
        pages=(
            Page(path=TOURS, title="Our tours", main=_tours),
            Page(path=STELVIO, title="The Stelvio, bend by bend", main=_stelvio),
            Page(path=PACKING, title="What to pack for a week in the Alps", main=_packing),
            Page(path=MAPS, title="Maps for cyclists", main=_maps),
        ),
        robots="User-agent: *\nAllow: /\n",
    ),
)
