"""Options and forms of output that several commands share."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from linkcrawler.crawl.session import DEFAULT_DB

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)

Decorated = Callable[..., Any]


def db_option(command: Decorated) -> Decorated:
    """Add ``--db``."""
    return click.option(
        "--db",
        type=click.Path(path_type=Path),
        default=Path(DEFAULT_DB),
        show_default=True,
        help="The SQLite file.",
    )(command)


def json_option(command: Decorated) -> Decorated:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def echo_json(value: Mapping[str, object]) -> None:
    """Print one JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def plain(value: object) -> str:
    """Return ``value`` for a terminal: what could command it is shown by its code."""
    text = "" if value is None else str(value)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
