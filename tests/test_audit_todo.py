"""The audit's list of what to do, and its section on removal; each number is its query's."""

import random
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.audit import removal, todo, velocity
from linkcrawler.audit.asking import KEPT, Ask, AskList
from linkcrawler.audit.cases import CaseState
from linkcrawler.audit.desk import Case, Desk, LinkRow, LostLink
from linkcrawler.audit.gap import find_gap
from linkcrawler.audit.material import Referrer, SeenLink, SeenPage, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import AnchorClass, DomainStudy, LinkFinding, Quality
from linkcrawler.audit.tasks import Kind, all_tasks, fault_of
from linkcrawler.store import audit as material
from linkcrawler.store import cases as keeping
from tests.make import (
    DAY,
    ELSEWHERE,
    FOUND,
    GONE,
    MENTIONED,
    NOW,
    TARGET,
    backlink,
    facts,
    fetch,
    link,
    night,
)

SITE = "example.com"
NOFOLLOW = (fetch(), facts(), (link(rel=("nofollow",)),))
_LATER = NOW + timedelta(days=40)


def page(number: int = 1, **changes: object) -> SeenPage:
    empty = dict.fromkeys(SeenPage._fields)
    usual = {
        **empty,
        "id": number,
        "url": f"https://a.example/{number}",
        "terms": (),
        "owner_ids": (),
    }
    return SeenPage(**{**usual, **changes})  # type: ignore[arg-type]


def seen(number: int = 1, state: str = "present", **changes: object) -> SeenLink:
    empty = dict.fromkeys(SeenLink._fields)
    usual = {
        **empty,
        "id": number,
        "page": page(number),
        "target": TARGET,
        "site": SITE,
        "role": "own",
        "link_state": state,
        "countability": "followed" if state == "present" else None,
        "placement": "content",
        "claims": (),
        "labels": (),
    }
    return SeenLink(**{**usual, **changes})  # type: ignore[arg-type]


