"""``serve``: the results in a browser."""

from pathlib import Path

import click

from linkcrawler import serve as serving
from linkcrawler import store
from linkcrawler.cli.options import db_option

DEFAULT_PORT = 8001


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0: one that is free.",
)
@click.option("--open", "is_opened", is_flag=True, help="Show it in your browser.")
@db_option
def serve(*, port: int, is_opened: bool, db: Path) -> None:
    """Browse the results on this machine, with Datasette; for reading alone."""
    store.open_reader(db).close()
    app = serving.make_app(db)
    with serving.open_port(port) as listener:
        address = f"http://{serving.HOST}:{listener.getsockname()[1]}/"
        click.echo(f"{db} is at {address}; end with Ctrl-C.")
        try:
            serving.run(app, listener, open_at=address if is_opened else None)
        except KeyboardInterrupt:
            click.echo("stopped")
