"""A report as one HTML file; the only user of Jinja2.

All text is escaped as it is put in, and made harmless to read. Nothing is loaded: the file holds
its style and its script, and a policy that allows these two by their hashes and nothing else.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from linkcrawler.audit.parts import Audit, Cell, Tone, Unit
from linkcrawler.report import charts, values
from linkcrawler.report.outline import outline_of
from linkcrawler.urls import parse_web, told_safely, without_credentials

_HERE = Path(__file__).parent

MOST_TEXT = 4_000
"""Characters of any text; an answer or a note is far shorter."""

MOST_CELL = 240
MOST_SHOWN_URL = 96
MOST_URL = 2_000
"""Longer addresses are shown in part and lead nowhere."""

NUMBERS = frozenset({Unit.COUNT, Unit.SHARE, Unit.PER_DAY, Unit.DAYS})

TONES = {Tone.GOOD: "Good", Tone.WATCH: "Worth a look", Tone.ACT: "To act on"}


def render_report(audit: Audit, *, title: str = "", client: str = "") -> str:
    """Return the report of an audit; the same audit gives the same text."""
    style, script = _packed("report.css"), _packed("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            audit=audit,
            outline=outline_of(audit),
            title=title or audit.title or f"Backlinks of {audit.site}",
            client=client,
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            style_hash=_hash(style),
            script_hash=_hash(script),
            made_with=version("linkcrawler"),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_made_readable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "cell": _cell,
        "sql": _sql,
        "shown": values.shown,
        "day": values.day_of,
        "before": values.before_of,
        "long_day": values.long_day,
        "minute": values.minute_of,
        "cut": values.readable,
        "px": _px,
    }
    environment.globals |= {
        "change_of": values.change_of,
        "draw": charts.draw,
        "kind_of": charts.kind_of,
        "left_out": charts.left_out,
        "widths": {"wide": charts.WIDE, "narrow": charts.NARROW},
        "tones": TONES,
        "numbers": NUMBERS,
        "cell_kind": _cell_kind,
        "facts_of": _facts,
        "not_known": values.NOT_KNOWN,
    }
    return environment


@cache
def _packed(name: str) -> str:
    """Return a file of ours as it goes between its tags, which is also what is hashed."""
    return (_HERE / "templates" / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _made_readable(value: object) -> object:
    """Return what is put into the file: no text is let through as it came, and no password."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return values.readable(told_safely(value[: MOST_TEXT + 1]), MOST_TEXT)
    return value


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _sql(query: str) -> Markup:
    """Return a query with its lines."""
    lines = query.strip()[:20_000].splitlines()
    return escape("\n").join(values.readable(line.rstrip(), MOST_TEXT) for line in lines)


def _cell(value: Cell, unit: Unit) -> Markup:
    """Return what stands in a cell of a table."""
    if value is None:
        return Markup('<span class="none">–</span>')
    if not isinstance(value, str):
        return escape(values.shown(value, unit) or "–")
    if unit is Unit.URL:
        return _link(value)
    return _isolated(value, MOST_CELL)


def _cell_kind(unit: Unit, value: Cell) -> Markup:
    """Return the attributes of a cell: how it is set, and the number that it is sorted by."""
    if unit in NUMBERS:
        number = values.number_of(value)
        if number is None:
            return Markup(' class="n"')
        return Markup(' class="n" data-v="{}"').format(f"{number:.15g}")
    if unit is Unit.URL:
        return Markup(' class="u"')
    if unit is Unit.DAY:
        return Markup(' class="k"')
    return Markup(' class="w"') if isinstance(value, str) and len(value) > 36 else Markup("")


def _link(url: str) -> Markup:
    """Return an address as a link if it is one that a browser may open; else as a text."""
    told = without_credentials(url[: MOST_URL + 1])
    text = _isolated(told.removeprefix("https://").removeprefix("http://"), MOST_SHOWN_URL)
    text = text.replace("/", Markup("/<wbr>")) if text.isascii() else text  # where it may break
    address = parse_web(told) if len(url) <= MOST_URL else None
    if address is None:
        return text
    return Markup('<a href="{}" rel="noreferrer nofollow noopener">{}</a>').format(
        address.href, text
    )


def _isolated(text: str, limit: int) -> Markup:
    """Return a text of others; the direction of its script does not turn what stands beside it."""
    shown = values.readable(told_safely(text[: MOST_URL + 1]), limit)
    return escape(shown) if shown.isascii() else Markup("<bdi>{}</bdi>").format(shown)


def _facts(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return thresholds or a profile as names and texts."""
    return [
        (name.replace("_", " ").capitalize(), _fact(name, fact)) for name, fact in facts.items()
    ]


def _fact(name: str, fact: object) -> str:
    if isinstance(fact, Mapping):
        return ", ".join(f"{key} ({value})" if value else str(key) for key, value in fact.items())
    if isinstance(fact, list | tuple | set | frozenset):
        return ", ".join(_fact("", each) for each in fact)
    if isinstance(fact, float) and _unit_of(name) is Unit.COUNT:
        return f"{fact:g}"  # a threshold is told as it is, not rounded
    if isinstance(fact, int | float) and not isinstance(fact, bool):
        return values.shown(fact, _unit_of(name))
    return "" if fact is None else str(fact)


def _unit_of(name: str) -> Unit:
    if "share" in name.split("_"):
        return Unit.SHARE
    return Unit.DAYS if name.endswith("_days") else Unit.COUNT
