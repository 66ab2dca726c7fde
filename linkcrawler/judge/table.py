"""The decision table: what a page's answer means for one backlink; the first row that fits wins.

The order keeps two promises. One sighting proves presence, so a found link comes before every mark
that only the body gives. Absence is claimed only from a whole, readable page, so everything that
makes a page unreadable comes before the rows that miss the link.
"""

from collections.abc import Callable
from dataclasses import replace

from linkcrawler.judge.case import Case
from linkcrawler.states import (
    FetchOutcome,
    LinkState,
    PageState,
    Reason,
    Rendering,
    Resemblance,
    Signal,
)

_OUTCOMES: dict[FetchOutcome, tuple[PageState, Reason]] = {
    FetchOutcome.ROBOTS_DISALLOWED: (PageState.ROBOTS_DISALLOWED, Reason.ROBOTS_DISALLOWED),
    FetchOutcome.ROBOTS_UNAVAILABLE: (PageState.ROBOTS_DISALLOWED, Reason.ROBOTS_UNAVAILABLE),
    FetchOutcome.GUARDED: (PageState.GUARDED, Reason.GUARDED),
    FetchOutcome.BAD_URL: (PageState.UNREACHABLE, Reason.BAD_URL),
    FetchOutcome.DNS_FAILURE: (PageState.DNS_FAILURE, Reason.DNS_FAILURE),
    FetchOutcome.REFUSED: (PageState.UNREACHABLE, Reason.REFUSED),
    FetchOutcome.TIMEOUT: (PageState.UNREACHABLE, Reason.TIMEOUT),
    FetchOutcome.CONNECTION_LOST: (PageState.UNREACHABLE, Reason.CONNECTION_LOST),
    FetchOutcome.BAD_RESPONSE: (PageState.UNREACHABLE, Reason.BAD_RESPONSE),
    FetchOutcome.REDIRECT_LOOP: (PageState.UNREACHABLE, Reason.REDIRECT_LOOP),
    FetchOutcome.BAD_REDIRECT: (PageState.UNREACHABLE, Reason.BAD_REDIRECT),
    FetchOutcome.TLS_ERROR: (PageState.TLS_ERROR, Reason.TLS_ERROR),
    FetchOutcome.NOT_ANSWERED: (PageState.UNREACHABLE, Reason.NOT_ANSWERED),
    FetchOutcome.INTERNAL_ERROR: (PageState.INCOMPLETE, Reason.INTERNAL_ERROR),
}
# An address that nobody can open is no page's original.
_NO_ORIGINAL = frozenset({FetchOutcome.BAD_URL, FetchOutcome.GUARDED, FetchOutcome.BAD_REDIRECT})
_LOGIN_STATUSES = frozenset({401, 402, 407})
_PARTIAL = frozenset({202, 206})
"""Accepted but not done yet; a part of the page."""

_TEMPORARY_4XX = frozenset({408, 421, 423, 425})


Decision = tuple[PageState, LinkState, Reason]
Rule = Callable[[Case], Decision | None]

# --- rows, in the order of the table -------------------------------------------------------------


def no_answer(case: Case) -> Decision | None:
    """Rows 1 to 4: nothing came, or we were asked to stay away."""
    found = _OUTCOMES.get(case.fetch.outcome)
    return (found[0], LinkState.UNKNOWN, found[1]) if found else None


def untrusted(case: Case) -> Decision | None:
    """Row 4: the certificate is bad; what was seen without it may prove presence, never absence."""
    if case.fetch.tls_error is None:
        return None
    if case.proof:
        return PageState.TLS_ERROR, LinkState.PRESENT, Reason.LINK_FOUND_TLS
    return PageState.TLS_ERROR, LinkState.UNKNOWN, Reason.TLS_ERROR


def challenged(case: Case) -> Decision | None:
    """Row 5, by header: it stands by itself at any status."""
    if case.shows(Signal.CHALLENGE_HEADER):
        return PageState.BOT_WALL, LinkState.UNKNOWN, Reason.BOT_WALL
    return None


