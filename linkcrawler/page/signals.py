"""The signs that something else came instead of the page, gathered from its headers and body."""

from linkcrawler.models import PageFacts
from linkcrawler.page.facts import Page
from linkcrawler.page.gist import Gist, gist_of
from linkcrawler.page.headers import Signs, cookies_of
from linkcrawler.page.mention import scripts
from linkcrawler.page.not_found import Doubt, soft_404
from linkcrawler.page.outage import breaks_off, trouble
from linkcrawler.page.parked import parked, placeholder
from linkcrawler.page.shells import (
    document_viewer,
    more_comments,
    script_heavy,
    script_shell,
    writes_links,
)
from linkcrawler.page.walls import (
    challenge_in_body,
    consent_form,
    geo_text,
    login_form,
    paywall,
    redirected_to,
)
from linkcrawler.states import Signal


def signs_in_body(page: Page, facts: PageFacts) -> Signs:
    """Return the signs in the body; worth a look only where a link was not found."""
    if page.tree.css_first("frameset > frame[src]") is not None:
        return {Signal.FRAMES: ""}
    gist = gist_of(page, facts)
    known_by = {
        Signal.CHALLENGE_BODY: challenge_in_body(gist, cookies_of(page.answer)),
        Signal.DOCUMENT_VIEWER: document_viewer(gist),
    }
    if not (gist.words or gist.links or gist.has_scripts or any(known_by.values())):
        return {Signal.BREAKS_OFF if page.is_cut else Signal.EMPTY: ""}
    doubt = soft_404(gist)
    known_by |= {
        Signal.PARKED: parked(gist),
        **{sign: "" if shown else None for sign, shown in _plain_signs(gist, page).items()},
        Signal.SOFT_404: "" if doubt is Doubt.CERTAIN else None,
        Signal.MAYBE_NOT_FOUND: "" if doubt is Doubt.SOME else None,
    }
    signs = {sign: by for sign, by in known_by.items() if by is not None}
    if wall := redirected_to(gist):
        signs[wall] = ""
    return signs


def _plain_signs(gist: Gist, page: Page) -> dict[Signal, bool]:
    return {
        Signal.LOGIN_FORM: login_form(gist),
        Signal.PAYWALL: paywall(gist),
        Signal.CONSENT_FORM: consent_form(gist),
        Signal.GEO_TEXT: geo_text(gist),
        Signal.TROUBLE: trouble(gist),
        Signal.PLACEHOLDER: placeholder(gist),
        Signal.BREAKS_OFF: page.is_cut or breaks_off(page.html, is_framed=page.answer.is_framed),
        Signal.JS_SHELL: script_shell(gist),
        Signal.SCRIPT_HEAVY: script_heavy(gist),
        Signal.SCRIPT_LINKS: any(writes_links(script) for script in scripts(page.tree)),
        Signal.MORE_COMMENTS: more_comments(page.tree),
    }
