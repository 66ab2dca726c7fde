"""Which pages are taken as a browser showed them before, and which are shown again."""

from dataclasses import replace
from datetime import date

import pytest

from linkcrawler.crawl.shown import SHOWN_EVERY_NIGHTS, keep_shown, shown_before
from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.judge.confirm import RECHECKS
from linkcrawler.models import DuePage, Reading, Sighting
from linkcrawler.page.packing import pack
from linkcrawler.states import LinkState, Reason, Rendering
from tests.make import DAY, HOUR, NOW, PAGE, TARGET, absent, due, facts, fetch, known, link, present

SHELL = Read(fetch(), facts(words=3), {TARGET: Sighting()})
SHOWN = Read(fetch(), facts(words=300), {TARGET: Sighting(links=(link(rendered=True),))})
OTHER_NIGHT = 4 - NOW.toordinal() % 3
"""Number of a page whose night is not tonight."""


def reading(shown_at=NOW - DAY, look=SHOWN) -> Reading:
    return Reading(
        url=PAGE,
        etag=None,
        last_modified=None,
        body_hash=b"body",
        plain_hash=None,
        read_at=NOW,
        read_by="us",
        content=b"",
        shown=pack(look.facts, look.seen, ()),
        shown_at=shown_at,
    )


def visit(last=None, kept=None, *, number=OTHER_NIGHT, **changes) -> Visit:
    backlink = replace(known(last or present()), **changes)
    made = Visit(page=due(backlink, number=number))
    made.reading = kept or reading()
    return made


def taken(made: Visit) -> bool:
    found = shown_before(made, SHELL, NOW)
    assert (made.rendering is Rendering.WHOLE) == (found is not None)
    return found is not None


def unseen(reason: Reason):
    return absent(LinkState.MISSING, reason=reason, last_present_at=None)


LASTS = [  # (what the last look came to, the page goes without a browser)
    (present(), True),
    (absent(LinkState.LOST), True),
    (absent(LinkState.ELSEWHERE), True),
    (absent(LinkState.MENTION), True),
    (unseen(Reason.NOT_FOUND_FIRST_CHECK), True),
    *((absent(LinkState.MISSING, reason=reason), False) for reason in RECHECKS),
    (present(link_state=LinkState.UNKNOWN), False),
]


@pytest.mark.parametrize(("last", "is_taken"), LASTS)
def test_what_is_to_be_confirmed_or_could_not_be_told_is_shown(last, is_taken):
    assert taken(visit(last)) is is_taken


def test_what_was_shown_is_what_is_judged_and_says_when():
    made = visit()
    found = shown_before(made, SHELL, NOW)

    assert (found.facts, found.seen) == (SHOWN.facts, SHOWN.seen)
    assert found.fetch.not_modified
    assert found.fetch.detail == "as a browser showed it on 2026-11-23"


def changed(made: Visit, changed_at) -> Visit:
    made.page = replace(made.page, changed_at=changed_at)
    return made


AGAIN = {
    "never shown": visit(kept=replace(reading(), shown=None, shown_at=None)),
    "shown, in bytes that we can't read": visit(kept=replace(reading(), shown=b"?")),
    "shown for another target": visit(kept=reading(look=replace(SHOWN, seen={"x": Sighting()}))),
    "shown three nights ago": visit(kept=reading(NOW - 3 * DAY + 3 * HOUR)),
    "shown ahead of us": visit(kept=reading(NOW + HOUR)),
    "it is its night": visit(number=OTHER_NIGHT + 2),
    "it changed of late": changed(visit(), NOW - 2 * DAY),
    "it changed ahead of us": changed(visit(), NOW + DAY),
    "under contract": visit(agreed_until=date(2027, 1, 1)),
    "a link that was never looked for": Visit(
        page=due(known(present()), known(number=2), number=OTHER_NIGHT), reading=reading()
    ),
    "bytes that changed": Visit(page=due(known(present()), number=OTHER_NIGHT)),
}


@pytest.mark.parametrize("case", AGAIN)
def test_a_page_is_shown_again(case):
    assert not taken(AGAIN[case])


def test_a_contract_that_is_over_and_a_change_long_ago_ask_for_nothing():
    assert taken(visit(agreed_until=date(2026, 11, 23)))
    assert taken(changed(visit(), NOW - 4 * DAY))


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("every", [1, 2, 4])
def test_each_page_is_shown_in_every_third_night_of_its_own(number, every):
    shown_at, nights = NOW, []
    for night in range(0, 30, every):
        now = NOW + night * DAY
        made = visit(kept=reading(shown_at), number=number)
        if night and shown_before(made, SHELL, now) is None:
            nights.append(night)
            shown_at = now
    gaps = [later - one for one, later in zip([0, *nights], nights, strict=False)]

    assert max(gaps) < SHOWN_EVERY_NIGHTS + every
    if every == 1:
        assert set(gaps[1:]) == {SHOWN_EVERY_NIGHTS}


UNSEEN = replace(SHOWN, seen={TARGET: Sighting()})
LED_AWAY = replace(SHOWN, fetch=fetch(final_url="https://else.example/"))
LOOKS = [  # (how the look in a browser ended, what it showed, it is kept)
    (Rendering.WHOLE, SHOWN, True),
    (Rendering.WHOLE, UNSEEN, True),
    (Rendering.PARTIAL, SHOWN, True),
    (Rendering.PARTIAL, UNSEEN, False),
    (Rendering.PARTIAL, LED_AWAY, False),
    (Rendering.FAILED, UNSEEN, False),
    (Rendering.SKIPPED, UNSEEN, False),
]


@pytest.mark.parametrize(("rendering", "look", "is_kept"), LOOKS)
def test_only_a_whole_page_or_every_link_is_kept(rendering, look, is_kept):
    made = visit(kept=replace(reading(), shown=None, shown_at=None))
    made.rendering = rendering
    keep_shown(made, SHELL, look, NOW)

    assert (made.reading.shown_at == NOW) is is_kept
    assert (made.reading.shown is not None) is is_kept


def test_a_page_of_which_nothing_is_kept_keeps_no_look():
    made = Visit(page=DuePage(id=1, url=PAGE, key="k", backlinks=()), rendering=Rendering.WHOLE)
    keep_shown(made, SHELL, SHOWN, NOW)

    assert made.reading is None
