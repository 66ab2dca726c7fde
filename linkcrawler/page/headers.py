"""What an answer's headers and cookies say of a bot check; apart, since it takes no look at a body.

The patterns for bodies are many: who compares pages and reads none need not compile them.
"""

import re
from collections.abc import Sequence

from linkcrawler.page.answer import Answer
from linkcrawler.states import Signal

Signs = dict[Signal, str]
"""Each sign with what it was known by: a vendor, a service, a viewer; often ``""``."""

Table = tuple[tuple[str, re.Pattern[str]], ...]
"""Names, each with the pattern that tells it."""

# Headers that are set on the answer of a bot check alone, at whatever status.
# Source: Cloudflare, "Detect a Challenge Page response"; AWS WAF, "CAPTCHA and Challenge actions";
# Sucuri, Vercel and SiteGround mark their blocks alike.
_WALL_HEADERS: Table = (
    ("Cloudflare", re.compile(r"cf-mitigated: .*challenge")),
    ("Sucuri", re.compile(r"x-sucuri-block: ")),
    ("AWS WAF", re.compile(r"x-amzn-waf-action: (?:challenge|captcha)")),
    ("Vercel", re.compile(r"x-vercel-mitigated: (?:challenge|deny)")),
    ("SiteGround", re.compile(r"sg-captcha: challenge")),
)
# Headers that honest pages of a vendor's customers carry too; they tell who refused.
_REFUSAL_HEADERS: Table = (
    ("DataDome", re.compile(r"x-(?:datadome|dd-b|datadome-[\w-]+): (?!protected$)")),
    ("Kasada", re.compile(r"x-kpsdk-\w+: ")),
    ("Imperva", re.compile(r"x-cdn: (?:incapsula|imperva)")),
    ("HUMAN", re.compile(r"x-px-[\w-]+: ")),
)
_REFUSALS = frozenset({403, 405, 429})
_BOT_COOKIES: Table = (
    ("DataDome", re.compile(r"datadome=")),
    ("Imperva", re.compile(r"(?:incap_ses|visid_incap|reese84)\w*=")),
    ("HUMAN", re.compile(r"_px\w*=")),
    ("Akamai", re.compile(r"(?:ak_bmsc|_abck|bm_sz|sec_cpt)=")),
    ("AWS WAF", re.compile(r"aws-waf-token=")),
    ("F5", re.compile(r"ts(?:pd_101|[0-9a-f]{6,16})=")),
    ("Cloudflare", re.compile(r"(?:cf_chl_\w+|cf_clearance)=")),
    ("Sucuri", re.compile(r"sucuri_cloudproxy_\w+=")),
)


def signs_in_headers(answer: Answer) -> Signs:
    """Return the signs in the headers, which need no look at the body."""
    vendor = challenge_in_headers(answer.headers, answer.status)
    return {Signal.CHALLENGE_HEADER: vendor} if vendor else {}


def challenge_in_headers(headers: Sequence[tuple[str, str]], status: int) -> str | None:
    """Return who marks the answer as a bot check in its headers (lower-case names)."""
    lines = "\n".join(f"{name}: {value.lower()}" for name, value in headers)
    tables = (*_WALL_HEADERS, *(_REFUSAL_HEADERS if status in _REFUSALS else ()))
    return first_of(tables, lines, at_line=True)


def cookies_of(answer: Answer) -> list[str]:
    """Return the cookies that an answer sets, in lower case."""
    return [value.lower() for name, value in answer.headers if name == "set-cookie"]


def whose_cookie(cookies: Sequence[str]) -> str | None:
    """Return whose bot check sets one of the cookies, which are lower-case; ``None``: nobody's."""
    return next((who for cookie in cookies if (who := first_of(_BOT_COOKIES, cookie))), None)


def first_of(table: Table, text: str, *, at_line: bool = False) -> str | None:
    """Return the name of the first row whose pattern is found."""
    for name, pattern in table:
        if at_line:
            if any(pattern.match(line) for line in text.split("\n")):
                return name
        elif pattern.search(text):
            return name
    return None
