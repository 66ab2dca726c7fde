"""Sections of counts, quality and harm: what they say, and that their queries say the same."""

import gzip
from contextlib import closing
from dataclasses import replace

import pytest

from linkcrawler import store
from linkcrawler.audit import counts, harm, quality
from linkcrawler.audit.anchor_mix import median_mix, mix_of
from linkcrawler.audit.desk import Desk
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.study import AnchorClass, DomainStudy
from linkcrawler.audit.tally import ToolTally
from linkcrawler.cli.auditing import AuditOptions, audit_of
from linkcrawler.models import Agreement
from linkcrawler.states import Placement
from tests.make import DAY, FOUND, NOW, REMOVED, TIMED_OUT, backlink, facts, fetch, link, night
from tests.referrers import claim, gone, referrer, seen

OURS, RIVAL = "https://www.acme.example/", "https://rival.example/"
KEYS = (counts.KEY, quality.KEY, harm.KEY)


def shown(text="our hammers", **changes):
    """Return the answer of a page with the link."""
    about = {key: changes.pop(key) for key in ("words", "language") if key in changes}
    ip = changes.pop("ip_address", "203.0.113.7")
    seen_link = link(anchor_text=text, **changes)
    return fetch(ip_address=ip), facts(**about), (seen_link,)


PAGES = {
    "https://one.example/a": shown("cordless drill"),
    "https://one.example/b": shown("cordless drills", placement=Placement.FOOTER),
    "https://one.example/c": shown("acme"),
    "https://two.example/": shown("cordless drill", ip_address="198.51.100.2"),
    "https://three.example/": shown("cordless drill", rel=("nofollow",), words=80),
    "https://bad.example/": shown("click here", language="fr"),
    "https://paid.example/": shown("best cordless drill"),
    "https://lost.example/": FOUND,
    "https://down.example/": TIMED_OUT,
    "https://rating.example/": shown(),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    with closing(store.open_database(folder / "a.db")) as db:
        listed = [
            replace(
                backlink(page, OURS, rel="", first_seen="2025-01-02"),
                agreement=Agreement(cost="90" if "paid" in page else None),
            )
            for page in PAGES
        ]
        store.take_lists(db, [store.ListRows(name="a.csv", rows=listed, source="Ahrefs")], NOW)
        rival = store.ListRows(name="r.csv", rows=[backlink("https://two.example/", RIVAL)])
        store.take_lists(db, [rival], NOW, role="competitor")
        night(db, NOW, PAGES)
        for later in range(1, 8):
            answers = {**PAGES, "https://lost.example/": REMOVED}
            if not db.execute("SELECT 1 FROM page WHERE next_check_at <= ?", [NOW + later * DAY]):
                continue
            try:
                night(db, NOW + later * DAY, answers)
            except AssertionError:
                continue
    (folder / "audit.toml").write_text('[site]\nkeywords = ["cordless drill"]\nbrands = ["Acme"]\n')
    (folder / "bad.txt").write_text("# mine\n0.0.0.0 bad.example\ndomain:other.example\n")
    ranks = "".join(f"{rank},site{rank}.example\n" for rank in range(1, 100))
    (folder / "top.csv.gz").write_bytes(gzip.compress((ranks + "100,rating.example\n").encode()))
    return folder


def options(folder, **changes):
    usual = {
        "db": folder / "a.db",
        "site": None,
        "profile": folder / "audit.toml",
        "authority": (folder / "top.csv.gz",),
        "harmful": (folder / "bad.txt",),
        "since": None,
        "no_keep": False,
    }
    return AuditOptions(**{**usual, **changes})


def test_every_query_returns_the_number_of_its_figure(files):
    audit = audit_of(options(files))

    checked = 0
    with closing(store.open_reader(files / "a.db")) as db:
        for key in KEYS:
            for figure in audit.section(key).figures:
                if figure.links_sql:
                    list(db.execute(figure.links_sql))
                if figure.sql:
                    [(value,)] = db.execute(figure.sql)
                    assert value == pytest.approx(figure.value), figure.key
                    checked += 1
            for chart in audit.section(key).charts:
                if chart.sql:
                    list(db.execute(chart.sql))
            for table in audit.section(key).tables:
                if table.sql:
                    list(db.execute(table.sql))
    assert checked > 40


def test_the_figures_of_a_site_by_hand(files):
    told = audit_of(options(files)).figures()

    assert told["links_known"] == 10
    assert told["links_present"] == 8
    assert told["links_lost"] + told["links_missing"] == 1
    assert told["links_unknown"] == 1
    assert told["domains_linking"] == 6
    assert told["subnets_linking"] == 2
    assert told["links_nofollow"] == 1
    assert told["listed_domains"] == 1
    assert told["paid_followed_links"] == 1
    assert told["domains_rated"] == 1
    assert told["single_anchor_share"] == pytest.approx(3 / 6)
    # Exact: cordless drill(s) on one (2), two, three. Money: best cordless drill too.
    assert told["exact_anchor_share"] == pytest.approx(4 / 8)
    assert told["money_anchor_share"] == pytest.approx(5 / 8)
    assert sum(told[f"links_class_{each}"] for each in "abcdx") == told["links_present"]
    assert sum(told[f"domains_class_{each}"] for each in "abcdx") == told["domains_linking"]
    assert told["claimed_live_gone"] == 1


@pytest.mark.parametrize("section", [counts.section, quality.section, harm.section])
def test_nothing_known_gets_an_answer_that_says_what_to_do(section):
    empty = section(Desk(site="acme.example", now=NOW, profile=Profile(), policy=Policy()))

    assert empty.answer
    assert not empty.figures


def test_a_domain_counts_with_five_links_at_most():
    def study(number, anchors):
        return DomainStudy(
            domain_id=number,
            domain=f"{number}.example",
            site="s.example",
            role="own",
            quality=None,
            anchors=anchors,
        )

    big = study(1, {(AnchorClass.EXACT, "x"): 900, (AnchorClass.BRANDED, "y"): 100})
    small = study(2, {(AnchorClass.OTHER, "z"): 5})

    # 4.5 exact, 0.5 branded, 5 other.
    assert mix_of([big, small], 5) == pytest.approx({"exact": 0.45, "branded": 0.05, "other": 0.5})
    assert median_mix({"r": [big], "q": [small], "none": []}, 5)["exact"] == pytest.approx(0.45)
    assert mix_of([], 5) == median_mix({}, 5) == {}


def test_a_tool_is_told_wrong_only_by_what_is_known():
    tally = ToolTally()
    tally.see(
        referrer(
            seen(1, claims=(claim(rel="nofollow"), claim("Moz", lost=True))),
            seen(2, rel="ugc", claims=(claim(rel="nofollow"),)),
            seen(3, nofollow_from="meta", claims=(claim(rel="nofollow"),)),
            gone(4, claims=(claim(rel=""),)),
            gone(5, claims=(claim("Moz", lost=True),)),
            seen(6, link_state="unknown", claims=(claim(), claim("Moz", lost=True))),
            seen(7, link_state="elsewhere", claims=(claim(),)),
        )
    )
    ahrefs, moz = tally.result()

    assert (ahrefs.links, ahrefs.live, ahrefs.live_gone, ahrefs.unknown) == (6, 5, 1, 1)
    assert (ahrefs.rel_told, ahrefs.rel_wrong) == (3, 1)
    assert (moz.links, moz.lost, moz.lost_there, moz.unknown) == (3, 2, 1, 1)