def challenged_error(case: Case) -> Decision | None:
    """Row 5, by the body of an error page, which holds no link anyway."""
    if not case.is_success and case.shows(Signal.CHALLENGE_BODY):
        return PageState.BOT_WALL, LinkState.UNKNOWN, Reason.BOT_WALL
    return None


def login_asked(case: Case) -> Decision | None:
    """Row 6, by status."""
    if case.status in _LOGIN_STATUSES:
        return PageState.LOGIN_WALL, LinkState.UNKNOWN, Reason.LOGIN_WALL
    return None


def legal_block(case: Case) -> Decision | None:
    """Row 7, by status, or a 403 that speaks of countries."""
    if case.status == 451 or (case.status == 403 and case.shows(Signal.GEO_TEXT)):
        return PageState.GEO_BLOCK, LinkState.UNKNOWN, Reason.GEO_BLOCK
    return None


def temporary(case: Case) -> Decision | None:
    """Row 9: the server wants us to come back."""
    if case.status == 429 or (case.status == 503 and case.fetch.retry_after_s is not None):
        return PageState.RATE_LIMITED, LinkState.UNKNOWN, Reason.RATE_LIMITED
    if (case.status >= 500 and case.status != 999) or case.status in _TEMPORARY_4XX:
        return PageState.SERVER_ERROR, LinkState.UNKNOWN, Reason.SERVER_ERROR
    return None


def gone(case: Case) -> Decision | None:
    """Row 11."""
    if case.status == 410:
        return PageState.GONE, LinkState.MISSING, Reason.PAGE_GONE
    return None


def not_found(case: Case) -> Decision | None:
    """Row 12, for 404 alone: other 4xx need the host's real 404 beside them to mean the same."""
    if case.status == 404:
        return PageState.GONE, LinkState.MISSING, Reason.PAGE_NOT_FOUND
    return None


def forbidden(case: Case) -> Decision | None:
    """Row 10, and every other refusal, of which 999 is LinkedIn's."""
    if 400 <= case.status < 500 or case.status == 999:
        return PageState.FORBIDDEN, LinkState.UNKNOWN, Reason.FORBIDDEN
    return None


def no_page(case: Case) -> Decision | None:
    """A final answer that is no page: 1xx, or 3xx without an address to go to."""
    if not case.is_success:
        return PageState.UNREACHABLE, LinkState.UNKNOWN, Reason.BAD_REDIRECT
    return None


def link_found(case: Case) -> Decision | None:
    """Row 15: one sighting proves presence, whatever else the body looks like."""
    if case.proof is None:
        return None
    if case.fetch.incomplete:
        return PageState.INCOMPLETE, LinkState.PRESENT, Reason.LINK_FOUND_INCOMPLETE
    if case.moved:
        return PageState.MOVED, LinkState.PRESENT, Reason.LINK_FOUND_MOVED
    return PageState.OK, LinkState.PRESENT, Reason.LINK_FOUND


def link_on_original(case: Case) -> Decision | None:
    """Section 1.4: to a search engine, a page that names an original is that page."""
    if case.proof_on_original is None:
        return None
    return _state(case), LinkState.PRESENT, Reason.LINK_FOUND_ORIGINAL


