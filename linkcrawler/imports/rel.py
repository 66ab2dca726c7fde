"""What a list claims of a link's ``rel``, told in flags, words or the attribute itself."""

from collections.abc import Mapping, Sequence

from linkcrawler.imports.roles import Role

_FLAGS = {Role.NOFOLLOW: "nofollow", Role.UGC: "ugc", Role.SPONSORED: "sponsored"}
_FLAG_TOKENS = frozenset(_FLAGS.values())
_KINDS = {
    "dofollow": "",
    "follow": "",
    "followed": "",
    "nofollow": "nofollow",
    "ugc": "ugc",
    "sponsored": "sponsored",
}
# All but English: "false" as a spreadsheet saves it in its own language.
_UNSET = frozenset(
    {"", "0", "false", "no", "n", "f", "-", "none", "null"}
    | {"falsch", "faux", "falso", "falsk", "fałsz", "onwaar", "ложь", "לא", "nein", "non"}
)


def claimed_rel(cells: Sequence[str], columns: Mapping[Role, int]) -> str | None:
    """Return the ``rel`` that a row claims; empty: followed; ``None``: it claims nothing."""
    claims = _words(cells, columns)
    if any(role in columns for role in _FLAGS):
        claims.append("")
        claims += [
            token
            for role, token in _FLAGS.items()
            if role in columns and is_set(_cell(cells, columns[role]))
        ]
    if follow := _cell(cells, columns.get(Role.FOLLOW)):
        # Moz's "only follow" is also unset where there are links of both kinds.
        is_told = Role.NOFOLLOW in columns or not _FLAG_TOKENS.isdisjoint(claims)
        claims.append("" if is_set(follow) or is_told else "nofollow")
    return " ".join(dict.fromkeys(filter(None, claims))) if claims else None


def is_set(flag: str) -> bool:
    """Tell whether a flag is set; some tools set it with any text at all."""
    return flag.casefold() not in _UNSET


def rel_of_words(cell: str) -> str | None:
    """Return the rel that a cell with the attribute, or a word for it, means; ``None``: none."""
    words = [_KINDS.get(token.lower(), token) for token in cell.replace(",", " ").split()]
    return " ".join(filter(None, words)) if words else None


def is_kind_of_rel(word: str) -> bool:
    """Tell a word such as dofollow from another kind of link, such as an image."""
    return word.lower() in _KINDS


def _words(cells: Sequence[str], columns: Mapping[Role, int]) -> list[str]:
    """Return the tokens of the attribute, and what a word for the kind of link means."""
    tokens = _cell(cells, columns.get(Role.REL)).split()
    words = [_KINDS.get(token.lower(), token) for token in tokens]
    kind = _cell(cells, columns.get(Role.LINK_KIND)).lower()
    return [*words, _KINDS[kind]] if kind in _KINDS else words


def _cell(cells: Sequence[str], index: int | None) -> str:
    return "" if index is None or index >= len(cells) else cells[index].strip()
