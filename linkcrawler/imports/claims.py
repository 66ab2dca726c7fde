"""What a row says of its link: the tool's word for it, kept apart from what is verified."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import isfinite
from operator import itemgetter

from linkcrawler.imports.exports import OWN
from linkcrawler.imports.metrics import read_metrics
from linkcrawler.imports.rel import claimed_rel, is_kind_of_rel, is_set
from linkcrawler.imports.roles import Role
from linkcrawler.models import Claim

_KIND_FLAGS = {
    Role.MENTION: "mention",
    Role.REDIRECT: "redirect",
    Role.FRAME: "frame",
    Role.FORM: "form",
    Role.IMAGE: "image",
    Role.TEXT: "text",
}
_TEXTS = (Role.ANCHOR_TEXT, Role.FIRST_SEEN, Role.LAST_SEEN)
_LOSS = (Role.LOST, Role.LOST_AT, Role.LOST_REASON)
_REL = (Role.REL, Role.NOFOLLOW, Role.UGC, Role.SPONSORED, Role.FOLLOW, Role.LINK_KIND)
_HAS_DATE = re.compile(r"\d{4}|\d[./-]\d")

# Source: Ahrefs API v3, "link_type"; Majestic, "FlagRedirect" and "FlagFrame"; Semrush, "Form".
NO_LINKS = frozenset({"redirect", "canonical", "alternate", "rss", "form", "frame"})
"""Kinds of backlink that no link on a page stands for; looking for one would find a loss."""


Pick = Callable[[Sequence[str]], tuple[str, ...]]


class ClaimReader:
    """Reads the claims of rows; what stays the same from row to row is looked up once."""

    def __init__(self, columns: Mapping[Role, int], metrics: Mapping[str, int]) -> None:
        self._metrics = metrics
        self._is_empty = not (columns or metrics)
        self._pick_texts = _picker([columns.get(role) for role in _TEXTS])
        self._pick_loss = _picker([columns.get(role) for role in _LOSS])
        self._has_loss = any(role in columns for role in _LOSS)
        words = [role for role in (*_REL, *_KIND_FLAGS) if role in columns]
        self._pick_words = _picker([columns[role] for role in words])
        self._places = {role: place for place, role in enumerate(words)}
        # A list of a million rows has a few dozen combinations of these.
        self._rel_and_kind = lru_cache(maxsize=4_096)(self._read_words)

    def read(self, cells: Sequence[str]) -> Claim:
        """Return what a row claims."""
        if self._is_empty:
            return _NO_CLAIM
        anchor_text, first_seen, last_seen = self._pick_texts(cells)
        rel, kind = self._rel_and_kind(self._pick_words(cells))
        lost, lost_at, lost_reason = self._loss(cells) if self._has_loss else (None, None, None)
        return Claim(
            anchor_text=anchor_text.strip() or None,
            rel=rel,
            first_seen=first_seen.strip() or None,
            last_seen=last_seen.strip() or None,
            link_kind=kind,
            lost=lost,
            lost_at=lost_at,
            lost_reason=lost_reason,
            metrics=read_metrics(cells, self._metrics),
        )

    def _read_words(self, cells: tuple[str, ...]) -> tuple[str | None, str | None]:
        """Return the rel that the words and flags of a row claim, and the kind of link."""
        return claimed_rel(cells, self._places), self._kind(cells)

    def _kind(self, cells: tuple[str, ...]) -> str | None:
        place = self._places.get(Role.LINK_KIND)
        word = "" if place is None else cells[place].strip().lower()
        if word and not is_kind_of_rel(word):
            return word.removesuffix("link").rstrip() or word
        flags = [
            kind
            for role, kind in _KIND_FLAGS.items()
            if role in self._places and is_set(cells[self._places[role]].strip())
        ]
        # A frame or a form may stand beside a link in the same row.
        return next(
            (kind for kind in reversed(flags) if kind in _LINKS), flags[0] if flags else None
        )

    def _loss(self, cells: Sequence[str]) -> tuple[bool, str | None, str | None]:
        picked = self._pick_loss(cells)
        if not any(picked):
            return False, None, None
        flag, lost_at, reason = map(str.strip, picked)
        if not _HAS_DATE.search(lost_at):
            flag, lost_at = flag or lost_at, ""
        is_lost = is_set(flag) or bool(lost_at) or is_set(reason)
        return is_lost, lost_at or None, reason or None


def read_claims(written: str) -> Mapping[str, Claim]:
    """Return the claims of other tools that an export of ours has, by tool; none of what is odd."""
    try:
        told = json.loads(written) if written else []
    except (ValueError, RecursionError):
        return {}
    found = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return {
        each["source"]: Claim(
            **{
                name: each[name].replace("\0", "")
                for name in _CLAIM_TEXTS
                if isinstance(each.get(name), str)
            },
            lost=each["lost"] if isinstance(each.get("lost"), bool) else None,
            metrics=_numbers(each.get("metrics")),
        )
        for each in found
        if isinstance(each.get("source"), str) and each["source"] != OWN
    }


def _numbers(told: object) -> dict[str, float]:
    """Return the ratings that are numbers; a flag is none, nor is what is no number."""
    return {
        name: value
        for name, value in (told.items() if isinstance(told, dict) else ())
        if type(value) in (int, float) and isfinite(value)
    }


def _picker(indexes: Sequence[int | None]) -> Pick:
    """Return what picks some cells of a row; a column that is not there is an empty cell."""
    count = len(indexes)
    last = max((index for index in indexes if index is not None), default=-1)
    if count < 2 or None in indexes:
        places = [-1 if index is None else index for index in indexes]

        def pick(cells: Sequence[str]) -> tuple[str, ...]:
            size = len(cells)
            return tuple([cells[at] if 0 <= at < size else "" for at in places])

        return pick
    get: Pick = itemgetter(*indexes)

    def pick_all(cells: Sequence[str]) -> tuple[str, ...]:
        missing = last + 1 - len(cells)
        return get(cells if missing <= 0 else [*cells, *[""] * missing])

    return pick_all


_CLAIM_TEXTS = (
    *("anchor_text", "rel", "first_seen", "last_seen", "link_kind", "lost_at", "lost_reason"),
)
_LINKS = frozenset({"text", "image"})
_NO_CLAIM = Claim()