def wall_in_body(case: Case) -> Decision | None:
    """Rows 5, 6, 8 and 9, by the body or by where a redirect led."""
    if case.shows(Signal.CHALLENGE_BODY):
        return PageState.BOT_WALL, LinkState.UNKNOWN, Reason.BOT_WALL
    if case.shows(Signal.LOGIN_REDIRECT, Signal.LOGIN_FORM, Signal.PAYWALL):
        return PageState.LOGIN_WALL, LinkState.UNKNOWN, Reason.LOGIN_WALL
    if case.shows(Signal.CONSENT_REDIRECT, Signal.CONSENT_FORM):
        return PageState.CONSENT_WALL, LinkState.UNKNOWN, Reason.CONSENT_WALL
    if case.shows(Signal.GEO_TEXT):
        return PageState.GEO_BLOCK, LinkState.UNKNOWN, Reason.GEO_BLOCK
    if case.shows(Signal.TROUBLE):
        return PageState.SERVER_ERROR, LinkState.UNKNOWN, Reason.SITE_TROUBLE
    if case.shows(Signal.PLACEHOLDER) and not case.shows(Signal.PARKED):
        return PageState.SERVER_ERROR, LinkState.UNKNOWN, Reason.PLACEHOLDER
    return None


def cut_short(case: Case) -> Decision | None:
    """Row 18, first half: what was not read whole can't lack a link."""
    if case.fetch.incomplete or case.status in _PARTIAL or case.shows(Signal.BREAKS_OFF):
        return PageState.INCOMPLETE, LinkState.UNKNOWN, Reason.INCOMPLETE
    if case.shows(Signal.FRAMES):
        return PageState.INCOMPLETE, LinkState.UNKNOWN, Reason.FRAMES
    if case.shows(Signal.DOCUMENT_VIEWER):
        return PageState.INCOMPLETE, LinkState.UNKNOWN, Reason.DOCUMENT_VIEWER
    if case.shows(Signal.EMPTY) or case.status in (204, 205):
        return PageState.INCOMPLETE, LinkState.UNKNOWN, Reason.EMPTY_PAGE
    return None


def not_html(case: Case) -> Decision | None:
    """Row 17."""
    if not case.is_html:
        is_pdf = case.facts is not None and case.facts.media_type == "application/pdf"
        if is_pdf:
            return PageState.NOT_HTML, LinkState.UNKNOWN, Reason.PDF_DOCUMENT
        return PageState.NOT_HTML, LinkState.UNKNOWN, Reason.NOT_HTML
    return None


def parked(case: Case) -> Decision | None:
    """Row 14."""
    if case.shows(Signal.PARKED):
        return PageState.PARKED, LinkState.MISSING, Reason.DOMAIN_PARKED
    return None


def needs_render(case: Case) -> Decision | None:
    """Row 18, second half: scripts may yet write the link, and where they ran, may have more."""
    if case.rendering in (Rendering.PARTIAL, Rendering.FAILED):
        return PageState.NEEDS_RENDER, LinkState.UNKNOWN, Reason.RENDER_FAILED
    ran = case.rendering is Rendering.WHOLE
    marks = (Signal.JS_SHELL,) if ran else (Signal.JS_SHELL, Signal.SCRIPT_LINKS)
    is_skipped = case.rendering is Rendering.SKIPPED
    if is_skipped or case.shows(*marks) or case.sighting.in_script:
        return PageState.NEEDS_RENDER, LinkState.UNKNOWN, Reason.NEEDS_RENDER
    if case.may_be_comment and case.facts is not None and case.facts.comment_widget:
        return PageState.NEEDS_RENDER, LinkState.UNKNOWN, Reason.COMMENT_WIDGET
    if case.may_be_comment and case.shows(Signal.MORE_COMMENTS):
        return PageState.INCOMPLETE, LinkState.UNKNOWN, Reason.MORE_COMMENTS
    return None


def original_unread(case: Case) -> Decision | None:
    """Section 1.4: to a search engine the original is the page, and that was not read."""
    if not case.shows(Signal.SOFT_404) and _leaves_original_open(case):
        return _state(case), LinkState.UNKNOWN, Reason.ORIGINAL_UNREAD
    return None


def _leaves_original_open(case: Case) -> bool:
    """Tell whether the page names an original, and what came of it tells nothing of the link."""
    look = case.original
    if look is None or look.fetch.outcome in _NO_ORIGINAL:
        return False
    alone = replace(
        case,
        fetch=look.fetch,
        facts=look.facts,
        sighting=case.sighting_on_original,
        original=None,
    )
    return not _lacks_link(alone)


