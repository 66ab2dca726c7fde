"""What an audit reads of the store, and keeps there."""

from dataclasses import replace
from pathlib import Path

import pytest

from linkcrawler import store
from linkcrawler.audit.study import AnchorClass, DomainStudy, LinkFinding, Quality
from linkcrawler.store.audit import (
    Findings,
    audited_sites,
    last_figures,
    lost_links,
    one_moment,
    referrers,
    target_pages,
    weeks_of,
)
from tests.make import DAY, FOUND, NOW, REMOVED, backlink, night

A1, A2 = "https://a.example.org/1", "https://a.example.org/2"
B = "https://user:secret@b.example.net/"
SHOP, RIVAL = "https://www.example.com/shop", "https://rival.example.edu/"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    database = store.open_database(tmp_path / "a.db")
    claimed = {"first_seen": "2026-01-02", "rel": "nofollow", "metrics": {"DR": 40.0}}
    first = backlink(A1, SHOP, lost=False, **claimed)
    rows = [first, backlink(A2, SHOP), backlink(B, SHOP)]
    rivals = [replace(backlink(A1, RIVAL), site_role="competitor")]
    store.take_list(database, [*rows, *rivals], "list.csv", NOW)
    night(database, NOW, FOUND)
    for later in range(1, 4):
        night(database, NOW + later * DAY, {A1: FOUND, A2: REMOVED, B: FOUND})
    database.close()
    return tmp_path / "a.db"


def test_a_domain_comes_once_for_each_site_with_all_its_links(path: Path):
    found = list(referrers(store.open_reader(path), ["example.com", "example.edu"]))

    assert [(each.domain, each.site, each.role, len(each.links)) for each in found] == [
        ("example.org", "example.com", "own", 2),
        ("example.org", "example.edu", "competitor", 1),
        ("example.net", "example.com", "own", 1),
    ]
    assert [link.link_state for link in found[0].links] == ["present", "lost"]
    assert found[0].pages == 2


def test_sites_that_are_not_asked_for_are_left_out(path: Path):
    found = list(referrers(store.open_reader(path), ["example.com"]))

    assert {each.site for each in found} == {"example.com"}


def test_what_a_list_claims_comes_with_the_link(path: Path):
    link = next(referrers(store.open_reader(path), ["example.com"])).links[0]

    (claim,) = link.claims
    assert (claim.first_seen, claim.rel, claim.lost, claim.metrics) == (
        "2026-01-02",
        "nofollow",
        False,
        {"DR": 40.0},
    )


def test_passwords_of_a_list_do_not_come_along(path: Path):
    assert "secret" not in repr(list(referrers(store.open_reader(path), ["example.com"])))


def test_sites_are_told_with_their_roles(path: Path):
    found = audited_sites(store.open_reader(path))

    assert [(each.site, each.role, each.backlinks) for each in found] == [
        ("example.com", "own", 3),
        ("example.edu", "competitor", 1),
    ]


def test_weeks_count_what_came_and_went(path: Path):
    weeks = weeks_of(store.open_reader(path), "example.com")

    assert [(week.monday, week.found, week.lost) for week in weeks] == [("2026-11-23", 3, 1)]


def test_a_lost_link_comes_with_its_reason(path: Path):
    (lost,) = lost_links(store.open_reader(path), "example.com", 10)

    assert (lost.referring_page, lost.target, lost.reason) == (A2, SHOP, "link_removed")


def test_targets_come_also_where_nobody_has_looked_at_them(path: Path):
    (target,) = target_pages(store.open_reader(path), "example.com")

    assert (target.target, target.checked_at, target.terms) == (SHOP, None, ())


def _keep(path: Path, at: str, quality: Quality | None) -> None:
    database = store.open_database(path)
    findings = Findings(database)
    with one_moment(database):
        for each in referrers(database, ["example.com"]):
            study = DomainStudy(
                domain_id=each.domain_id,
                domain=each.domain,
                site=each.site,
                role=each.role,
                quality=quality,
                links=len(each.links),
            )
            found = [
                LinkFinding(backlink_id=link.id, quality=quality, anchor_class=AnchorClass.OTHER)
                for link in each.links
            ]
            findings.add(study, found)
    findings.keep("example.com", at, {"links": 3.0, "unknown": None})
    database.close()


def test_the_last_audit_is_what_the_views_show(path: Path):
    _keep(path, "2026-11-28T00:00:00+00:00", Quality.A)
    _keep(path, "2026-11-29T00:00:00+00:00", Quality.B)

    database = store.open_reader(path)
    links = database.execute("SELECT quality, audited_at FROM audited_links").fetchall()
    assert links == [("B", "2026-11-29T00:00:00+00:00")] * 3
    domains = database.execute("SELECT referring_domain, backlinks FROM audited_domains")
    assert sorted(domains) == [("example.net", 1), ("example.org", 2)]


def test_figures_of_earlier_audits_are_found_by_time(path: Path):
    _keep(path, "2026-11-28T00:00:00+00:00", None)
    _keep(path, "2026-11-29T00:00:00+00:00", None)
    database = store.open_reader(path)

    assert last_figures(database, "example.com")[0] == "2026-11-29T00:00:00+00:00"
    assert last_figures(database, "example.com", "2026-11-28T12:00:00+00:00") == (
        "2026-11-28T00:00:00+00:00",
        {"links": 3.0, "unknown": None},
    )
    assert last_figures(database, "example.edu") == ("", {})
