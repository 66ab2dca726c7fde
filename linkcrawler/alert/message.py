"""One alert as it is sent: a subject, a text, Markdown, and the JSON lines of ``changes``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from linkcrawler.alert.digest import Cause, Digest, Row, group_events
from linkcrawler.alert.escape import chat, markdown, subject
from linkcrawler.states import ChangeKind, RunCause
from linkcrawler.text import json_line
from linkcrawler.urls import without_credentials

EVENT_KEYS = (
    *("id", "at", "run_id", "backlink_id", "referring_page", "target"),
    *("kind", "field", "old", "new", "reason", "observation_id"),
)
"""Keys of a JSON line; those of ``linkcrawler changes --json``."""

TEXT_CHARACTERS = 12_000
"""A mail may be longer, but nobody reads it; chats cut a text sooner, by themselves."""

BODY_BYTES = 1 << 20
"""JSON lines of one alert; many receivers take no more."""

_LATE_HOURS = 6
_MORE_BYTES = 200

Escape = Callable[[object], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent of one alert, whatever the channel."""

    kind: str
    """``changes``, ``held``, ``outage`` or ``test``."""

    run_id: int | None
    """``None``: of no run."""

    subject: str
    text: str
    markdown: str
    lines: tuple[str, ...]
    """JSON, an object each."""

    key: str = ""
    """The same at every attempt of this alert to this target."""

    @property
    def body(self) -> bytes:
        """Return the JSON lines as bytes."""
        return "".join(f"{line}\n" for line in self.lines).encode()

    def under(self, key: str) -> Self:
        """Return the same message under a key."""
        return replace(self, key=key)


def compose(
    run_id: int,
    events: Iterable[Row],
    *,
    remarks: Iterable[str] = (),
) -> Message | None:
    """Return the alert of a run's events; ``None`` where there are none.

    ``remarks`` are our own sentences, which come before the list.
    """
    lines = _Lines(run_id)
    digest = group_events(run_id, lines.watch(events))
    if not digest.events:
        return None
    told = tuple(remarks)
    return Message(
        kind="changes",
        run_id=run_id,
        subject=subject(f"Backlinks: {digest.headline} (run {run_id})"),
        text=_render(digest, told, chat, is_markdown=False),
        markdown=_render(digest, told, markdown, is_markdown=True),
        lines=lines.all(),
    )


def notice(kind: str, run_id: int | None, headline: str, sentences: Iterable[str]) -> Message:
    """Return a message that tells something of a run, or of us, and names no link."""
    told = tuple(sentences)
    line = {"kind": kind, "run_id": run_id, "message": " ".join(told)}
    return Message(
        kind=kind,
        run_id=run_id,
        subject=subject(headline),
        text="\n".join(told),
        markdown="\n\n".join(markdown(sentence) for sentence in told),
        lines=(json_line(line),),
    )


def held_notice(run_id: int, gone: int, live: int, remarks: Iterable[str] = ()) -> Message:
    """Return what is told at once of a mass loss."""
    share = f"{100 * gone / live:.0f} %" if live else "all"
    return notice(
        "held",
        run_id,
        f"Backlinks: alert held, {share} of the live links are gone at once (run {run_id})",
        (
            *remarks,
            f"Run {run_id} found {gone:,} of {live:,} links no more that were live ({share}).",
            "So many at once are more often a fault between here and there than a loss.",
            "The alert is held until the next run has looked again, and names what is still gone.",
            "'linkcrawler alert send --held' sends it now.",
        ),
    )


def outage_notice(
    run_id: int, cause: RunCause | None = None, remarks: Iterable[str] = ()
) -> Message:
    """Return what is told of a run that was not healthy; ``cause`` is known of newer ones."""
    return notice(
        "outage",
        run_id,
        f"Backlinks: our own line was not healthy (run {run_id})",
        (
            *remarks,
            *([cause.sentence] if cause else []),
            f"So run {run_id} made no state worse, and no link is called lost for it.",
            "Look after it; the next run asks for the same pages again.",
            "This is told once, however many runs in a row end like this.",
        ),
    )


def trial_message() -> Message:
    """Return a message that shows whether a target works."""
    return notice(
        "test",
        None,
        "Backlinks: a test of the alerts",
        ("This is a test of linkcrawler's alerts. Nothing was lost.",),
    )


def age_remark(put_at: datetime, now: datetime) -> tuple[str, ...]:
    """Return how late an alert is, if it is."""
    hours = (now - put_at).total_seconds() / 3600
    if hours < _LATE_HOURS:
        return ()
    waited = f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
    return (f"This alert is {waited} old: it could not be delivered before.",)


