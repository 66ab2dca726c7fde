"""The Pedal Pusher's Diary: an English blog of the Blogger kind."""

from linkcrawler.demo.expected import found, with_anchor
from linkcrawler.demo.frames.software import blogger
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, MAPS, PACKING, TOURS, Visit
from linkcrawler.states import Placement


def _gavia(visit: Visit) -> str:
    tagged = f"{visit.tours}?utm_source=pedalpusher&amp;utm_medium=blog"
    return f"""<p>The road over the Gavia is not much wider than a kitchen table, and for three days
I could not stop talking about it. We were seven: two sisters from Ghent, a retired postman, a
dentist who had brought four kinds of cheese, a father with his grown-up son, and me. It rained on
the first day, it rained on the second until noon, and then somebody pulled the curtain away and
there were mountains on every side, so close that we all stopped pedalling at the same moment.</p>
<p>I am not a person who joins groups. I had a route on a napkin and a tent. But the forecast was
dreadful, and a friend had pressed a leaflet into my hand, so I rang them up the evening before and
was told there was one bed left, beside the boiler. I booked one of the
<a href="{tagged}"><strong>small-group <span>Alpine tours</span></strong> &amp; caf&eacute;
stops</a> and slept like a stone next to the warm pipes. The postman won every sprint to every
village sign. He had practised for thirty-eight years, he said, with letters.</p>
<p>On the last morning we rolled into the valley with wet shoes and enormous appetites. I have
thrown the napkin away.</p>"""


def _tyres(_visit: Visit) -> str:
    return """<p>Every autumn I receive the same letter from a different reader: which tyres should
I take over a gravel pass? Every autumn I give the same answer, which is that it hardly matters as
long as they are wide, supple and paid for. This year I decided to be scientific. I rode the old
military road above the lake four times in four days on four pairs of tyres, with a thermos flask, a
stopwatch and a notebook that is now mostly coffee.</p>
<p>The narrow ones were the quickest uphill, by a margin of one sandwich. Coming down they were
frightful; I walked the last two bends and pretended to admire the larches. The knobbly pair hummed
like a hive and slid on the wet wood of the bridges. The winners were the plain ones, forty-two
millimetres, pumped up so softly that a thumb leaves a dent. They float over the loose stones, they
grip on the damp planks, and they weigh as much as a small cat, which nobody has ever regretted on a
descent. I did not puncture once. The marmots have filed a complaint about the humming.</p>"""


def _tyres_comments(visit: Visit) -> str:
    return f"""<section class="comments" id="comments"><h4>3 comments:</h4>
<div id="comments-block"><ol id="top-ra">
<li class="comment" id="c1"><div class="comment-block">
<div class="comment-header"><cite class="user">Old Bill</cite>
<span class="datetime secondary-text">7 October 2023 at 18:12</span></div>
<p class="comment-content">Forty-two! In my day we had twenty-three and were grateful.</p>
</div></li>
<li class="comment" id="c2"><div class="comment-block">
<div class="comment-header"><cite class="user">Saddlesore in Settle</cite>
<span class="datetime secondary-text">8 October 2023 at 09:47</span></div>
<p class="comment-content">Which road was it? I found it on sheet two of the
<a href="{visit.maps}" rel="nofollow">Velo Alpina paper maps</a>, with a little cup beside it.</p>
</div></li>
<li class="comment" id="c3"><div class="comment-block">
<div class="comment-header"><cite class="user blog-author">Pedal Pusher</cite>
<span class="datetime secondary-text">8 October 2023 at 20:30</span></div>
<p class="comment-content">The very one. The cup is deserved.</p>
</div></li>
</ol></div></section>"""


def _how_i_plan(visit: Visit) -> str:
    return f"""<p>People imagine that I plan my trips with a laboratory full of screens. In truth I
plan them in the bath, and then on the floor of the living room, where there is space to unfold
things. The order is always the same. First comes a vague wish, usually caused by a photograph of a
road with nobody on it. Then comes a telephone call to somebody who lives there. The people at
<a href="{visit.home}">Velo Alpina</a> have never once laughed at my questions, even in February,
when I asked them whether the snow would be gone by Easter.</p>
<p>Second, I spread out paper. Screens show you where you are; paper shows you where you could be
instead. I own all four of the <a href="{visit.maps}">folding maps for cyclists</a>, and the one
with the jam on it has served me best.</p>
<p>Third, and only then, do I think about luggage. I used to write a new list every year, and every
year I forgot the same thing. Now I print <a href="{visit.packing}">this list</a>, tick it off
with a pencil, and take away one item at the end, because one can always take away one item. The
rest is waiting for the train.</p>"""


SITES = (
    Site(
        host="pedalpusher.localhost",
        name="The Pedal Pusher's Diary",
        tagline="Uphill slowly, downhill gratefully",
        language="en",
        palette=Palette(
            accent="#6a4c93", ground="#ede7f3", ink="#2a2233", font="'Trebuchet MS',sans-serif"
        ),
        frame=blogger,
        intro="<p>Notes from a person of a certain age on a bicycle of a certain weight.</p>",
        nav=(("Home", "/"), ("How I plan", "/p/how-i-plan.html")),
        aside=lambda _visit: (
            "<h2>About me</h2><p>I ride, I eat, I write it down. My knees are "
            "their own department and cannot be reached for comment.</p>"
        ),
        pages=(
            Page(
                path="/2024/05/three-days-over-gavia.html",
                title="Three days over the Gavia",
                byline="Sunday, 19 May 2024",
                shows="a link with utm parameters, wrapped in strong and span, with entities",
                main=_gavia,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="small-group Alpine tours & café stops",
                        first=with_anchor(
                            "small-group Alpine tours & café stops",
                            found(Placement.CONTENT, "en"),
                        ),
                    ),
                ),
            ),
            Page(
                path="/2023/10/tyres-for-gravel-passes.html",
                title="Tyres for gravel passes",
                byline="Saturday, 7 October 2023",
                shows="a link in a Blogger comment, rel nofollow",
                main=_tyres,
                after=_tyres_comments,
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="Velo Alpina paper maps",
                        first=found(Placement.COMMENT, "en", "nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
            Page(
                path="/p/how-i-plan.html",
                title="How I plan",
                shows="three listed backlinks on one page",
                main=_how_i_plan,
                claims=(
                    Claim(target=HOME, anchor="Velo Alpina", first=found(Placement.CONTENT, "en")),
                    Claim(
                        target=MAPS,
                        anchor="folding maps for cyclists",
                        first=found(Placement.CONTENT, "en"),
                    ),
                    Claim(target=PACKING, anchor="this list", first=found(Placement.CONTENT, "en")),
                ),
            ),
        ),
    ),
)