def study(
    domain: str = "a.example", quality: Quality | None = Quality.B, **changes: object
) -> DomainStudy:
    usual = DomainStudy(
        domain_id=1, domain=domain, site=SITE, role="own", quality=quality, states={"present": 1}
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def asked(*links: SeenLink, of: DomainStudy | None = None, found: LinkFinding | None = None):
    asking = AskList()
    findings = [replace(found or LinkFinding(backlink_id=0), backlink_id=each.id) for each in links]
    asking.see(Referrer(1, "a.example", SITE, "own", links), of or study(), findings)
    return [(row.backlink_id, row.kind) for row in asking.result()]


SIBLING = seen(9)
NOT_MEANT = {"countability": "nofollow", "nofollow_from": "rel"}
ASKED = [  # (links, study, asked for)
    ([SIBLING], study(), []),
    ([SIBLING, seen(1, **NOT_MEANT)], study(), [(1, "nofollow")]),
    ([seen(1, **NOT_MEANT)], study(), []),  # none of the domain is followed
    ([SIBLING._replace(placement="footer"), seen(1, **NOT_MEANT)], study(), []),
    ([SIBLING, seen(1, **NOT_MEANT, placement="comment")], study(), []),
    ([SIBLING, seen(1, **{**NOT_MEANT, "nofollow_from": "meta"})], study(), []),
    ([SIBLING, seen(1, countability="ugc")], study(), []),
    ([SIBLING, seen(1, countability="sponsored")], study(), []),
    ([SIBLING, seen(1, **NOT_MEANT, cost="100 EUR")], study(), []),  # paid: it is right
    ([SIBLING, seen(1, **NOT_MEANT, page=page(disclosure="Sponsored"))], study(), []),
    ([SIBLING, seen(1, **NOT_MEANT), seen(2, "mention")], study(quality=Quality.X), []),
    ([seen(1, "mention"), seen(2, "elsewhere")], study(), [(1, "mention"), (2, "target")]),
    ([seen(1, "lost"), seen(2, "missing"), seen(3, "unknown")], study(), []),
]


@pytest.mark.parametrize(("links", "of", "wanted"), ASKED)
def test_what_is_asked_for(links, of, wanted):
    assert asked(*links, of=of) == wanted


@pytest.mark.parametrize("anchor", list(AnchorClass))
def test_only_anchors_without_words_are_hinted_at(anchor):
    found = asked(SIBLING, found=LinkFinding(backlink_id=9, anchor_class=anchor))

    assert found == ([(9, "anchor")] if anchor in ("empty", "naked_url") else [])


def test_of_many_the_most_valuable_are_kept_and_all_are_counted():
    order = list(range(KEPT + 50))
    random.Random(1).shuffle(order)
    asking = AskList()
    for number in order:
        of = study(authority=float(number % 100), quality=Quality.A if number < 5 else Quality.C)
        one = Referrer(number, "a.example", SITE, "own", [seen(number + 1, "mention")])
        asking.see(one, of, [LinkFinding(backlink_id=number + 1)])
    rows = asking.result()

    assert asking.counts()["mention"] == KEPT + 50
    assert len(rows) == KEPT
    assert {row.backlink_id for row in rows[:5]} == {1, 2, 3, 4, 5}
    assert min(row.authority for row in rows if row.quality == "C") > 0


# --- own pages ------------------------------------------------------------------------------------


def target(state: str | None = "ok", status: int | None = 200, **changes: object) -> TargetPage:
    usual = TargetPage(
        1, TARGET, SITE, NOW.isoformat(), state, status, TARGET, None, None,
        canonical_away=False, noindex_from=None, title=None, language=None, terms=(), linked_domains=(),
    )  # fmt: skip
    return usual._replace(**changes)


FAULTS = [  # (target, is told, is hard)
    (target(), False, False),
    (target(checked_at=None, page_state=None), False, False),
    (target("gone", 404), True, True),
    (target("gone", 410), True, True),
    (target("soft_404"), True, True),
    (target("server_error", 503), True, True),
    (target("bot_wall", 503), False, False),  # not their fault, and not told as one
    *((target(state, None), False, False)
      for state in ("unreachable", "dns_failure", "bot_wall", "rate_limited", "robots_disallowed",
                    "forbidden", "tls_error", "guarded")),
    (target(noindex_from="meta"), True, False),
    (target(canonical_away=True, canonical="https://www.example.com/b"), True, False),
    (target("moved", final_url="https://www.example.com/b"), True, False),
    (target("moved", final_url="https://other.example/shop"), True, False),
    (target("moved", final_url="http://example.com/shop/"), False, False),
    (target("moved", target="example.com", final_url="https://www.example.com/en/"), False, False),
    (target("moved", target="example.com", final_url="https://other.example/"), True, False),
]  # fmt: skip


@pytest.mark.parametrize(("what", "is_told", "is_hard"), FAULTS)
def test_a_fault_of_an_own_page(what, is_told, is_hard):
    assert (fault_of(what) is not None) == is_told
    assert bool(fault_of(what) and fault_of(what)[1]) == is_hard


# --- the list -------------------------------------------------------------------------------------


def desk(**changes: object) -> Desk:
    made = Desk(site=SITE, now=NOW, profile=Profile(), policy=Policy(), **changes)  # type: ignore[arg-type]
    return replace(made, gap=find_gap(made))


def lost(number: int, domain: str = "a.example", **changes: object) -> LostLink:
    usual = LostLink(
        number, f"https://{domain}/{number}", domain, TARGET, NOW.isoformat(), None, "gone", "shop", None
    )  # fmt: skip
    return usual._replace(**changes)


def test_an_empty_desk_says_what_to_do():
    assert "linkcrawler verify" in todo.section(desk()).answer
    assert removal.section(desk()).answer


def test_the_broken_page_of_the_best_domain_comes_first_with_its_links_and_domains():
    own = [
        study("a.example", Quality.A, targets={TARGET: 2}, authority=80.0),
        study("b.example", Quality.C, targets={TARGET: 1}),
        study("x.example", Quality.X),
    ]
    made = desk(
        own=own, targets=[target("gone", 404)], lost=[lost(7, "b.example"), lost(8, "x.example")]
    )
    section = todo.section(made)

    assert [(row[0], row[1], row[4]) for row in section.tables[0].rows] == [
        ("Repair your page", TARGET, None),
        ("Ask for the lost link again", "https://b.example/7", "7"),
        ("Review, and ask for removal if it is yours to undo", "x.example", None),
    ]
    assert section.tables[0].rows[0][2] == (
        "It is not there any more (404). 3 links of 2 domains lead there."
    )
    assert section.answer.startswith("3 tasks are listed")


def test_value_comes_before_effort_and_effort_before_nothing():
    own = [study("a.example", Quality.A, authority=10.0), study("c.example", Quality.C)]
    made = desk(
        own=own,
        lost=[
            lost(1, "c.example", contact="me"),
            lost(2),
            lost(3, contact="me"),
            lost(4, "never.example"),
        ],
    )

    assert [task.evidence for task in all_tasks(made)[Kind.RECLAIM]] == [3, 2, 1, 4]


def test_good_domains_that_link_to_competitors_alone_are_named_and_20_at_most():
    one = [study(f"d{n}.example", Quality.B, site="r.example") for n in range(30)]
    two = [
        study("d29.example", Quality.A, site="s.example"),
        study("d28.example", Quality.X, site="s.example"),
    ]
    made = desk(own=[study("d0.example")], competitors={"r.example": one, "s.example": two})
    tasks = all_tasks(made)[Kind.BUILD]

    assert len(tasks) == 20
    assert "d29.example gives a class A link to 2 competitors" in tasks[0].why
    assert "d0.example" not in {task.where for task in tasks}


@pytest.mark.parametrize(("ago", "is_told"), [(3, True), (89, True), (91, False)])
def test_days_on_which_unusually_many_went_are_told_as_in_their_own_section(ago, is_told):
    day = str((NOW - timedelta(days=ago)).date())
    old = study("old.example", None, states={"lost": 1}, lost_on=str(NOW.date() - 200 * DAY))
    gone = [study(f"g{n}.example", None, states={"lost": 1}, lost_on=day) for n in range(12)]
    made = desk(own=[old, *gone])

    told = [task.why for task in all_tasks(made)[Kind.WATCH]]

    assert bool(told) == is_told
    assert all(each in velocity.section(made).answer for each in told)


STUDIES = st.lists(
    st.builds(
        study,
        st.sampled_from([f"d{n}.example" for n in range(6)]),
        st.sampled_from([*Quality, None]),
        authority=st.none() | st.floats(0, 100),
        states=st.dictionaries(st.sampled_from(["present", "missing", "lost"]), st.integers(0, 3)),
        targets=st.dictionaries(st.just(TARGET), st.integers(0, 3)),
    ),
    max_size=6,
    unique_by=lambda one: one.domain,
)


@given(own=STUDIES, seed=st.randoms(use_true_random=False), numbers=st.sets(st.integers(1, 9)))
def test_the_order_of_what_comes_in_does_not_matter(own, seed, numbers):
    losses = [lost(number, f"d{number % 6}.example") for number in numbers]
    rows = [
        LinkRow(n, f"https://d{n % 6}.example/", f"d{n % 6}.example", TARGET, None, "", None, "mention")
        for n in numbers
    ]  # fmt: skip
    made = desk(own=own, lost=losses, ask=rows, targets=[target("gone", 404)])
    for each in (own, losses, rows):
        seed.shuffle(each)
    mixed = replace(made, own=own, lost=losses, ask=rows)

    assert todo.section(made) == todo.section(mixed)
    assert removal.section(made) == removal.section(mixed)


@given(own=STUDIES)
def test_a_dead_link_adds_nothing_but_a_loss(own):
    before, after = (
        {figure.key: figure.value for figure in todo.section(desk(own=own, lost=losses)).figures}
        for losses in ([], [lost(1)])
    )

    assert after.pop("todo_lost_links") == before.pop("todo_lost_links") + 1
    assert after == before


# --- every number is what its query returns -------------------------------------------------------

PAGES = {
    "https://a.example/1": FOUND,
    "https://a.example/2": NOFOLLOW,
    "https://m.example/": MENTIONED,
    "https://e.example/": ELSEWHERE,
    "https://x.example/": FOUND,
    "https://y.example/": FOUND,
    "https://gone.example/": FOUND,
    "https://missing.example/": FOUND,
}
RIVAL = {f"https://r{number}.example/": FOUND for number in range(3)}


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "a.db")) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        store.take_list(opened, [backlink(each) for each in PAGES], "list.csv", NOW)
        store.take_list(
            opened, [backlink(each, "https://rival.example/") for each in RIVAL], "r.csv", NOW
        )
        opened.execute("UPDATE target SET role = 'competitor' WHERE site = 'rival.example'")
        opened.conn.commit()
        there = (fetch(), facts(), (link(url="https://rival.example/"),))
        for number in range(5):
            answers = {**PAGES, **dict.fromkeys(RIVAL, there)}
            if number:
                answers["https://gone.example/"] = GONE
            if number == 4:
                answers["https://missing.example/"] = GONE
            opened.execute("UPDATE page SET next_check_at = NULL")
            opened.conn.commit()
            night(opened, NOW + number * DAY, answers)
        yield opened


