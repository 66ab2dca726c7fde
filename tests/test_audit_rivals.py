import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit import todo
from linkcrawler.audit.gap import find_gap
from linkcrawler.audit.rivals import section
from linkcrawler.audit.study import Quality
from linkcrawler.audit.tasks import Kind, all_tasks
from tests.audit_desk import day, dead, desk, rival, study, values_by_sql


def of(site, *domains, **changes):
    return [rival(site, domain, **changes) for domain in domains]


def two(own=(), first=(), second=()):
    return desk(own, {"one.example": first, "two.example": second})


def test_the_gap_is_ranked_by_overlap_then_authority():
    first = [
        *of("one.example", "both.example", authority=5.0),
        *of("one.example", "weak.example", authority=10.0),
        *of("one.example", "strong.example", authority=90.0),
        *of("one.example", "unrated.example"),
        *of("one.example", "mine.example", authority=99.0),
    ]
    at = two([study("mine.example")], first, of("two.example", "both.example"))

    assert [each.domain for each in find_gap(at).openings] == [
        "both.example",
        "strong.example",
        "weak.example",
        "unrated.example",
    ]
    figures = {each.key: each.value for each in section(at).figures}
    assert (figures["gap_domains"], figures["intersect_domains"]) == (4, 1)
    assert "the first to look at is both.example" in section(at).answer


NEVER = {
    "a platform": ([], of("one.example", "wordpress.com"), []),
    "a site of everybody": ([], of("one.example", "facebook.com"), []),
    "an address": ([], of("one.example", "192.0.2.7"), []),
    "harmful there": ([], of("one.example", "a.example", quality=Quality.X), []),
    "harmful to another": (
        [],
        of("one.example", "a.example"),
        of("two.example", "a.example", quality=Quality.X),
    ),
    "harmful to you": (
        [dead("a.example", quality=Quality.X)],
        of("one.example", "a.example"),
        [],
    ),
    "yours already": ([study("a.example")], of("one.example", "a.example"), []),
    "gone there too": ([], [dead("a.example", site="one.example")], of("two.example", "b.com")),
}


@pytest.mark.parametrize(("own", "first", "second"), NEVER.values(), ids=NEVER)
def test_what_is_never_suggested(own, first, second):
    openings = find_gap(two(own, first, second)).openings

    assert [each.domain for each in openings if each.domain != "b.com"] == []


def test_sites_that_are_compared_are_not_suggested():
    first = of("one.example", "one.example", "two.example", "shop.example", "unverified.example")
    at = desk([], {"one.example": first, "two.example": (), "unverified.example": ()})

    assert find_gap(at).openings == []


@pytest.mark.parametrize(
    ("qualities", "built"),
    [("AB", {"a", "b"}), ("BCD", {"b"}), ("CD", {"c"}), ("ACX", {"a"}), ("D", set())],
)
def test_what_to_build_is_of_the_gap_and_of_the_best_classes_there_are(tmp_path, qualities, built):
    rivals = [
        rival("one.example", f"{each.lower()}.example", quality=Quality(each)) for each in qualities
    ]
    at = two([], rivals, of("two.example", "github.com", quality=Quality.D))
    tasks = all_tasks(at)[Kind.BUILD]

    assert {task.why.partition(".")[0] for task in tasks} == built
    openings = {each.domain for each in find_gap(at).openings}
    assert {f"{each}.example" for each in built} <= openings
    assert values_by_sql(tmp_path, at, todo.section(at))["todo_gap_domains"] == len(built)


def test_a_blog_on_a_platform_is_a_site_of_its_own():
    at = two([], of("one.example", "a.wordpress.com"), [])

    assert [each.domain for each in find_gap(at).openings] == ["a.wordpress.com"]


def test_a_link_that_was_lost_is_an_opening_and_told_as_such():
    at = two([dead("a.example", lost_on=day(3))], of("one.example", "a.example"), [])

    (table,) = [each for each in section(at).tables if each.key == "gap"]
    assert [(row[0], row[-1]) for row in table.rows] == [("a.example", "yes")]


def test_paces_are_compared():
    own = [study(f"o{n}.example", gained_on=day(7 * n)) for n in range(13)]
    first = [
        each
        for week in range(13)
        for each in of("one.example", f"a{week}.com", f"b{week}.com", gained_on=day(7 * week))
    ]

    figures = {each.key: each.value for each in section(two(own, first)).figures}

    assert figures["rival_pace_ratio"] == pytest.approx(0.5)  # one a week against two


def test_pages_of_competitors_are_told_with_whom_to_ask():
    first = [
        *of("one.example", "a.example", "b.example", targets={"https://one.example/guide": 1}),
        *of("one.example", "c.example", targets={"https://one.example/": 1}),
    ]
    at = two([study("a.example")], first)

    (table,) = [each for each in section(at).tables if each.key == "rival_pages"]

    assert [tuple(row) for row in table.rows] == [
        ("one.example", "https://one.example/guide", 2, 2, 1),
        ("one.example", "https://one.example/", 1, 1, 1),
    ]


def test_without_competitors_it_is_said_how_to_import_them():
    told = section(desk([study("a.example")]))

    assert "linkcrawler import FILE --role competitor" in told.answer
    assert {each.value for each in told.figures} == {None}
    assert "verify" in section(desk([], {"one.example": [dead("a.example")]})).answer


NAMES = st.lists(st.sampled_from(["a.com", "b.com", "c.com", "d.com", "x.com"]), unique=True)


@given(NAMES, NAMES, NAMES)
def test_order_does_not_matter_and_the_gap_is_what_is_left(own, first, second):
    def told(turn):
        return two(
            [study(each) for each in turn(own)],
            of("one.example", *turn(first)),
            of("two.example", *turn(second)),
        )

    at = told(sorted)

    expected = (set(first) | set(second)) - set(own) - {"x.com"}
    assert {each.domain for each in find_gap(at).openings} == expected
    assert section(told(lambda names: sorted(names, reverse=True))) == section(at)
