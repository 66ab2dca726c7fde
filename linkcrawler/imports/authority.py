"""Lists of ranked domains: of millions of rows, only those that are wanted are kept."""

import csv
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, NamedTuple

from linkcrawler.domains import site_of
from linkcrawler.errors import InputError
from linkcrawler.imports.archive import MAX_UNPACKED_BYTES, open_archive, read_entry
from linkcrawler.imports.files import ZIP
from linkcrawler.imports.packed import BZIP2, GZIP, unpack
from linkcrawler.imports.source import read_chunks

ACCEPTED_RANKS = (
    "domain or host ranks of Common Crawl, or a list of Tranco, Majestic Million or Open PageRank,"
    " also packed with gzip, bzip2 or zip"
)
MAX_RANK_LINE = 64 * 1024
"""Bytes; a longer line is no row of such a list, and would only fill the memory."""

MAX_RANK = 10**10
_MARK = b"\xef\xbb\xbf"


class Format(NamedTuple):
    """How the rows of a list are made."""

    tool: str
    delimiter: str
    rank_at: int
    domain_at: int
    is_reversed: bool = False
    has_header: bool = True


# Source: Common Crawl, "Web Graphs", ranks files; majestic.com, "The Majestic Million"; Tranco and
# Cisco Umbrella: rank and domain without a header; domcop.com, "Open PageRank".
_COMMON_CRAWL_NAMES = ("harmonicc_pos", "host_rev")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedList:
    """What a list says of the domains that are wanted."""

    tool: str
    rows: int
    percentiles: dict[str, float]
    """0 to 100 by domain, the best 100. A domain that the list does not hold is not there."""


def read_ranks(stream: BinaryIO, name: str, wanted: Set[str]) -> RankedList:
    """Read a list, recognised by what it holds; ``wanted`` are registrable domains.

    The percentile is that of the rank among all rows of the list. A host's rank counts for its
    domain, where it is the best one of it. Raises ``InputError`` with the line that is wrong, and
    with what is accepted.
    """
    lines = _lines(_unpacked(read_chunks(stream, name), name, stream), name)
    first = next(lines, None)
    if first is None:
        raise InputError(f"{name} is empty; give {ACCEPTED_RANKS}.")
    layout = _format(first.removeprefix(_MARK), name)
    body = lines if layout.has_header else chain([first.removeprefix(_MARK)], lines)
    ranks, rows, largest = _scan(body, layout, name, wanted)
    if not rows:
        raise InputError(f"{name} has no rows below its header; give {ACCEPTED_RANKS}.")
    among = max(rows, largest)
    return RankedList(
        tool=layout.tool,
        rows=rows,
        percentiles={
            domain: 100.0 * (among - rank + 0.5) / among for domain, rank in ranks.items()
        },
    )


def _scan(
    lines: Iterator[bytes], layout: Format, name: str, wanted: Set[str]
) -> tuple[dict[str, int], int, int]:
    """Return the best ranks of wanted domains, the number of rows and the largest rank."""
    hosts = _Wanted(wanted, is_reversed=layout.is_reversed)
    ranks: dict[str, int] = {}
    rows = largest = 0
    delimiter, rank_at, domain_at = layout.delimiter.encode(), layout.rank_at, layout.domain_at
    for number, line in enumerate(lines, start=2 if layout.has_header else 1):
        if not line.strip():
            continue
        cells = line.split(delimiter)
        try:
            rank = int(cells[rank_at].strip(b' "'))
            host = cells[domain_at].strip(b' "\r\n')
        except (IndexError, ValueError):
            raise _broken(name, number, layout) from None
        if not host or not 0 < rank < MAX_RANK:
            raise _broken(name, number, layout)
        rows += 1
        largest = max(largest, rank)
        domain = hosts.domain_of(host)
        if domain is not None and rank < ranks.get(domain, MAX_RANK):
            ranks[domain] = rank
    return ranks, rows, largest


