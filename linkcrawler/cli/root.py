"""The group of commands, and how their errors reach people."""

import os
import sqlite3
import sys

import click

from linkcrawler.cli.alert import alert
from linkcrawler.cli.demo import demo
from linkcrawler.cli.inspect import inspect
from linkcrawler.cli.results import changes, export, show
from linkcrawler.cli.verify import import_list, verify
from linkcrawler.errors import LinkcrawlerError


class _Commands(click.Group):
    """Turns what a person must fix into one line and the right exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except LinkcrawlerError as error:
            click.echo(f"linkcrawler: {error}", err=True)
            ctx.exit(error.exit_code)
        except sqlite3.Error as error:
            click.echo(f"linkcrawler: the database can't be used ({error})", err=True)
            ctx.exit(2)
        except BrokenPipeError:
            # Whoever read our output has seen enough; Python would complain at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linkcrawler")
def root() -> None:
    """Verify known backlinks: revisit each linking page and say what became of the link."""


for command in (import_list, verify, show, changes, alert, inspect, export, demo):
    root.add_command(command)


def main() -> None:
    """Run the command line; text is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    root(prog_name="linkcrawler")
