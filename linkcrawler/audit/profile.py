"""What a user tells of a site in an audit file (TOML), and the thresholds changed there."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from linkcrawler.audit.policy import Policy
from linkcrawler.domains import site_of
from linkcrawler.errors import InputError
from linkcrawler.urls import parse_web


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A site as its owner sees it. Empty: not told, and what needs it is left out and said so."""

    brands: Sequence[str] = ()
    """Names of the firm and its products, as they stand in anchors."""

    keywords: Sequence[str] = ()
    """What the site wants to be found for; anchors made of them are money anchors."""

    description: str = ""
    """What the site is about, in any language: the business profile of the relevance."""

    languages: Sequence[str] = ()
    """Languages of the audience, ISO 639-1."""

    countries: Sequence[str] = ()
    """Countries of the audience, as their country-code domains have them: ``uk``, not ``gb``."""

    known_good: Sequence[str] = ()
    """Referring domains that are known to be good; the relevance is calibrated on them."""

    harmful: Mapping[str, str] = field(default_factory=dict)
    """Domains that the user's lists call harmful, with the name of the list."""


_SITE_KEYS = (
    "brands",
    "keywords",
    "description",
    "languages",
    "countries",
    "known_good",
    "harmful",
)
_DOMAINS = ("known_good", "harmful")
_TOO_MUCH = 100_000
_ENDINGS = {"gb": "uk"}
"""The one country whose code in ISO 3166-1 is not its domain."""


def read_profile(text: str, name: str) -> tuple[Profile, Policy]:
    """Return profile and thresholds of an audit file; what it does not name is as by default.

    Raises ``InputError`` that names the file, the key and what would be accepted.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not TOML ({error})") from error
    for key in told:
        if key not in ("site", "thresholds"):
            raise InputError(f"{name}: [{key}] is not known; [site] and [thresholds] are")
    return _profile(_table(told, "site", name), name), _policy(
        _table(told, "thresholds", name), name
    )


def _table(told: Mapping[str, object], key: str, name: str) -> Mapping[str, object]:
    table = told.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{name}: {key} is a table, written as [{key}]")
    return table


def _profile(told: Mapping[str, object], name: str) -> Profile:
    for key in told:
        if key not in _SITE_KEYS:
            raise InputError(f"{name}: [site] has no {key!r}; it has {', '.join(_SITE_KEYS)}")
    description = told.get("description", "")
    if not isinstance(description, str):
        raise InputError(f"{name}: [site] description is a text")
    lists = {
        key: _texts(told.get(key, []), key, name) for key in _SITE_KEYS if key != "description"
    }
    for key in ("languages", "countries"):
        lists[key] = tuple(text.lower() for text in lists[key])
        for text in lists[key]:
            if not (len(text) == 2 and text.isascii() and text.isalpha()):
                raise InputError(f"{name}: [site] {key}: {text!r} is no code of two letters")
    lists["countries"] = tuple(_ENDINGS.get(code, code) for code in lists["countries"])
    for key in _DOMAINS:
        lists[key] = tuple(_site(text, key, name) for text in lists[key])
    harmful = dict.fromkeys(lists.pop("harmful"), name)
    return Profile(description=description, harmful=harmful, **lists)


def _texts(value: object, key: str, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InputError(f'{name}: [site] {key} is a list of texts, such as ["one", "two"]')
    return tuple(each.strip() for each in value if each.strip())


def _site(text: str, key: str, name: str) -> str:
    address = parse_web(text if "://" in text else f"http://{text}")
    if address is None or "." not in address.host:
        raise InputError(f"{name}: [site] {key}: {text!r} is no domain; example.com is")
    return site_of(address.host)


def _policy(told: Mapping[str, object], name: str) -> Policy:
    known = {each.name: each.default for each in fields(Policy)}
    changed: dict[str, object] = {}
    for key, value in told.items():
        if key not in known:
            raise InputError(f"{name}: [thresholds] has no {key!r}; it has {', '.join(known)}")
        default = known[key]
        if isinstance(default, tuple):
            if not (
                isinstance(value, list)
                and len(value) == len(default)
                and all(_is_number(each) for each in value)
            ):
                raise InputError(f"{name}: [thresholds] {key} is a list such as {list(default)}")
            changed[key] = tuple(value)
        elif not _is_number(value) or (isinstance(default, int) and not isinstance(value, int)):
            kind = "a whole number" if isinstance(default, int) else "a number"
            raise InputError(
                f"{name}: [thresholds] {key} is {kind} from 0 on and below {_TOO_MUCH:,},"
                f" such as {default}"
            )
        else:
            changed[key] = value if isinstance(default, int) else float(value)  # type: ignore[arg-type]
    return replace(Policy(), **changed)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    # Neither "inf" nor "nan" is a threshold, nor are days that no calendar has.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _TOO_MUCH
