"""What stands in place of the page: bot checks, logins, consents, apologies, soft 404s."""

from tests.hostile.verdicts import (
    BOT_WALL,
    CONSENT,
    EMPTY,
    FORBIDDEN,
    FRAMES,
    GEO,
    GONE,
    LATER,
    LIVE,
    LOGIN,
    LOST_CONNECTION,
    MISSING,
    NOT_FOUND,
    NOT_HTML,
    PARKED,
    PLACEHOLDER,
    SCRIPT,
    SERVER_ERROR,
    SOFT_404,
    TROUBLE,
)
from tests.hostile.web import BARE, WHOLE, Exchange, add, case, sending
from tests.site import LINK, TEXT, document

_REFUSALS = {
    400: FORBIDDEN, 401: LOGIN, 402: LOGIN, 403: FORBIDDEN, 405: FORBIDDEN, 406: FORBIDDEN,
    407: LOGIN, 408: SERVER_ERROR, 409: FORBIDDEN, 411: FORBIDDEN, 414: FORBIDDEN, 418: FORBIDDEN,
    421: SERVER_ERROR, 423: SERVER_ERROR, 425: SERVER_ERROR, 429: LATER | SERVER_ERROR,
    431: FORBIDDEN, 444: FORBIDDEN, 451: GEO, 499: FORBIDDEN, 500: SERVER_ERROR, 501: SERVER_ERROR,
    502: SERVER_ERROR, 503: SERVER_ERROR | LATER, 504: SERVER_ERROR, 505: SERVER_ERROR,
    507: SERVER_ERROR, 508: SERVER_ERROR, 509: SERVER_ERROR, 511: SERVER_ERROR, 520: SERVER_ERROR,
    521: SERVER_ERROR, 522: SERVER_ERROR, 523: SERVER_ERROR, 525: SERVER_ERROR, 526: SERVER_ERROR,
    530: SERVER_ERROR, 598: SERVER_ERROR,
}  # fmt: skip
for _status, _accept in _REFUSALS.items():
    add(f"status-{_status}", "T28", _accept, sending(BARE, _status))
    add(f"status-{_status}-link", "T28", _accept, sending(WHOLE, _status))
for _status, _accept in {404: NOT_FOUND, 410: GONE}.items():
    add(f"status-{_status}", "T28", _accept, sending(BARE, _status))
add(
    "status-404-challenge",
    "T28",
    BOT_WALL | NOT_FOUND,
    sending("<title>Just a moment...</title>", 404, {"cf-mitigated": "challenge"}),
)


def _thin(title: str, text: str, inner: str = "") -> str:
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{text}</p>{inner}"


_CHALLENGES = {
    "cloudflare": (
        "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
        "<p>Enable JavaScript and cookies to continue</p>"
    ),
    "ddos": _thin("DDoS protection", "Checking your browser before accessing the site."),
    "human": _thin("One more step", "Verify you are human by completing the action below."),
    "imperva": "<iframe src='/_Incapsula_Resource?SWUDNSAI=31'>Incapsula incident ID: 1</iframe>",
    "datadome": "<p>Please enable JS</p><script src='https://ct.captcha-delivery.com/c.js'></script>",
    "perimeterx": "<script>window._pxAppId = 'PX1';</script><p>Press and hold</p>",
    "denied": _thin("Access Denied", "You don't have permission to access this resource."),
    "robot": _thin("Are you a robot?", "Tick the box."),
    "sucuri": _thin("Sucuri WebSite Firewall - Access Denied", "Block reason: bad bot."),
}
for _name, _page in _CHALLENGES.items():
    for _status in (200, 403, 429, 503):
        add(
            f"challenge-{_name}-{_status}",
            "T28",
            BOT_WALL | (SCRIPT | EMPTY if _status == 200 else FORBIDDEN | LATER | SERVER_ERROR),
            sending(_page, _status),
        )
for _name, _header in {
    "cf": {"cf-mitigated": "challenge"},
    "aws": {"x-amzn-waf-action": "captcha"},
    "sucuri": {"X-Sucuri-Block": "bad bot"},
}.items():
    add(f"challenge-header-{_name}", "T28", BOT_WALL, sending(BARE, 200, _header))
add(
    "challenge-script-only",
    "T28",
    BOT_WALL | SCRIPT,
    sending("<html><head><script src='/check.js'></script></head><body></body></html>"),
)
add(
    "challenge-script-cookie",
    "T28",
    BOT_WALL | SCRIPT,
    sending("<html><body><script>document.cookie='k=1';location.reload()</script></body></html>"),
)