class _Wanted:
    """Tells which wanted domain a host is of; most hosts are of none, and soon told."""

    def __init__(self, wanted: Set[str], *, is_reversed: bool) -> None:
        self._wanted = {domain.encode(): domain for domain in wanted}
        self._is_reversed = is_reversed

    def domain_of(self, host: bytes) -> str | None:
        labels = host.lower().strip(b".").split(b".")
        if self._is_reversed:
            labels.reverse()
        if labels[0] == b"www" and len(labels) > 2:
            del labels[0]
        for start in range(len(labels) - 1):
            found = self._wanted.get(b".".join(labels[start:]))
            if found is None:
                continue
            if start == 0:
                return found
            # alice.github.io is a wanted github.io's neighbour, and none of its hosts.
            whole = b".".join(labels).decode("ascii", "replace")
            return found if site_of(whole) == found else None
        return None


def _format(line: bytes, name: str) -> Format:
    text = line.decode("utf-8", "replace").strip("\r\n")
    tabs = [cell.strip().lstrip("#") for cell in text.split("\t")]
    if all(each in tabs for each in _COMMON_CRAWL_NAMES):
        at = [tabs.index(each) for each in _COMMON_CRAWL_NAMES]
        return Format("Common Crawl", "\t", at[0], at[1], is_reversed=True)
    cells = [cell.strip().lower() for cell in next(csv.reader([text]), [])]
    if "globalrank" in cells and "domain" in cells:
        return Format("Majestic Million", ",", cells.index("globalrank"), cells.index("domain"))
    if {"rank", "domain", "open page rank"} <= set(cells):
        return Format("Open PageRank", ",", cells.index("rank"), cells.index("domain"))
    if cells[:2] == ["rank", "domain"]:
        return Format("ranked list", ",", 0, 1)
    if len(cells) == 2 and cells[0].isdecimal() and "." in cells[1]:
        return Format("Tranco", ",", 0, 1, has_header=False)
    raise InputError(f"{name} line 1 is of no ranked list that is known; give {ACCEPTED_RANKS}.")


def _broken(name: str, number: int, layout: Format) -> InputError:
    return InputError(
        f"{name} line {number:,}: no rank and domain, as a {layout.tool} list has in columns"
        f" {layout.rank_at + 1} and {layout.domain_at + 1}; give {ACCEPTED_RANKS}."
    )


def _unpacked(chunks: Iterator[bytes], name: str, stream: BinaryIO) -> Iterator[bytes]:
    head = next(chunks, b"")
    chunks = chain([head], chunks)
    magic = next((each for each in (GZIP, BZIP2) if head.startswith(each)), None)
    if magic:
        return unpack(chunks, magic, name)
    return _first_entry(stream, name) if head.startswith(ZIP) else chunks


def _first_entry(stream: BinaryIO, name: str) -> Iterator[bytes]:
    with open_archive(stream, name) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) != 1:
            raise InputError(
                f"{name} is an archive of {len(entries):,} files; give the list alone."
            )
        with closing(read_entry(archive, entries[0], name, at_most=MAX_UNPACKED_BYTES)) as pieces:
            yield from pieces


def _lines(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    rest = b""
    number = 0
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if len(rest) > MAX_RANK_LINE:
            raise InputError(
                f"{name} line {number + len(lines) + 1:,} is longer than a row of a list;"
                f" give {ACCEPTED_RANKS}."
            )
        number += len(lines)
        yield from lines
    if rest:
        yield rest


RATED_BY_DOMAIN: Sequence[str] = ("DR", "domain_AS", "domain_TF", "DA", "domain_inlink_rank")
"""Ratings of domains in exports, more is better."""

RATED_BY_PAGE: Sequence[str] = ("AS", "TF", "PA", "UR", "page_score", "inlink_rank", "SPR")
"""Ratings of pages; the best page's stands for a domain that no rating of domains tells of."""
