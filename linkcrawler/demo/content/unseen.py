"""Sites whose links a reader does not see, or only after scripts have run."""

from dataclasses import replace

from linkcrawler.demo.expected import Expected, found, missing, not_counted, unknown
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Sheet, Site
from linkcrawler.demo.visit import HOME, MAPS, STELVIO, TOURS, Visit
from linkcrawler.states import NotCountedBecause, PageState, Placement

_JS_ONLY = replace(unknown(PageState.NEEDS_RENDER), js_only=True)


def _best_tours(visit: Visit) -> str:
    return f"""<p>What makes a cycling holiday a good one? We asked two hundred readers, and the
answers had surprisingly little to do with cycling. In first place stood breakfast. In second place
stood the person who rides at the back and pretends to be there for the view. Third came the
weather, which nobody can book, and fourth, by a single vote, the quality of the afternoon nap.</p>
<p>Price hardly mattered. Those who had paid most complained most, and a family from Utrecht who had
spent a week in a borrowed tent gave the highest marks of all. Distance did not matter either: the
happiest group covered twenty kilometres a day and stopped at every waterfall. Only one reader
mentioned equipment, and she wrote that the best thing she had packed was a deck of cards.</p>
<p>So choose your tour by its breakfast, ask who rides at the back, take the cards with you and
leave the afternoons alone. The rest, say our readers, takes care of itself.</p>
<div style="display:none"><p>Cheap cycling holidays: <a href="{visit.tours}">best Alpine cycling
tours</a></p></div>"""


def _offline_maps(visit: Visit) -> str:
    return f"""<p>In the bottom of every valley there is a place where the telephone gives up. It is
usually the place where three roads meet and where the signpost has been turned around by the wind.
For such moments it is good to carry a map that lives in the telephone itself and does not ask the
sky for permission.</p>
<p>We have tried five of them between Nauders and Bormio. All of them drew the roads correctly; only
two knew which of the roads were pleasant. One insisted, in a calm voice, on a staircase. The
battery lasted between six and eleven hours, depending on how often we looked, and we looked mostly
at bakeries. In the cold of the early morning two of the telephones went to sleep at the pass and
woke up again in the valley, as some of our party did.</p>
<p>Our advice is to load the map at home, to switch off everything else, and to keep the thing in an
inside pocket where it stays warm. And to ask the lady with the rake. She has no battery at all.</p>
<noscript><p>Your browser runs no scripts; here is a list instead: <a href="{visit.maps}">printed
maps of the Alps</a>.</p></noscript>"""


def _apps(visit: Visit) -> str:
    return f"""<p>There is a program for everything now, and cyclists have more of them than spokes.
One counts the metres you have climbed, one counts the heartbeats, and one counts the other programs
and tells you which of them you never use. We deleted all of them for a fortnight to see what would
happen, and rode from inn to inn with nothing but a bell.</p>
<p>On the first day we were nervous. On the second we began to guess: how far, how steep, how long
until the soup. On the third day our guesses had become rather good, and on the fifth a colleague
who had not known north from south in eleven years of office life announced, correctly, that it
would rain at four. What we missed was the music. What we did not miss was the voice that says "you
have stopped" whenever one stops.</p>
<p>After two weeks we put three of the programs back: the timetable of the trains, the one that
identifies birds, and the torch.</p>
<div id="partner-box"></div>
<script>
(function () {{
  var link = document.createElement("a");
  link.href = "{visit.home}";
  link.textContent = "Our partner: Velo Alpina";
  document.getElementById("partner-box").appendChild(link);
}})();
</script>"""


def _old_partners(visit: Visit) -> str:
    return f"""<p>This magazine has had many friends over the years, and this page is where we thank
them. The printer in Dornbirn who let us sleep on his paper store. The baker of Nauders, who never
asked whether we were members of anything. The lady at the ticket office of the valley railway, who
once held a train for four minutes because one of us had dropped a glove.</p>
<!-- Former partner, until May: <a href="{visit.home}">Velo Alpina, Alpine cycling tours</a> -->
<p>Some of them have retired and some have moved away. The paper store is a climbing hall now, and
the baker's daughter bakes in Zurich, where the rolls cost three times as much and taste, we are
told, nearly the same. The lady from the ticket office has been replaced by a machine with a slot.
We have dropped a glove in front of it, as an experiment, and the train left on time.</p>
<p>Thank you, all of you. If you should come past the office, there is always coffee, and in the
afternoon there is somebody to make it.</p>"""