class _Lines:
    """JSON lines of the events that go by, up to a size."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._lines: list[str] = []
        self._left = BODY_BYTES - _MORE_BYTES
        self._more = 0

    def watch(self, events: Iterable[Row]) -> Iterable[Row]:
        for event in map(_without_passwords, events):
            line = json_line({key: event[key] for key in EVENT_KEYS})
            size = len(line.encode()) + 1
            if self._more or size > self._left:
                self._more += 1
            else:
                self._left -= size
                self._lines.append(line)
            yield event

    def all(self) -> tuple[str, ...]:
        if not self._more:
            return tuple(self._lines)
        more: Mapping[str, object] = {
            "kind": "more",
            "run_id": self._run_id,
            "events": self._more,
        }
        return (*self._lines, json_line(more))


def _without_passwords(event: Row) -> Row:
    """Return the event without ``user:password@`` in its addresses."""
    found = {
        key: without_credentials(value)
        for key in ("referring_page", "target", "final_url", "old", "new")
        if isinstance(value := event[key], str) and "@" in value and "://" in value
    }
    return {**event, **found} if found else event


def _render(digest: Digest, remarks: tuple[str, ...], safe: Escape, *, is_markdown: bool) -> str:
    """Return the digest up to a length; what is left out is counted."""
    headline = f"Run {digest.run_id}: {digest.headline}."
    parts = [*(f"{safe(remark)}\n" for remark in remarks), f"{safe(headline)}\n"]
    left = TEXT_CHARACTERS - sum(map(len, parts))
    told_links = 0
    for number, cause in enumerate(digest.causes):
        part = "\n" + "\n".join(_cause_lines(cause, safe, is_markdown=is_markdown)) + "\n"
        if len(part) > left:
            causes = len(digest.causes) - number
            more = f"... and {digest.events - told_links:,} more of {causes:,} causes:"
            command = f"linkcrawler changes --run {digest.run_id}"
            parts.append(f"\n{safe(more)} {f'`{command}`' if is_markdown else command}\n")
            break
        told_links += cause.links
        left -= len(part)
        parts.append(part)
    return "".join(parts)


def _cause_lines(cause: Cause, safe: Escape, *, is_markdown: bool) -> list[str]:
    what = cause.kind.value.upper()
    if cause.changed_field:
        what += f" ({cause.changed_field})"
    number = f"{cause.links:,} link{'s' if cause.links > 1 else ''}"
    pages = f" on {len(cause.pages):,} pages" if len(cause.pages) > 1 else ""
    away = cause.final_host and not _is_at(cause.final_host, cause.referring_domain)
    at = f", now answered by {cause.final_host}" if away else ""
    heading = safe(f"{what}: {number}{pages} of {cause.referring_domain}{at}")
    bullet = "- " if is_markdown else "  "
    lines = [f"**{heading}**" if is_markdown else heading, ""][: 2 if is_markdown else 1]
    if cause.kind is not ChangeKind.CHANGED:
        lines.append(f"{bullet}{safe(cause.sentence)}")
    for event in cause.examples:
        arrow = safe(" -> ")
        lines.append(f"{bullet}{safe(event['referring_page'])}{arrow}{safe(event['target'])}")
        evidence = [safe(part) for part in _evidence(event)]
        if evidence:
            lines.append(f"{'  - ' if is_markdown else '    '}{'; '.join(evidence)}")
    if cause.links > len(cause.examples):
        lines.append(f"{bullet}{safe(f'and {cause.links - len(cause.examples):,} more')}")
    return lines


def _evidence(event: Row) -> list[str]:
    """Return what shows that an event is true, as far as it is known."""
    if event["kind"] == ChangeKind.DEVIATION:
        agreed, found = _short(event["old"]), _short(event["new"])
        return [f"{event['field']}: agreed {agreed!r}, found {found!r}"]
    if event["field"] is not None:
        return [f"{event['field']}: {_short(event['old'])!r} -> {_short(event['new'])!r}"]
    told = [f"seen {event['at']}"]
    if event["http_status"] is not None:
        told.append(f"status {event['http_status']}")
    if event["final_url"] and event["final_url"] != event["referring_page"]:
        told.append(f"at {event['final_url']}")
    if event["anchor_text"]:
        told.append(f"anchor {_short(event['anchor_text'])!r}")
    if event["last_present_at"] and event["last_present_at"] != event["at"]:
        told.append(f"last there {event['last_present_at']}")
    return told


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "\u2026"


def _is_at(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
