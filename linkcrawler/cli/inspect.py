"""``inspect``: one page and all its links, without a database."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import tee
from pathlib import Path

import click

from linkcrawler.cli.options import echo_json, json_option
from linkcrawler.crawl.once import fetch_once
from linkcrawler.crawl.readers import Readers, UnreadableError
from linkcrawler.crawl.session import utc_now
from linkcrawler.errors import InputError
from linkcrawler.judge import count_link
from linkcrawler.models import LinkObservation, PageFacts
from linkcrawler.page import Answer, inspect_page, match_url
from linkcrawler.process import processors
from linkcrawler.taking import check_target
from linkcrawler.text import plain
from linkcrawler.urls import join, parse_web


@click.command()
@click.argument("page", required=False, metavar="FILE|URL")
@click.option("--url", help="Address of the page, where it is read from a file.")
@click.option("--target", help="Show only links to this site or URL, with how close they come.")
@click.option("--batch", is_flag=True, help="Read JSON lines {id, path, url}, write JSON lines.")
@json_option
def inspect(
    *, page: str | None, url: str | None, target: str | None, batch: bool, as_json: bool
) -> None:
    """Show what a page says of itself and every link on it, judged."""
    if target is not None:
        check_target(target)
    if batch:
        _inspect_batch(page)
        return
    if page is None:
        raise click.UsageError("give a file or a URL, or --batch")
    answer = _answer(page, url)
    facts, links = inspect_page(answer, utc_now())
    if as_json:
        echo_json(_page_and_links(facts, links, target))
        return
    _echo_page(facts)
    for link in links:
        level = match_url(link.url, target) if target and link.url else None
        if target is None or level:
            _echo_link(link, facts, level)


def _answer(page: str, url: str | None) -> Answer:
    if page.startswith(("http://", "https://")):
        if not parse_web(page):
            raise InputError(f"{page}: no address of a page")
        return fetch_once(page)
    return _file_answer(Path(page), url)


def _file_answer(path: Path, url: str | None) -> Answer:
    if url is not None and join(url, "") is None:
        raise InputError(f"--url {url!r} is no address; http://example.com/page is one")
    try:
        body = path.read_bytes()
    except (OSError, ValueError) as error:  # a path with a NUL is a ValueError
        raise InputError(f"{str(path)!r}: can't be read ({error}); a page is expected") from error
    return Answer(
        url=url or "http://localhost/",
        status=200,
        headers=(("content-type", _file_type(body)),),
        body=body,
    )


def _file_type(body: bytes) -> str:
    """Return the media type a server would send with the file.

    Pages are saved as UTF-8 whatever their ``<meta>`` says, and hardly any other text is valid
    UTF-8 by chance.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "text/html"
    return "text/html; charset=utf-8"


def _inspect_batch(source: str | None) -> None:
    """Answer each line, in order; a line that can't be used is answered with ``error``."""
    lines = sys.stdin if source in (None, "-") else _open_lines(str(source))
    asked = ((line, number) for number, line in enumerate(lines, 1) if line.strip())
    numbered, calls = tee(asked)
    with Readers(processors()) as readers:
        for (line, number), read in zip(numbered, readers.map(batch_row, calls), strict=True):
            row = read
            if isinstance(read, UnreadableError):
                row = {"id": _id_of(line), "error": f"line {number}: {read}"}
            click.echo(json.dumps(row, ensure_ascii=False, default=str))


def _open_lines(path: str) -> Iterator[str]:
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error})") from error


def _id_of(line: str) -> object:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return asked.get("id") if isinstance(asked, Mapping) else None


