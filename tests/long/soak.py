"""Thirty nights of ten thousand links that flap, are walled off, fail and now and then are lost.

``python -m tests.long.soak [LINKS] [NIGHTS]``. Pages are made and read as pages are, judged by the
real pipelines and kept by a real session with its own clock; only the network is left out.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from functools import cache, lru_cache
from pathlib import Path

from linkcrawler import store
from linkcrawler.alert import Alerts, read_targets
from linkcrawler.crawl.health import Monitor
from linkcrawler.crawl.session import Session, open_session
from linkcrawler.crawl.steps import steps_from
from linkcrawler.models import DuePage, Evidence, Fetch, Look
from linkcrawler.page import Answer, read_page
from linkcrawler.states import FetchOutcome
from pipelines.changes import ChangesPipeline
from pipelines.judge import JudgePipeline
from tests.conftest import write_list
from tests.make import DAY, HOUR, NOW
from tests.site import TARGET

FLAPPING, CHALLENGED, WALLED = 0.02, 0.01, 0.005
LOSSES_OF_10_000 = 50
WORDS = "snow road pass bend lake hut ridge cloud tyre wind map rain bridge stone goat sun".split()


class Shown(StrEnum):
    """What a page shows on a night."""

    LINK = auto()
    REMOVED = auto()
    EDITED = auto()
    REPLACED = auto()
    NOT_FOUND = auto()
    GONE = auto()
    SOFT_404 = auto()
    ERROR = auto()
    CHALLENGE = auto()
    WALL = auto()
    """A bot check of no known make."""

    UNREACHABLE = auto()
    OTHER_ENTRIES = auto()
    """A list, on which newer entries have taken the room of older."""


LOSSES = {  # ways in which a link is lost, and the looks that have to agree with the first
    Shown.REMOVED: 1,
    Shown.GONE: 1,
    Shown.EDITED: 2,
    Shown.NOT_FOUND: 2,
    Shown.SOFT_404: 2,
    Shown.REPLACED: 3,
    Shown.OTHER_ENTRIES: 3,
}
ABSENT = frozenset(LOSSES) | {Shown.WALL}
"""What looks like an absence; walls of no known make do for a night."""


@dataclass
class Plan:
    """The nights of one page, drawn before the first of them."""

    nights: list[Shown]
    lost_by: Shown | None = None
    is_list: bool = False
    entry_lacks: bool = False
    """The entry that a list named has lost the link too."""


@dataclass
class Soak:
    """What the nights came to."""

    losses: int = 0
    told: int = 0
    """True losses that were told as lost, once."""

    late: list[str] = field(default_factory=list)
    """Those that were told later than the policy allows, or not at all."""

    false: list[str] = field(default_factory=list)
    """Losses that were told of links that were there."""

    looks_until_told: Counter[int] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


def plans(links: int, nights: int, chance: random.Random) -> list[Plan]:
    """Draw what each page shows on each night."""
    made = [Plan([Shown.LINK] * nights) for _ in range(links)]
    order = chance.sample(range(links), links)
    losses = max(len(LOSSES), links * LOSSES_OF_10_000 // 10_000)
    for number, page in enumerate(order[:losses]):
        how = list(LOSSES)[number % len(LOSSES)]
        # Early enough to be confirmed within the nights, whatever comes between.
        first = chance.randrange(1, max(2, nights // 2))
        made[page].nights[first:] = [how] * (nights - first)
        made[page].lost_by = how
        made[page].is_list = made[page].entry_lacks = how is Shown.OTHER_ENTRIES
    pushed, flapping = losses + links // 100, losses + links // 100 + int(FLAPPING * links)
    for page in order[losses:pushed]:
        first = chance.randrange(1, nights)
        made[page].nights[first:] = [Shown.OTHER_ENTRIES] * (nights - first)
        made[page].is_list = True
    for page in order[pushed:flapping]:
        made[page].nights = _flaps(nights, chance)
    for plan in made:
        for night in range(nights):
            drawn = chance.random()
            if drawn < CHALLENGED + WALLED and plan.nights[night] is not Shown.ERROR:
                plan.nights[night] = Shown.CHALLENGE if drawn < CHALLENGED else Shown.WALL
    for night in chance.sample(range(1, nights), 2):
        for plan in made:
            plan.nights[night] = Shown.UNREACHABLE
    return made


def _flaps(nights: int, chance: random.Random) -> list[Shown]:
    """Return nights of a link that comes and goes: after a night without it, it is there again."""
    shown: list[Shown] = [Shown.LINK]
    is_owed = False  # the link has to be seen before it may be gone again
    while len(shown) < nights:
        absences = [] if is_owed else [Shown.REMOVED, Shown.EDITED, Shown.NOT_FOUND]
        shown.append(chance.choice([Shown.LINK, Shown.ERROR, *absences]))
        is_owed = shown[-1] in ABSENT or (is_owed and shown[-1] is Shown.ERROR)
    return shown


@lru_cache(maxsize=100_000)
def _text(number: int) -> str:
    chance = random.Random(number)
    return " ".join(chance.choice(WORDS) + chance.choice(["", "s", "y"]) for _ in range(90))


def _html(number: int, shown: Shown, url: str) -> str:
    link = f'<a href="{TARGET}">the guide</a>'
    text, title, entry = _text(number), f"Page {number}", f"{url}entry-{number}"
    match shown:
        case Shown.LINK:
            text += f" {link}"
        case Shown.EDITED:
            text = _text(number + 10**6)
        case Shown.REPLACED:
            title, text = "Welcome", _text(number + 2 * 10**6)
        case Shown.OTHER_ENTRIES:
            entry, text = f"{url}newer-{number}", _text(number + 3 * 10**6)
        case Shown.WALL:
            return "<title>Wait</title><p>" + "We look at your browser for a little while. " * 9
        case Shown.CHALLENGE:
            return "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
        case Shown.SOFT_404:
            title, text = "Page not found", "This page does not exist any more. " * 4
    return (
        f"<html><head><title>{title}</title><link rel=stylesheet href=/a.css><script src=/b.js>"
        f"</script></head><body class=x><main id=m class=y><article><h2><a href='{entry}'>{title}"
        f"</a></h2><p>{text}</p></article></main></body></html>"
    )


STATUSES = {Shown.NOT_FOUND: 404, Shown.GONE: 410, Shown.ERROR: 503}


@cache
def _read(number: int, shown: Shown, url: str, host: str):
    """Return how a fetch ended, and what the page showed; each page is read once."""
    if shown is Shown.UNREACHABLE:
        outcome = (FetchOutcome.DNS_FAILURE, FetchOutcome.TIMEOUT)[number % 2]
        return Fetch(url=url, outcome=outcome), None, {}
    status = STATUSES.get(shown, 200)
    fetch = Fetch(url=url, outcome=FetchOutcome.RESPONSE, final_url=url, status=status)
    headers = (("content-type", "text/html; charset=utf-8"),)
    answer = Answer(
        url=url, status=status, headers=headers, body=_html(number, shown, host).encode()
    )
    facts, seen = read_page(answer, [TARGET] if status == 200 else [], NOW)
    return fetch, facts, seen


def _look(page: DuePage, number: int, plan: Plan, night: int, at: datetime) -> Look:
    host = page.url.partition("tag/")[0]
    fetch, facts, seen = _read(number, plan.nights[night], page.url, host)
    sightings = {each.id: seen[each.target] for each in page.backlinks if each.target in seen}
    evidence = Evidence(page=page, fetch=fetch, facts=facts, sightings=sightings, checked_at=at)
    way = steps_from(evidence)
    while way is not None:
        shown = Shown.EDITED if plan.entry_lacks else Shown.LINK
        got, about, there = _read(number + 10**7, shown, way.at, host)
        evidence = way.take(got, about, there)
        if not way.go_on(evidence):
            break
    look = ChangesPipeline().process_item(JudgePipeline().process_item(evidence))
    assert isinstance(look, Look)
    return look


def soak(folder: Path, links: int, nights: int, chance: random.Random) -> Soak:
    """Play the nights and return what was told of them."""
    made, done = plans(links, nights, chance), Soak()
    urls = [
        f"https://blog{n}.example/{'tag/alps/' if plan.is_list else 'post'}"
        for n, plan in enumerate(made)
    ]
    numbers = {url: number for number, url in enumerate(urls)}
    listed = write_list(folder / "links.csv", urls)
    absences: Counter[int] = Counter()
    told_at: dict[int, int] = {}
    for night in range(nights):
        at = NOW + night * DAY + chance.random() * HOUR
        session = open_session(
            db=str(folder / "soak.db"),
            links=str(listed) if night == 0 else None,
            clock=lambda at=at: at,
            alerts=Alerts(targets=read_targets("command:/bin/true", "")),
        )
        monitor = Monitor()
        for page in _owed(session):
            number = numbers[page.url]
            look = _look(page, number, made[number], night, at)
            monitor.see(page, look.evidence.fetch, look.evidence.facts)
            _write(session, look)
            absences[number] += made[number].nights[night] in ABSENT
            if made[number].nights[night] is Shown.LINK:
                absences[number] = 0
        _write(session, None)
        suspicion = monitor.suspicion(at_end=True)
        if suspicion is not None and session.states.keys() == {"unknown"}:  # as a probe finds
            session.cause = suspicion.cause
        session.finish()
        assert session.run is not None
        done.outcomes[session.outcome] += 1
        for event in store.find_events(session.db, run_id=session.run.id, kinds=["lost"]):
            number = numbers[str(event["referring_page"])]
            if made[number].lost_by is None or number in told_at:
                done.false.append(f"night {night}: {urls[number]} {event['reason']}")
            told_at.setdefault(number, absences[number])
        for event in store.alert_events(session.db, session.run.id):
            done.alerts[str(event["kind"])] += 1
        session.close()
    _count_losses(made, urls, told_at, done)
    return done


_batch: list[Look] = []


def _write(session: Session, look: Look | None) -> None:
    if look is not None:
        _batch.append(look)
    if len(_batch) >= 200 or look is None:
        session.write(_batch[:])
        _batch.clear()


def _owed(session: Session) -> Iterator[DuePage]:
    after = (0, 0)
    while found := store.owed_pages(session.reader, after, 2_000):
        yield from (page for _, page in found)
        after = (found[-1][0], found[-1][1].id)


def _count_losses(made: list[Plan], urls: list[str], told_at: dict[int, int], done: Soak) -> None:
    for number, plan in enumerate(made):
        if plan.lost_by is None:
            continue
        done.losses += 1
        looks = told_at.get(number)
        done.told += looks is not None
        # A wall on the way looks like another page, which asks for as many looks as that; a night
        # on which nothing could be told asks for two.
        between = plan.nights[plan.nights.index(plan.lost_by) :]
        most = 1 + max(LOSSES[plan.lost_by], 3 if Shown.WALL in plan.nights else 0)
        most = max(most, 3 if {Shown.CHALLENGE, Shown.UNREACHABLE} & set(between) else 0)
        if looks is None or not 1 + LOSSES[plan.lost_by] <= looks <= most:
            done.late.append(f"{urls[number]} {plan.lost_by}: {looks} looks")
        else:
            done.looks_until_told[looks] += 1


def main() -> None:
    """Play the nights in large numbers."""
    links = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    nights = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = soak(Path(folder), links, nights, random.Random(1))
    looks = ", ".join(f"{n} by look {look}" for look, n in sorted(done.looks_until_told.items()))
    print(f"soak: {links:,} links, {nights} nights, {time.monotonic() - began:.0f} s")
    print(f"  true losses told: {done.told} of {done.losses} ({looks})")
    print(f"  false losses: {len(done.false)}; late: {len(done.late)}")
    print(f"  alerts: {dict(done.alerts)}; runs: {dict(done.outcomes)}")
    for line in [*done.false, *done.late]:
        print(f"    {line}")
    if done.false or done.late or done.told != done.losses:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
