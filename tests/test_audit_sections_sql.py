"""The query behind each figure returns the very same number from the database."""

import pytest

from linkcrawler.audit import natural, needed, relevance, rivals, velocity
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import Quality
from tests.audit_desk import TARGET, day, dead, desk, rival, study, values_by_sql

PROFILE = Profile(languages=("en",), countries=("uk",), keywords=("running shoes",))


def full():
    """Return a desk with something of everything."""
    own = [
        study("a.example", quality=Quality.A, authority=90.0, relevance=0.5, gained_on=day(200), gained_from="source"),
        study("b.example", quality=Quality.A, authority=70.0, relevance=0.01, gained_on=day(3), gained_from="looks"),
        study("c.example", languages={"ru": 2, "en": 1}, gained_on=day(89), gained_from="source"),
        study("d.ru", country="ru", languages={"ru": 1}, relevance=0.02),
        study("e.uk", country="uk", languages={"": 1}, quality=Quality.X),
        dead("f.example", lost_on=day(4), gained_on=day(20), gained_from="source"),
        dead("g.example", gained_on=day(2), gained_from="source"),
        *[study(f"s{n}.de", country="de", languages={"de": 1}, gained_on=day(40), gained_from="source") for n in range(12)],
        *[dead(f"l{n}.example", lost_on=day(9)) for n in range(11)],
        dead("l.example", lost_on=day(300)),
    ]  # fmt: skip
    first = [
        rival("one.example", "a.example", quality=Quality.A),
        rival("one.example", "x.example", quality=Quality.A, authority=60.0, gained_on=day(5)),
        rival("one.example", "y.example", quality=Quality.A, gained_on=day(12)),
        rival("one.example", "z.example", quality=Quality.X),
        rival("one.example", "github.com"),
        rival("one.example", "f.example", quality=Quality.A, gained_on=day(13)),
        rival("one.example", "e.uk"),
    ]
    second = [
        rival("two.example", "x.example", gained_on=day(30)),
        rival("two.example", "z.example"),
        rival("two.example", "w.example", quality=Quality.A, gained_on=day(1)),
        dead("y.example", site="two.example", role="competitor"),
    ]
    third = [dead("x.example", site="three.example", role="competitor", gained_on=day(1))]
    return desk(
        own,
        {"one.example": first, "two.example": second, "three.example": third},
        profile=PROFILE,
    )


ODD = [
    full(),
    desk([study("a.example", gained_on=day(1), gained_from="source", targets={TARGET: 1})]),
    desk([study("a.example")], {"one.example": [rival("one.example", "b.example")]}),
    desk([dead("a.example")], {"one.example": [dead("b.example", site="one.example", role="competitor")]}),
]  # fmt: skip


@pytest.mark.parametrize("at", ODD)
@pytest.mark.parametrize("module", [relevance, natural, velocity, rivals, needed])
def test_a_query_returns_the_number_of_its_figure(tmp_path, at, module):
    section = module.section(at)

    told = values_by_sql(tmp_path, at, section)

    expected = {each.key: each.value for each in section.figures if each.sql}
    assert told == pytest.approx(expected)


def test_keys_of_figures_are_unique():
    at = full()
    keys = [
        each.key
        for one in (relevance, natural, velocity, rivals, needed)
        for each in one.section(at).figures
    ]

    assert len(keys) == len(set(keys))
