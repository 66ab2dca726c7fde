import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.clusters import audience_of
from linkcrawler.audit.natural import section
from linkcrawler.audit.parts import Tone
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import AnchorClass, Quality
from linkcrawler.audit.survey import Surveyor
from tests.audit_desk import day, dead, desk, rival, study
from tests.test_audit_compass import target

ENGLISH = Profile(languages=("en",), countries=("uk",))


def speak(language, number, *, name=None, **changes):
    name = name or language
    return [study(f"{name}{n}.example", languages={language: 1}, **changes) for n in range(number)]


def rivals(share):
    """Return a competitor of whose hundred domains so many are in Russian."""
    return {
        "one.example": [
            rival("one.example", f"{n}.example", languages={"ru" if n < share else "en": 1})
            for n in range(100)
        ]
    }


# Russian domains beside English ones, the competitor's share in per cent, what is told.
CLUSTERS = [
    (10, 30, None, True),
    (9, 20, None, False),  # 31 %, but fewer than ten
    (10, 41, None, False),  # under 20 %
    (10, 30, 8, True),  # 25 %, three times 8 % is 24 %
    (10, 30, 9, False),
    (10, 30, 0, True),
]


@pytest.mark.parametrize(("russian", "english", "usual", "is_told"), CLUSTERS)
def test_a_foreign_language_is_told_if_it_is_large_and_unusual(russian, english, usual, is_told):
    competitors = {} if usual is None else rivals(usual)
    studies = [*speak("ru", russian), *speak("en", english)]

    told = section(desk(studies, competitors, profile=ENGLISH))

    assert told.tone is (Tone.WATCH if is_told else Tone.PLAIN)
    assert ("in Russian, which is not of your audience" in told.answer) is is_told


def test_a_cluster_is_told_with_who_what_and_since_when():
    like = {"anchors": {(AnchorClass.EXACT, "buy shoes"): 1}, "quality": Quality.X}
    studies = [
        *speak("ru", 10, gained_on=day(9), **like),
        *speak("ru", 2, name="x", gained_on=day(30), **like),
        *speak("en", 20),
    ]

    told = section(desk(studies, profile=ENGLISH)).answer

    assert told == (
        "12 domains (38%) are in Russian, which is not of your audience; no competitor's list was"
        " verified to compare with. They are ru0.example, ru1.example, ru2.example, ru3.example,"
        ' ru4.example and 7 more. 12 of them use the anchor text "buy shoes". They came from'
        " 2026-10-25 to 2026-11-15, half of them by 2026-11-15. 12 of them are candidates for harm."
    )


def test_a_few_outliers_are_fine():
    told = section(desk([*speak("ru", 2), *speak("en", 50)], profile=ENGLISH))

    assert told.tone is Tone.PLAIN
    assert told.answer.startswith("Yes, as far as can be seen. 2 domains in other languages")
    assert [row[4] for row in told.tables[0].rows] == ["your audience", "a few outliers"]


def test_a_domain_speaks_the_language_of_most_of_its_pages():
    studies = [study("a.example", languages={"ru": 1, "en": 2, "": 9})]

    figures = {each.key: each.value for each in section(desk(studies, profile=ENGLISH)).figures}

    assert figures["foreign_language_domains"] == 0


def test_shares_of_countries_are_of_all_domains():
    studies = [study(f"r{n}.ru", country="ru") for n in range(10)] + speak("en", 50)

    told = section(desk(studies, profile=ENGLISH))

    assert told.tone is Tone.PLAIN
    figures = {each.key: each.value for each in told.figures}
    assert figures["foreign_country_share"] == pytest.approx(10 / 60)


def test_english_is_judged_by_competitors_only():
    studies = [*speak("en", 20), *speak("de", 30)]
    german = Profile(languages=("de",))
    competitors = {
        "one.example": [rival("one.example", f"{n}.example", languages={"de": 1}) for n in range(9)]
    }

    assert section(desk(studies, profile=german)).tone is Tone.PLAIN
    assert section(desk(studies, competitors, profile=german)).tone is Tone.WATCH


def test_own_pages_stand_for_an_audience_that_is_not_stated():
    studies = [*speak("ru", 10), *speak("en", 10)]

    told = section(desk(studies, targets=[target("shoes")]))

    assert told.tone is Tone.WATCH
    assert any("English" in note for note in told.notes)


ODD = [  # (class and text of the anchors of 12 foreign domains, what is said of them)
    ((AnchorClass.BRANDED, "shop"), "a readership of yours"),
    ((AnchorClass.PARTIAL, "cheap shoes"), "12 of them use the anchor text"),
    ((AnchorClass.PARTIAL, "cheap shoes"), "is odd"),
]


@pytest.mark.parametrize(("anchor", "told"), ODD)
def test_one_text_on_many_foreign_domains_is_not_called_a_readership(anchor, told):
    studies = [*speak("ru", 12, anchors={anchor: 1}), *speak("en", 20)]

    assert told in section(desk(studies, profile=ENGLISH)).answer


def test_countries_that_no_ending_tells_have_no_table_and_no_share():
    made = section(desk(speak("en", 3), profile=ENGLISH))

    assert [table.key for table in made.tables] == ["languages"]
    (share,) = [each for each in made.figures if each.key == "foreign_country_share"]
    assert share.value is None
    assert "No linking domain has the ending of a country" in share.meaning


AUDIENCES = [  # (stated, languages of own pages, languages of the audience)
    (("de",), ["en"], {"de"}),
    ((), ["en", "de-AT", None], {"en", "de"}),
    ((), ["en"] * 20 + ["de"], {"en"}),  # one page of 21 tells nobody
    ((), ["en"] * 19 + ["de"], {"en", "de"}),
    ((), [None], set()),
    ((), [], set()),
]


@pytest.mark.parametrize(("stated", "pages", "audience"), AUDIENCES)
def test_all_sections_go_by_one_audience(stated, pages, audience):
    profile = Profile(languages=stated)
    targets = [target(str(number), language=each) for number, each in enumerate(pages)]

    assert audience_of(desk(targets=targets, profile=profile)) == audience
    assert Surveyor(targets, profile, Policy(), {}).result().audience == audience


def test_what_is_missing_is_said():
    assert "verify" in section(desk()).answer
    assert "can't be told yet" in section(desk(speak("", 2))).answer
    nobody = section(desk(speak("ru", 30)))
    assert "--profile" in nobody.answer
    assert {each.value for each in nobody.figures} == {None}


SPOKEN = st.lists(st.sampled_from(["en", "ru", "de", ""]), max_size=60)


@given(SPOKEN)
def test_order_does_not_matter_and_dead_links_say_nothing(languages):
    studies = [study(f"{n}.example", languages={each: 1}) for n, each in enumerate(languages)]
    at = section(desk(studies, profile=ENGLISH))

    assert section(desk(studies[::-1], profile=ENGLISH)) == at
    assert section(desk([*studies, dead("dead.example")], profile=ENGLISH)) == at


def test_one_domain_is_told_in_the_singular():
    own = [study(f"e{n}.example") for n in range(9)]
    told = section(
        desk([*own, study("r.example", languages={"ru": 1})], profile=Profile(languages=("en",)))
    )

    assert "1 domain (10%) is in other languages" in told.answer
