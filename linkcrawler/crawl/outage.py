"""What to do when our own line may be down: probe, wait, ask again, or end the run.

The spider feeds no page meanwhile, and those in flight end by themselves. Each way out is sound:
it was not us, and the answers stand; it was us and is over, and what was answered meanwhile is
taken back and asked again; it stays, and the run ends unhealthy, which leaves no state worse.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from linkcrawler.crawl import line
from linkcrawler.crawl.guard import Guard
from linkcrawler.crawl.health import Kind, Monitor, Place, Sign, Suspicion
from linkcrawler.crawl.session import Session
from linkcrawler.models import DuePage
from linkcrawler.states import RunCause

PAUSES = 3
PAUSE_S = 60.0
MAX_OUTAGES = 10
"""A line that fails and comes back more often than this in a run is taken as down."""

DRAIN_S = 120.0
"""Time for pages in flight to end and to be stored, once the line is back."""

_PLACES = 20
_LOOK_EVERY_S = 0.2

logger = logging.getLogger(__name__)

Ask = Callable[[str], Awaitable[Sign | None]]
"""Fetches an address once and returns what that shows of our line."""


class Outages:
    """Finds out whose trouble a suspicion is, and waits for ours to pass."""

    def __init__(self, session: Session, monitor: Monitor, guard: Guard, ask: Ask) -> None:
        self._session = session
        self._monitor = monitor
        self._guard = guard
        self._ask = ask
        self._count = 0

    async def settle(
        self, suspicion: Suspicion, is_quiet: Callable[[], bool]
    ) -> Sequence[DuePage] | None:
        """Return the pages to ask again, if any; ``None``: the line stays down, end the run.

        ``is_quiet`` tells whether no page is in flight or on its way to the store.
        """
        is_first_wait = suspicion.cause is RunCause.BLOCKED  # who blocks tells no more at once
        cause = suspicion.cause if is_first_wait else await self._trouble(suspicion)
        if cause is None:
            self._monitor.start_afresh(was_ours=False)
            return ()
        self._count += 1
        await self._session.suspect(cause)
        for _ in range(PAUSES if self._count <= MAX_OUTAGES else 0):
            logger.warning("%s Trying again in %g s.", cause.sentence, PAUSE_S)
            await pause(PAUSE_S)
            found = await self._trouble(suspicion)
            if found is None:
                return await self._back(cause, is_quiet)
            cause = found
        await self._session.suspect(cause)
        self._session.cause = cause
        return None

    async def _back(self, cause: RunCause, is_quiet: Callable[[], bool]) -> Sequence[DuePage]:
        """Take back what was answered during the outage."""
        for _ in range(int(DRAIN_S / _LOOK_EVERY_S)):
            if is_quiet():
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        pages = await self._session.take_back(self._monitor.doubtful, cause)
        self._monitor.start_afresh(was_ours=True)
        self._session.note(f"There was an outage, which passed: {cause.sentence}")
        return pages

    async def _trouble(self, suspicion: Suspicion) -> RunCause | None:
        """Return what is wrong with our line now; ``None``: nothing."""
        match suspicion.cause:
            case RunCause.CAPTIVE_PORTAL:
                return await self._portal(suspicion.lead)
            case RunCause.BLOCKED:
                return await self._block()
        here = self._monitor.answered
        found = await self._session.answered_before(_PLACES)
        before = [place for each in found if (place := Place.of(*each)) is not None]
        return await line.trouble_of([*here, *before], self._guard, has_answers=bool(here))

    async def _portal(self, lead: str | None) -> RunCause | None:
        """Tell whether well-known sites, over plain HTTP, lead to where all the others do."""
        signs = [await self._ask(f"http://{name}/") for name in line.WELL_KNOWN]
        leads = [sign.lead for sign in signs if sign and sign.kind is Kind.ANSWERED]
        is_portal = bool(leads) and all(each == lead for each in leads)
        return RunCause.CAPTIVE_PORTAL if is_portal else None

    async def _block(self) -> RunCause | None:
        """Tell whether the pages that were refused last still are."""
        pages = self._monitor.blocked[: line.PROBED]
        signs = [await self._ask(page.url) for page in pages]
        is_blocked = all(sign and sign.kind is Kind.BLOCKED for sign in signs)
        return RunCause.BLOCKED if is_blocked else None


async def pause(seconds: float) -> None:
    """Wait; apart, so that tests need not."""
    await asyncio.sleep(seconds)
