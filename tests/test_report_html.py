"""The report as a file: whole, harmless, and every number with its query."""

import base64
import hashlib
import itertools
import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from linkcrawler.audit.parts import Audit, Section
from linkcrawler.report.html import render_report
from linkcrawler.report.outline import outline_of, split_answer
from tests.audits import SITE, hostile_audit, links_table, sample_audit

TAGS = set(
    "html head meta title style body a header p h1 h2 h3 h4 dl div dt dd time nav ol li ul main "
    "section span svg path line rect text desc figure figcaption details summary table thead tr th "
    "tbody td aside pre code footer script b bdi wbr".split()
)
"""All elements that the templates have; a text that makes another one has broken out."""

ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href"}


def parsed(audit: Audit, **more: str) -> LexborHTMLParser:
    return LexborHTMLParser(render_report(audit, **more))


@pytest.fixture(scope="module")
def page() -> LexborHTMLParser:
    return parsed(sample_audit(), client="Bergblick Touren GmbH")


@pytest.fixture(scope="module")
def hostile() -> LexborHTMLParser:
    audit = hostile_audit()
    return parsed(audit, title=audit.site, client=audit.site)


def test_the_cover_says_what_it_is_of(page: LexborHTMLParser):
    cover = page.css_first("header").text(separator=" ")

    for told in (SITE, "Bergblick Touren GmbH", "21 November 2026", "1 October 2026"):
        assert told in cover
    assert page.css_first("html").attributes["lang"] == "en"


def test_each_question_has_its_answer(page: LexborHTMLParser):
    leads = [node.text() for node in page.css(".chapter .lead")]

    assert [split_answer(section.answer)[0] for section in sample_audit().sections] == leads
    assert len(page.css(".glance li")) == len(leads)


def test_key_figures_are_the_first_known_one_of_each_section(page: LexborHTMLParser):
    tiles = [(t.css_first("a").text(), t.css_first(".big").text()) for t in page.css(".tile")]

    assert tiles == [
        ("Backlinks that are there", "1,184"),
        ("Domains of class A", "58"),
        ("Domains with marks of spam", "14"),
        ("New links", "0.86 a day"),
        ("Links to ask for", "7"),
    ]


def test_a_figure_tells_its_change_since_the_audit_before(page: LexborHTMLParser):
    changes = [" ".join(node.text().split()) for node in page.css(".tile .change")]

    assert "+12 since 2026-10-01" in changes
    assert not any("no change" in change for change in changes)


def test_the_first_audit_tells_no_change():
    first = replace(
        sample_audit(),
        before_at=None,
        sections=[
            replace(each, figures=[replace(figure, before=None) for figure in each.figures])
            for each in sample_audit().sections
        ],
    )

    assert "first audit" in parsed(first).css_first("header").text()
    assert parsed(first).css(".change") == []


def test_what_is_not_known_is_said_to_be_not_known(page: LexborHTMLParser):
    unknown = [node.text() for node in page.css(".figure .big.unknown")]

    assert unknown == ["not known"] * 2


def test_every_number_leads_to_its_query_and_back(page: LexborHTMLParser):
    links = page.css(".figure .to-query, .caption .to-query, figcaption .to-query")
    queries = page.css(".query")

    assert len(links) == len(queries) > 15
    for link, query in zip(links, queries, strict=True):
        assert link.attributes["href"] == f"#{query.id}"
        back = query.css_first("h4 a").attributes["href"][1:]
        assert page.css_first(f"[id='{back}']").css_first(".to-query").attributes["href"] == (
            f"#{query.id}"
        )


def test_a_query_keeps_its_lines(page: LexborHTMLParser):
    query = page.css_first(".query code").text()

    assert sample_audit().sections[0].figures[0].sql == query


@pytest.mark.parametrize("which", ["page", "hostile"])
def test_ids_are_unique_and_all_links_within_lead_somewhere(
    which: str, request: pytest.FixtureRequest
):
    document = request.getfixturevalue(which)
    ids = [node.id for node in document.css("[id]")]
    within = {a.attributes["href"][1:] for a in document.css("a[href^='#']")}
    named = {
        name
        for node in document.css("[aria-labelledby]")
        for name in node.attributes["aria-labelledby"].split()
    }

    assert len(set(ids)) == len(ids)
    assert set() == (within | named) - set(ids)


