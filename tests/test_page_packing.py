"""What is packed comes back as it was, and is small."""

import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.models import LinkObservation, PageFacts, Sighting
from linkcrawler.page import read_page
from linkcrawler.page.fingerprints import read_headers
from linkcrawler.page.packing import MAX_BYTES, Content, UnpackingError, pack, unpack
from tests.test_page_golden import CASES, load

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = st.text(max_size=30) | st.sampled_from(["\ud800", "\x00", "日本語", '"}'])
LINKS = st.builds(LinkObservation, html=TEXT, rel=st.lists(TEXT, max_size=3).map(tuple))
SIGHTINGS = st.builds(Sighting, links=st.lists(LINKS, max_size=3).map(tuple))
FACTS = st.from_type(PageFacts).filter(
    lambda facts: facts.traits.compression == facts.traits.compression
)
"""A number that is none is like nothing, not even itself."""

HEADERS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)


@given(st.data())
def test_what_is_packed_comes_back_as_it_was(data: st.DataObject):
    facts, headers = data.draw(FACTS), data.draw(HEADERS)
    seen = data.draw(st.dictionaries(TEXT, SIGHTINGS, max_size=2))
    packed = pack(facts, seen, headers)

    assert packed is not None
    assert unpack(packed) == Content(facts, seen, headers)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_real_pages_take_less_than_a_kilobyte(case):
    answer, meta, _ = load(case)
    facts, seen = read_page(answer, [meta["target"]], NOW)
    packed = pack(facts, seen, read_headers(answer.headers))

    assert packed is not None
    assert len(packed) < 1_024
    assert unpack(packed).sightings == seen


def test_what_is_very_large_is_not_packed():
    link = LinkObservation(position=0, href="/", url=None)
    noise = [f"{n * 2_654_435_761 % 2**32:08x}" * 9 for n in range(2_000)]
    links = tuple(LinkObservation(position=n, href=text, url=None) for n, text in enumerate(noise))

    assert pack(PageFacts(), {"x": Sighting(links=(link,))}, ()) is not None
    assert pack(PageFacts(), {"x": Sighting(links=links)}, ()) is None
    assert MAX_BYTES < 1 << 16


def test_what_breaks_off_is_told():
    packed = pack(PageFacts(title="A title"), {}, ())
    assert packed is not None

    for length in range(len(packed)):
        with pytest.raises(UnpackingError):
            unpack(packed[:length])


@pytest.mark.parametrize("broken", [b"", b"\x00", b"x" * 50, zlib.compress(b"{}"), b"\xff" * 9])
def test_bytes_that_hold_nothing_are_told(broken: bytes):
    with pytest.raises(UnpackingError):
        unpack(broken)


@given(st.data())
def test_a_damaged_content_is_told_or_as_it_was(data: st.DataObject):
    packed = pack(PageFacts(title="A title of some length"), {"x": Sighting()}, ())
    assert packed is not None
    at = data.draw(st.integers(0, len(packed) - 1))
    damaged = packed[:at] + bytes([packed[at] ^ data.draw(st.integers(1, 255))]) + packed[at + 1 :]
    try:
        found = unpack(damaged)
    except UnpackingError:
        return

    assert found == unpack(packed)
