from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.parts import Tone
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.spikes import Look, by_gain, by_loss, composition, find_spikes
from linkcrawler.audit.study import AnchorClass, Quality
from linkcrawler.audit.velocity import section
from tests.audit_desk import TODAY, day, dead, desk, study
from tests.test_audit_compass import target

NOW = TODAY.date()


def came(ago, number, *, name="n", source="source", **changes):
    return [
        study(f"{name}{ago}-{n}.example", gained_on=day(ago), gained_from=source, **changes)
        for n in range(number)
    ]


def steady(first=150, last=41):
    """Return one domain a day, but none each fifth day and two each seventh."""
    ways = {ago: (ago % 5 > 0) + (ago % 7 == 0) for ago in range(last, first + 1)}
    return [each for ago, number in ways.items() for each in came(ago, number, name="s")]


def spikes(studies):
    return find_spikes(by_gain(studies), NOW, Policy())


def test_a_day_with_far_more_than_usual_is_a_spike():
    found = spikes([*steady(), *came(40, 12)])

    assert [(each.first, len(each.studies)) for each in found] == [(NOW - timedelta(40), 12)]


NO_SPIKES = {
    "too few": [*steady(), *came(40, 9)],
    "found by our own looks": [*steady(), *came(40, 50, source="looks")],
    "the first days of a history": came(40, 50),
    "never seen by us": [
        *steady(),
        *[dead(f"d{n}.example", gained_on=day(40), gained_from="source") for n in range(50)],
    ],
    "long ago": [*came(800, 1), *came(500, 40)],
}


@pytest.mark.parametrize("studies", NO_SPIKES.values(), ids=NO_SPIKES)
def test_what_is_no_spike(studies):
    assert spikes(studies) == []


def test_where_the_days_before_have_no_spread_chance_decides():
    quiet = came(200, 1)

    assert len(spikes([*quiet, *came(40, 10)])) == 1
    busy = [each for ago in range(41, 200) for each in came(ago, 8, name="b")]
    assert spikes([*busy, *came(40, 12)]) == []


def test_spikes_of_neighbouring_days_are_one():
    found = spikes([*steady(), *came(40, 15), *came(38, 15), *came(10, 15)])

    assert [(NOW - each.first).days for each in found] == [10, 40]
    assert len(found[1].studies) == 30


CASINO = {(AnchorClass.EXACT, "cheap shoes"): 1}
LOOKS = [
    (Look.PRESS, {"quality": Quality.A, "authority": 80.0}),
    (Look.PRESS, {"quality": Quality.B}),
    (Look.UNCLEAR, {"quality": Quality.C}),
    (Look.UNCLEAR, {"quality": Quality.A, "anchors": CASINO}),
    (Look.SCHEME, {"quality": Quality.C, "anchors": CASINO, "ip_24": "192.0.2"}),
    (Look.SCHEME, {"quality": Quality.X}),
    (Look.SCHEME, {"quality": Quality.C, "authority": 3.0, "languages": {"ru": 1}}),
]


@pytest.mark.parametrize(("look", "like"), LOOKS)
def test_what_a_spike_looks_like_depends_on_who_came(look, like):
    days = by_gain([*steady(), *came(40, 12, **like)])
    (spike,) = find_spikes(days, NOW, Policy())

    told = composition(spike, days, NOW, Policy(), frozenset({"en"}))

    assert told.look is look


def test_silence_after_a_spike_is_told_only_when_the_days_are_over():
    def silence(studies):
        days = by_gain(studies)
        spike = find_spikes(days, NOW, Policy())[0]
        return composition(spike, days, NOW, Policy()).is_silent_after

    assert silence([*steady(), *came(40, 12)]) is True
    assert silence([*steady(), *came(40, 12), *came(30, 1)]) is False
    assert silence([*steady(), *came(5, 12)]) is None


def test_many_losses_on_a_day_are_told_and_ask_for_action():
    gone = [dead(f"g{n}.example", lost_on=day(5)) for n in range(11)]
    at = desk([*steady(), dead("old.example", lost_on=day(200)), *gone])

    told = section(at)

    assert [len(each.studies) for each in find_spikes(by_loss(at.own), NOW, Policy())] == [11]
    assert "11 domains went on 2026-11-19" in told.answer
    assert told.tone is Tone.ACT


def test_a_spike_is_foreign_to_the_audience_of_own_pages_where_none_is_stated():
    at = desk([*steady(), *came(40, 12, languages={"ru": 1})], targets=[target("shoes")])

    assert "in Russian" in section(at).answer


def test_a_scheme_is_told_with_what_its_domains_have_in_common():
    like = {"quality": Quality.X, "anchors": CASINO, "languages": {"ru": 1}}
    at = desk([*steady(), *came(40, 12, **like)], profile=Profile(languages=("en",)))

    told = section(at)

    assert "12 domains came on 2026-10-15" in told.answer
    assert "links that somebody placed" in told.answer
    assert '12 of 12 with the anchor text "cheap shoes"' in told.answer
    assert told.tone is Tone.ACT
    (row,) = told.tables[0].rows
    assert row[4] == "scheme"


def test_without_days_it_is_said_how_to_get_them():
    told = section(desk([study("a.example")]))

    assert "First seen" in told.answer
    assert told.charts == ()


def test_weeks_of_the_chart_add_up():
    at = desk([*came(1, 2), *came(8, 3), dead("x.example", lost_on=day(1))])

    (chart,) = section(at).charts

    assert len(chart.labels) == 52
    assert sum(chart.series[0].values) == 5
    assert list(chart.series[0].values)[-2:] == [3, 2]
    assert list(chart.series[1].values)[-1] == 1
    assert date.fromisoformat(chart.labels[-1]).weekday() == 0


def test_a_lasting_rise_is_noted():
    slow = [each for week in range(27, 52) for each in came(7 * week, 1)]
    fast = [each for week in range(1, 12) for each in came(7 * week, 6)]

    assert not any("since the week" in note for note in section(desk(slow)).notes)
    assert any("since the week" in note for note in section(desk([*slow, *fast])).notes)


DATED = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from(["source", "looks"]), st.booleans()),
    max_size=40,
)


@given(DATED)
def test_order_does_not_matter_and_nothing_breaks(told):
    studies = [
        study(f"{n}.example", gained_on=day(ago), gained_from=source)
        if is_there
        else dead(f"{n}.example", lost_on=day(ago))
        for n, (ago, source, is_there) in enumerate(told)
    ]

    assert section(desk(studies)) == section(desk(studies[::-1]))
