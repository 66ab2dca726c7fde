import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit import needed, rivals
from linkcrawler.audit.measures import good_grades, pace, weekly
from linkcrawler.audit.needed import need_of, section
from linkcrawler.audit.study import Quality
from tests.audit_desk import TODAY, day, dead, desk, rival, study

TODAY_DAY = TODAY.date()


def strong(number, site=None, *, every_days=None, name="d"):
    """Return domains of class A; with ``every_days`` one came every so many days, up to today."""
    made = []
    for n in range(number):
        when = None if every_days is None else day(n * every_days)
        like = {"quality": Quality.A, "authority": 80.0, "gained_on": when}
        domain = f"{name}{n}.example"
        made.append(study(domain, **like) if site is None else rival(site, domain, **like))
    return made


def against(own, *numbers, every_days=None):
    return desk(
        own,
        {
            f"r{n}.example": strong(number, f"r{n}.example", every_days=every_days)
            for n, number in enumerate(numbers)
        },
    )


def values(at):
    return {each.key: each.value for each in section(at).figures}


def test_what_competitors_have_is_told_as_a_range():
    at = against(strong(10), 20, 30, 40, 100)

    told = values(at)

    assert told["rival_good_min"] == 20
    assert told["rival_good_median"] == 35
    assert told["rival_good_trimmed"] == 35
    assert told["good_domains_missing"] == 25
    assert section(at).answer.startswith(
        "Competitors have 35 domains of class A in the middle, the least 20; you have 10."
        " That is 25 more"
    )


def test_only_good_domains_that_are_there_count():
    own = [
        *strong(2),
        dead("dead.example", quality=Quality.A),
        study("b.example"),
        study("x.example", quality=Quality.X),
        study("unknown.example", states={"unknown": 1}, quality=None),
    ]

    assert values(against(own, 5))["own_good_domains"] == 2
    assert any(
        "Of 2 domains" in note or "Of 1 domain " in note for note in section(against(own, 5)).notes
    )


@pytest.mark.parametrize(
    ("qualities", "classes"),
    [("AB", "A"), ("BC", "AB"), ("CD", "ABC"), ("DX", "A"), ("", "A")],
)
def test_as_many_classes_count_as_it_takes_to_compare_anything(qualities, classes):
    own = [study(f"{each}.example", quality=Quality(each)) for each in qualities[:1]]
    others = [rival("one.example", f"{each}.com", quality=Quality(each)) for each in qualities[1:]]
    at = desk([*own, dead("dead.example", quality=Quality.A)], {"one.example": others})

    assert "".join(good_grades(at).classes) == classes
    if others:
        told = any("count as good" in note for note in section(at).notes)
        assert told is (len(classes) > 1)


def test_weeks_are_counted_back_from_today():
    days = [day(0), day(6), day(7), day(90), day(91), None, "no day"]

    assert weekly(days, TODAY_DAY) == [1, *[0] * 10, 1, 2]


def test_a_pace_is_that_of_the_median_week_or_else_the_mean():
    at = desk()
    often = strong(13 * 2, every_days=3.5)
    seldom = strong(3, every_days=28)

    assert pace(often, good_grades(desk(often)), TODAY_DAY) == pytest.approx(2 / 7)
    assert pace(seldom, good_grades(desk(seldom)), TODAY_DAY) == pytest.approx(3 / 91)
    assert pace(strong(3), good_grades(at), TODAY_DAY) is None


def test_the_aim_is_a_multiple_of_the_competitors_pace():
    told = values(against(strong(13, every_days=7), 91, every_days=1))  # one a week, seven a week

    assert told["own_pace"] == pytest.approx(1 / 7)
    assert told["rival_pace"] == pytest.approx(1.0)
    assert told["aim_pace_low"] == pytest.approx(1.5)
    assert told["aim_pace_high"] == pytest.approx(2.0)


def test_weeks_to_the_median_are_reckoned_step_by_step():
    need = need_of(against(strong(13, every_days=7), 91, every_days=1))

    # From 1 a week up by 1 a week to 14; they win 7 a week and are 78 ahead. In week n the pace is
    # 1 + n: after 6 weeks the gap is 78 + 5 + 4 + 3 + 2 + 1 + 0 = 93, after 13 weeks 65, and then
    # it shrinks by 7 a week.
    assert need.step == 1.0
    assert need.weeks_to(2.0) == 23
    assert need.weeks_to(0.5) is None


def test_who_lacks_nothing_is_told_so():
    at = against(strong(50), 20, 30)

    assert values(at)["good_domains_missing"] == 0
    assert "you lack nothing" in section(at).answer


def test_it_is_no_promise():
    told = section(against(strong(1, every_days=1), 91, every_days=1))

    assert "no promise" in told.answer
    assert "no promise" in told.notes[0]


def test_without_competitors_it_is_said_how_to_import_them():
    told = section(desk(strong(3)))

    assert "--role competitor" in told.answer
    assert {each.value for each in told.figures} == {None}
    unverified = section(desk([], {"one.example": [dead("a.example", site="one.example")]}))
    assert "verify" in unverified.answer


NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=4)


@given(st.integers(0, 20), NUMBERS, st.sampled_from([None, 1, 7, 40]), st.integers(0, 60))
def test_sections_agree_and_a_dead_link_raises_nothing(own, numbers, every_days, ago):
    at = against(strong(own, every_days=every_days), *numbers, every_days=every_days)
    more = desk(
        [*at.own, dead("dead.example", gained_on=day(ago), lost_on=day(ago))], at.competitors
    )

    assert values(more) == values(at)
    chart = rivals.section(at).charts
    if chart:
        assert chart[0].series[0].values[0] == values(at)["own_good_domains"]
    assert needed.section(desk(at.own[::-1], at.competitors)) == section(at)
