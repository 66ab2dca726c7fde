from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.parts import Tone
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.relevance import section
from linkcrawler.audit.study import Quality
from tests.audit_desk import dead, desk, study


def figures(at):
    return {each.key: each.value for each in section(at).figures}


def test_domains_are_told_by_likeness():
    at = desk(
        [
            study("a.example", relevance=0.5),
            study("b.example", relevance=0.02),
            study("c.example", relevance=0.0199),
            study("d.example"),
            dead("e.example", relevance=0.0),
        ]
    )

    assert figures(at) == {
        "relevant_domains": 2,
        "off_topic_domains": 1,
        "off_topic_share": 1 / 3,
        "relevance_unknown_domains": 1,
    }
    assert section(at).tone is Tone.PLAIN
    assert "no problem as long as" in section(at).answer


def test_off_topic_links_are_told_only_when_they_are_most():
    off = [study(f"o{n}.example", relevance=0.0) for n in range(3)]

    told = section(desk([*off, study("a.example", relevance=0.5)]))

    assert told.tone is Tone.WATCH
    assert "3 domains (75%) share hardly a word with you" in told.answer


def test_the_words_in_common_are_shown_with_the_page_that_has_them():
    page = "https://a.example/nearest"
    told = study("a.example", relevance=0.3, matched_terms=("trail", "sole"), nearest_page=page)
    kept = study("b.example", relevance=0.02)  # by a keyword alone

    near, _ = section(desk([told, kept])).tables

    terms = [column.name for column in near.columns].index("terms")
    assert [row[terms : terms + 2] for row in near.rows] == [("trail, sole", page), (None, None)]


def test_what_looks_harmful_is_not_shown_among_the_nearest():
    at = desk(
        [study("x.example", relevance=0.9, quality=Quality.X), study("a.example", relevance=0.3)]
    )

    assert [row[0] for row in section(at).tables[0].rows] == ["a.example"]


def test_what_is_missing_is_said():
    assert "verify" in section(desk()).answer
    assert "--profile" in section(desk([study("a.example")])).answer
    told = section(desk([study("a.example")], profile=Profile(description="Shoes")))
    assert "other languages" in told.answer


LIKENESS = st.lists(st.none() | st.floats(0, 1), max_size=20)


@given(LIKENESS)
def test_all_linking_domains_are_told_in_any_order_and_a_dead_link_adds_none(values):
    studies = [study(f"{n}.example", relevance=value) for n, value in enumerate(values)]
    at = figures(desk(studies))

    told = at["relevant_domains"] + at["off_topic_domains"] + at["relevance_unknown_domains"]
    assert told == len(studies)
    assert section(desk(studies)) == section(desk(studies[::-1]))
    assert figures(desk([*studies, dead("dead.example", relevance=1.0)])) == at