def case(db, text: str, *steps: tuple[CaseState, int]) -> None:
    opened = keeping.open_case(db, keeping.subject_of(db, SITE, text), NOW)
    for state, days in steps:
        keeping.move_case(db, opened.id, state, NOW + timedelta(days=days))


def test_each_figure_is_what_its_query_returns(db):
    db.execute(
        "INSERT INTO target_look (target_id, checked_at, page_state, http_status)"
        " SELECT id, ?, 'gone', 404 FROM target",
        [_LATER.isoformat()],
    )
    case(db, "x.example", (CaseState.ASKED, 0), (CaseState.CANDIDATE, 20))
    case(db, "a.example", (CaseState.ASKED, 39), (CaseState.CANDIDATE, 39))
    case(db, "m.example", (CaseState.ASKED, 38), (CaseState.REFUSED, 39))
    case(db, "e.example", (CaseState.ASKED, 39))
    case(db, "https://gone.example/", (CaseState.REMOVED, 39))
    made = _desk_of(db)
    figures = [*todo.section(made).figures, *removal.section(made).figures]
    told = {figure.key: figure.value for figure in figures}

    assert told == {
        "todo_lost_links": 1,
        "todo_broken_targets": 1,
        "todo_ask_nofollow": 1,
        "todo_ask_mention": 1,
        "todo_ask_target": 1,
        "todo_ask_anchor": 0,
        "todo_gap_domains": 3,
        "todo_missing_links": 1,
        "todo_harmful_domains": 2,
        "removal_unreviewed": 1,
        "removal_candidates": 2,
        "removal_asked": 1,
        "removal_removed": 1,
        "removal_refused": 1,
        "removal_exported": 0,
        "removal_ready": 1,
    }
    for figure in figures:
        if figure.sql:
            assert db.execute(figure.sql).fetchone()[0] == figure.value, figure.key
        if figure.links_sql:
            assert len(db.execute(figure.links_sql).fetchall()) == figure.value, figure.key
    assert all(figure.sql for figure in figures)