add("login-form", "T28", LOGIN, sending(_thin("Log in", "Members only", "<input type=password>")))
add("login-form-german", "T28", LOGIN, sending(_thin("Anmelden", "Bitte", "<input type=password>")))
add("consent-form", "T28", CONSENT, sending(_thin("Before you continue", "We use cookies.")))
add("consent-wall", "T28", CONSENT, sending(_thin("We value your privacy", "Accept all cookies")))
add(
    "geo-200", "T28", GEO, sending(_thin("Sorry", "This content is not available in your country."))
)
add("geo-403", "T28", GEO, sending(_thin("Sorry", "Not available in your region."), 403))
add("geo-451", "T28", GEO, sending(_thin("Sorry", "Unavailable for legal reasons."), 451))
add("frames", "T28", FRAMES, sending("<frameset cols='*'><frame src='/other'></frameset>"))


def _login_redirect(
    name: str, path: str, page: str, accept: frozenset[tuple[str, str, str]]
) -> None:
    @case(name, "T28", accept)
    async def _(x: Exchange) -> None:
        if x.path.startswith(path):
            await x.send(page)
        else:
            await x.redirect(path)


_login_redirect("redirect-login", "/login?next=x", _thin("Sign in", "Please."), LOGIN)
_login_redirect("redirect-wp-login", "/wp-login.php", _thin("Sign in", "Please."), LOGIN)
_login_redirect("redirect-consent", "/consent?to=x", _thin("Hello", "Please."), CONSENT)

for _name, _text in {
    "maintenance": "We'll be back soon. The site is under maintenance.",
    "wordpress": "Briefly unavailable for scheduled maintenance. Check back in a minute.",
    "database": "Error establishing a database connection",
    "suspended": "This account has been suspended.",
    "critical": "There has been a critical error on this website.",
    "limit": "Bandwidth limit exceeded",
    "german": "Wegen Wartungsarbeiten ist die Seite nicht erreichbar.",
    "sql": "SQLSTATE[HY000] [1040] Too many connections",
    "traceback": 'Traceback (most recent call last): File "app.py", line 3, in <module>',
    "asp": "Server Error in '/' Application. Runtime Error",
    "varnish": "Error 503 Backend fetch failed. Guru Meditation: XID: 123",
    "nginx": "502 Bad Gateway",
    "proxy": "The proxy server received an invalid response from an upstream server.",
}.items():
    add(
        f"trouble-{_name}",
        "T28",
        TROUBLE | PLACEHOLDER | NOT_HTML,
        sending(_thin("Example", _text)),
    )

for _name, _title in {
    "english": "Page not found", "german": "Seite nicht gefunden", "french": "Page introuvable",
    "spanish": "P\u00e1gina no encontrada", "number": "404 Not Found", "russian": "Страница не найдена",
    "japanese": "ページが見つかりません", "chinese": "页面不存在",
}.items():  # fmt: skip
    add(f"soft-404-{_name}", "T35", SOFT_404 | MISSING, sending(_thin(_title, "Try the search.")))
add("soft-404-long", "T28", MISSING | SOFT_404, sending(document(f"Page not found {TEXT}")))
add(
    "parked",
    "T28",
    PARKED,
    sending(_thin("example.test", "This domain is for sale. Buy this domain.")),
)
add("wall-over-link", "T28", LIVE, sending(_thin("Before you continue", "We use cookies.", LINK)))
add("maintenance-quoted", "T28", MISSING, sending(document("the words under maintenance, a quote")))


@case("maintenance-200-then-ok", "T28", TROUBLE | LIVE)
async def _maintenance(x: Exchange) -> None:
    await x.send(WHOLE if x.count > 1 else _thin("Example", "The site is under maintenance."))


@case("link-cloaked", "T33", MISSING)
async def _cloaked(x: Exchange) -> None:
    await x.send(WHOLE if "linkcrawler" not in x.headers.get("user-agent", "") else BARE)


@case("refuses-agent", "T33", FORBIDDEN)
async def _refuses(x: Exchange) -> None:
    is_bot = "linkcrawler" in x.headers.get("user-agent", "")
    await x.send(BARE if is_bot else WHOLE, 403 if is_bot else 200)


# The first try may go to a robots.txt for which the machine was too busy; ``test_second_pass`` has
# what failed once by itself.
@case("flaky-503", "T29", LIVE | LATER | SERVER_ERROR)
async def _flaky(x: Exchange) -> None:
    await x.send(WHOLE if x.count > 1 else b"", 200 if x.count > 1 else 503, {"Retry-After": "1"})


@case("flaky-reset", "T29", LIVE | LOST_CONNECTION)
async def _flaky_reset(x: Exchange) -> None:
    if x.count > 1:
        await x.send(WHOLE)
    else:
        x.reset()


@case("flaky-429", "T29", LIVE | LATER)
async def _flaky_429(x: Exchange) -> None:
    await x.send(WHOLE if x.count > 1 else b"", 200 if x.count > 1 else 429, {"Retry-After": "2"})
