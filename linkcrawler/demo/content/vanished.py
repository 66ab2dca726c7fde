"""Sites that vanished politely: a soft 404 and a parked domain."""

from linkcrawler.demo.answer import Answer
from linkcrawler.demo.expected import missing
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, TOURS, Visit
from linkcrawler.states import PageState


def _not_found(_visit: Visit) -> str:
    return """<p>Sorry, the page you are looking for could not be found. It may have been moved,
eaten, or taken off the menu.</p>"""


def _parking_page(_visit: Visit) -> Answer:
    body = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>cyclingpostcards.localhost is for sale</title>
<script>var sedoParkingUrl = "/park.js";</script>
<style>body{font:16px Arial,sans-serif;text-align:center;background:#e8eef7;margin:0}
h1{background:#204080;color:#fff;padding:1em;margin:0}ul{list-style:none;padding:2em;columns:2}
</style></head>
<body><h1>cyclingpostcards.localhost</h1>
<p><strong>This domain is parked and may be for sale by its owner.</strong></p>
<ul><li><a href="/?q=postcards">Postcards</a></li><li><a href="/?q=bicycles">Bicycles</a></li>
<li><a href="/?q=hotels">Hotels</a></li><li><a href="/?q=insurance">Insurance</a></li></ul>
<p id="FOOTER_DOMAIN_PARKING">Buy this domain. The links above are advertisements.</p></body></html>
"""
    return Answer(body=body.encode())


SITES = (
    Site(
        host="cyclecafe.localhost",
        name="Café Leerlauf",
        tagline="Coffee, cake and a truing stand",
        language="en",
        palette=Palette(
            accent="#6d4c41", ground="#fbe9e7", ink="#3e2723", font="Futura,sans-serif"
        ),
        frame=plain,
        intro="<p>Open from eight until the cake is gone.</p>",
        nav=(("Café", "/"),),
        unknown_path_status=200,
        pages=(
            Page(
                path="/recipes/polenta-for-passes",
                title="Page not found",
                shows="a page that answers 200 and says that it was not found",
                main=_not_found,
                on_home=False,
                claims=(
                    Claim(target=HOME, anchor="Velo Alpina", first=missing(PageState.SOFT_404)),
                ),
            ),
        ),
    ),
    Site(
        host="cyclingpostcards.localhost",
        name="Cycling Postcards",
        tagline="Parked",
        language="en",
        palette=Palette(accent="#204080", ground="#e8eef7", ink="#000", font="Arial,sans-serif"),
        frame=plain,
        intro="",
        nav=(),
        everywhere=_parking_page,
        pages=(
            Page(
                path="/2017/greetings-from-the-top",
                title="Greetings from the top",
                shows="a parked domain",
                claims=(
                    Claim(target=TOURS, anchor="Velo Alpina", first=missing(PageState.PARKED)),
                ),
            ),
        ),
    ),
)