@pytest.mark.parametrize("which", ["page", "hostile"])
def test_headings_are_in_order(which: str, request: pytest.FixtureRequest):
    levels = [int(h.tag[1]) for h in request.getfixturevalue(which).css("h1, h2, h3, h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(b - a for a, b in itertools.pairwise(levels)) == 1


@pytest.mark.parametrize("audit", [sample_audit(), hostile_audit()], ids=["sample", "hostile"])
def test_nothing_runs_or_loads_but_our_own_style_and_script(audit: Audit):
    document = parsed(audit)
    policy = document.css_first("meta[http-equiv]").attributes["content"]
    for tag in ("style", "script"):
        (node,) = document.css(tag)
        digest = hashlib.sha256(node.text().encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy

    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_text_of_others_becomes_markup(hostile: LexborHTMLParser):
    tags, attributes = set(), set()
    for node in hostile.root.traverse(include_text=False):
        if node.tag and node.tag[0] not in "!-":
            tags.add(node.tag)
            attributes |= set(node.attributes)

    assert set() == tags - TAGS
    assert [name for name in attributes if name.startswith("on") or name == "style"] == []


def test_links_of_others_are_of_the_web_and_say_nothing_of_us(hostile: LexborHTMLParser):
    outside = [
        node
        for node in hostile.root.traverse(include_text=False)
        if ADDRESSES & set(node.attributes)
        and not (node.attributes.get("href") or "").startswith("#")
    ]

    assert outside
    for node in outside:
        href = node.attributes["href"]
        assert node.tag == "a"
        assert href.startswith(("https://", "http://"))
        assert "secret" not in href
        assert len(href) < 2_100
        assert node.attributes["rel"] == "noreferrer nofollow noopener"


def test_texts_of_others_steer_nothing(hostile: LexborHTMLParser):
    text = hostile.html

    assert not re.search("[\x00\u202e\u2066\ud800]", text)
    assert "\\u202e" in text
    assert "user:secret" not in text
    assert len(text) < 1_000_000


def test_addresses_that_are_too_long_or_no_addresses_lead_nowhere(page: LexborHTMLParser):
    url_cells = parsed(hostile_audit()).css("td.u")

    linked = {cell.css_first("a") is not None for cell in url_cells if "aaaa" in cell.text()}
    scripts = [cell for cell in url_cells if "script:" in cell.text()]
    assert linked == {False}
    assert scripts
    assert all(
        cell.css_first("a") is None for cell in scripts if not cell.text().startswith("evil")
    )


def test_an_empty_audit_is_a_report():
    document = parsed(Audit(site="example.com", at="2026-11-21T09:12:00+00:00"))
    bare = parsed(
        Audit(
            site="example.com",
            at="2026-11-21T09:12:00+00:00",
            sections=(Section(key="", question="", answer=""),) * 2,
        )
    )

    assert "Backlinks of example.com" in document.css_first("h1").text()
    assert "No answer could be given." in bare.css_first(".lead").text()


def test_the_same_audit_gives_the_same_file():
    assert render_report(sample_audit()) == render_report(sample_audit())


def test_ten_long_sections_are_less_than_a_megabyte():
    section = sample_audit().sections[3]
    long = replace(section, tables=[links_table("links", "Links", 50, 900)])
    text = render_report(replace(sample_audit(), sections=[long] * 10))

    assert len(text.encode()) < 1_000_000


def test_a_chart_says_the_same_in_words_and_numbers(page: LexborHTMLParser):
    for chart in (each for section in sample_audit().sections for each in section.charts):
        (figure,) = (
            node for node in page.css("figure.chart") if node.css_first("h3").text() == chart.title
        )
        pictures = figure.css("svg[role=img]")
        assert [node.css_first("title").text() for node in pictures] == [chart.title] * 2
        assert [node.css_first("desc").text() for node in pictures] == [chart.text] * 2
        assert chart.text in figure.css_first("p.text").text()
        assert len(figure.css("details tbody tr")) == len(chart.labels)
        assert len(figure.css("details thead th")) == len(chart.series) + 1


def test_a_cut_table_says_how_many_rows_there_are(page: LexborHTMLParser):
    told = [node.text() for node in page.css(".more")]

    assert any(text.startswith("12 of 58 rows; query") for text in told)
    assert "There are none." in told


@pytest.mark.parametrize(
    ("answer", "lead", "rest"),
    [
        ("", "", ""),
        ("One sentence only.", "One sentence only.", ""),
        ("14 domains ask for a look. 9 of them hurt.", "14 domains ask for a look.", "9 of them hurt."),
        ("Version 1.5 of example.com is there. It is good. Yes.", "Version 1.5 of example.com is there.", "It is good. Yes."),
    ],
)  # fmt: skip
def test_the_first_sentence_leads(answer: str, lead: str, rest: str):
    assert (lead, rest) == split_answer(answer)


def test_queries_are_numbered_through_the_report():
    outline = outline_of(sample_audit())
    numbers = [query.number for chapter in outline.chapters for query in chapter.queries]

    assert numbers == list(range(1, len(numbers) + 1))
