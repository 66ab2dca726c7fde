"""``scrapy crawl``, with the exit codes of the public contract."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl

from linkcrawler.config import alerts_of
from linkcrawler.database import DEFAULT_DB, hold_known
from linkcrawler.errors import InputError, LinkcrawlerError
from linkcrawler.process import give_up_output, open_missing_streams, raise_open_file_limit
from linkcrawler.text import plain
from linkcrawler.urls import told_safely

if TYPE_CHECKING:  # what it imports takes half a second that "scrapy list" need not wait for
    from linkcrawler.crawl.session import Session

_ARGUMENTS = ("links", "target", "db", "encoding")


class Command(ScrapyCrawl):
    """Run a spider; ours open database and list before anything else starts."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options; it is the first that Scrapy asks of us, before it sets up its log."""
        open_missing_streams()
        raise_open_file_limit()
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider named in ``args``; the exit code tells how the run ended."""
        if args == ["targets"]:
            self._run_targets(args, opts)
            return
        if args != ["verify"]:
            super().run(args, opts)
            return
        known = {name: opts.spargs.pop(name, None) for name in _ARGUMENTS}
        try:
            if opts.spargs:
                raise InputError(
                    f"unknown argument -a {next(iter(opts.spargs))};"
                    f" {', '.join(_ARGUMENTS)} are known"
                )
            with hold_known(Path(known["db"] or DEFAULT_DB)) as is_held:
                self._verify(args, opts, known, is_held=is_held)
        except LinkcrawlerError as error:
            sys.stderr.write(f"linkcrawler: {told_safely(str(error))}\n")
            self.exitcode = error.exit_code
        except KeyboardInterrupt:
            self.exitcode = 4

    def _verify(
        self,
        args: list[str],
        opts: argparse.Namespace,
        known: dict[str, Any],
        *,
        is_held: bool,
    ) -> None:
        from linkcrawler.crawl.session import open_session

        assert self.settings is not None
        # A bad setting has to stop us before the list.
        session = open_session(**known, alerts=alerts_of(self.settings), is_held=is_held)
        try:
            opts.spargs["session"] = session
            with session.alerting():
                super().run(args, opts)
                session.finish()
            if self.exitcode == 0:
                self.exitcode = session.exit_code
            _tell(session)
        finally:
            session.close()

    def _run_targets(self, args: list[str], opts: argparse.Namespace) -> None:
        from linkcrawler.crawl.targets import open_targets, target_lines

        db = opts.spargs.pop("db", None)
        try:
            if opts.spargs:
                raise InputError(f"unknown argument -a {next(iter(opts.spargs))}; db is known")
            session = open_targets(db)
        except LinkcrawlerError as error:
            sys.stderr.write(f"linkcrawler: {told_safely(str(error))}\n")
            self.exitcode = error.exit_code
            return
        except KeyboardInterrupt:
            self.exitcode = 4
            return
        try:
            opts.spargs["session"] = session
            super().run(args, opts)
            session.finish()
            if self.exitcode == 0 and session.run:
                self.exitcode = session.exit_code
            _write(map(plain, target_lines(session)))
        finally:
            session.close()


def _tell(session: "Session") -> None:
    """Print what the run came to."""
    from linkcrawler.summary import summary_lines

    _write(summary_lines(session))


def _write(lines: Iterable[str]) -> None:
    """Print lines; nobody to read them takes nothing from the run."""
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        give_up_output()
