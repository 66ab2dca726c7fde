"""``targets``."""

from pathlib import Path

import click

from linkcrawler import store
from linkcrawler.cli.options import db_option, json_option, read_settings, settings_option, tell
from linkcrawler.cli.verify import crawl_settings, run_crawl
from linkcrawler.database import hold_known
from linkcrawler.process import signals_put_off
from linkcrawler.text import json_line, plain


@click.command()
@settings_option
@db_option
@json_option
@click.pass_context
def targets(ctx: click.Context, *, settings: tuple[str, ...], db: Path, as_json: bool) -> None:
    """Look at each page of your own that backlinks name: is it there, and may it be indexed?"""
    overrides = read_settings(settings)
    crawl_settings(overrides)  # a bad one is told first
    with hold_known(db) as is_held:
        with signals_put_off():
            from linkcrawler.crawl.targets import open_targets, target_lines

        session = open_targets(str(db), is_held=is_held)
        try:
            run_crawl(session, overrides, quiet=True, spider="targets")
            if as_json:
                tell(map(json_line, store.find_targets(session.db)))
            else:
                tell(map(plain, target_lines(session)))
        finally:
            session.close()
    ctx.exit(session.exit_code if session.run else 0)