def _lacks_link(case: Case) -> bool:
    """Tell whether a page was read and lacks the link; behind a bad certificate it does neither."""
    return decide(case)[1] not in (LinkState.UNKNOWN, LinkState.PRESENT)


def soft_404(case: Case) -> Decision | None:
    """Row 16."""
    if case.shows(Signal.SOFT_404):
        return PageState.SOFT_404, LinkState.MISSING, Reason.SOFT_404
    if case.shows(Signal.MAYBE_NOT_FOUND):
        return PageState.SOFT_404, LinkState.UNKNOWN, Reason.MAYBE_NOT_FOUND
    return None


def link_one_step_on(case: Case) -> Decision | None:
    """Section 2.3: newer entries have pushed the link off a list, and it stands on its own page."""
    if not case.may_be_pushed_off or case.proving_step is None:
        return None
    return _state(case), LinkState.PRESENT, Reason.LINK_FOUND_ONE_STEP_ON


def entry_unread(case: Case) -> Decision | None:
    """Section 2.3: the link may stand on the page of its entry, and that was not read."""
    if case.may_be_pushed_off and _leaves_entry_open(case):
        return _state(case), LinkState.UNKNOWN, Reason.ENTRY_UNREAD
    return None


def _leaves_entry_open(case: Case) -> bool:
    """Tell whether pages one step on were not read, the entry's own or else any of them."""
    lacking = {step.step_url: _lacks_link(step) for step in case.steps}
    if case.entry_url is not None:
        return not lacking.get(case.entry_url)
    return not all(lacking.values())


def wrong_target(case: Case) -> Decision | None:
    """Row 19."""
    return (_state(case), LinkState.ELSEWHERE, Reason.WRONG_TARGET) if case.near else None


def mention(case: Case) -> Decision | None:
    """Row 20."""
    if case.sighting.mentioned:
        return _state(case), LinkState.MENTION, Reason.MENTION_ONLY
    return None


def redirected(case: Case) -> Decision | None:
    """Row 13: the page became a home page or another site, without the link."""
    if case.moved_away:
        return PageState.MOVED, LinkState.MISSING, Reason.PAGE_REDIRECTED
    return None


def pushed_off(case: Case) -> Decision | None:
    """Section 2.3: a list without the link, which was not found one step on either."""
    if case.may_be_pushed_off:
        return _state(case), LinkState.MISSING, Reason.PUSHED_OFF
    return None


def replaced(case: Case) -> Decision | None:
    """Section 2.3: everything is different at the same address, and nothing above says why."""
    if case.ever_present and case.resemblance is Resemblance.DIFFERENT:
        return _state(case), LinkState.MISSING, Reason.PAGE_REPLACED
    return None


def removed(case: Case) -> Decision | None:
    """Row 21: a whole, readable page without the link."""
    reason = Reason.LINK_REMOVED if case.ever_present else Reason.NOT_FOUND_FIRST_CHECK
    return _state(case), LinkState.MISSING, reason


def _state(case: Case) -> PageState:
    return PageState.MOVED if case.moved else PageState.OK


TABLE: tuple[Rule, ...] = (
    no_answer,
    untrusted,
    challenged,
    challenged_error,
    login_asked,
    legal_block,
    temporary,
    gone,
    not_found,
    forbidden,
    no_page,
    link_found,
    link_on_original,
    wall_in_body,
    cut_short,
    not_html,
    parked,
    needs_render,
    original_unread,
    soft_404,
    link_one_step_on,
    entry_unread,
    wrong_target,
    mention,
    redirected,
    pushed_off,
    replaced,
    removed,
)


def decide(case: Case) -> Decision:
    """Return what the first row that fits says."""
    decisions = (rule(case) for rule in TABLE)
    return next(decision for decision in decisions if decision)
