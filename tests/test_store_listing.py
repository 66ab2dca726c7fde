"""Taking a list: every row is taken, refused or doubled, and kept byte for byte."""

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcrawler import store
from linkcrawler.errors import InputError
from linkcrawler.models import Backlink, RefusedRow
from linkcrawler.store import listing
from tests.make import DAY, HOUR, NOW, PAGE, TARGET, backlink, refused, rows


@pytest.fixture
def db(tmp_path):
    with closing(store.open_database(tmp_path / "backlinks.db")) as opened:
        yield opened


def take(db, *listed, at=NOW):
    return store.take_list(db, listed, "list.csv", at)


def dump(db):
    return list(db.conn.iterdump())


def pairs(db):
    return [(row["referring_page"], row["target"]) for row in store.find_status(db, None)]


def test_a_report_tells_what_became_of_each_row(db):
    report = take(
        db,
        backlink("https://a.example/", line=2),
        refused(3),
        backlink("https://b.example/", line=4),
        backlink("https://a.example/", line=5),
        refused(6, "no target"),
    )

    assert report == store.ImportReport(
        id=1,
        name="list.csv",
        read=5,
        taken=2,
        refused=2,
        doubled=1,
        new=2,
        first_refused=(refused(3), refused(6, "no target")),
        site="example.com",
    )


def test_the_report_is_kept_with_the_refused_rows(db):
    take(db, backlink(), refused(3))

    assert rows(db, "SELECT at, name, read, taken, refused, doubled, new FROM import") == [
        {
            "at": "2026-11-24T02:00:00+00:00",
            "name": "list.csv",
            "read": 2,
            "taken": 1,
            "refused": 1,
            "doubled": 0,
            "new": 1,
        }
    ]
    assert rows(db, 'SELECT import_id, line, "column", value, reason FROM refused_row') == [
        {
            "import_id": 1,
            "line": 3,
            "column": "URL",
            "value": "??",
            "reason": "no URL; one is expected.",
        }
    ]


def test_the_same_list_again_holds_nothing_new(db):
    listed = [backlink("https://a.example/"), backlink("https://b.example/")]

    first, second = take(db, *listed), take(db, *listed, at=NOW + DAY)

    assert (first.taken, first.new) == (2, 2)
    assert (second.taken, second.new) == (2, 0)
    assert len(pairs(db)) == 2


def test_a_longer_list_brings_what_is_new(db):
    take(db, backlink("https://a.example/"))

    report = take(db, backlink("https://a.example/"), backlink("https://b.example/"))

    assert (report.taken, report.new, report.doubled) == (2, 1, 0)


def test_a_shorter_list_deletes_nothing(db):
    take(db, backlink("https://a.example/"), backlink("https://b.example/"))

    take(db, backlink("https://b.example/"))

    assert len(pairs(db)) == 2


def test_only_the_first_refused_rows_are_shown(db):
    report = take(db, backlink(), *(refused(line) for line in range(2, 60)))

    assert report.refused == 58
    assert [row.line for row in report.first_refused] == list(range(2, 22))


def test_a_list_that_holds_nothing_usable_changes_nothing(db):
    take(db, backlink())
    before = dump(db)

    with pytest.raises(InputError) as error:
        take(db, refused(2, "no URL"), refused(3))

    assert str(error.value) == (
        "list.csv: none of the 2 rows can be used; the first, line 2: no URL."
    )
    assert dump(db) == before


def test_an_empty_list_changes_nothing(db):
    before = dump(db)

    with pytest.raises(InputError, match="the list is empty"):
        take(db)

    assert dump(db) == before


@pytest.mark.parametrize("good_rows", [0, 1, 7_000])
def test_a_list_that_breaks_off_changes_nothing(db, good_rows):
    take(db, backlink())
    before = dump(db)

    def breaking():
        for number in range(good_rows):
            yield backlink(f"https://a{number}.example/")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        store.take_list(db, breaking(), "list.csv", NOW)

    assert dump(db) == before
    assert take(db, backlink("https://b.example/")).new == 1


SPELLINGS = [  # of one page
    "https://blog.example.org/post",
    "HTTPS://blog.example.org/post",
    "https://BLOG.example.org/post",
    "https://blog.example.org:443/post",
    "https://blog.example.org/./post",
    "https://blog.example.org/x/../post",
    "https://blog.example.org/post#comment-7",
    " https://blog.example.org/post",
    "https://blog.example.org/po\tst",
    "https:\\\\blog.example.org\\post",
]


def test_spellings_of_a_page_share_one_page_and_each_keeps_its_answer(db):
    report = take(db, *(backlink(spelling) for spelling in SPELLINGS))

    assert (report.taken, report.doubled) == (len(SPELLINGS), 0)
    assert rows(db, "SELECT url FROM page") == [{"url": PAGE}]
    assert [page for page, _ in pairs(db)] == SPELLINGS


def test_spellings_of_a_target_are_targets_of_their_own(db):
    spellings = [
        "example.com",
        "https://example.com",
        "https://example.com/",
        "http://example.com/",
    ]

    take(db, *(backlink(PAGE, spelling) for spelling in spellings))

    assert pairs(db) == [(PAGE, spelling) for spelling in spellings]
    assert {row["target_site"] for row in store.find_status(db, None)} == {"example.com"}


