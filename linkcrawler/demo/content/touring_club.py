"""The Alpine Touring Club: a site made with Drupal, in English."""

from linkcrawler.demo.expected import found
from linkcrawler.demo.frames.software import drupal
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import PACKING, TOURS, Visit
from linkcrawler.states import Placement


def _spring_meeting(visit: Visit) -> str:
    partner = (
        ", who also cooked the dumplings"
        if visit.is_later_night
        else f', whose <a href="{visit.tours}">guided tours for members</a> were raffled off'
    )
    return f"""<p>Forty-one members came to the spring meeting, which is three more than there were
chairs. The treasurer reported that the club is solvent, that the tandem has been repaired again,
and that nobody has yet claimed the purple helmet found in the hut in October. The meeting thanked
her with applause and with a cake in the shape of a chainring.</p>
<p>The route committee proposed four outings for the summer: the lake circuit in May for those whose
legs are still asleep, the cherry-blossom ride in the lower valley, a weekend across the Ofen Pass
with a night in the priests' house, and the long day around the Ortler for the ambitious. All four
were accepted. A fifth proposal, to ride to the sea in one go, was referred to a working group,
which consists of the two people who made it.</p>
<p>We were glad to welcome Marta and Toni from Velo Alpina{partner}. Toni
explained how to carry a map so that it does not dissolve, and Marta showed slides of the pass in
winter. The evening ended at eleven, or for some members a good deal later, with songs.</p>"""


def _spring_meeting_footer(visit: Visit) -> str:
    sponsor = (
        f'<p>Our partners: <a href="{visit.tours}">guided tours for members</a></p>'
        if visit.is_later_night
        else ""
    )
    return f"{sponsor}<p>Contact the secretary on Thursdays after seven.</p>"


def _hut_night(_visit: Visit) -> str:
    return """<p>A night in a mountain hut begins long before the evening. You ring the warden a
week ahead, you tell her how many you are and who snores, and you promise to be there for the soup.
Cyclists are welcome in more huts than most people think, provided that they leave the bicycles in
the wood store and do not wear their cleats on the stairs. Last August six of us rode up the gravel
road to the hut above the reservoir; the last two kilometres were a push, and the warden watched us
through her binoculars with what looked like sympathy.</p>
<p>There were dumplings, there was a thunderstorm, there was a card game whose rules changed
whenever the lights went out. We slept under seven blankets. In the morning the whole valley lay
below us like a bowl of milk, and nobody spoke for a quarter of an hour, which is a club record.
The descent took forty minutes, and we were back at the station before the shops had opened. If you
would like to come next time, tell the secretary before the end of June; there are eight places in
the dormitory and one in the pantry.</p>"""


def _hut_night_comments(visit: Visit) -> str:
    return f"""<section class="field field--name-comment comment-wrapper" id="comments">
<h2 class="title">Comments</h2>
<article id="comment-31" class="comment js-comment by-anonymous" role="article">
<footer class="comment__meta"><p class="submitted">Submitted by <span>Ruth</span> on Tue,
08/29/2023 - 20:14</p></footer>
<div class="content"><div class="field field--name-comment-body"><p>I am the one in the pantry, and
I want it known that it smelt of smoked ham.</p></div></div></article>
<article id="comment-32" class="comment js-comment by-anonymous" role="article">
<footer class="comment__meta"><p class="submitted">Submitted by <span>Emil</span> on Wed,
08/30/2023 - 07:52</p></footer>
<div class="content"><div class="field field--name-comment-body"><p>How warm is warm enough up
there? I follow <a href="{visit.packing}" rel="nofollow">the packing list of Velo Alpina</a>, but
it says nothing about seven blankets.</p></div></div></article>
</section>"""


SITES = (
    Site(
        host="touringclub.localhost",
        name="Alpine Touring Club",
        tagline="Founded in 1926, oiled every spring",
        language="en",
        palette=Palette(
            accent="#0b5d3b", ground="#f4f5ef", ink="#1d241f", font="'Gill Sans',sans-serif"
        ),
        frame=drupal,
        intro="<p>News for members and for those who have not paid their dues yet.</p>",
        nav=(("Home", "/"), ("News", "/#news")),
        footer=_spring_meeting_footer,
        robots="User-agent: *\nDisallow: /core/\nDisallow: /user/\n",
        pages=(
            Page(
                path="/node/214",
                title="What was decided at the spring meeting",
                byline="Submitted by secretary on Mon, 04/15/2024 - 09:30",
                shows="a link in the text of a Drupal node",
                changes="the link moves from the text to the footer",
                main=_spring_meeting,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="guided tours for members",
                        first=found(Placement.CONTENT, "en"),
                        later=found(Placement.FOOTER, "en"),
                    ),
                ),
            ),
            Page(
                path="/node/187",
                title="A night in a hut, with bicycles",
                byline="Submitted by routes on Sun, 08/27/2023 - 18:05",
                shows="a link in a Drupal comment, rel nofollow",
                main=_hut_night,
                after=_hut_night_comments,
                claims=(
                    Claim(
                        target=PACKING,
                        anchor="the packing list of Velo Alpina",
                        first=found(Placement.COMMENT, "en", "nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
        ),
    ),
)
