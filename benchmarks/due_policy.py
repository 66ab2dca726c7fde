"""When to look again: what each policy costs in pages, and how late it tells a loss.

    python -m benchmarks.due_policy [--pages 10000] [--nights 730] [--seed 1]

Histories are made up, from a heavy-tailed mix: most pages never change, few change often, and an
edit may take the link away; a seventh of the links is short-lived, of the others some are lost in
the course of years; outages pass. Lists come in over the first half of the time. A night is a run;
nothing is fetched.
"""

import argparse
import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import fmean

from linkcrawler.judge.due import (
    NEW_FOR,
    PRIOR_CHANGES,
    PRIOR_DAYS,
    expected_delay,
    nights_when_still,
)

LOOKS_TO_CONFIRM = 3
LOST_BY_CHANGE = 0.03
"""Share of the edits that take the link away."""

SHORT_LIVED = 4 / 365
"""Losses a night of a seventh of the links: comments that are moderated, lists that move on."""

LONGEST = 7


@dataclass(slots=True)
class Page:
    """A page of one link: what will happen to it, and what the looks have shown so far."""

    number: int
    listed: int
    """Night on which it came into the list."""

    happens: list[tuple[float, str]]
    """Ends with a loss that stays, if there is one."""

    next: int = 0
    first: int | None = None
    last: int | None = None
    changed: int | None = None
    changes: int = 0
    is_there: bool = True
    was_there: bool = True
    absences: int = 0
    due: int = 0

    @property
    def is_missing(self) -> bool:
        """Tell whether a loss waits for its confirmation."""
        return 0 < self.absences < LOOKS_TO_CONFIRM

    def still(self, night: int) -> int:
        """Return the nights since a look showed a change, or since the first look."""
        return night - max(self.changed or 0, self.first or 0)


@dataclass(slots=True)
class Told:
    """What a policy came to."""

    looks: int = 0
    seen: list[float] = field(default_factory=list)
    """Nights from each loss to the first look that missed the link."""

    confirmed: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    """Nights from each change of a link to the look that showed it."""

    longest_wait: int = 0


Interval = Callable[[Page, int], int]


