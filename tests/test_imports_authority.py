"""Ranked lists of domains and lists of harmful ones."""

import bz2
import gzip
import io
import zipfile

import pytest

from linkcrawler.audit.ratings import combined, from_ratings, percentiles
from linkcrawler.errors import InputError
from linkcrawler.imports.authority import MAX_RANK_LINE, read_ranks
from linkcrawler.imports.harmful import read_harmful

WANTED = frozenset({"example.com", "blog.example", "github.io", "missing.example"})

CRAWL = (
    "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"
    "1\t9\t1\t0.1\tcom.other\t9\n2\t8\t2\t0.1\tcom.example\t3\n"
    "3\t7\t3\t0.1\texample.blog.www\t3\n4\t7\t3\t0.1\tio.github.alice\t3\n"
)
MAJESTIC = (
    "GlobalRank,TldRank,Domain,TLD,RefSubNets,RefIPs\n"
    "1,1,other.com,com,9,9\n2,2,news.example.com,com,8,8\n3,3,Blog.example,example,7,7\n4,4,x.com,com,1,1\n"
)
OPEN = '"Rank","Domain","Open Page Rank"\n"1","a.com","10"\n"2","example.com","9"\n"3","blog.example","8"\n"4","d.com","7"\n'
TRANCO = "1,other.com\r\n2,example.com\r\n3,www.blog.example\r\n4,alice.github.io\r\n"
LISTS = [(CRAWL, "Common Crawl"), (MAJESTIC, "Majestic Million"), (OPEN, "Open PageRank")]
LISTS += [(TRANCO, "Tranco"), ("\ufeff" + TRANCO, "Tranco")]


def zipped(packed):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("top.csv", packed)
    return whole.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, zipped])
@pytest.mark.parametrize(("text", "tool"), LISTS)
def test_each_list_is_known_by_what_it_holds(text, tool, pack):
    found = read_ranks(io.BytesIO(pack(text.encode())), "list", WANTED)

    # Ranks 2 and 3 of 4; missing is not weak, and alice's site is not github.io's.
    assert (found.tool, found.rows) == (tool, 4)
    assert found.percentiles == {"example.com": 62.5, "blog.example": 37.5}


BROKEN = [
    (b"", "empty"),
    (b"hello\n", "line 1 is of no ranked list"),
    (TRANCO.encode() + b"five,x.com\n", "line 5: no rank and domain"),
    (CRAWL.encode() + b"5\t1\n", "line 6: no rank and domain"),
    (b"1,a.com\n" + b"2" * (MAX_RANK_LINE + 1), "line 2 is longer"),
    (gzip.compress(TRANCO.encode(), mtime=0)[:-9], "breaks off"),
    (gzip.compress(b"1,a.com\n" + b"\n" * 64_000_000, mtime=0), "unpacks to more than"),
    (MAJESTIC.splitlines()[0].encode(), "no rows"),
]


@pytest.mark.parametrize(("body", "why"), BROKEN)
def test_a_broken_list_is_told_with_its_line(body, why):
    with pytest.raises(InputError, match=why):
        read_ranks(io.BytesIO(body), "list", WANTED)


def test_the_percentile_of_ratings():
    assert percentiles({"a": 1, "b": 2, "c": 2, "d": 9}) == {"a": 12.5, "b": 50, "c": 50, "d": 87.5}


def test_domains_ratings_come_before_pages_and_few_say_nothing():
    ratings = {
        "a": {"DR": 90, "UR": 1},
        "b": {"DR": 10, "UR": 9, "DA": 4},
        "c": {"UR": 5},
        "d": {},
    }

    found = from_ratings(ratings, ("DR", "DA"), ("UR",), 2)

    assert found == {"a": (75.0, "DR"), "b": (25.0, "DR"), "c": (50.0, "UR")}
    assert from_ratings(ratings, ("DR",), ("UR",), 10) == {}
    assert combined([("x", {"a": 10.0}), ("y", {"a": 30.0})]) == {"a": (20.0, "x, y")}


def test_harmful_hosts_stand_for_themselves():
    lines = ["\ufeff# list", "", "domain:example.com # why", "0.0.0.0 bad.blog.example"]
    lines += ["127.0.0.1 localhost", "other.example", "https://www.github.io/"]

    found = read_harmful(lines, "list", WANTED)

    assert found == {"example.com", "bad.blog.example", "github.io"}


@pytest.mark.parametrize("line", ["not a domain", "https://example.com/page", "word"])
def test_a_line_without_a_domain_is_told(line):
    with pytest.raises(InputError, match="list line 2"):
        read_harmful(["example.com", line], "list", WANTED)