PAGE_URLS = [  # (as a user may write it, what is fetched)
    ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d"),
    ("http://example.org", "http://example.org/"),
    ("example.org/a", "http://example.org/a"),
    ("example.org", "http://example.org/"),
    ("//example.org/a", "http://example.org/a"),
    ("example.org:8080/a", "http://example.org:8080/a"),
    ("example.org:8080", "http://example.org:8080/"),
    ("HTTP://EXAMPLE.org/A", "http://example.org/A"),
    ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
    ("http://example.org/a%2fb", "http://example.org/a%2fb"),
    ("http://[::1]/", "http://[::1]/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    # No page of the web: kept as it is, and told as such when it is its turn.
    ("mailto:me@example.org", "mailto:me@example.org"),
    ("javascript:void(0)", "javascript:void(0)"),
    ("http://[", "http://["),
    ("", ""),
]


@pytest.mark.parametrize(("written", "fetched"), PAGE_URLS)
def test_page_url(written, fetched):
    assert store.page_url(written) == fetched


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_page_url_never_raises_and_is_its_own_page(written):
    once = store.page_url(written)

    if once.startswith("http"):
        assert store.page_url(once) == once


CLAIMS = [
    {},
    {"anchor_text": "a"},
    {"rel": ""},
    {"anchor_text": "a", "rel": "nofollow", "first_seen": "2020-01-01", "last_seen": "2026-11-01"},
]


@pytest.mark.parametrize("claimed", CLAIMS)
def test_what_the_list_claims_is_kept_apart(db, claimed):
    take(db, backlink(**claimed))

    kept = rows(db, "SELECT anchor_text, rel, first_seen, last_seen FROM claim")
    blank = dict.fromkeys(("anchor_text", "rel", "first_seen", "last_seen"))
    assert kept == [{**blank, **claimed}]
    assert next(store.find_status(db, None))["anchor_text"] is None


def test_a_claim_is_that_of_the_last_list_that_made_one(db):
    take(db, backlink(anchor_text="old", rel="nofollow"))
    take(db, backlink())
    take(db, backlink(anchor_text="new"))

    assert rows(db, "SELECT import_id, anchor_text, rel FROM claim") == [
        {"import_id": 3, "anchor_text": "new", "rel": None}
    ]


def test_a_backlink_that_was_never_looked_at_has_a_row(db):
    take(db, backlink("example.org/a", "example.com"))

    row = next(store.find_status(db, None))
    told = {name: value for name, value in row.items() if value is not None}
    assert told == {
        "id": 1,
        "referring_page": "example.org/a",
        "referring_domain": "example.org",
        "target": "example.com",
        "target_site": "example.com",
        "site_role": "own",
        "link_state": "unknown",
        "reason": "not_checked",
        "rendered": 0,
        "checks": 0,
    }


DOMAINS = [
    ("https://www.blog.example.co.uk/", "example.co.uk"),
    ("https://a.blogspot.com/", "a.blogspot.com"),
    ("https://b.wordpress.com/", "b.wordpress.com"),
    ("http://192.0.2.7/", "192.0.2.7"),
    ("http://[2001:db8::1]/", "[2001:db8::1]"),
    ("http://localhost:8000/", "localhost"),
    ("http://[", ""),
]


@pytest.mark.parametrize(("page", "domain"), DOMAINS)
def test_referring_domain_is_the_site_that_the_page_is_on(db, page, domain):
    take(db, backlink(page))

    assert next(store.find_status(db, None))["referring_domain"] == domain


def test_the_table_of_what_was_listed_is_that_of_the_last_list(db):
    take(db, backlink("https://a.example/"), backlink("https://b.example/"))
    take(db, backlink("https://c.example/"), at=NOW + HOUR)

    assert rows(db, "SELECT backlink_id FROM listed") == [{"backlink_id": 3}]


# --- properties ------------------------------------------------------------------------------------

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
few_pages = st.sampled_from([*SPELLINGS, "https://a.example/", "a.example", "http://["])
few_targets = st.sampled_from([TARGET, "example.com", "EXAMPLE.com", "https://example.com/a b"])
lists = st.lists(
    st.one_of(
        st.builds(backlink, few_pages, few_targets),
        st.builds(backlink, few_pages, few_targets, anchor_text=any_text),
        st.builds(backlink, any_text, any_text),
        st.builds(refused, st.integers(1, 9)),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    path = tmp_path_factory.mktemp("shared") / "backlinks.db"
    with closing(store.open_database(path)) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


@given(lists, st.sampled_from([1, 2, 3, 5_000]))
@settings(max_examples=150, deadline=None)
def test_read_is_taken_and_refused_and_doubled(shared, listed, batch):
    wanted = {(row.referring_page, row.target) for row in listed if isinstance(row, Backlink)}
    before = set(pairs(shared))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "_BATCH", batch)
        if not wanted:
            with pytest.raises(InputError):
                take(shared, *listed)
            return
        report = take(shared, *listed)

    assert report.read == len(listed) == report.taken + report.refused + report.doubled
    assert report.refused == sum(isinstance(row, RefusedRow) for row in listed)
    assert report.taken == len(wanted)
    assert report.new == len(wanted - before)
    after = pairs(shared)
    assert len(after) == len(set(after))
    assert set(after) == before | wanted
