"""Options and forms of output that several commands share."""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from linkcrawler.database import DEFAULT_DB
from linkcrawler.process import give_up_output
from linkcrawler.text import json_line
from linkcrawler.urls import told_safely

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


def encoding_option(command: Decorated) -> Decorated:
    """Add ``--encoding``."""
    return click.option(
        "--encoding",
        metavar="NAME",
        help="What the text of lists is in, such as cp1255, where it is told wrong.",
    )(command)


def json_option(command: Decorated) -> Decorated:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def settings_option(command: Decorated) -> Decorated:
    """Add ``-s NAME=VALUE``."""
    return click.option(
        "-s",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        help="A setting of Scrapy or of ours, such as DOWNLOAD_DELAY=2.",
    )(command)


def read_settings(texts: Iterable[str]) -> dict[str, str]:
    """Return the settings of ``-s NAME=VALUE``."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.isupper():
            # What stands behind the name may be a password.
            told = name if equals else told_safely(text)
            raise click.BadParameter(f"{told!r} is not NAME=VALUE", param_hint="-s")
        found[name] = value
    return found


def echo_json(value: Mapping[str, object]) -> None:
    """Print one JSON object on one line."""
    click.echo(json_line(value))


def byte_size(number: int) -> str:
    """Return a number of bytes for people, such as ``1.5 MB``."""
    size = float(number)
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1000:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"


def tell(lines: Iterable[str]) -> None:
    """Print the lines of a run that is done; nobody to read them takes nothing from the run."""
    try:
        for line in lines:
            click.echo(line)
        sys.stdout.flush()
    except OSError:
        give_up_output()
