"""Google's disavow format: reading a file that was uploaded, joining, and the only writer of it.

Source: Google Search Console Help, "Disavow links to your site".
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import BinaryIO

from linkcrawler.audit.disavowal import MAX_URL_CHARS, WHOLE, domain_line, page_line
from linkcrawler.domains import is_shared, site_of, site_of_url
from linkcrawler.errors import InputError
from linkcrawler.export.layout import Row
from linkcrawler.store import page_url
from linkcrawler.text import UNSAFE, clean
from linkcrawler.urls import parse_web, told_safely

MAX_LINES = 100_000
MAX_BYTES = 2_000_000
MAX_COMMENT_CHARS = 1_000

Lines = dict[str, list[str]]
"""Comments of each line, which stand above it."""

_REPLACES = "Uploading a file replaces the one that was uploaded before."
_SELECTED = ("Written by linkcrawler: what was selected, nothing was judged harmful.", _REPLACES)
CASES = ("Written by linkcrawler: what was marked to be disavowed, with what was done.", _REPLACES)
_HEADERS = frozenset({*_SELECTED, *CASES})


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFile:
    """A disavow file as it was read."""

    lines: Lines = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    """Comments that stand above no line."""

    told: list[str] = field(default_factory=list)
    """Lines that were left out, a sentence each."""


def disavow_text(
    lines: Mapping[str, Sequence[str]],
    *,
    header: Sequence[str] = CASES,
    loose: Sequence[str] = (),
) -> str:
    """Return the file: sorted, each line once, no page of a domain that is disavowed whole.

    The lines are such as ``domain_line`` and ``page_line`` return. Raises ``InputError`` where
    it would be more than Google takes, or nothing.
    """
    kept = _without_covered(lines)
    own = [each for each in _once(loose) if each not in _HEADERS]
    top = [_comment(each) for each in (*header, *own)]
    if own:
        top.append("")  # tells what stands above no line from the comments of the first one
    body = [
        text
        for line in sorted(kept)
        for text in (*(_comment(each) for each in _once(kept[line])), line)
    ]
    text = "".join(f"{each}\n" for each in (*top, *body))
    _require_fit(text, kept)
    return text


def _without_covered(lines: Mapping[str, Sequence[str]]) -> Lines:
    """Return the lines without pages whose domain has a line; their comments go with it."""
    kept: Lines = {line: list(comments) for line, comments in lines.items()}
    for line, comments in lines.items():
        if line.startswith(WHOLE):
            continue
        address = parse_web(line)
        labels = address.host.split(".") if address else []
        for start in range(len(labels)):
            whole = domain_line(".".join(labels[start:]))
            if whole in kept:
                kept[whole].extend(comments)
                del kept[line]
                break
    return kept


def _once(comments: Iterable[str]) -> list[str]:
    return [told for told in dict.fromkeys(map(_told, comments)) if told]


def _told(comment: str) -> str:
    """Return a comment as it can be written: on one line, whatever a reader takes for an end."""
    flat = " ".join(UNSAFE.sub(" ", clean(told_safely(comment))).split())
    return flat.lstrip("# ")[:MAX_COMMENT_CHARS].rstrip()


def _comment(told: str) -> str:
    return f"# {told}"


def _require_fit(text: str, lines: Mapping[str, object]) -> None:
    if not lines:
        raise InputError("there is nothing to disavow; nothing was written")
    count, size = text.count("\n"), len(text.encode("utf-8"))
    if count > MAX_LINES or size > MAX_BYTES:
        raise InputError(
            f"the list has {count:,} lines and {size:,} bytes; Google takes"
            f" {MAX_LINES:,} and {MAX_BYTES:,}, so nothing was written"
        )


def read_disavow(body: bytes, name: str, own_sites: Set[str]) -> OldFile:
    """Read a disavow file; what Google would not take, or should not get, is told and left out.

    Raises ``InputError`` where it is no such file at all.
    """
    if len(body) > MAX_BYTES:
        raise InputError(f"{name}: {len(body):,} bytes; Google takes {MAX_BYTES:,}")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not UTF-8 (byte {error.start}); Google takes no other"
        ) from error
    old = OldFile()
    above: list[str] = []
    for number, written in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = written.strip()
        if line.startswith("#"):
            told = _told(line)
            if told and told not in _HEADERS:
                above.append(told)
        elif not line:
            old.loose.extend(above)
            above = []
        else:
            taken, why = _taken(line, own_sites)
            if taken is None:
                old.told.append(f"{name}, line {number}: {why}; it was left out")
                continue  # what stands above it is kept, above what comes next
            old.lines.setdefault(taken, []).extend(above)
            above = []
    old.loose.extend(above)
    return old


def site_of_line(line: str) -> str:
    """Return the registrable domain that a line of the file is about; empty: it is about none."""
    is_whole = line[: len(WHOLE)].lower() == WHOLE
    address = parse_web(f"http://{line[len(WHOLE) :].strip()}" if is_whole else line)
    return site_of(address.host) if address else ""


def _taken(line: str, own_sites: Set[str]) -> tuple[str | None, str]:
    """Return the line in normal form, or why it can't be used."""
    is_whole = line[: len(WHOLE)].lower() == WHOLE
    written = f"http://{line[len(WHOLE) :].strip()}" if is_whole else line
    address = parse_web(written)
    if address is None or (is_whole and (address.path, address.query) not in (("/", ""), ("", ""))):
        return None, f"neither {WHOLE}spam.example nor an address such as https://spam.example/page"
    site = site_of(address.host)
    if site in own_sites:
        return None, f"{site} is a site of your own, which is never disavowed"
    if is_whole and is_shared(site):
        return None, f"{address.host} is a host that many share; only its pages can be disavowed"
    if is_whole:
        return domain_line(address.host.rstrip(".")), ""
    found = page_line(line)
    return found, f"an address of more than {MAX_URL_CHARS:,} characters"


