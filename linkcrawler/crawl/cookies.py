"""Cookies of one check: some sites show a page only to those who carry their cookie back."""

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from linkcrawler.domains import is_public_suffix

MAX_COOKIES = 50
MAX_LINE_BYTES = 4 << 10
MAX_HEADER_BYTES = 8 << 10


class Cookies:
    """The jar of one check, thrown away with it; nothing of it is stored or seen by another."""

    def __init__(self) -> None:
        self._jar = CookieJar()
        self._taken = 0

    def take(self, response: Response, request: Request) -> None:
        """Keep what a redirecting answer sets, within the limits of browsers.

        A cookie for a public suffix or for a foreign site is dropped.
        """
        lines = response.headers.getlist("Set-Cookie")
        kept = [line for line in lines if line and _is_clean(line)]
        kept = kept[: MAX_COOKIES - self._taken]
        if not kept:
            return
        self._taken += len(kept)
        bare = response.replace(headers={"Set-Cookie": kept}, body=b"")
        self._jar.extract_cookies(bare, request)
        for cookie in list(self._jar):
            domain = cookie.domain.lstrip(".")
            if cookie.domain_specified and is_public_suffix(domain):
                self._jar.jar.clear(cookie.domain)

    def give(self, request: Request) -> None:
        """Put the cookies for the request's address into it."""
        self._jar.add_cookie_header(request)
        if len(request.headers.get("Cookie") or b"") > MAX_HEADER_BYTES:
            del request.headers["Cookie"]


def _is_clean(line: bytes) -> bool:
    """Tell whether the line is one that browsers take. Source: RFC 6265bis, section 5.6."""
    return len(line) <= MAX_LINE_BYTES and not any(c < 32 or c == 127 for c in line)
