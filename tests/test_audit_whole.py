"""The audit as a whole, over small made-up stores: queries, order, dead links, totals."""

import random
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.audit.parts import Audit
from linkcrawler.cli.auditing import AuditOptions, audit_of
from linkcrawler.domains import site_of_url
from linkcrawler.errors import DatabaseError
from linkcrawler.states import Placement
from linkcrawler.store.audit import Findings

RUN_AT = "2026-11-20T02:00:00+00:00"
OWN, ONE, TWO = "acme.example", "one-rival.example", "two-rival.example"
TARGETS = {
    f"https://{OWN}/": "own",
    f"https://{OWN}/it's": "own",
    f"https://{ONE}/": "competitor",
    f"https://{TWO}/": "competitor",
}
PROFILE = """
[site]
brands = ["Acme", "Ακμή"]
keywords = ["cordless drill", "дрель"]
languages = ["en"]
countries = ["gb"]
description = "drills and hammers"
harmful = ["listed.example"]
[thresholds]
spike_min_domains = 2
foreign_domains = 1
network_domains = 2
comment_pattern_domains = 2
known_good_domains = 1
first_days_excluded = 1
authority_min_domains = 1
"""
DOMAINS = (
    "a.example", "b.example", "c.co.uk", "d.ru", "e.de", "f.example", "github.com",
    "listed.example", "best-cheap-casino-4711.xyz", "blog.wordpress.com", "192.0.2.9", OWN, ONE,
    "xn--80ak6aa92e.com",
)  # fmt: skip
DAYS = ("2026-11-19", "2026-11-18", "2026-09-01", "2025-02-03", "2199-01-01", "0001-01-01", "soon")
WORDS = ("drill", "casino", "hammer", "viagra", "дрель", "steel")
HOSTILE = ("", "cordless drill", "Acme", "a\x00b\r\n'\"; DROP TABLE page; --", "\u202e%s{}" * 9)
LINK = st.fixed_dictionaries(
    {
        "domain": st.sampled_from(DOMAINS),
        "path": st.integers(0, 3),
        "target": st.sampled_from(sorted(TARGETS)),
        "state": st.sampled_from(
            ["present"] * 6 + ["lost", "missing", "unknown", "elsewhere", "mention", None]
        ),
        "countability": st.sampled_from(
            ["followed"] * 3 + ["nofollow", "ugc", "sponsored", "not_counted"]
        ),
        "nofollow_from": st.sampled_from([None, "rel"]),
        "placement": st.sampled_from([None, "content", "content", *Placement]),
        "anchor": st.sampled_from([None, *HOSTILE]),
        "language": st.sampled_from([None, "en", "ru", "de", "'"]),
        "words": st.sampled_from([None, 0, 40, 900]),
        "external": st.sampled_from([None, 3, 200]),
        "terms": st.lists(st.sampled_from(WORDS), max_size=4, unique=True),
        "owner": st.sampled_from(["", "UA-1", "UA-2"]),
        "ip": st.sampled_from([None, "203.0.113.7", "198.51.100.9", "10.0.0.1", "2001:db8::1"]),
        "first_seen": st.none() | st.sampled_from(DAYS),
        "looked": st.booleans(),
        "watched": st.booleans(),
        "lost_claim": st.sampled_from([None, 0, 1]),
        "rating": st.sampled_from([None, 1.0, 40.0, 90.0]),
        "cost": st.sampled_from([None, None, "0", "90 EUR"]),
        "disclosure": st.sampled_from([None, None, "Sponsored"]),
        "broken": st.sampled_from([None, "gone", "ok"]),
    }
)
LINKS = st.lists(
    LINK,
    max_size=14,
    unique_by=lambda link: (link["domain"], link["path"], link["target"]),
)
SLOW = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def empty_store() -> Path:
    path = Path(mkdtemp()) / "empty.db"
    store.open_database(path).close()
    return path


def put(db: store.Database, table: str, **row: object) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    db.execute(
        f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})",
        list(row.values()),
    )


def number_of(numbers: dict[str, int], text: str) -> int:
    return numbers.setdefault(text, len(numbers) + 1)