def joined(old: OldFile, new: Mapping[str, Sequence[str]]) -> Lines:
    """Return the lines of both; the old comments come first."""
    lines: Lines = {line: list(comments) for line, comments in old.lines.items()}
    for line, comments in new.items():
        lines.setdefault(line, []).extend(comments)
    return lines


def difference(before: Iterable[str], after: str) -> list[str]:
    """Return what changes for Google: lines that go (``- ``) and that come (``+ ``), by line."""
    old = set(before)
    new = {line for line in after.split("\n") if line and not line.startswith("#")}
    changes = [(line, "-") for line in old - new] + [(line, "+") for line in new - old]
    return [f"{sign} {line}" for line, sign in sorted(changes)]


def write_disavow(
    out: BinaryIO, rows: Iterable[Row], *, own_sites: Set[str], by_page: bool
) -> list[str]:
    """Write a line for each selected domain, or with ``by_page`` for each selected page.

    Pages of hosts that many people share are always written one by one. Own sites are never
    written. Returns what was left out, a sentence each. Raises ``InputError`` where it would be
    more than Google takes, or nothing.
    """
    lines: Lines = {}
    own = too_long = 0
    for row in rows:
        url = page_url(str(row["referring_page"]))
        site = site_of_url(url)
        if site is None:
            continue
        if site in own_sites:
            own += 1
        elif not by_page and not is_shared(site):
            lines[domain_line(site)] = []
        elif (line := page_line(url)) is None:
            too_long += 1
        else:
            lines[line] = []
    out.write(disavow_text(lines, header=_SELECTED).encode("utf-8"))
    told = []
    if own:
        told.append(f"{own:,} backlinks are on sites of your own, which are never disavowed.")
    if too_long:
        told.append(f"{too_long:,} pages have addresses of more than {MAX_URL_CHARS:,} characters.")
    return told
