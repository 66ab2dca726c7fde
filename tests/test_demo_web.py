"""The demo web serves what it says it serves, on each night."""

import csv
import gzip
import http.client
import re
import time
import urllib.request
from dataclasses import dataclass
from datetime import date
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from linkcrawler.demo import (
    DEFAULT_PORT,
    EXPECTED,
    DemoWeb,
    demo_backlinks,
    expected_on,
    write_list,
)
from linkcrawler.demo.answer import entity_tag
from linkcrawler.demo.atlas import SITE_BY_HOST, SITES
from linkcrawler.demo.visit import Visit
from linkcrawler.errors import InputError
from linkcrawler.states import Countability, LinkState, NofollowFrom, PageState, Placement

STATUSES = {
    PageState.OK: {200},
    PageState.MOVED: {200, 301},  # 200 is the meta refresh
    PageState.GONE: {404, 410},
    PageState.SOFT_404: {200},
    PageState.PARKED: {200},
    PageState.FORBIDDEN: {403},
    PageState.BOT_WALL: {403},
    PageState.LOGIN_WALL: {302},
    PageState.ROBOTS_DISALLOWED: {200},
    PageState.RATE_LIMITED: {429, 503},
    PageState.SERVER_ERROR: {500},
    PageState.NOT_HTML: {200},
    PageState.INCOMPLETE: {200},
    PageState.NEEDS_RENDER: {200},
}

# Path of the page: (page state, link state) on the first night and on the second.
OVERNIGHT = {
    "/equipaje/las-alforjas-del-abuelo": ("ok present", "ok missing"),
    "/travel/2024/05/12/quiet-roads-of-south-tyrol": ("ok present", "ok present"),
    "/recits/le-stelvio-a-petits-tours": ("ok present", "ok present"),
    "/routes/reschen-loop": ("ok present", "gone missing"),
    "/berichte/zu-fuenft-aufs-joch": ("server_error unknown", "ok present"),
    "/node/214": ("ok present", "ok present"),
    "/officina/freni-di-primavera": ("ok missing", "ok present"),
    "/sammlung/stilfser-joch": ("ok present", "bot_wall unknown"),
}


@dataclass(frozen=True)
class Got:
    """What came over the wire."""

    status: int
    headers: Message
    body: bytes
    is_whole: bool

    @property
    def text(self) -> str:
        declared = re.search(
            rb"charset=([\w-]+)", self.headers["Content-Type"].encode() + b"\n" + self.body
        )
        return self.body.decode(declared[1].decode() if declared else "utf-8")


class _AsItIs(urllib.request.HTTPErrorProcessor):
    """Neither follows redirects nor raises for error statuses."""

    def http_response(self, request, response):
        return response


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _AsItIs)


def get(port: int, url: str, method: str = "GET", **headers: str) -> Got:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    for name, value in {"Host": parts.netloc, **headers}.items():
        request.add_header(name.replace("_", "-"), value)
    with _opener.open(request, timeout=20) as response:
        try:
            body, is_whole = response.read(), True
        except http.client.IncompleteRead as cut:
            body, is_whole = cut.partial, False
    if response.headers["Content-Encoding"] == "gzip":
        body = gzip.decompress(body)
    return Got(response.status, response.headers, body, is_whole)