def _desk_of(db) -> Desk:
    """Return the desk of an audit by hand: each domain of class B, x and y of class X."""
    findings = material.Findings(db)
    own, rivals, asking = [], [], AskList()
    for referrer in material.referrers(db, [SITE, "rival.example"]):
        quality = (
            Quality.X if referrer.domain[0] in "xy" else Quality.B if referrer.present else None
        )
        found = DomainStudy(
            domain_id=referrer.domain_id,
            domain=referrer.domain,
            site=referrer.site,
            role=referrer.role,
            quality=quality,
            states={
                state: sum(each.link_state == state for each in referrer.links)
                for state in ("present", "missing", "lost")
            },
        )
        each = [LinkFinding(backlink_id=one.id) for one in referrer.links]
        found = replace(found, targets=Counter(one.target for one in referrer.present))
        findings.add(found, each)
        (own if referrer.site == SITE else rivals).append(found)
        if referrer.site == SITE:
            asking.see(referrer, found, each)
    findings.keep(SITE, _LATER.isoformat(timespec="seconds"), {})
    return replace(
        desk(own=own, competitors={"rival.example": rivals}),
        now=_LATER,
        targets=material.target_pages(db, SITE),
        lost=material.lost_links(db, SITE, 10),
        ask=asking.result(),
        asks=asking.counts(),
        cases=keeping.find_cases(db, SITE),
        totals=material.totals(db, SITE),
    )


@pytest.mark.parametrize("state", list(CaseState))
def test_each_state_has_a_next_step(state: CaseState):
    one = Case("a.example", None, state.value, NOW.isoformat(), NOW.isoformat(), "")
    section = removal.section(desk(own=[study()], cases=[one]))

    assert section.tables[0].rows[0][-1]
    assert section.answer


def test_every_thing_to_ask_for_has_a_figure():
    keys = {figure.key for figure in todo.section(desk()).figures}

    assert {f"todo_ask_{ask}" for ask in Ask} <= keys
