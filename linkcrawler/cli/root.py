"""The group of commands, and how their errors reach people."""

import signal
import sqlite3
import sys
from types import FrameType

import click

from linkcrawler.cli.alert import alert
from linkcrawler.cli.demo import demo
from linkcrawler.cli.doctor import doctor
from linkcrawler.cli.inspect import inspect
from linkcrawler.cli.keeping import backup, prune
from linkcrawler.cli.lists import import_lists
from linkcrawler.cli.results import changes, export, show
from linkcrawler.cli.verify import nightly, verify
from linkcrawler.errors import LinkcrawlerError
from linkcrawler.process import give_up_output, open_missing_streams, raise_open_file_limit

INTERRUPTED = 4
"""Exit code of the public contract: start it again and it goes on."""


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
        except BrokenPipeError:  # whoever read our output has seen enough
            give_up_output()
            ctx.exit(0)
        except KeyboardInterrupt:  # before the crawl, which takes its signals itself, or after
            give_up_output()
            ctx.exit(INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linkcrawler")
def root() -> None:
    """Verify known backlinks: revisit each linking page and say what became of the link."""


for command in (
    *(import_lists, verify, nightly, show, changes, alert, inspect, export),
    *(backup, prune, doctor, demo),
):
    root.add_command(command)


def main() -> None:
    """Run the command line; text is UTF-8 whatever the locale says."""
    open_missing_streams()
    raise_open_file_limit()
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    root(prog_name="linkcrawler")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Take a SIGTERM as Ctrl-C is taken, so that locks and files are let go of."""
    raise KeyboardInterrupt
