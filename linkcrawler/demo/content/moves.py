"""Sites that have moved their pages: redirects of every kind."""

from linkcrawler.demo.answer import Answer, redirect
from linkcrawler.demo.expected import found, missing, moved
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, MAPS, STELVIO, TOURS, Visit
from linkcrawler.states import PageState, Placement


def _stelvio(visit: Visit) -> str:
    return f"""<p>Height, 2,757 metres. Bends, forty-eight on the northern side, about forty on the
other. First paved in the days when a car was an event. The pass hunter's rule is to note three
things at the top: the hour, the temperature and what the person next to you said first. Our book
holds two hundred and six entries for this summit, and the commonest first words are "where is the
soup".</p>
<p>Ride it from Prad if you like your hardships numbered, from Bormio if you prefer tunnels, and
from Santa Maria if you want to arrive with the road to yourself and the last seven kilometres still
to come. In June the snow walls are taller than a bus, in September the light is the colour of tea.
Two of our members have done all three sides in a day; both of them say that they would not
recommend it, and both of them have done it again. If you would like company, the
<a href="{visit.stelvio}">guided climb with Velo Alpina</a> leaves on Fridays.</p>
<p>The stamp for the pass book hangs on a chain in the hut behind the chapel.</p>"""


def _gavia(visit: Visit) -> str:
    return f"""<p>Height, 2,621 metres. A narrow road, two lakes, one tunnel without a lamp. The
pass hunters came here first in 1978, in wool, and the entry in the book for that day consists of a
single word and a drawing of a cloud. There have been fifty-one visits since then, of which nineteen
in sunshine.</p>
<p>From Ponte di Legno the road is so slender that two cyclists who meet have to be introduced. The
surface is good, the walls are low, and at the steepest place somebody has painted the word "piano",
which is Italian for "slowly" and also good advice. The tunnel is four hundred metres long; bring a
lamp, and sing, so that whoever comes the other way can hear how far off you are. The northern side
is wider, gentler and full of flowers. Of the organised ways to get there, our older members like
the <a href="{visit.tours}">tours of Velo Alpina</a> best, because nobody is timed.</p>
<p>The stamp is in the refuge. The innkeeper lends out a lamp, too, against a deposit of one
shoe.</p>"""


def _mortirolo(visit: Visit) -> str:
    return f"""<p>Height, 1,852 metres, which sounds harmless. It is not. The road from Mazzo climbs
through a chestnut wood as if it had been laid by somebody falling downstairs, and for six of its
twelve kilometres there is no bend long enough to put a foot on the ground with dignity. The pass
book holds thirty-three entries, eleven of them illegible.</p>
<p>Our members have developed a method. You leave the village at walking pace, you let all others
go, and you count the bends aloud in a language that you do not speak well, for the effort of
finding the words keeps the mind from the legs. At bend fifteen there is a fountain. At bend three
there is a dog, who is friendly, and who has seen everything. Whoever is still on the bicycle at the
top rings the bell; whoever has walked rings it twice. The side from Monno is longer and kinder, and
it is marked in green on the <a href="{visit.maps}">map of the three passes</a>.</p>
<p>The stamp is kept by the dog's owner, in the house with the blue door.</p>"""


def _stelvio_old(visit: Visit) -> Answer:
    return redirect(visit.url("passhunters.localhost", "/passes/stelvio/"))


def _partners(visit: Visit) -> Answer:
    return redirect(visit.url("passhunters.localhost"))


def _gavia_old(visit: Visit) -> Answer:
    return redirect(visit.url("oldroads.localhost", "/gavia.php"), 301)


def _gavia_php(visit: Visit) -> Answer:
    return redirect(visit.url("oldroads.localhost", "/passes/gavia"), 302)


def _gavia_slash(_visit: Visit) -> Answer:
    return redirect("/passes/gavia/", 308)


SITES = (
    Site(
        host="passhunters.localhost",
        name="The Pass Hunters",
        tagline="One book, one stamp, every pass",
        language="en",
        palette=Palette(
            accent="#5d4037", ground="#f5f1ea", ink="#241c17", font="Baskerville,Georgia,serif"
        ),
        frame=plain,
        intro="<p>We ride up, we stamp the book, we ride down again. Since 1974.</p>",
        nav=(("The book", "/"), ("Stelvio", "/passes/stelvio/")),
        pages=(
            Page(
                path="/stelvio.html",
                title="Stelvio",
                shows="a permanent redirect to a new address that has the link",
                instead=_stelvio_old,
                on_home=False,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="guided climb with Velo Alpina",
                        first=moved(found(Placement.CONTENT, "en")),
                    ),
                ),
            ),
            Page(path="/passes/stelvio/", title="Stelvio, 2,757 metres", main=_stelvio),
            Page(
                path="/partners.html",
                title="Partners",
                shows="a redirect to the home page, which does not have the link",
                instead=_partners,
                on_home=False,
                claims=(Claim(target=HOME, anchor="Velo Alpina", first=missing(PageState.MOVED)),),
            ),
        ),
    ),
    Site(
        host="oldroads.localhost",
        name="Old Roads",
        tagline="Passes on which nobody hurries",
        language="en",
        palette=Palette(
            accent="#455a64", ground="#eceff1", ink="#1c262b", font="Rockwell,Georgia,serif"
        ),
        frame=plain,
        intro="<p>A register of roads that were built for mules and kept for bicycles.</p>",
        nav=(("Register", "/"),),
        pages=(
            Page(
                path="/gavia.html",
                title="Gavia",
                shows="a chain of three redirects that ends at the link",
                instead=_gavia_old,
                on_home=False,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="tours of Velo Alpina",
                        first=moved(found(Placement.CONTENT, "en")),
                    ),
                ),
            ),
            Page(path="/gavia.php", title="Gavia", instead=_gavia_php, on_home=False),
            Page(path="/passes/gavia", title="Gavia", instead=_gavia_slash, on_home=False),
            Page(path="/passes/gavia/", title="Gavia, 2,621 metres", main=_gavia),
            Page(
                path="/mortirolo.html",
                title="This page has moved",
                shows="a meta refresh after 0 seconds to a page that has the link",
                head='<meta http-equiv="refresh" content="0; url=/passes/mortirolo/">',
                main=lambda _visit: '<p><a href="/passes/mortirolo/">This way, please.</a></p>',
                on_home=False,
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="map of the three passes",
                        first=moved(found(Placement.CONTENT, "en")),
                    ),
                ),
            ),
            Page(path="/passes/mortirolo/", title="Mortirolo, 1,852 metres", main=_mortirolo),
        ),
    ),
)
