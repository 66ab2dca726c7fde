"""What proves a verdict to others, as one compact JSON text beside the observation."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from linkcrawler.models import Check, DuePage, Evidence, Fetch, Look, PageFacts
from linkcrawler.states import FetchOutcome, LinkState, PageState
from linkcrawler.store.times import stamp
from linkcrawler.urls import told_safely

MAX_HEADER_CHARACTERS = 200
"""Of one header's value; a ``Link`` header may be long."""

_TITLE_CHARACTERS = 300

Found = dict[str, object]


def evidence_of(look: Look, check: Check) -> str | None:
    """Return the evidence for a verdict; ``None`` where the row itself says enough.

    That is a link seen on the page as it always was, and not archived: the row has its markup and
    where it stands.
    """
    is_plain = (
        check.verdict.link_state is LinkState.PRESENT
        and check.verdict.page_state is PageState.OK
        and not any(event.backlink_id == check.backlink.id for event in look.events)
    )
    found: Found = {"warc": look.archived}
    if not is_plain:
        evidence = look.evidence
        found = {
            **_fetch(evidence.fetch),
            **_facts(evidence.facts),
            "rendering": evidence.rendering,
            "original": _original(evidence),
            "good": _good(evidence.page)
            if check.verdict.link_state is not LinkState.PRESENT
            else None,
            **found,
        }
    told = {name: value for name, value in found.items() if value not in (None, "", [], {})}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) if told else None


def _good(page: DuePage) -> Found:
    """Return what is known of the last look at a page that was good, before this one."""
    if page.good is None or page.good_at is None:
        return {}
    values = {"at": stamp(page.good_at), **asdict(page.good)}
    return {name: value for name, value in values.items() if value is not None}


def _fetch(fetch: Fetch) -> Found:
    return {
        "outcome": fetch.outcome if fetch.outcome is not FetchOutcome.RESPONSE else None,
        "hops": [[hop.url, hop.status] for hop in fetch.hops],
        "headers": _headers(fetch.headers),
        "ip_address": fetch.ip_address,
        "tls_error": fetch.tls_error,
        "incomplete": fetch.incomplete,
        "body_bytes": fetch.body_bytes or None,
    }


def _headers(headers: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the few headers that are kept, which hold no secret, each cut to a length."""
    return [
        [name, told_safely(value)[:MAX_HEADER_CHARACTERS]]
        for name, value in headers
        if name != "location"  # the chain has them
    ]


def _facts(facts: PageFacts | None) -> Mapping[str, object]:
    if facts is None:
        return {}
    return {
        "title": facts.title[:_TITLE_CHARACTERS] if facts.title else None,
        "words": facts.words or None,
        "text_sketch": facts.text_sketch,
        "template_sketch": facts.template_sketch,
        "signals": sorted(facts.signals),
        "recognised": facts.recognised,
    }


def _original(evidence: Evidence) -> Found | None:
    """Return what came of the page that this one names as its original."""
    look = evidence.original
    if look is None:
        return None
    return {
        "url": told_safely(evidence.facts.canonical or "") if evidence.facts else None,
        "final_url": look.fetch.final_url,
        "status": look.fetch.status,
        "outcome": look.fetch.outcome,
    }
