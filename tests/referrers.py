"""Small builders of what an audit reads; every one has a usual case."""

from linkcrawler.audit.material import Referrer, SeenLink, SeenPage, SourceClaim

SITE = "acme.example"
TARGET = "https://acme.example/"


def page(number=1, **changes):
    """Return a page that passes all gates but those that the store does not know of."""
    usual = SeenPage(
        id=number,
        url=f"https://blog.example/{number}",
        title="A post",
        language="en",
        declared_language="en",
        words=500,
        links=20,
        external_links=4,
        external_domains=3,
        noindex_from=None,
        canonical=None,
        ip_address=None,
        template_sketch=None,
        terms=(),
        disclosure=None,
        guest=None,
        offers=None,
        owner_ids=(),
        compression=2.0,
    )
    return usual._replace(**changes)


def seen(number=1, on=None, **changes):
    """Return a followed link in the content of a page, there since the first look in 2026."""
    usual = SeenLink(
        id=number,
        page=on or page(number),
        target=TARGET,
        site=SITE,
        role="own",
        page_state="ok",
        link_state="present",
        reason="link_found",
        countability="followed",
        not_counted_because=None,
        nofollow_from=None,
        rel="",
        anchor_text="a shop",
        anchor_source="text",
        placement="content",
        comment_platform=None,
        left_context="",
        right_context="",
        first_seen_at="2026-01-01T00:00:00+00:00",
        first_checked_at="2026-01-01T00:00:00+00:00",
        last_checked_at="2026-11-01T00:00:00+00:00",
        last_present_at="2026-11-01T00:00:00+00:00",
        missing_since_at=None,
        lost_at=None,
        added_at="2026-01-01T00:00:00+00:00",
        claims=(),
        labels=(),
        contact=None,
        cost=None,
    )
    return usual._replace(**changes)


def gone(number=1, **changes):
    """Return a link that was there and is lost."""
    lost = {
        "link_state": "lost",
        "countability": None,
        "missing_since_at": "2026-10-01T00:00:00+00:00",
        "lost_at": "2026-10-03T00:00:00+00:00",
        "last_present_at": "2026-09-30T00:00:00+00:00",
    }
    return seen(number, **{**lost, **changes})


def claim(source="Ahrefs", **changes):
    """Return what a tool says of a link that it calls live."""
    usual = SourceClaim(
        source=source,
        first_seen=None,
        last_seen=None,
        lost=None,
        lost_at=None,
        rel=None,
        metrics={},
    )
    return usual._replace(**changes)


def referrer(*links, domain="blog.example", number=1, role="own", site=SITE):
    """Return a referring domain."""
    return Referrer(number, domain, site, role, links or (seen(),))
