"""Two sites of enthusiasts: one for maps, one for hairpin bends."""

from linkcrawler.demo.answer import Answer, gzipped
from linkcrawler.demo.content.challenge import challenge
from linkcrawler.demo.expected import found, unknown
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, MAPS, STELVIO, Visit
from linkcrawler.states import PageState, Placement


def _paper_maps(visit: Visit) -> str:
    return f"""<p>I have folded, soaked, sat on and frozen eleven cycling maps so that you do not
have to. The method was the same for all of them: one week in a back pocket, one night on a
window-sill in the rain, one hour in the ice compartment between the peas and the spinach. After
that I asked my niece, who is nine, to find the way to the nearest swimming pool. She is stricter
than any committee.</p>
<p>Four sheets came apart along the folds. Two had colours so gentle that the rivers and the
railways became friends and could no longer be told apart. One was printed upside down on the back,
which the publisher calls a feature. The best of the lot are the <a href="{visit.maps}">four sheets
from Velo Alpina</a>: the paper feels like a good tablecloth, the contour lines stay out of the way
of the lettering, and the fountains are where the map says they are. My niece found the pool in
forty seconds. I deduct half a point because the index is set in letters that only she can read.</p>
<p>Final score: nine and a half peas out of ten. The spinach was not harmed.</p>"""


def _contours(_visit: Visit) -> str:
    return """<p>A contour line is the shore of a sea that was never there. I learnt this from a
surveyor who drew maps with a steel pen and who could, after three glasses, recite the heights of
all the church towers between Chur and Bregenz. He told me to imagine the water rising through the
valley, twenty metres at a time, and stopping for a moment at each step to look around. Every line
on the sheet is one such moment.</p>
<p>Since then I cannot look at a hill without seeing the tide marks. Where the lines crowd together
the sea would have had a cliff to beat against; where they stand apart there would have been a beach
and, I like to think, deck chairs. Cyclists read the same drawing with their thighs. Five lines to a
thumb's breadth is a pleasant afternoon. Ten is a conversation that stops in the middle of a
sentence. Fifteen is a walk.</p>
<p>The steel pen is in my desk drawer now. I have tried to use it and have made, so far, one
passable lake. The hills will have to wait until my hand has become as patient as his was.</p>"""


def _about_the_author(visit: Visit) -> str:
    return f"""<div class="author-bio vcard" itemprop="author">
<h2>About the author</h2>
<p><span class="fn">Toni Pinggera</span> draws maps in winter and rides them in summer. He is one of
the four guides of <a href="{visit.home}" rel="author">Velo Alpina</a> and cannot pass a fountain
without tasting it.</p></div>"""


def _bends(visit: Visit) -> str:
    return f"""<p>Wir sammeln Kehren, wie andere Leute Briefmarken sammeln. Eine Kehre gilt, wenn
man beim Fahren die eigene Reifenspur von vorhin unter sich liegen sieht; so steht es in unserer
Satzung, und darüber haben wir eine ganze Versammlung lang gestritten. Der Verein hat neunzehn
Mitglieder, einen Kassenwart mit Rechenschieber und bisher viertausendzweihundertsechs Kehren im
Buch.</p>
<p>Die schönste Sammlung auf einem Haufen liegt am Stilfser Joch. Achtundvierzig Stück auf der
Tiroler Seite, alle nummeriert, alle aus einem Guss, vom selben Baumeister in den Hang gezeichnet.
Unser Vorsitzender hat sie bei der <a href="{visit.target("/tours/stelvio")}#dates">Tour Kehre für
Kehre</a> einzeln vermessen und dabei festgestellt, dass Nummer siebzehn um eine Handbreit enger ist
als die anderen. Warum, weiß niemand. Der Wirt oben sagt, dort habe ein Ochse im Weg gelegen.</p>
<p>Wer mitsammeln möchte, schickt uns eine Skizze mit Datum und Wetter. Fotos nehmen wir nicht an,
auf Fotos sieht jede Kehre flach aus. Als Dank gibt es eine Urkunde und einen Platz am langen Tisch
beim Kehrenfest im Oktober, wo Kuchen in Serpentinen geschnitten wird.</p>"""


def _challenge_later(visit: Visit) -> Answer | None:
    return challenge("kehrenjaeger.localhost") if visit.is_later_night else None


SITES = (
    Site(
        host="mapnerd.localhost",
        name="Map Nerd",
        tagline="Folded with love, unfolded with difficulty",
        language="en",
        palette=Palette(
            accent="#ad1457", ground="#fdf2f6", ink="#2e1a22", font="Cambria,Georgia,serif"
        ),
        frame=plain,
        intro="<p>Reviews, essays and creases.</p>",
        nav=(("Home", "/"), ("Reviews", "/#reviews"), ("Essays", "/#essays")),
        pages=(
            Page(
                path="/reviews/paper-maps",
                title="Eleven paper maps and a bag of peas",
                byline="Reviewed in January 2024",
                shows="a page that comes compressed",
                main=_paper_maps,
                alter=gzipped,
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="four sheets from Velo Alpina",
                        first=found(Placement.CONTENT, "en"),
                    ),
                ),
            ),
            Page(
                path="/essays/contours",
                title="The shore of a sea that was never there",
                byline="A guest essay, December 2023",
                shows="a link in a note about the author",
                main=_contours,
                after=_about_the_author,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="Velo Alpina",
                        first=found(Placement.AUTHOR_BIO, "en", "author"),
                    ),
                ),
            ),
        ),
    ),
    Site(
        host="kehrenjaeger.localhost",
        name="Verein der Kehrenjäger",
        tagline="Viertausend Kehren und kein Ende",
        language="de",
        palette=Palette(
            accent="#4e342e", ground="#f2efe6", ink="#221a16", font="'Book Antiqua',serif"
        ),
        frame=plain,
        intro="<p>Der einzige Verein, der im Kreis denkt und trotzdem oben ankommt.</p>",
        nav=(("Verein", "/"), ("Sammlung", "/sammlung/stilfser-joch")),
        everywhere=_challenge_later,
        pages=(
            Page(
                path="/sammlung/stilfser-joch",
                title="Die Sammlung am Stilfser Joch",
                byline="Stand: Oktober 2023",
                shows="a link without the target's trailing slash, with a fragment",
                changes="a bot check stands in front of the page",
                main=_bends,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="Tour Kehre für Kehre",
                        first=found(Placement.CONTENT, "de"),
                        later=unknown(PageState.BOT_WALL),
                    ),
                ),
            ),
        ),
    ),
)
