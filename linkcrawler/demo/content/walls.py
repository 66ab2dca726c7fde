"""Sites that do not let us in: forbidden, a bot check, a login, a robots.txt."""

from linkcrawler.demo.answer import Answer, redirect, server_page
from linkcrawler.demo.content.challenge import challenge
from linkcrawler.demo.expected import unknown
from linkcrawler.demo.frames.handmade import plain
from linkcrawler.demo.site import Claim, Page, Palette, Site
from linkcrawler.demo.visit import HOME, STELVIO, TOURS, Visit
from linkcrawler.states import PageState


def _forbidden(_visit: Visit) -> Answer:
    return server_page(
        403, "403 Forbidden", "velomuseum.localhost does not show this room to passers-by."
    )


def _to_login(visit: Visit) -> Answer:
    return redirect(visit.url("trailpass.localhost", "/login?return_to=%2Fguides%2Fvinschgau"), 302)


def _login(_visit: Visit) -> str:
    return """<p>Please log in to read on.</p>
<form method="post" action="/login">
<p><label>E-mail <input type="email" name="email" autocomplete="username"></label></p>
<p><label>Password <input type="password" name="password"></label></p>
<p><button type="submit">Log in</button> <a href="/login/forgot">Forgot your password?</a></p>
</form>"""


def _logbook(visit: Visit) -> str:
    return f"""<p>This page is for members. If you can read it, you are one, or you have not read
our robots.txt. In the second case please be so kind as to close the door.</p>
<p>Last outing: eleven riders, one puncture, led by <a href="{visit.tours}">Velo Alpina</a>.</p>"""


SITES = (
    Site(
        host="velomuseum.localhost",
        name="Museum of the Bicycle",
        tagline="Do not touch, do not pedal",
        language="en",
        palette=Palette(
            accent="#4a148c", ground="#f3e5f5", ink="#1a0d24", font="Bodoni,Georgia,serif"
        ),
        frame=plain,
        intro="<p>Four floors, ninety machines, one very tired bell.</p>",
        nav=(("Museum", "/"),),
        pages=(
            Page(
                path="/collection/alpine-room",
                title="The Alpine room",
                shows="403 Forbidden",
                instead=_forbidden,
                claims=(
                    Claim(
                        target=HOME,
                        anchor="lent by Velo Alpina",
                        first=unknown(PageState.FORBIDDEN),
                    ),
                ),
            ),
        ),
    ),
    Site(
        host="climbscore.localhost",
        name="Climbscore",
        tagline="Every climb, every number",
        language="en",
        palette=Palette(accent="#f57c00", ground="#fff", ink="#222", font="sans-serif"),
        frame=plain,
        intro="",
        nav=(),
        everywhere=lambda _visit: challenge("climbscore.localhost"),
        pages=(
            Page(
                path="/climbs/stelvio-north",
                title="Stelvio, north side",
                shows="a bot check in front of the page",
                claims=(
                    Claim(
                        target=STELVIO,
                        anchor="Stelvio with a guide",
                        first=unknown(PageState.BOT_WALL),
                    ),
                ),
            ),
        ),
    ),
    Site(
        host="trailpass.localhost",
        name="Trailpass",
        tagline="Guides for members",
        language="en",
        palette=Palette(
            accent="#1565c0", ground="#eef3fa", ink="#13202f", font="Calibri,sans-serif"
        ),
        frame=plain,
        intro="<p>Join the club of people who like to know the way.</p>",
        nav=(("Trailpass", "/"), ("Log in", "/login")),
        pages=(
            Page(
                path="/guides/vinschgau",
                title="The Vinschgau guide",
                shows="a redirect to a login",
                instead=_to_login,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="our local guides",
                        first=unknown(PageState.LOGIN_WALL),
                    ),
                ),
            ),
            Page(
                path="/login?return_to=%2Fguides%2Fvinschgau",
                title="Log in",
                main=_login,
                on_home=False,
            ),
            Page(path="/login", title="Log in", main=_login, on_home=False),
        ),
    ),
    Site(
        host="clubroom.localhost",
        name="The Club Room",
        tagline="Knock first",
        language="en",
        palette=Palette(
            accent="#263238", ground="#eceff1", ink="#111", font="'Courier New',monospace"
        ),
        frame=plain,
        intro="<p>There is a front room for everybody and a back room for members.</p>",
        nav=(("Front room", "/"),),
        robots="User-agent: *\nDisallow: /members/\n",
        pages=(
            Page(
                path="/members/logbook",
                title="Logbook",
                shows="a page that robots.txt asks robots not to read",
                main=_logbook,
                on_home=False,
                claims=(
                    Claim(
                        target=TOURS,
                        anchor="Velo Alpina",
                        first=unknown(PageState.ROBOTS_DISALLOWED),
                    ),
                ),
            ),
        ),
    ),
)
