"""When a server is asked whether a page changed, and when its word is taken."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from linkcrawler.crawl.cookies import Cookies
from linkcrawler.crawl.fetch import answer_of, fetch_from_response
from linkcrawler.crawl.readers import Readers
from linkcrawler.crawl.unchanged import FULL_LOOK_EVERY, Unchanged, read_by
from linkcrawler.crawl.visit import Beside, Read, Visit
from linkcrawler.models import DuePage, PageFacts, Reading, Sighting
from linkcrawler.page.packing import pack
from linkcrawler.states import LinkState, Reason, Signal
from tests.make import DAY, NOW, PAGE, TARGET, absent, due, facts, fetch, known, link, present

HTML = {"Content-Type": "text/html; charset=utf-8"}
HEADERS = (("content-type", "text/html; charset=utf-8"),)
BODY = f'<title>A</title><p>See <a href="{TARGET}">the shop</a>.</p>'.encode()
ELSEWHERE = present(reason=Reason.LINK_FOUND_ORIGINAL)


def content(
    about: PageFacts | None = None, seen: Sighting | None = None, **targets: Sighting
) -> bytes:
    seen = seen or Sighting(links=(link(),))
    packed = pack(about or facts(), {TARGET: seen, **targets}, HEADERS)
    assert packed is not None
    return packed


KEPT = Reading(
    url=PAGE,
    etag='"v1"',
    last_modified="Tue, 24 Nov 2026 01:00:00 GMT",
    body_hash=b"body",
    plain_hash=b"plain",
    read_at=NOW - DAY,
    read_by=read_by(),
    content=content(),
)


def kept_page(kept: Reading | None = KEPT, last: Any = None, number: int = 4) -> DuePage:
    return replace(due(known(last or present()), number=number), reading=kept)


def unchanged(*distrusted: str) -> Unchanged:
    return Unchanged(Readers(0), distrusted, lambda _: None)


def asks(visit: Visit, url: str = PAGE, *distrusted: str, now=NOW) -> list[str]:
    request = Request(url)
    unchanged(*distrusted).ask(visit, request, now)
    names = sorted(name.decode() for name in request.headers)
    assert bool(names) == (visit.asked is not None)
    return names


BOTH = ["If-Modified-Since", "If-None-Match"]
ON_ITS_WAY = Read(fetch(), facts(), {})
WHEN = [  # (the page, what it is asked under)
    (kept_page(), BOTH),
    (kept_page(replace(KEPT, etag=None)), ["If-Modified-Since"]),
    (kept_page(replace(KEPT, last_modified=None)), ["If-None-Match"]),
    (kept_page(replace(KEPT, etag=None, last_modified=None)), []),
    (kept_page(None), []),
    (kept_page(last=present(reason=Reason.LINK_FOUND_MOVED)), BOTH),
    (kept_page(last=present(reason=Reason.LINK_FOUND_TLS)), []),
    (kept_page(last=ELSEWHERE), []),
    (kept_page(last=absent()), []),
    (kept_page(last=absent(LinkState.LOST)), []),
    (kept_page(last=present(link_state=LinkState.UNKNOWN)), []),
    (replace(due(known()), reading=KEPT), []),
    (replace(due(known(present()), known(absent(), number=2)), reading=KEPT), []),
    (replace(due(known(present()), known(present(), number=2, target="x.example")), reading=KEPT), []),
    (kept_page(replace(KEPT, url=f"{PAGE}/moved")), []),
    (kept_page(replace(KEPT, read_by="another")), []),
    (kept_page(replace(KEPT, content=b"")), []),
    (kept_page(replace(KEPT, content=content(seen=Sighting()))), []),
    (kept_page(replace(KEPT, content=content(facts(canonical_away=True)))), []),
    (kept_page(replace(KEPT, content=content(facts(Signal.CHALLENGE_HEADER)))), []),
    (kept_page(replace(KEPT, content=content(**{"x.example": Sighting()}))), []),
    (kept_page(replace(KEPT, read_at=NOW - FULL_LOOK_EVERY)), BOTH),
    (kept_page(replace(KEPT, read_at=NOW - FULL_LOOK_EVERY - timedelta(seconds=1))), []),
    (kept_page(replace(KEPT, read_at=NOW - FULL_LOOK_EVERY), number=7), []),
    (kept_page(replace(KEPT, read_at=NOW - FULL_LOOK_EVERY + 3 * DAY), number=7), BOTH),
    (kept_page(replace(KEPT, read_at=NOW + timedelta(seconds=1))), []),
]  # fmt: skip


@pytest.mark.parametrize(("page", "conditions"), WHEN)
def test_a_server_is_asked_only_where_its_no_answers_for_every_backlink(
    page: DuePage, conditions: list[str]
):
    assert asks(Visit(page=page)) == conditions


@pytest.mark.parametrize(
    "on_the_way",
    [
        {"tls_error": "expired"},
        {"cookies": Cookies()},
        {"wants_all": True},
        {"original_of": ON_ITS_WAY},
        {"beside": Beside(ON_ITS_WAY)},
    ],
)
def test_what_happens_on_the_way_keeps_us_from_asking(on_the_way: dict[str, Any]):
    assert asks(Visit(page=kept_page(), **on_the_way)) == []


def test_a_server_that_is_not_trusted_is_not_asked():
    assert asks(Visit(page=kept_page()), PAGE, "https://blog.example.org") == []
    assert asks(Visit(page=kept_page()), PAGE, "http://blog.example.org") == BOTH


def test_what_was_asked_is_forgotten_with_the_next_request():
    visit = Visit(page=kept_page())
    asks(visit)

    assert asks(visit, f"{PAGE}/elsewhere") == []
    assert visit.asked is None


def answered(status: int = 304, **headers: str) -> tuple[Read | None, Visit]:
    visit = Visit(page=kept_page())
    asks(visit)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = HtmlResponse(PAGE, status=status, headers=named, request=Request(PAGE))
    assert unchanged().is_answer(response, visit)
    return unchanged().taken(response, visit, NOW), visit


TAKEN = [  # (headers of the 304, whether it is of the page that was read)
    ({}, True),
    ({"ETag": '"v1"'}, True),
    ({"ETag": 'W/"v1"'}, True),
    ({"ETag": '"v1-gzip"'}, True),
    ({"ETag": '"v1;br"'}, True),
    ({"ETag": '"v2"'}, False),
    ({"Content_Type": "text/html; charset=utf-8"}, True),
    ({"Content_Type": "text/html; charset=utf-16"}, False),
    ({"X_Robots_Tag": "noindex"}, False),
    ({"Link": "</b>; rel=canonical"}, False),
    ({"Refresh": "0; url=/b"}, False),
    ({"cf_mitigated": "challenge"}, False),
    ({"Server": "x", "Date": "now", "Set_Cookie": "a=b", "Vary": "Accept"}, True),
]


@pytest.mark.parametrize(("headers", "is_taken"), TAKEN)
def test_a_304_is_taken_unless_it_says_that_something_is_otherwise(
    headers: dict[str, str], is_taken: bool
):
    read, visit = answered(**headers)

    assert (read is not None) is is_taken
    assert visit.wants_all


def test_a_304_that_is_taken_is_the_page_as_it_was():
    read, _ = answered(ETag='"v1"')
    assert read is not None

    assert (read.facts, read.seen) == (facts(), {TARGET: Sighting(links=(link(),))})
    assert (read.fetch.status, read.fetch.not_modified) == (200, True)
    assert read.fetch.headers == (("etag", '"v1"'), *HEADERS)
    assert read.fetch.detail == "not modified since it was read on 2026-11-23"


@pytest.mark.parametrize("status", [400, 412, 501])
def test_a_server_that_makes_nothing_of_a_condition_is_asked_without_one(status: int):
    assert answered(status)[0] is None


@pytest.mark.parametrize("status", [200, 301, 403, 404, 410, 503])
def test_other_answers_are_those_of_the_page(status: int):
    visit = Visit(page=kept_page())
    asks(visit)

    assert not unchanged().is_answer(HtmlResponse(PAGE, status=status), visit)
    assert not unchanged().is_answer(HtmlResponse(PAGE, status=304), Visit(page=kept_page()))


# --- readings --------------------------------------------------------------------------------------


def read(
    page: DuePage,
    body: bytes = BODY,
    url: str = PAGE,
    now=NOW,
    to: Unchanged | None = None,
    **more: Any,
) -> tuple[Visit, Any]:
    """Return the visit of a page that answers with ``body``, and what was read."""
    visit = Visit(page=page)
    for name in ("wants_all", "tls_error"):
        setattr(visit, name, more.pop(name, getattr(visit, name)))
    headers = {**HTML, "ETag": '"v1"', **more.pop("headers", {})}
    response = HtmlResponse(url, body=body, headers=headers, request=Request(url), **more)
    got = fetch_from_response(response, visit, now)
    answer = answer_of(response, hops=0)
    return visit, asyncio.run((to or unchanged()).read(answer, visit, got, now))


def first(body: bytes = BODY, **more: Any) -> Reading:
    kept = read(kept_page(None), body, **more)[0].reading
    assert kept is not None
    return kept


def test_a_page_that_was_read_is_kept_with_its_validators():
    kept = first()

    assert (kept.url, kept.etag, kept.last_modified) == (PAGE, '"v1"', None)
    assert (kept.read_at, kept.read_by) == (NOW, read_by())
    assert kept.plain_hash is None  # it has a validator, and nothing says yet that it changes
    assert first(headers={"ETag": "w" * 501}).etag is None
    assert first(headers={"ETag": "ä"}).etag is None


NOT_KEPT = [
    {"status": 404},
    {"status": 206},
    {"flags": ["incomplete:cut"]},
    {"tls_error": "expired"},
    {"url": "https://user:secret@blog.example.org/post"},
    {"headers": {"Content-Type": "application/pdf"}},
    {"headers": {"X-Robots-Tag": "unavailable_after: 2099-01-01"}},
]


@pytest.mark.parametrize("how", NOT_KEPT)
def test_what_is_no_whole_page_for_good_is_not_kept(how: dict[str, Any]):
    assert read(kept_page(None), **how)[0].reading is None


def test_the_same_bytes_are_a_full_look_whatever_was_there():
    later = NOW + 20 * DAY
    for body in (BODY, b"<title>A</title><p>nothing here</p>"):
        kept = first(body)
        visit, found = read(kept_page(kept, absent()), body, now=later, headers={"ETag": '"v2"'})

        assert visit.reading == replace(kept, read_at=later, etag='"v2"')
        assert found == read(kept_page(None), body)[1]


def noisy(number: int, body: bytes = BODY) -> bytes:
    return body + b"<!-- %d -->" % number


def test_a_page_that_differs_in_noise_is_not_read_nor_looked_at_in_full():
    kept = first(noisy(1), headers={"ETag": ""})
    assert kept.plain_hash is not None
    visit, found = read(kept_page(kept), noisy(2), now=NOW + DAY)

    assert visit.reading == replace(kept, etag='"v1"')
    assert found == read(kept_page(None), noisy(1))[1]


@pytest.mark.parametrize(
    ("last", "days"), [(absent(), 1), (present(link_state=LinkState.UNKNOWN), 1), (present(), 15)]
)
def test_noise_is_looked_through_only_where_the_link_was_there_lately(last: Any, days: int):
    kept = first(noisy(1), headers={"ETag": ""})
    visit, _ = read(kept_page(kept, last), noisy(2), now=NOW + days * DAY)

    assert visit.reading is not None
    assert visit.reading.read_at == NOW + days * DAY


def test_validators_that_were_of_no_use_are_left_out_for_a_night():
    kept = first()
    visit, _ = read(kept_page(kept), wants_all=True)

    assert visit.reading == replace(kept, etag=None)


LIES = [  # (validators before, validators now, body now, whether they lie)
    ({"ETag": '"v1"'}, {"ETag": '"v1"'}, BODY.replace(b"the shop", b"a shop"), True),
    ({"ETag": '"v1"'}, {"ETag": 'W/"v1"'}, b"<title>A</title>", True),
    ({"ETag": '"v1"'}, {"ETag": '"v2"'}, b"<title>A</title>", False),
    ({"ETag": '"v1"'}, {"ETag": '"v1"'}, BODY + b"<p>more</p>", False),
    ({"ETag": "", "Last-Modified": "x"}, {"ETag": "", "Last-Modified": "x"}, b"<p>x</p>", True),
    ({"ETag": "", "Last-Modified": "x"}, {"ETag": "", "Last-Modified": "y"}, b"<p>x</p>", False),
    ({"ETag": ""}, {"ETag": ""}, b"<p>x</p>", False),
]


@pytest.mark.parametrize(("before", "now", "body", "is_lie"), LIES)
def test_the_same_validators_of_another_page_are_a_lie(before, now, body: bytes, is_lie: bool):
    told: list[str] = []
    to = Unchanged(Readers(0), (), told.append)
    page = kept_page(first(headers=before))
    visit, _ = read(page, body, headers=now, to=to)
    read(page, body, headers=now, to=to)

    assert visit.belied == ("https://blog.example.org" if is_lie else None)
    assert len(told) == int(is_lie)
