"""The group of commands, and how their errors reach people."""

import signal
import sqlite3
import sys
from importlib import import_module
from types import FrameType

import click

from linkcrawler.errors import LinkcrawlerError
from linkcrawler.process import (
    give_up_output,
    open_missing_streams,
    raise_open_file_limit,
    signals_put_off,
)
from linkcrawler.urls import told_safely

INTERRUPTED = 4
"""Exit code of the public contract: start it again and it goes on."""


COMMANDS = {
    "import": ("lists:import_lists", "Take lists of backlinks into the database."),
    "verify": ("verify:verify", "Revisit the linking pages and judge every backlink."),
    "nightly": ("verify:nightly", "Verify what is due, for cron and systemd."),
    "targets": ("targets:targets", "Look at the pages of your own that are linked to."),
    "show": ("results:show", "Tell all that is known of a referring page or a target."),
    "changes": ("results:changes", "Tell what changed between two looks."),
    "alert": ("alert:alert", "Tell people and programs what a run found."),
    "inspect": ("inspect:inspect", "Show what a page says of itself and every link on it."),
    "audit": ("audit:audit", "Answer what a site owner asks, from verified links."),
    "report": ("report:report", "Write the audit as one HTML file for a client."),
    "outreach": ("outreach:outreach", "Keep account of links that are to be removed; draft texts."),
    "disavow": ("disavow:disavow", "Write Google's disavow file, with care."),
    "export": ("export:export", "Write the results for a spreadsheet or another tool."),
    "serve": ("serve:serve", "Browse the results on this machine, with Datasette."),
    "rejudge": ("rejudge:rejudge", "Judge web archives again by today's rules, offline."),
    "backup": ("keeping:backup", "Copy the database to one whole file."),
    "prune": ("keeping:prune", "Forget old history."),
    "doctor": ("doctor:doctor", "Examine machine, settings and database."),
    "demo": ("demo:demo", "Serve a small web of linking pages, and verify it."),
}
"""Module and function of each command, and what it does, in the order of the help."""


class _Commands(click.Group):
    """Imports a command when it is asked for; turns what a person must fix into one line."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        with signals_put_off():
            command = getattr(import_module(f"linkcrawler.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except LinkcrawlerError as error:
            click.echo(f"linkcrawler: {told_safely(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except sqlite3.Error as error:
            click.echo(f"linkcrawler: the database can't be used ({error})", err=True)
            ctx.exit(2)
        except PermissionError as error:  # a folder on the way that may not be looked into
            click.echo(f"linkcrawler: {error.filename}: {error.strerror}", err=True)
            ctx.exit(2)
        except BrokenPipeError:  # whoever read our output has seen enough
            give_up_output()
            ctx.exit(0)
        except KeyboardInterrupt:  # before the crawl, which takes its signals itself, or after
            give_up_output()
            sys.unraisablehook = _say_nothing  # what was half made complains as it goes
            ctx.exit(INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linkcrawler")
def root() -> None:
    """Verify known backlinks: revisit each linking page and say what became of the link."""


def main() -> None:
    """Run the command line; text is UTF-8 whatever the locale says."""
    open_missing_streams()
    raise_open_file_limit()
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    root(prog_name="linkcrawler")


def _say_nothing(_complaint: object) -> None:
    """Take what Python can't raise, where the program is ending anyway."""


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Take a SIGTERM as Ctrl-C is taken, so that locks and files are let go of."""
    raise KeyboardInterrupt