def _shell(site: Site, sheet: Sheet) -> str:
    return f"""<!doctype html>
<html lang="{site.language}"><head>{sheet.page.charset_meta}<title>{site.name}</title>
<style>body{{margin:0;font:18px sans-serif;background:#10241f;color:#e8fff6}}
#root{{max-width:40em;margin:12vh auto;padding:0 1em}}a{{color:#7fe7c4}}</style></head>
<body><div id="root"></div>
{sheet.main}
</body></html>
"""


def _app(visit: Visit) -> str:
    return f"""<script>
(function () {{
  var ride = {{
    title: "Ride 48: the Stelvio from Prad",
    text: "Start early, drink at every fountain, keep the jacket for the way down.",
    guide: {{ name: "The Stelvio, bend by bend", address: "{visit.stelvio}" }}
  }};
  var root = document.getElementById("root");
  var heading = document.createElement("h1");
  heading.textContent = ride.title;
  var paragraph = document.createElement("p");
  paragraph.textContent = ride.text + " Ride it with a guide: ";
  var link = document.createElement("a");
  link.href = ride.guide.address;
  link.textContent = ride.guide.name;
  paragraph.appendChild(link);
  root.appendChild(heading);
  root.appendChild(paragraph);
}})();
</script>"""


def _uncounted(because: NotCountedBecause) -> Expected:
    return replace(not_counted(because, found(Placement.CONTENT, "en")), placement=None)


SITES = (
    Site(
        host="wanderlustwheels.localhost",
        name="Wanderlust & Wheels",
        tagline="Lists, tips and the occasional truth",
        language="en",
        palette=Palette(
            accent="#e91e63", ground="#fff8e1", ink="#2c2c2c", font="'Comic Sans MS',sans-serif"
        ),
        frame=plain,
        intro="<p>Ten things you did not know about things you did not know.</p>",
        nav=(("Home", "/"), ("Tips", "/#tips"), ("Friends", "/old-partners/")),
        pages=(
            Page(
                path="/best-alpine-tours/",
                title="What makes a cycling holiday a good one",
                byline="Updated in May 2024",
                shows="a hidden link (display:none)",
                main=_best_tours,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="best Alpine cycling tours",
                        first=_uncounted(NotCountedBecause.HIDDEN),
                    ),
                ),
            ),
            Page(
                path="/offline-maps/",
                title="Maps for where the telephone gives up",
                byline="Updated in April 2024",
                shows="a link that stands only in noscript",
                main=_offline_maps,
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="printed maps of the Alps",
                        first=_uncounted(NotCountedBecause.NOSCRIPT_ONLY),
                    ),
                ),
            ),
            Page(
                path="/cycling-apps/",
                title="A fortnight without apps",
                byline="Updated in June 2024",
                shows="a page with text, and a link that a script adds",
                main=_apps,
                claims=(Claim(target=HOME, anchor="Our partner: Velo Alpina", first=_JS_ONLY),),
            ),
            Page(
                path="/old-partners/",
                title="Friends of the magazine",
                byline="Updated in January 2024",
                shows="a link inside an HTML comment, which is none",
                main=_old_partners,
                claims=(
                    Claim(target=HOME, anchor="Velo Alpina, Alpine cycling tours", first=missing()),
                ),
            ),
        ),
    ),
    Site(
        host="appalp.localhost",
        name="AppAlp",
        tagline="Rides in your pocket",
        language="en",
        palette=Palette(accent="#7fe7c4", ground="#10241f", ink="#e8fff6", font="sans-serif"),
        frame=_shell,
        intro="",
        nav=(),
        pages=(
            Page(
                path="/ride/48",
                title="Ride 48",
                shows="an empty shell whose text and link are made by a script",
                main=_app,
                claims=(Claim(target=STELVIO, anchor="The Stelvio, bend by bend", first=_JS_ONLY),),
            ),
        ),
    ),
)
