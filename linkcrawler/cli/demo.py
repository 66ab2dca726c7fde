"""``demo``: a small web on loopback, and the main job on it."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from linkcrawler import store
from linkcrawler.cli.options import db_option, echo_json, json_option, tell
from linkcrawler.cli.verify import result, run_crawl
from linkcrawler.crawl.session import Session, open_session, utc_now
from linkcrawler.demo import (
    DEFAULT_PORT,
    LIST_NAME,
    PROFILE,
    DemoWeb,
    demo_backlinks,
    write_list,
    write_past,
)
from linkcrawler.summary import summary_lines


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=DEFAULT_PORT, show_default=True)
@click.option("--night", type=click.IntRange(1), help="Default: one more than the runs in --db.")
@click.option("--verify", "is_verified", is_flag=True, help="Verify the demo's list, then stop.")
@db_option
@json_option
@click.pass_context
def demo(
    ctx: click.Context,
    *,
    port: int,
    night: int | None,
    is_verified: bool,
    db: Path,
    as_json: bool,
) -> None:
    """Serve a small web of linking pages on loopback; with --verify, run the main job on it.

    The second night differs from the first, so a second --verify shows changes.
    """
    tonight = night or _next_night(db)
    with DemoWeb(port=port, night=tonight):
        if not is_verified:
            _serve(port, tonight)
            return
        session = _open(db, port)
        try:
            # The demo tells the same on every machine, so it uses no browser.
            own = {"LINKCRAWLER_ALLOW_PRIVATE": "1", "LINKCRAWLER_RENDER": "0"}
            run_crawl(session, own, quiet=as_json)
            if as_json:
                echo_json(result(session))
            else:
                _echo(session, tonight)
        finally:
            session.close()
        _look_at_targets(db, quiet=as_json)
        if not as_json:
            tell(_what_next(db))
    ctx.exit(session.exit_code)


def _look_at_targets(db: Path, *, quiet: bool) -> None:
    """Look at the business's own pages too, in a process of its own: a crawl is one a process."""
    settings = ("LINKCRAWLER_ALLOW_PRIVATE=1", "LINKCRAWLER_RENDER=0")
    words = [word for setting in settings for word in ("-s", setting)]
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "linkcrawler", "targets", "--db", str(db), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if not quiet:
        tell(["", "Pages of your own that are linked to:", *done.stdout.splitlines()])


def _as_called() -> str:
    """Return the command as a shell finds it, which in a checkout is not by its name."""
    program = Path(sys.argv[0])
    if program.stem != "linkcrawler":
        return "linkcrawler"
    if shutil.which("linkcrawler"):
        return "linkcrawler"
    inside = program.is_absolute() and program.is_relative_to(Path.cwd())
    return str(program.relative_to(Path.cwd()) if inside else program)


def _next_night(db: Path) -> int:
    return store.count_runs(store.open_reader(db), LIST_NAME) + 1 if db.exists() else 1


def _serve(port: int, night: int) -> None:
    click.echo(f"Night {night} of the demo web: http://demo.localhost:{port}/")
    click.echo(f"{len(demo_backlinks(port))} backlinks; end with Ctrl-C.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("stopped")


def _open(db: Path, port: int) -> Session:
    now = utc_now()
    if not db.exists():
        write_past(db, port, now)
        _write_profile(db.with_suffix(".toml"))
    with tempfile.TemporaryDirectory() as folder:
        links = Path(folder) / LIST_NAME
        write_list(links, port, now.date())
        return open_session(db=str(db), links=str(links))


def _write_profile(path: Path) -> None:
    """Leave what the audit is told of the site beside the database, never in place of a file."""
    with suppress(FileExistsError), path.open("x", encoding="utf-8") as file:
        file.write(PROFILE)


def _echo(session: Session, night: int) -> None:
    click.echo(f"Night {night} of the demo web")
    for line in summary_lines(session):
        click.echo(line)


def _what_next(db: Path) -> Iterator[str]:
    yield f"\nThe results are in {db}. Try:"
    yield f"  {_as_called()} changes --db {db}"
    yield f"  {_as_called()} report --db {db}"
    yield f"  sqlite3 -box {db} 'SELECT link_state, count(*) FROM backlink_status GROUP BY 1'"
