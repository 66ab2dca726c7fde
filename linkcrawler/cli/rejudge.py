"""``rejudge``: what web archives hold, judged once more, without a crawl."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkcrawler import store
from linkcrawler.cli.options import db_option, echo_json, json_option
from linkcrawler.config import Config, project_settings
from linkcrawler.errors import InputError
from linkcrawler.states import Reason
from linkcrawler.text import plain

if TYPE_CHECKING:  # see below
    from linkcrawler.crawl.rejudge import PageAgain, Said

NO_PACKAGE = "the package warcio is needed to read web archives: pip install warcio"


@dataclass(slots=True)
class _Counts:
    pages: int = 0
    backlinks: int = 0
    differ: int = 0
    not_judged: int = 0


@click.command()
@click.argument("warc", nargs=-1, required=True, type=click.Path(path_type=Path))
@db_option
@json_option
@click.pass_context
def rejudge(ctx: click.Context, *, warc: tuple[Path, ...], db: Path, as_json: bool) -> None:
    """Judge what WARC files hold by today's code, and tell what differs from what was said then.

    Nothing is written. Exit code 0: nothing differs; 1: something does; 2: a file can't be read
    to its end, and what comes before its damage was judged.
    """
    if find_spec("warcio") is None:
        raise InputError(NO_PACKAGE)
    # Scrapy and warcio take half a second that the other commands need not wait for.
    from linkcrawler.crawl.readers import Readers
    from linkcrawler.crawl.rejudge import rejudge as judge_again
    from linkcrawler.warc.captures import Captures

    config = Config.from_settings(project_settings())
    database = store.open_reader(db)
    captures = Captures()
    for path in warc:
        try:
            captures.add(path)
        except OSError as error:
            raise InputError(f"{path}: can't be read ({error.strerror or error})") from error
    counts = _Counts()

    async def tell(pages: "AsyncIterator[PageAgain]") -> None:
        async for page in pages:
            _echo_page(page, counts, as_json=as_json)

    with Readers(config.parse_workers) as readers:
        asyncio.run(tell(judge_again(database, captures, readers, config.max_body_bytes)))
    code = 2 if captures.damages else int(counts.differ > 0)
    if as_json:
        echo_json({**asdict(counts), "damages": captures.damages, "exit_code": code})
    else:
        _echo_counts(counts)
    for damage in captures.damages:
        click.echo(f"linkcrawler: {plain(damage)}", err=True)
    ctx.exit(code)


def _echo_page(page: "PageAgain", counts: _Counts, *, as_json: bool) -> None:
    if page.problem is not None:
        counts.not_judged += 1
        if as_json:
            echo_json({"referring_page": page.page, "at": page.at, "not_judged": page.problem})
        else:
            click.echo(f"{plain(page.page) or 'a page'}: not judged, {plain(page.problem)}")
        return
    counts.pages += 1
    counts.backlinks += len(page.backlinks)
    for backlink in page.backlinks:
        differs_in = backlink.differs_in
        if not differs_in:
            continue
        counts.differ += 1
        if as_json:
            told = {**asdict(backlink), "differs_in": differs_in}
            echo_json({"referring_page": page.page, "at": page.at, **told})
            continue
        click.echo(f"{page.at} {plain(page.page)} -> {plain(backlink.target)}")
        click.echo(f"    then {_verdict(backlink.then)}")
        click.echo(f"    now  {_verdict(backlink.now)}")
        for name in differs_in:
            if backlink.then is not None and name not in ("page_state", "link_state", "reason"):
                old, new = plain(backlink.then[name]), plain(backlink.now[name])
                click.echo(f"    {name}: {old!r} -> {new!r}")


def _verdict(said: "Said | None") -> str:
    if said is None:
        return "not checked"
    reason = str(said["reason"])
    sentence = Reason(reason).sentence if reason in set(Reason) else reason
    return f"{plain(said['link_state'])}, page {plain(said['page_state'])}: {plain(sentence)}"


def _echo_counts(counts: _Counts) -> None:
    click.echo(
        f"Judged again: {counts.backlinks:,} backlinks on {counts.pages:,} pages;"
        f" {counts.differ:,} differ from what was said then."
    )
    if counts.not_judged:
        click.echo(f"Not judged: {counts.not_judged:,} pages.")
