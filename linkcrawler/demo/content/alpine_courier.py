"""The Alpine Courier: an English news site, with an advertorial and an advertisement."""

from dataclasses import replace

from linkcrawler.demo.expected import found, with_anchor
from linkcrawler.demo.frames.handmade import newspaper
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import BUSINESS, HOME, MAPS, STELVIO, TOURS, Visit
from linkcrawler.states import Placement

_PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='480' height='220'%3E"
    "%3Crect width='480' height='220' fill='%239cc5d8'/%3E%3Cpath d='M0 220L150 60 240 150 330 40"
    " 480 220z' fill='%23506b78'/%3E%3Cpath d='M330 40l-32 38 30-8 26 12z' fill='white'/%3E%3C/svg"
    "%3E"
)


def _quiet_roads(visit: Visit) -> str:
    rel = ' rel="nofollow"' if visit.is_later_night else ""
    return f"""<p>At ten past six in the morning the only traffic on the old road above Schluderns
is a cat. By nine there will be tractors, by eleven the first motorcycles, and by noon the valley
will hum like a refrigerator. But the secret of this corner of South Tyrol, as anybody who has ever
delivered milk here will tell you, is that the day has two ends, and that both of them are free of
charge.</p>
<p>The province counted eleven thousand bicycles on its valley path last Easter, twice as many as
five years ago. Most of them stayed on the asphalt beside the river. Two hundred metres higher, on
the farm roads between the irrigation channels, our reporter met nine people in three hours, and
eight of them said good morning. One of the nine was Toni, who leads
<a href="//{BUSINESS}:{visit.port}/tours/"{rel}>small groups over the passes</a> and was
painting a fountain on a map. "People think that quiet roads are far away," he said. "They are next
door. They are just a little steeper."</p>
<p>The council is debating whether the farm roads should be signposted. The farmers are in favour,
the cat has not been consulted.</p>"""


def _advertorial(visit: Visit) -> str:
    return f"""<p class="label">Sponsored</p>
<p>Everybody remembers the first time. The alarm clock at five, the bread roll with too much butter,
the road that leaves the village as if it were going nowhere in particular and then, behind a
chapel, simply stands up. The Stelvio is the highest paved pass of the eastern Alps, and there is no
other place where so many grown-up people are so proud of having gone so slowly.</p>
<p>This summer you can do it in company. On <a href="{visit.stelvio}" rel="sponsored">three days
with Velo Alpina</a> you ride in a group of ten, your luggage travels by van, and two guides take
care of the rest: breakfast before dawn, soup at bend thirty, a warm jacket at the top. The first
evening serves to loosen the legs on the river path, the second day belongs to the climb, and on the
third you roll through the Swiss valley of Müstair, past the convent and its pears. There are
departures on every Friday from the middle of June until the end of September. Cycling clubs of
eight riders or more pay for seven.</p>"""


def _small_firms(visit: Visit) -> str:
    return f"""<p>The headquarters of one of the more successful tour companies of the valley is a
former smithy with a leaking roof. There is a stove, a wall of wheels, and a blackboard on which
somebody has written the words "one van is enough". The company has four guides and has never had
a fifth. It turns away about a third of the people who ring, and it does so on the telephone, in
person, with a recommendation for somebody else.</p>
<figure><a href="{visit.home}"><img src="{_PICTURE}" alt="Velo Alpina, cycling tours over the Alps"
width="480" height="220"></a>
<figcaption>Where the roof leaks, the view is best.</figcaption></figure>
<p>Economists at the college in Bozen have looked at nineteen such firms between the Reschen and
Lake Garda. Their finding is that the small ones earn less in good summers and lose less in bad
ones, and that their owners, when asked, cannot say what their growth strategy is. "We grow
radishes," one of them replied. The authors put it in a footnote. What the small firms share is that
guests return: four in ten have been there before, and one in ten brings a cake.</p>"""


def _light_luggage(visit: Visit) -> str:
    return f"""<p>It has become a sport of its own to travel with nothing. On the night train from
Hamburg to Innsbruck last week there was a man whose entire luggage for a fortnight fitted into the
pocket of his jersey. He was very cheerful about it, and he borrowed, between Hanover and Munich, a
pencil, a jacket, half a sandwich and a telephone charger.</p>
<p>For the rest of us there is a middle way. The rangers who look after the huts in the national
park weigh every visitor's pack as a hobby, and they report that the average has fallen from eleven
kilograms to seven in the last ten years. What has disappeared, they say, are books, jeans and
hairdryers. What has been added are batteries. The rangers' own recommendation is a cotton bag that
weighs forty grams and holds whatever the village shop has to offer, for the shop is always there,
and it does not have to be carried up the hill.</p>
<div class="ad" id="ad-article-1"><p class="label">Advertisement</p>
<p><a href="{visit.maps}" rel="sponsored nofollow">Maps that survive a wet pocket</a></p></div>"""


SITES = (
    Site(
        host="alpinecourier.localhost",
        name="The Alpine Courier",
        tagline="News from both sides of the watershed",
        language="en",
        palette=Palette(
            accent="#8a1c1c", ground="#fbfaf6", ink="#1a1a1a", font="'Times New Roman',serif"
        ),
        frame=newspaper,
        intro="<p>The stories of the day, delivered on foot where necessary.</p>",
        nav=(("Front page", "/"), ("Travel", "/#travel"), ("Business", "/#business")),
        aside=lambda _visit: (
            "<h2>Most read</h2><ol><li>Goat stops express train</li><li>Fog returns, "
            "denies everything</li><li>Choir wins curling cup</li></ol>"
        ),
        footer=lambda _visit: "<p>Editor: Agnes Tschurtschenthaler. Letters are read aloud.</p>",
        robots="User-agent: *\nAllow: /\n",
        pages=(
            Page(
                path="/travel/2024/05/12/quiet-roads-of-south-tyrol",
                title="The quiet roads of South Tyrol have two ends",
                byline="By Ludwig Ferner, 12 May 2024",
                shows="a link without a scheme in a news article",
                changes="the link becomes nofollow",
                main=_quiet_roads,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="small groups over the passes",
                        first=found(Placement.CONTENT, "en"),
                        later=found(Placement.CONTENT, "en", "nofollow"),
                    ),
                ),
            ),
            Page(
                path="/travel/advertorial/summer-by-bike",
                title="A summer morning on forty-eight bends",
                byline="Presented by our partners",
                shows="a link marked sponsored",
                main=_advertorial,
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="three days with Velo Alpina",
                        first=replace(found(Placement.CONTENT, "en", "sponsored"), placement=None),
                        nofollow=True,
                    ),
                ),
            ),
            Page(
                path="/business/small-firms-big-passes",
                title="Small firms, big passes",
                byline="By Agnes Tschurtschenthaler, 3 February 2024",
                shows="a linked image; the anchor text is its alt text",
                main=_small_firms,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="Velo Alpina, cycling tours over the Alps",
                        first=with_anchor(
                            "Velo Alpina, cycling tours over the Alps",
                            found(Placement.CONTENT, "en"),
                        ),
                    ),
                ),
            ),
            Page(
                path="/travel/2024/06/20/the-art-of-light-luggage",
                title="The art of light luggage",
                byline="By Ludwig Ferner, 20 June 2024",
                shows="a link in an advertisement, rel sponsored nofollow",
                main=_light_luggage,
                claims=(
                    Claim(
                        target=MAPS,
                        anchor="Maps that survive a wet pocket",
                        first=found(Placement.ADVERT, "en", "sponsored nofollow"),
                        nofollow=True,
                    ),
                ),
            ),
        ),
    ),
)