class _Page(HTMLParser):
    """Collects the links of a page and the words a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.refresh: str | None = None
        self.words = ""
        self._unread = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self._unread += tag in ("script", "style", "title")
        if tag == "a" and "href" in attributes:
            self.links.append(attributes)
        if attributes.get("http-equiv") == "refresh":
            self.refresh = attributes["content"].partition("url=")[2]

    def handle_endtag(self, tag):
        self._unread -= tag in ("script", "style", "title")

    def handle_data(self, data):
        if not self._unread:
            self.words += data


def leads_to(href: str, target: str) -> bool:
    """Compare as a search engine would: without scheme, tracking, fragment and last slash."""
    link, wanted = urlsplit(href), urlsplit(target)
    return (link.netloc, link.path.rstrip("/")) == (wanted.netloc, wanted.path.rstrip("/"))


class Night:
    """A night of the demo web whose pages are asked for once, or as often as they move on."""

    def __init__(self, web: DemoWeb) -> None:
        self.web = web
        self._first: dict[str, Got] = {}
        self._last: dict[str, Got] = {}

    def first(self, url: str) -> Got:
        if url not in self._first:
            self._first[url] = get(self.web.port, url)
        return self._first[url]

    def last(self, url: str) -> Got:
        """Follow redirects, a refresh, and a Retry-After of one second (without the wait)."""
        if url not in self._last:
            got, here = self.first(url), url
            while next_url := self._next(got, here):
                here = next_url
                got = get(self.web.port, here)
            self._last[url] = got
        return self._last[url]

    def links(self, url: str) -> list[dict[str, str]]:
        """Return the attributes of all links of a page, with addresses resolved."""
        got = self.last(url)
        if not got.headers["Content-Type"].startswith("text/html"):
            return []
        return [link | {"href": urljoin(url, link["href"])} for link in _Page(got.text).links]

    @staticmethod
    def _next(got: Got, here: str) -> str | None:
        if got.headers["Retry-After"] == "1":
            return here
        if got.headers["Location"]:
            return urljoin(here, got.headers["Location"])
        if got.headers["Content-Type"].startswith("text/html"):
            refresh = _Page(got.text).refresh
            return urljoin(here, refresh) if refresh else None
        return None


@pytest.fixture(scope="module")
def nights():
    with DemoWeb(port=0, night=1) as one, DemoWeb(port=0, night=2) as two:
        yield {1: Night(one), 2: Night(two)}


def on_port(url: str, night: Night) -> str:
    return url.replace(f":{DEFAULT_PORT}", f":{night.web.port}")


CASES = [
    pytest.param(page, target, number, expected, id=f"night {number}: {page} -> {target}")
    for (page, target, number), expected in EXPECTED.items()
]


@pytest.mark.parametrize(("page", "target", "number", "expected"), CASES)
def test_a_page_answers_with_the_status_of_its_state(nights, page, target, number, expected):
    night = nights[number]
    got = night.first(on_port(page, night))

    statuses = {503} if expected.on_second_ask else STATUSES[expected.page_state]
    assert got.status in statuses


@pytest.mark.parametrize(("page", "target", "number", "expected"), CASES)
def test_a_link_stands_only_where_it_is_expected(nights, page, target, number, expected):
    night = nights[number]
    links = night.links(on_port(page, night))
    is_there = any(leads_to(link["href"], on_port(target, night)) for link in links)

    # The disallowed page has its link, too: a crawler that looks at it is caught.
    behind_robots = expected.page_state is PageState.ROBOTS_DISALLOWED
    assert is_there == (expected.link_state is LinkState.PRESENT or behind_robots)


@pytest.mark.parametrize(
    ("page", "target", "number", "expected"), [case for case in CASES if case.values[3].rel]
)
def test_a_link_is_qualified_as_expected(nights, page, target, number, expected):
    night = nights[number]
    rels = {
        tuple(link["rel"].split())
        for link in night.links(on_port(page, night))
        if leads_to(link["href"], on_port(target, night))
    }

    assert rels == {expected.rel}


WITHOUT_ANY_LINK = [
    case
    for case in CASES
    if case.values[3].link_state in (LinkState.MISSING, LinkState.MENTION, LinkState.UNKNOWN)
    and case.values[3].page_state is not PageState.ROBOTS_DISALLOWED
]


@pytest.mark.parametrize(("page", "target", "number", "expected"), WITHOUT_ANY_LINK)
def test_a_page_without_the_link_has_none_to_the_business(nights, page, target, number, expected):
    night = nights[number]
    hosts = {urlsplit(link["href"]).hostname for link in night.links(on_port(page, night))}

    assert "veloalpina.localhost" not in hosts


def test_elsewhere_is_a_link_to_another_page_of_the_business(nights):
    night = nights[1]
    links = night.links(night.web.url("ridersunion.localhost", "/library/reading-list"))

    assert night.web.url("veloalpina.localhost", "/shop/maps/") in {link["href"] for link in links}


def test_a_mention_stands_in_the_text(nights):
    night = nights[1]
    page = night.web.url("ridersunion.localhost", "/minutes/2024-03")

    assert night.web.url("veloalpina.localhost", "/tours/") in _Page(night.last(page).text).words


@pytest.mark.parametrize(
    ("page", "target", "number", "expected"), [case for case in CASES if case.values[3].js_only]
)
def test_a_link_made_by_a_script_stands_in_the_script(nights, page, target, number, expected):
    night = nights[number]
    got = night.last(on_port(page, night))

    script = re.search(r"<script>(.*)</script>", got.text, re.S)
    assert script
    assert on_port(target, night) in script[1]


@pytest.mark.parametrize(
    ("page", "target", "number", "expected"),
    [case for case in CASES if case.values[3].page_language],
)
def test_a_page_with_a_language_has_enough_words_to_tell_it(nights, page, target, number, expected):
    night = nights[number]
    text = _Page(night.last(on_port(page, night)).text).words

    kana = len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text))
    assert len(text.split()) >= 150 or kana >= 300


@pytest.mark.parametrize(
    ("page", "target", "number", "expected"),
    [case for case in CASES if case.values[3].anchor_text],
)
def test_an_expected_anchor_text_stands_on_the_page(nights, page, target, number, expected):
    night = nights[number]
    got = night.last(on_port(page, night))
    alts = " ".join(re.findall(r'alt="([^"]*)"', got.text))

    read = " ".join(f"{_Page(got.text).words} {alts}".split())
    assert expected.anchor_text in read


def test_the_list_is_long_and_wide_and_names_each_page_once():
    backlinks = demo_backlinks(DEFAULT_PORT)
    pages = {page for page, _ in backlinks}
    paths = [(site.host, page.path) for site in SITES for page in site.pages]

    assert len(pages) >= 44
    assert len({urlsplit(page).hostname for page in pages}) >= 14
    assert len(set(backlinks)) == len(backlinks)
    assert len(set(paths)) == len(paths)
    assert len({site.host for site in SITES}) == len(SITES)


def test_one_page_holds_three_listed_backlinks():
    targets = [
        target for page, target in demo_backlinks(8000) if page.endswith("/p/how-i-plan.html")
    ]

    assert len(targets) == 3


def test_the_written_list_is_an_export_of_the_backlinks(tmp_path):
    write_list(tmp_path / "list.csv", 8000, date(2026, 11, 24))
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == [
        *("Referring page URL", "Target URL", "Anchor", "Nofollow"),
        *("First seen", "Domain rating", "site_role"),
    ]
    assert [(row["Referring page URL"], row["Target URL"]) for row in rows] == demo_backlinks(8000)
    assert {row["Nofollow"] for row in rows} == {"true", "false"}
    assert all(row["Anchor"] for row in rows)


def test_eight_backlinks_change_overnight():
    first, later = expected_on(1, DEFAULT_PORT), expected_on(2, DEFAULT_PORT)
    changed = {
        urlsplit(page).path: tuple(
            f"{expected.page_state} {expected.link_state}"
            for expected in (first[page, target], later[page, target])
        )
        for page, target in first
        if first[page, target] != later[page, target]
    }

    assert changed == OVERNIGHT


def _expected_at(path: str, night: int):
    return next(
        expected
        for (page, _), expected in expected_on(night, DEFAULT_PORT).items()
        if urlsplit(page).path == path
    )


def test_a_link_becomes_nofollow_overnight():
    path = "/travel/2024/05/12/quiet-roads-of-south-tyrol"

    assert _expected_at(path, 1).countability is Countability.FOLLOWED
    assert _expected_at(path, 2).countability is Countability.NOFOLLOW
    assert _expected_at(path, 2).nofollow_from is NofollowFrom.REL


def test_a_link_moves_to_the_footer_overnight():
    assert _expected_at("/node/214", 1).placement is Placement.CONTENT
    assert _expected_at("/node/214", 2).placement is Placement.FOOTER


def test_an_anchor_text_changes_overnight():
    path = "/recits/le-stelvio-a-petits-tours"

    assert _expected_at(path, 1).anchor_text != _expected_at(path, 2).anchor_text


def test_only_the_pages_that_change_are_served_differently(nights):
    differing = set()
    for page, _ in demo_backlinks(DEFAULT_PORT):
        answers = {
            (night.first(url).status, night.first(url).body.replace(port.encode(), b"PORT"))
            for night in nights.values()
            for port in [str(night.web.port)]
            for url in [on_port(page, night)]
        }
        if len(answers) > 1:
            differing.add(urlsplit(page).path)

    assert differing == {*OVERNIGHT, "/node/187"}  # the footer is on every page of its site


def test_later_nights_are_as_the_second(nights):
    pages = {page for page, _ in demo_backlinks(DEFAULT_PORT)} - {
        f"http://langsam.localhost:{DEFAULT_PORT}/lob-des-kleinsten-gangs"  # two seconds
    }
    with DemoWeb(port=0, night=5) as web:
        fifth = Night(web)
        for page in pages:
            one, other = (
                nights[2].first(on_port(page, nights[2])),
                fifth.first(on_port(page, fifth)),
            )
            assert one.status == other.status
            assert len(one.body) == len(other.body)

    assert expected_on(5, DEFAULT_PORT) == expected_on(2, DEFAULT_PORT)


def test_every_site_has_a_home_page_and_a_navigation_that_leads_somewhere(nights):
    night = nights[1]
    for site in SITES:
        if night.first(night.web.url(site.host)).headers["cf-mitigated"]:
            continue
        for _, path in (("", "/"), *site.nav):
            assert night.first(night.web.url(site.host, path.partition("#")[0])).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/tours/", "/tours/stelvio/", "/blog/packing-list/", "/shop/maps/"]
)
def test_the_targets_exist(nights, path):
    assert nights[1].first(nights[1].web.url("veloalpina.localhost", path)).status == 200


def test_the_index_leads_to_every_referring_page(nights):
    night = nights[1]
    index = _Page(night.first(night.web.url("demo.localhost")).text)

    linked = {link["href"] for link in index.links}
    assert {on_port(page, night) for page, _ in demo_backlinks(DEFAULT_PORT)} <= linked


def test_an_unknown_path_is_a_404_in_the_language_of_the_site(nights):
    got = nights[1].first(nights[1].web.url("bergblog.localhost", "/nichts"))

    assert got.status == 404
    assert "Seite nicht gefunden" in got.text


def test_the_host_of_the_soft_404_answers_200_to_everything(nights):
    got = nights[1].first(nights[1].web.url("cyclecafe.localhost", "/nothing-here"))

    assert got.status == 200
    assert "Page not found" in got.text


def test_an_unknown_host_is_no_part_of_the_web(nights):
    assert nights[1].first(nights[1].web.url("<b>.localhost")).status == 404
    assert b"<b>" not in nights[1].first(nights[1].web.url("<b>.localhost")).body


def test_only_one_listed_page_is_disallowed_by_its_robots_txt(nights):
    night = nights[1]
    disallowed = []
    for page, _ in demo_backlinks(night.web.port):
        got = night.first(urljoin(page, "/robots.txt"))
        rules = RobotFileParser()
        rules.parse(got.text.splitlines() if got.status == 200 else [])
        if not rules.can_fetch("linkcrawler", page):
            disallowed.append(urlsplit(page).path)

    assert disallowed == ["/members/logbook"]


HEADERS = [  # (host, path, header, value)
    ("radkurier.localhost", "/news/kartenmaterial", "X-Robots-Tag", "noindex"),
    ("climbscore.localhost", "/climbs/stelvio-north", "cf-mitigated", "challenge"),
    ("alpenwetter.localhost", "/paesse/stilfser-joch", "Retry-After", "86400"),
    ("mapnerd.localhost", "/reviews/paper-maps", "Content-Encoding", "gzip"),
    ("tourismoffice.localhost", "/brochures/summer-by-bike.pdf", "Content-Type", "application/pdf"),
    ("carnetdecols.localhost", "/materiel/cartes", "Content-Type", "text/html; charset=ISO-8859-1"),
    ("velodnevnik.localhost", "/karty/", "Content-Type", "text/html"),
]


@pytest.mark.parametrize(("host", "path", "header", "value"), HEADERS)
def test_a_page_sends_the_header_it_is_an_example_of(nights, host, path, header, value):
    assert nights[1].first(nights[1].web.url(host, path)).headers[header] == value


HEADS = [  # (host, path, what the head of the page says)
    ("radkurier.localhost", "/test/packtaschen", 'content="index, nofollow"'),
    ("radkurier.localhost", "/archiv/pass-chronik", 'content="noindex, follow"'),
    ("radkurier.localhost", "/druck/vinschgau-radweg", 'rel="canonical"'),
    ("velodnevnik.localhost", "/karty/", "charset=windows-1251"),
]


@pytest.mark.parametrize(("host", "path", "said"), HEADS)
def test_the_head_of_a_page_says_what_it_is_an_example_of(nights, host, path, said):
    head = nights[1].first(nights[1].web.url(host, path)).text.partition("</head>")[0]

    assert said in head


@pytest.mark.parametrize(
    ("host", "path"),
    [("carnetdecols.localhost", "/materiel/cartes"), ("velodnevnik.localhost", "/karty/")],
)
def test_a_page_in_an_old_encoding_is_no_utf_8(nights, host, path):
    body = nights[1].first(nights[1].web.url(host, path)).body

    with pytest.raises(UnicodeDecodeError):
        body.decode()


@pytest.mark.parametrize("path", ["/diary/may", "/guestbook"])
def test_a_cut_off_page_promises_more_than_it_sends(nights, path):
    got = nights[1].first(nights[1].web.url("copperwire.localhost", path))

    assert not got.is_whole
    assert int(got.headers["Content-Length"]) > len(got.body)
    assert got.headers["ETag"] is None


def test_the_empty_page_is_empty(nights):
    assert nights[1].first(nights[1].web.url("velobitz.localhost", "/item?id=9")).body == b""


def test_the_pdf_tells_where_its_objects_begin(nights):
    url = nights[1].web.url("tourismoffice.localhost", "/brochures/summer-by-bike.pdf")
    body = nights[1].first(url).body

    start = int(re.search(rb"startxref\n(\d+)", body)[1])
    offsets = [int(entry) for entry in re.findall(rb"(\d{10}) 00000 n", body)]
    assert body[start:].startswith(b"xref")
    assert [body[at:].split(b" ", 1)[0] for at in offsets] == [b"1", b"2", b"3", b"4", b"5", b"6"]


def test_a_busy_page_comes_when_it_is_asked_again_each_night():
    for number in (1, 2):
        with DemoWeb(port=0, night=number) as web:
            url = web.url("hutwatch.localhost", "/reports/2024-26")

            assert [get(web.port, url).status for _ in range(3)] == [503, 200, 200]
            assert web.times_asked("hutwatch.localhost", "/reports/2024-26") == 3


def test_the_slow_page_takes_two_seconds():
    with DemoWeb(port=0) as web:
        start = time.monotonic()
        got = get(web.port, web.url("langsam.localhost", "/lob-des-kleinsten-gangs"))

        assert got.status == 200
        assert time.monotonic() - start >= 1.9


def test_an_unchanged_page_is_not_sent_again(nights):
    url, port = nights[1].web.url("bergblog.localhost"), nights[1].web.port
    tag = nights[1].first(url).headers["ETag"]
    again = get(port, url, If_None_Match=tag)

    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("host", "path", "changes"),
    [
        ("bergblog.localhost", "/2024/06/stilfser-joch-mit-dem-rad/", False),
        ("mapnerd.localhost", "/reviews/paper-maps", False),  # compressed
        ("carnetdecols.localhost", "/recits/le-stelvio-a-petits-tours", True),
        ("touringclub.localhost", "/node/214", True),
    ],
)
def test_the_tag_of_a_page_changes_with_the_page(host, path, changes):
    first, later = (
        entity_tag(SITE_BY_HOST[host].answer(path, Visit(port=8000, night=night)))
        for night in (1, 2)
    )

    assert (first != later) == changes


def test_a_head_request_gets_no_body(nights):
    got = get(nights[1].web.port, nights[1].web.url("bergblog.localhost"), method="HEAD")

    assert (got.status, got.body) == (200, b"")


def test_it_listens_on_loopback_only():
    with DemoWeb(port=0) as web:
        assert web._server.server_address == ("127.0.0.1", web.port)


def test_nothing_listens_after_the_end():
    with DemoWeb(port=0) as web:
        get(web.port, web.url("bergblog.localhost"))

    # Not tried by connecting: another process may have taken the port by now.
    assert web._server.socket.fileno() == -1
    assert not web._thread.is_alive()


def test_a_taken_port_is_named_with_the_option_that_helps():
    with DemoWeb(port=0) as web, pytest.raises(InputError, match=rf"{web.port}.*--port"):
        DemoWeb(port=web.port).__enter__()


def test_a_port_that_is_none_is_refused():
    with pytest.raises(InputError, match=r"70000.*--port"):
        DemoWeb(port=70_000).__enter__()
