"""``report``: an audit as one HTML file."""

from typing import Any

import click

from linkcrawler.cli.auditing import AuditOptions, audit_of, audit_options
from linkcrawler.cli.options import byte_size
from linkcrawler.export import STANDARD_OUTPUT, whole_file
from linkcrawler.text import plain


@click.command()
@click.argument("file", default="report.html", metavar="[FILE.html|-]")
@audit_options
@click.option("--title", default="", help="Default: Backlinks of the site.")
@click.option("--client", default="", metavar="NAME", help="For whom it was made, on the cover.")
def report(*, file: str, title: str, client: str, **given: Any) -> None:
    """Write the audit as one HTML file for a client; a whole file or none.

    The file holds all it needs and loads nothing. A browser prints it, or saves it as PDF.
    """
    if file != STANDARD_OUTPUT and not file.lower().endswith((".html", ".htm")):
        raise click.UsageError(
            f"{plain(file)}: a report is HTML, so its name ends in .html; a browser saves it as PDF"
        )
    from linkcrawler.report.html import render_report

    made = render_report(audit_of(AuditOptions(**given)), title=title, client=client)
    body = made.encode()
    with whole_file(file) as out:
        out.write(body)
    if file != STANDARD_OUTPUT:
        click.echo(f"linkcrawler: {plain(file)} ({byte_size(len(body))})", err=True)