def batch_row(line: str, number: int) -> dict[str, object]:
    """Return the answer to one line of a batch; it runs in a worker process."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"line {number}: no JSON ({error})"}
    if not isinstance(asked, Mapping):
        return {"id": None, "error": f"line {number}: an object with id, path and url is expected"}
    path, url, target = (asked.get(name) for name in ("path", "url", "target"))
    if not isinstance(path, str) or not all(isinstance(v, str | None) for v in (url, target)):
        return {
            "id": asked.get("id"),
            "error": f"line {number}: path, url and target have to be texts, path is needed",
        }
    try:
        answer = _file_answer(Path(path), url)
    except InputError as error:
        return {"id": asked.get("id"), "error": f"line {number}: {error}"}
    facts, links = inspect_page(answer, utc_now(), brief=True)
    return {"id": asked.get("id"), **_page_and_links(facts, links, target)}


def _page_and_links(
    facts: PageFacts, links: list[LinkObservation], target: str | None
) -> dict[str, object]:
    rows = [_link_row(link, facts, target) for link in links]
    return {
        "page": {
            "title": facts.title,
            "language": facts.language,
            "declared_language": facts.declared_language,
            "language_conflict": facts.language_conflict,
            "canonical": facts.canonical,
            "canonical_away": facts.canonical_away,
            "noindex_from": facts.robots.noindex_from,
            "nofollow_from": facts.robots.nofollow_from,
            "refresh_url": facts.refresh_url,
            "words": facts.words,
            "text_sketch": facts.text_sketch,
            "template_sketch": facts.template_sketch,
            "comment_widget": facts.comment_widget,
            "links_on_page": facts.links_on_page,
            "external_links_on_page": facts.external_links_on_page,
            "signals": sorted(facts.signals),
            "recognised": facts.recognised,
            "traits": asdict(facts.traits),
            "media_type": facts.media_type,
            "encoding": facts.encoding,
        },
        "links": [row for row, link in zip(rows, links, strict=True) if link.element == "a"],
        "areas": [row for row, link in zip(rows, links, strict=True) if link.element != "a"],
    }


def _link_row(link: LinkObservation, facts: PageFacts, target: str | None) -> dict[str, object]:
    count = count_link(link, facts)
    row: dict[str, object] = {
        "href": link.href,
        "url": link.url,
        "anchor_text": link.anchor_text,
        "anchor_source": link.anchor_source,
        "rel": list(link.rel),
        "placement": link.placement,
        "placement_rule": link.placement_rule,
        "comment_platform": link.comment_platform,
        "comment_part": link.comment_part,
        "countability": count.countability,
        "nofollow_from": count.nofollow_from,
        "not_counted_because": count.not_counted_because,
        "match_level": match_url(link.url, target) if target and link.url else None,
    }
    if link.dom_path:
        row |= {
            "left_context": link.left_context,
            "right_context": link.right_context,
            "dom_path": link.dom_path,
        }
    return row


def _echo_page(facts: PageFacts) -> None:
    click.echo(f"title: {plain(facts.title)}")
    click.echo(f"language: {facts.language or '-'} (declared {facts.declared_language or '-'})")
    if facts.canonical:
        away = " (another page)" if facts.canonical_away else ""
        click.echo(f"canonical: {plain(facts.canonical)}{away}")
    if facts.robots.noindex_from:
        click.echo(f"noindex: by {facts.robots.noindex_from}")
    if facts.signals:
        known_by = f" (known by {facts.recognised})" if facts.recognised else ""
        told = ", ".join(signal.sentence for signal in sorted(facts.signals))
        click.echo(f"signs: {told}{known_by}")
    click.echo(f"links: {facts.links_on_page}, to other sites {facts.external_links_on_page}")


def _echo_link(link: LinkObservation, facts: PageFacts, level: str | None) -> None:
    count = count_link(link, facts)
    because = f" ({count.not_counted_because})" if count.not_counted_because else ""
    match = f" [{level}]" if level else ""
    click.echo(f"{plain(link.url or link.href)}{match}")
    click.echo(
        f"    {plain(link.anchor_text)!r}, {link.placement}, {count.countability}{because}"
        + (f", rel={' '.join(link.rel)}" if link.rel else "")
    )