def make_pages(count: int, nights: int, seed: int) -> list[Page]:
    """Return pages with their histories; the same for the same seed."""
    chance = random.Random(seed)
    pages = []
    for number in range(count):
        listed = chance.randrange(nights // 2)
        rate = 0.0 if chance.random() < 0.6 else min(0.25, chance.paretovariate(0.9) / 1_000)
        pages.append(Page(number, listed, list(_history(chance, listed, nights, rate)), due=listed))
    return pages


def _history(
    chance: random.Random, listed: int, nights: int, rate: float
) -> Iterator[tuple[float, str]]:
    loss_rate = SHORT_LIVED if chance.random() < 0.15 else chance.gammavariate(1, 0.07 / 365)
    now, outage_rate = float(listed), 0.1 / 365
    while True:
        now += chance.expovariate(rate + loss_rate + outage_rate)
        if now >= nights:
            return
        which = chance.random() * (rate + loss_rate + outage_rate)
        if which < rate:
            if chance.random() < LOST_BY_CHANGE:
                yield now, "lost"
                return
            yield now, "change"
        elif which < rate + loss_rate:
            yield now, "lost"
            return
        else:
            yield now, "gone"
            now += chance.uniform(0.1, 6)
            yield now, "back"


def look(page: Page, night: int, told: Told) -> None:
    """Look at a page, and keep what that shows."""
    told.looks += 1
    has_changed = False
    lost_at = None
    while page.next < len(page.happens) and page.happens[page.next][0] <= night:
        at, what = page.happens[page.next]
        page.next += 1
        if what == "change":
            has_changed = True
            if page.first is not None:
                told.changes.append(night - at)
        page.is_there = page.is_there if what == "change" else what == "back"
    if page.happens and page.happens[-1][1] == "lost" and page.happens[-1][0] <= night:
        lost_at = page.happens[-1][0]
    has_changed |= page.is_there is not page.was_there
    if page.first is None:
        page.first, has_changed = night, False
    else:
        told.longest_wait = max(told.longest_wait, night - (page.last or 0))
    if page.is_there:
        page.absences = 0
    elif page.absences < LOOKS_TO_CONFIRM:
        page.absences += 1
        if lost_at is not None and page.absences == 1:
            told.seen.append(night - lost_at)
        if page.absences == LOOKS_TO_CONFIRM:
            has_changed = True
            if lost_at is not None:
                told.confirmed.append(night - lost_at)
    if has_changed:
        page.changed = night
        page.changes += 1
    page.was_there, page.last = page.is_there, night


def daily(_page: Page, _night: int) -> int:
    """Look every night."""
    return 1


def by_age(steps: tuple[tuple[int, int], ...]) -> Interval:
    """Look more seldom, the longer nothing has changed."""
    return lambda page, night: next(
        (nights for least, nights in steps if page.still(night) >= least), 1
    )


def ours(page: Page, night: int) -> int:
    """Look as linkcrawler does."""
    return nights_when_still(timedelta(days=page.still(night)))


def by_rate(at_most: float) -> Interval:
    """Look when changes are likely to have stood unseen for so many days."""

    def interval(page: Page, night: int) -> int:
        known_days = night - (page.first or 0)
        return next(
            (
                nights
                for nights in range(1, LONGEST)
                if expected_delay(page.changes, known_days, nights) >= at_most
            ),
            LONGEST,
        )

    return interval


def wait(page: Page, night: int, interval: Interval) -> int:
    """Return the nights to the next look; on the page's own nights, as linkcrawler does."""
    if page.is_missing or (page.changed is not None and night - page.changed < NEW_FOR.days):
        return 1
    nights = interval(page, night)
    return nights - (night + page.number) % nights


def simulate(pages: list[Page], nights: int, interval: Interval) -> Told:
    """Look at everything that is due, each night."""
    told = Told()
    due: list[list[Page]] = [[] for _ in range(nights + LONGEST + 1)]
    for page in pages:
        due[page.listed].append(page)
    for night in range(nights):
        for page in due[night]:
            look(page, night, told)
            due[night + wait(page, night, interval)].append(page)
        due[night] = []
    return told


Choice = Callable[[list[Page], int, int], list[Page]]


def oldest(due: list[Page], night: int, room: int) -> list[Page]:
    """Choose those whose last look is the longest ago."""
    del night
    return heapq.nsmallest(room, due, key=lambda page: (page.last or page.listed, page.number))


def by_delay(page: Page, night: int) -> float:
    """Rank by how long changes are likely to have stood unseen, as linkcrawler does."""
    assert page.first is not None
    assert page.last is not None
    return expected_delay(page.changes, night - page.first, night - page.last)


def by_number(page: Page, night: int) -> float:
    """Rank by how many changes are likely to have been missed."""
    assert page.first is not None
    assert page.last is not None
    rate = (page.changes + PRIOR_CHANGES) / (night - page.first + PRIOR_DAYS)
    return rate * (night - page.last)


def likeliest(value: Callable[[Page, int], float], share: int = 4) -> Choice:
    """Choose the most urgent, then those of the highest value; a share by their wait."""

    def choose(due: list[Page], night: int, room: int) -> list[Page]:
        waited = oldest(due, night, -(-room // share)) if share else []
        taken = {page.number for page in waited}

        def rank(page: Page) -> tuple[bool, bool, float]:
            is_new = page.first is None
            return page.is_missing, is_new, 0.0 if is_new else value(page, night)

        others = (page for page in due if page.number not in taken)
        return waited + heapq.nlargest(room - len(waited), others, key=rank)

    return choose


def simulate_budget(
    pages: list[Page], nights: int, interval: Interval, choose: Choice, share: float
) -> Told:
    """Look at a share of all pages each night, chosen from those that are due."""
    told = Told()
    room = int(len(pages) * share)
    for night in range(nights):
        due = [page for page in pages if page.listed <= night and page.due <= night]
        for page in choose(due, night, room) if len(due) > room else due:
            look(page, night, told)
            page.due = night + wait(page, night, interval)
    return told


def show(name: str, told: Told, whole: int) -> None:
    """Print a row."""
    print(
        f"{name:<42} {100 * told.looks / whole:6.1f} %"
        f" {fmean(told.seen):7.2f} {_p95(told.seen):7.2f}"
        f" {fmean(told.confirmed):8.2f} {_p95(told.confirmed):7.2f}"
        f" {fmean(told.changes):8.2f} {told.longest_wait:6} {len(told.confirmed):6}"
    )


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    """Compare the policies, each on the same histories."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--nights", type=int, default=730)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    def made() -> list[Page]:
        return make_pages(options.pages, options.nights, options.seed)

    whole = sum(options.nights - page.listed for page in made())
    print(
        f"{options.pages:,} pages, {options.nights} nights, seed {options.seed}; delays in nights"
    )
    print(
        f"{'':<42} {'looks':>8} {'seen':>7} {'p95':>7} {'confirmed':>8} {'p95':>7}"
        f" {'changes':>8} {'wait':>6} {'losses':>6}"
    )
    policies: dict[str, Interval] = {
        "daily": daily,
        "every 2nd night": by_age(((0, 2),)),
        "every 3rd night": by_age(((0, 3),)),
        "linkcrawler": ours,
        "by age: 90 d 2, 180 d 3": by_age(((180, 3), (90, 2))),
        "by age: 90 d 2, 180 d 3, 365 d 7": by_age(((365, 7), (180, 3), (90, 2))),
        "by age: 30 d 2, 60 d 3, 120 d 7": by_age(((120, 7), (60, 3), (30, 2))),
        "by change rate, 0.005 days": by_rate(0.005),
        "by change rate, 0.01 days": by_rate(0.01),
        "by change rate, 0.03 days": by_rate(0.03),
    }
    for name, interval in policies.items():
        show(name, simulate(made(), options.nights, interval), whole)
    for share in (0.2, 0.08):
        for name, interval, choose in (
            ("daily, the oldest look first", daily, oldest),
            ("the oldest look first", ours, oldest),
            ("most changes missed first", ours, likeliest(by_number)),
            ("linkcrawler", ours, likeliest(by_delay)),
            ("linkcrawler, no share for waiting", ours, likeliest(by_delay, 0)),
        ):
            told = simulate_budget(made(), options.nights, interval, choose, share)
            show(f"budget {share:.0%}: {name}", told, whole)


if __name__ == "__main__":
    main()
