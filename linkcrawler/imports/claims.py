"""What a row says of its link: the tool's word for it, kept apart from what is verified."""

import re
from collections.abc import Mapping, Sequence

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
_LOSS = (Role.LOST, Role.LOST_AT, Role.LOST_REASON)
_REL = frozenset({Role.REL, Role.NOFOLLOW, Role.UGC, Role.SPONSORED, Role.FOLLOW, Role.LINK_KIND})
_HAS_DATE = re.compile(r"\d{4}|\d[./-]\d")

# Source: Ahrefs API v3, "link_type"; Majestic, "FlagRedirect" and "FlagFrame"; Semrush, "Form".
NO_LINKS = frozenset({"redirect", "canonical", "alternate", "rss", "form", "frame"})
"""Kinds of backlink that no link on a page stands for; looking for one would find a loss."""


class ClaimReader:
    """Reads the claims of rows; what stays the same from row to row is looked up once."""

    def __init__(self, columns: Mapping[Role, int], metrics: Mapping[str, int]) -> None:
        self._columns = columns
        self._metrics = metrics
        self._anchor = columns.get(Role.ANCHOR_TEXT)
        self._first_seen = columns.get(Role.FIRST_SEEN)
        self._last_seen = columns.get(Role.LAST_SEEN)
        self._kind = columns.get(Role.LINK_KIND)
        self._kind_flags = [
            (columns[role], kind) for role, kind in _KIND_FLAGS.items() if role in columns
        ]
        self._has_rel = not _REL.isdisjoint(columns)
        self._has_loss = any(role in columns for role in _LOSS)
        self._is_empty = not (columns or metrics)

    def read(self, cells: Sequence[str]) -> Claim:
        """Return what a row claims."""
        if self._is_empty:
            return _NO_CLAIM
        lost, lost_at, lost_reason = self._loss(cells) if self._has_loss else (None, None, None)
        return Claim(
            anchor_text=_text(cells, self._anchor),
            rel=claimed_rel(cells, self._columns) if self._has_rel else None,
            first_seen=_text(cells, self._first_seen),
            last_seen=_text(cells, self._last_seen),
            link_kind=self.kind(cells),
            lost=lost,
            lost_at=lost_at,
            lost_reason=lost_reason,
            metrics=read_metrics(cells, self._metrics),
        )

    def kind(self, cells: Sequence[str]) -> str | None:
        """Return the kind of link, in lower case; ``None``: the row does not say."""
        word = (_text(cells, self._kind) or "").lower()
        if word and not is_kind_of_rel(word):
            return word.removesuffix("link").rstrip() or word
        flags = [
            kind
            for index, kind in self._kind_flags
            if index < len(cells) and is_set(cells[index].strip())
        ]
        # A frame or a form may stand beside a link in the same row.
        return (
            next((kind for kind in reversed(flags) if kind in _LINKS), flags[0]) if flags else None
        )

    def _loss(self, cells: Sequence[str]) -> tuple[bool, str | None, str | None]:
        flag, lost_at, reason = (_text(cells, self._columns.get(role)) or "" for role in _LOSS)
        if not _HAS_DATE.search(lost_at):
            flag, lost_at = flag or lost_at, ""
        is_lost = is_set(flag) or bool(lost_at) or is_set(reason)
        return is_lost, lost_at or None, reason or None


_LINKS = frozenset({"text", "image"})
_NO_CLAIM = Claim()


def _text(cells: Sequence[str], index: int | None) -> str | None:
    return None if index is None or index >= len(cells) else cells[index].strip() or None