def fill(path: Path, links: list[dict]) -> None:
    """Write what runs would have left of these links."""
    shutil.copy(empty_store(), path)
    with closing(store.open_database(path)) as db, db.conn:
        put(db, "run", id=1, started_at=RUN_AT, finished_at=RUN_AT, outcome="finished")
        put(db, "import", id=1, at=RUN_AT, name="a.csv")
        domains: dict[str, int] = {}
        pages: dict[str, int] = {}
        targets: dict[str, int] = {}
        for number, link in enumerate(links, 1):
            url = f"https://{link['domain']}/{link['path']}?'\"<b>"
            domain, page = number_of(domains, link["domain"]), number_of(pages, url)
            target = number_of(targets, link["target"])
            site = site_of_url(link["target"])
            put(db, "domain", id=domain, name=link["domain"])
            put(db, "page", id=page, url=url, domain_id=domain)
            role = TARGETS[link["target"]]
            put(db, "target", id=target, target=link["target"], site=site, role=role)
            put(db, "backlink", id=number, page_id=page, target_id=target, added_at=RUN_AT)
            if link["looked"]:
                _look(db, page, link)
            if link["broken"] and role == "own":
                put(db, "target_look", target_id=target, checked_at=RUN_AT,
                    page_state=link["broken"], terms="drill hammer", linked_domains="a.example")  # fmt: skip
            if link["state"]:
                _state(db, number, link)
            if link["first_seen"] or link["rating"]:
                metrics = f'{{"DR": {link["rating"]}}}' if link["rating"] else ""
                put(db, "claim", backlink_id=number, source="ahrefs", import_id=1, metrics=metrics,
                    first_seen=link["first_seen"], lost=link["lost_claim"], rel="nofollow")  # fmt: skip
            if link["cost"]:
                put(db, "agreement", backlink_id=number, import_id=1, cost=link["cost"])


def _look(db: store.Database, page: int, link: dict) -> None:
    put(
        db, "page_look", page_id=page, run_id=1, checked_at=RUN_AT, outcome="response",
        page_title=link["anchor"], page_language=link["language"], words=link["words"],
        external_links_on_page=link["external"], ip_address=link["ip"],
    )  # fmt: skip
    put(
        db, "page_trait", page_id=page, terms=" ".join(link["terms"]), owner_ids=link["owner"],
        external_domains=link["external"] or 0, disclosure=link["disclosure"],
    )  # fmt: skip


def _state(db: store.Database, number: int, link: dict) -> None:
    is_there, is_gone = link["state"] == "present", link["state"] in ("lost", "missing")
    first = "2025-01-01T02:00:00+00:00" if not link["watched"] else "2026-11-18T02:00:00+00:00"
    put(
        db, "backlink_state", backlink_id=number, run_id=1, page_state="ok",
        link_state=link["state"], reason="link_found" if is_there else "link_removed",
        anchor_text=link["anchor"] if is_there else None, rel="", observation_id=0,
        countability=link["countability"] if is_there else None,
        nofollow_from=link["nofollow_from"] if is_there else None,
        placement=link["placement"] if is_there else None,
        first_checked_at="2025-01-01T02:00:00+00:00", last_checked_at=RUN_AT, checks=3,
        first_seen_at=first if is_there or is_gone else None,
        last_present_at=RUN_AT if is_there else first if is_gone else None,
        missing_since_at="2026-11-17T02:00:00+00:00" if is_gone else None,
        lost_at="2026-11-19T02:00:00+00:00" if link["state"] == "lost" else None,
    )  # fmt: skip


def audited(path: Path, **changes: object) -> Audit:
    usual = {"db": path, "site": OWN, "profile": path.with_name("audit.toml"), "authority": (),
             "harmful": (), "since": None, "no_keep": False}  # fmt: skip
    path.with_name("audit.toml").write_text(PROFILE, encoding="utf-8")
    return audit_of(AuditOptions(**{**usual, **changes}))


def with_own(links: list[dict]) -> list[dict]:
    """Return links of which one at least is to the own site: without, there is no audit."""
    return links if any(TARGETS[link["target"]] == "own" for link in links) else [*links, PLAIN]


PLAIN = {
    "domain": "plain.example", "path": 0, "target": f"https://{OWN}/", "state": None,
    "countability": "followed", "nofollow_from": None, "placement": "content", "anchor": "Acme",
    "language": "en", "words": 500, "external": 3, "terms": ["drill"], "owner": "", "ip": None,
    "first_seen": None, "looked": False, "watched": False, "lost_claim": None, "rating": None,
    "cost": None, "disclosure": None, "broken": None,
}  # fmt: skip


@SLOW
@given(LINKS)
def test_each_query_returns_its_figure_and_totals_agree(links):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        fill(path, with_own(links))
        made = audited(path)
        with closing(store.open_reader(path)) as db:
            for section in made.sections:
                for part in (*section.figures, *section.charts, *section.tables):
                    for sql in filter(None, (part.sql, getattr(part, "links_sql", ""))):
                        list(db.execute(sql))
                for figure in section.figures:
                    assert figure.sql or figure.value is None, figure.key
                    if figure.sql:
                        told = db.execute(figure.sql).fetchone()[0]
                        assert told == pytest.approx(figure.value), figure.key
                for table in section.tables:
                    if table.key == "tools":
                        rows = [(source or "other lists", *counts)
                                for source, *counts in db.execute(table.sql)]  # fmt: skip
                        assert rows == [tuple(row) for row in table.rows]
                    if table.key in ("nearest_domains", "off_topic_domains"):
                        rows = [(*told, terms.replace(" ", ", ") or None, page)
                                for *told, terms, page in db.execute(table.sql)]  # fmt: skip
                        assert rows == [tuple(row) for row in table.rows]
    keys = [figure.key for section in made.sections for figure in section.figures]
    assert len(keys) == len(set(keys))
    _totals_agree(made)


