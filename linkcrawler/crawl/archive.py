"""What was received of each page is held until the page is judged, and then archived.

The archive never costs a verdict: where it can't be written, that is told once, and it is off for
the rest of the run.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scrapy.http import Response

from linkcrawler.config import Config
from linkcrawler.crawl.fetch import GOOGLEBOT_ALLOWED, KEPT_HEADERS, incomplete_of
from linkcrawler.crawl.handler import WIRE
from linkcrawler.crawl.render import RENDERED, Rendered
from linkcrawler.crawl.response import UNFRAMED
from linkcrawler.crawl.second_look import frames_of_interest
from linkcrawler.crawl.visit import Beside, Sibling, Visit
from linkcrawler.models import Evidence, Fetch, Look
from linkcrawler.states import LinkState
from linkcrawler.urls import told_safely, without_credentials
from linkcrawler.warc import exchange as warc
from linkcrawler.warc.folder import WarcFolder

NO_PACKAGE = (
    "LINKCRAWLER_WARC is set, but the package warcio is not there, so nothing was archived. To have"
    " it: pip install warcio."
)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    """What was received of a page so far."""

    left: int = 0
    """Backlinks of the page that are not judged yet: a visit may come to two looks."""

    file: str | None = None
    """Where it was written with the first of them."""

    attempts: int = 1
    """Times that the page was asked for; the last may have brought no answer."""

    exchanges: list[warc.Exchange] = field(default_factory=list)
    shown: warc.Shown | None = None
    sibling: Sibling | None = None
    home: Sibling | None = None


class Archive:
    """Holds what the pages on their way have sent, and writes it once they are judged."""

    def __init__(self, config: Config, run_id: int, tell: Callable[[str], None]) -> None:
        self._path = Path(config.warc) if config.warc else None
        self._only_changes = config.warc_changes
        self._tell = tell
        self._held: dict[int, _Held] = {}
        self._writing = threading.Lock()
        self._folder = WarcFolder(self._path, run_id) if self._path else None
        self._run_id = run_id
        if self._folder is not None and find_spec("warcio") is None:
            self._give_up(NO_PACKAGE)

    @property
    def is_on(self) -> bool:
        """Something is to be archived."""
        return self._folder is not None

    def keep(
        self, visit: Visit, response: Response, now: datetime, revises: datetime | None = None
    ) -> None:
        """Hold an answer on the way to a page.

        ``revises`` is for a 304 that we asked for: when the page was received that has not
        changed since.
        """
        wire = response.meta.get(WIRE)
        if self._folder is None or wire is None:
            return
        took = timedelta(seconds=response.meta.get("download_latency") or 0.0)
        exchange = warc.Exchange(
            url=without_credentials(response.url),
            at=now - took,
            wire=wire,
            status=response.status,
            role=_role(visit),
            attempt=visit.tries,
            incomplete=incomplete_of(response),
            is_framed=UNFRAMED not in response.flags,
            ip_address=str(response.ip_address) if response.ip_address else None,
            googlebot_allowed=response.meta.get(GOOGLEBOT_ALLOWED),
            revises=revises,
        )
        self._of(visit).exchanges.append(exchange)

    def begin_again(self, visit: Visit) -> None:
        """Take note that a page will be asked for once more."""
        if self._folder is not None:
            self._of(visit).attempts = visit.tries + 1

    def forget(self, page_ids: Iterable[int]) -> None:
        """Let go of what was held of pages that begin anew."""
        for page_id in page_ids:
            self._held.pop(page_id, None)

    def keep_shown(
        self, visit: Visit, response: Response, targets: tuple[str, ...], now: datetime
    ) -> None:
        """Hold what a browser showed of a page."""
        if self._folder is None:
            return
        shown: Rendered = response.meta[RENDERED]
        documents = (shown.main, *frames_of_interest(shown.frames, targets))
        self._of(visit).shown = warc.Shown(
            url=without_credentials(shown.url),
            at=now,
            status=shown.status,
            headers=tuple(
                (name, told_safely(value)) for name, value in shown.headers if name in KEPT_HEADERS
            ),
            documents=tuple((without_credentials(each.url), each.html) for each in documents),
            problem=shown.problem,
        )

    def keep_beside(self, visit: Visit, beside: Beside) -> None:
        """Hold what was seen beside a page, in this visit or before."""
        if self._folder is not None:
            held = self._of(visit)
            held.sibling, held.home = beside.sibling, beside.home

    def _of(self, visit: Visit) -> _Held:
        return self._held.setdefault(visit.page.id, _Held(left=len(visit.page.backlinks)))

    def write(self, look: Look) -> str | None:
        """Write what was received for a look that is judged; returns the name of the file.

        ``None``: nothing is archived, or not this page. It blocks, and is for a thread.
        """
        page_id = look.evidence.page.id
        held = self._held.pop(page_id, None) or _Held()
        held.left -= len(look.checks)
        if self._folder is None or held.file:
            return held.file
        if held.left > 0:
            self._held[page_id] = held
        if self._only_changes and not _is_told(look):
            return None
        try:
            held.file = self._append(held, look)
            held.exchanges, held.shown = [], None
            return held.file
        except OSError as error:
            self._give_up(
                f"{self._path}: the archive can't be written ({error}), so the rest of this run is"
                " not archived."
            )
        except Exception:  # one odd page must not end the archive, and nothing here a verdict
            logger.exception("%s could not be archived", look.evidence.fetch.url)
            self._tell("Some pages could not be archived; the log says which.")
        return None

    def _append(self, held: _Held, look: Look) -> str | None:
        from linkcrawler.warc.records import visit_records  # noqa: PLC0415 - optional

        evidence = look.evidence
        visit = warc.Visit(
            page=evidence.fetch.url,
            run_id=self._run_id,
            at=evidence.checked_at,
            exchanges=held.exchanges,
            shown=held.shown,
            facts={
                "page_id": evidence.page.id,
                "attempts": held.attempts,
                **_ended(evidence),
                "sibling": asdict(held.sibling) if held.sibling else None,
                "home": asdict(held.home) if held.home else None,
                "verdicts": _verdicts(look),
            },
        )
        records = visit_records(visit)
        with self._writing:
            return self._folder.append(records, evidence.checked_at) if self._folder else None

    def _give_up(self, sentence: str) -> None:
        self._folder, folder = None, self._folder
        self._held.clear()
        self._tell(sentence)
        if folder is not None:
            folder.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        if self._folder is not None:
            self._folder.close()


def _role(visit: Visit) -> warc.Role:
    if visit.beside is not None:
        return warc.Role.SIBLING if visit.beside.sibling is None else warc.Role.HOME
    if visit.steps is not None:
        return warc.Role.STEP
    return warc.Role.PAGE if visit.original_of is None else warc.Role.ORIGINAL


def _is_told(look: Look) -> bool:
    """Tell whether a verdict of the look may have to be proven: something changed, or is missed."""
    gone = (LinkState.MISSING, LinkState.LOST)
    return bool(look.events) or any(check.verdict.link_state in gone for check in look.checks)


def _ended(evidence: Evidence) -> dict[str, Any]:
    original = evidence.original
    return {
        **_how(evidence.fetch),
        "tls_error": evidence.fetch.tls_error,
        "rendering": evidence.rendering,
        "original": _how(original.fetch) if original else None,
        "one_step_on": len(evidence.steps),
    }


def _how(fetch: Fetch) -> dict[str, Any]:
    return {
        "outcome": fetch.outcome.value,
        "http_status": fetch.status,
        "final_url": fetch.final_url,
        "detail": fetch.detail,
    }


def _verdicts(look: Look) -> list[dict[str, Any]]:
    return [
        {
            "backlink_id": check.backlink.id,
            "target": check.backlink.target,
            "page_state": check.verdict.page_state.value,
            "link_state": check.verdict.link_state.value,
            "reason": check.verdict.reason.value,
            "countability": check.verdict.countability,
        }
        for check in look.checks
    ]
