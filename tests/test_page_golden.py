"""Whole pages, each in a folder with what it came with and what is to be read from it.

``meta.json`` has the address, the headers, the status, the target, and why the page is here.
``expected.json`` has some of the facts and some fields of the sighting; the others are free.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcrawler.page import Answer, inspect_page, read_page

CASES = sorted(path for path in (Path(__file__).parent / "pages").iterdir() if path.is_dir())
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def load(case):
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    expected = json.loads((case / "expected.json").read_text("utf-8"))
    answer = Answer(
        url=meta["url"],
        status=meta["status"],
        headers=tuple((name, value) for name, value in meta["headers"]),
        body=(case / "page.html").read_bytes(),
    )
    return answer, meta, expected


def plain(value):
    """Return a frozen value as JSON would hold it."""
    return json.loads(json.dumps(asdict(value), default=sorted))


def chosen(value, expected):
    """Return the fields of ``value`` that are expected; one that it has not is a slip."""
    return {name: value[name] for name in expected}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_page_is_read_as_expected(case):
    answer, meta, expected = load(case)

    facts, sightings = read_page(answer, [meta["target"]], NOW)
    seen = plain(sightings[meta["target"]])
    wanted = expected["sighting"]

    assert chosen(plain(facts), expected["facts"]) == expected["facts"]
    assert len(seen["links"]) == len(wanted["links"])
    for link, wanted_link in zip(seen["links"], wanted["links"], strict=True):
        assert chosen(link, wanted_link) == wanted_link
    for name in wanted.keys() - {"links"}:
        assert seen[name] == wanted[name]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_page_is_inspected_as_it_is_read(case):
    answer, meta, _ = load(case)

    links = inspect_page(answer, NOW)[1]
    for link in read_page(answer, [meta["target"]], NOW)[1][meta["target"]].links:
        if link.position < len(links):
            listed = plain(links[link.position])
            assert {**listed, "match_level": link.match_level} == plain(link)


def test_there_are_pages_and_each_says_why_it_is_here():
    assert len(CASES) >= 12
    for case in CASES:
        assert {path.name for path in case.iterdir()} == {"page.html", "meta.json", "expected.json"}
        assert load(case)[1]["why"].endswith(".")