def _totals_agree(made: Audit) -> None:
    value = made.figures()
    if not value["links_present"]:
        return
    classes = "abcdx"
    assert sum(value[f"domains_class_{each}"] for each in classes) == value["domains_linking"]
    assert sum(value[f"links_class_{each}"] for each in classes) == value["links_present"]
    kinds = ("followed", "nofollow", "ugc", "sponsored", "not_counted")
    assert sum(value[f"links_{each}"] for each in kinds) == value["links_present"]
    states = ("present", "elsewhere", "mention", "missing", "lost", "unknown")
    assert sum(value[f"links_{each}"] for each in states) == value["links_known"]
    assert value["harm_links"] == value["links_class_x"]
    assert value["todo_harmful_domains"] == value["domains_class_x"]
    assert value["todo_missing_links"] == value["links_missing"]
    (tables,) = (
        {each.key: each for each in one.tables} for one in made.sections if one.key == "competitors"
    )
    if tables:
        ours = tables["rival_sites"].rows[0]
        assert (ours[0], ours[1]) == (OWN, value["domains_linking"])
        assert tables["gap"].total == value["gap_domains"] >= value["todo_gap_domains"]


@SLOW
@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_in_which_links_came_does_not_matter(links, chance: random.Random):
    links = with_own(links)
    mixed = links.copy()
    chance.shuffle(mixed)
    # What is written of a page or target is written of it once.
    told: dict[str, dict] = {}
    for link in links:
        page = told.setdefault(f"{link['domain']}/{link['path']}", link)
        link.update({key: page[key] for key in _OF_PAGE})
        link["broken"] = told.setdefault(link["target"], link)["broken"]
    with TemporaryDirectory() as folder:
        path, other = Path(folder) / "a.db", Path(folder) / "b.db"
        fill(path, links)
        fill(other, mixed)
        one, two = audited(path).figures(), audited(other).figures()

    assert one == pytest.approx(two)


_OF_PAGE = (
    "anchor",
    "language",
    "words",
    "external",
    "terms",
    "owner",
    "ip",
    "looked",
    "disclosure",
)

GOOD = ("links_present", "links_followed", "domains_linking", "domains_followed", "links_class_a",
        "links_class_b", "links_class_c", "domains_class_a", "domains_class_b", "domains_class_c", "own_good_domains", "pages_linking",
        "pairs_present", "on_topic_domains", "new_domains_30_days")  # fmt: skip


@SLOW
@given(LINKS, LINK, st.sampled_from(["lost", "missing", "unknown", None]))
def test_a_link_that_is_not_there_raises_nothing_good(links, dead, state):
    dead = {**dead, "state": state, "domain": "dead.example", "target": f"https://{OWN}/", "broken": None,
            "watched": False, "rating": None, "owner": ""}  # fmt: skip
    with TemporaryDirectory() as folder:
        path, other = Path(folder) / "a.db", Path(folder) / "b.db"
        fill(path, with_own(links))
        fill(other, [*with_own(links), dead])
        before, after = audited(path).figures(), audited(other).figures()

    for key in GOOD:
        assert (after.get(key) or 0) <= (before.get(key) or 0), key
    assert after["links_known"] == before["links_known"] + 1


def test_a_site_that_a_list_of_competitors_names_too_stays_an_own_one(tmp_path):
    path = tmp_path / "a.db"
    both = [{**PLAIN, "state": "present", "target": target} for target in list(TARGETS)[:2]]
    fill(path, [*both, {**both[1], "domain": "other.example"}])
    with closing(store.open_database(path)) as db, db.conn:
        db.execute("UPDATE target SET role = 'competitor' WHERE target LIKE '%it''s'")
    made = audited(path)

    assert made.figures()["links_known"] == 3
    assert made.figures()["gap_domains"] is None
    with closing(store.open_reader(path)) as db:
        told = {each.key: db.execute(each.sql).fetchone()[0]
                for one in made.sections for each in one.figures if each.sql}  # fmt: skip
        assert told == pytest.approx({key: made.figures()[key] for key in told})


def test_where_it_cannot_be_kept_it_is_said_how_to_do_without(tmp_path, monkeypatch):
    path = tmp_path / "a.db"
    fill(path, [PLAIN])

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(Findings, "keep", refuse)

    with pytest.raises(DatabaseError, match="--no-keep"):
        audited(path)
    assert audited(path, no_keep=True).figures()["links_known"] == 1
