"""What several WARC files hold, by address and by visit; the files are read twice, never kept."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkcrawler.urls import parse_web, without_credentials, without_fragment
from linkcrawler.warc.reading import DamagedError, Record, read_at, scan
from linkcrawler.warc.records import VISIT_FORMAT

_ANSWERS = frozenset({"response", "revisit"})
_OF_A_VISIT = _ANSWERS | {"conversion"}
_MARK = '"linkcrawler_visit"'


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an answer is; places sort by when it was received."""

    date: str
    file: int
    offset: int


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """Where the records of one of our visits are."""

    file: int
    offset: int
    """Of the metadata."""

    records: tuple[int, ...]
    """Offsets of all that was received for it."""


class Captures:
    """An index of WARC files."""

    def __init__(self) -> None:
        self.visits: list[VisitPlace] = []
        self.damages: list[str] = []
        """What is wrong with the files, a sentence each; what came before it is in the index."""

        self._paths: list[Path] = []
        self._ours: set[int] = set()
        self._by_address: dict[str, list[Place]] = {}
        self._is_sorted = False

    @property
    def is_empty(self) -> bool:
        """There is no answer in the files."""
        return not self._by_address and not self.visits

    def add(self, path: Path) -> None:
        """Take a file into the index, up to where it is damaged; raises ``OSError``."""
        number = len(self._paths)
        self._paths.append(path)
        self._is_sorted = False
        pending: list[int] = []
        try:
            for record in scan(path):
                if record.kind in _OF_A_VISIT:
                    pending.append(record.offset)
                if record.kind in _ANSWERS and record.uri:
                    place = Place(record.date, number, record.offset)
                    self._by_address.setdefault(address_key(record.uri), []).append(place)
                elif record.kind == "metadata" and told_visit(record) is not None:
                    self.visits.append(VisitPlace(number, record.offset, tuple(pending)))
                    self._ours.add(number)
                if record.kind == "metadata":
                    pending = []
        except DamagedError as error:
            self.damages.append(str(error))

    def read(self, place: Place | VisitPlace) -> Record:
        """Return the record at a place; raises ``DamagedError`` and ``OSError``."""
        return read_at(self._paths[place.file], place.offset)

    def records_of(self, visit: VisitPlace) -> Iterator[Record]:
        """Yield what was received for a visit; raises as ``read`` does."""
        for offset in visit.records:
            yield read_at(self._paths[visit.file], offset)

    @property
    def has_others(self) -> bool:
        """There are files that other tools have written."""
        return len(self._ours) < len(self._paths)

    def last_of_others(self, url: str) -> Place | None:
        """Return the last answer of an address in the files that are not ours."""
        found = self._of_others(url)
        return found[-1] if found else None

    def next_after(self, url: str, place: Place) -> Place | None:
        """Return the answer of an address that comes next after a place, or else last before it.

        It is of a file that is not ours.
        """
        found = self._of_others(url)
        later = bisect_right(found, place)
        if later < len(found):
            return found[later]
        earlier = [each for each in found if each != place]
        return earlier[-1] if earlier else None

    def received_before(self, record: Record) -> Record | None:
        """Return the whole answer that a revisit record says was the same; ``None``: not here.

        Raises as ``read`` does.
        """
        url = record.header("warc-refers-to-target-uri") or record.uri
        date = (record.header("warc-refers-to-date") or "").removesuffix("Z")
        for place in reversed(self._of(url)):
            if place.date == date or (not date and place.date < record.date):
                found = self.read(place)
                if found.kind == "response":
                    return found
        return None

    def _of_others(self, url: str) -> list[Place]:
        return [place for place in self._of(url) if place.file not in self._ours]

    def _of(self, url: str) -> list[Place]:
        if not self._is_sorted:
            for places in self._by_address.values():
                places.sort()
            self._is_sorted = True
        return self._by_address.get(address_key(url), [])


def address_key(url: str) -> str:
    """Return what two spellings of one address share."""
    address = parse_web(without_credentials(url))
    return without_fragment(address.href) if address else url


def told_visit(record: Record) -> Mapping[str, Any] | None:
    """Return what a metadata record of ours says of a visit.

    ``None``: it is not ours, or of a later version.
    """
    if _MARK.encode() not in record.block[:40]:
        return None
    try:
        told = json.loads(record.block)
    except (ValueError, RecursionError):
        return None
    is_known = isinstance(told, dict) and told.get("linkcrawler_visit") == VISIT_FORMAT
    return told if is_known else None
