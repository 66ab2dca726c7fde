"""What to say of a site that has not answered for long; such links stay unknown, never lost."""

from datetime import datetime, timedelta

from linkcrawler.states import PageState

TOLD_AFTER = timedelta(days=14)
"""Outages, moves of a server and forgotten renewals of a domain are over by then, as a rule."""

_SENTENCES = {
    PageState.UNREACHABLE: "The site has not answered since {since}; it may be down for good.",
    PageState.DNS_FAILURE: (
        "The name of the site has not been found since {since}; the domain may be given up."
    ),
}


def silence_sentence(
    page_state: PageState, since: datetime | None, checked_at: datetime
) -> str | None:
    """Return what to tell of a site that is silent for long; ``None``: it is not, or not yet.

    ``since`` is the start of the present row of looks that could tell nothing.
    """
    if since is None or checked_at - since < TOLD_AFTER:
        return None
    sentence = _SENTENCES.get(page_state)
    return sentence.format(since=since.date().isoformat()) if sentence else None
