"""Domains that link to competitors and not to the own site."""

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.measures import (
    best_grades,
    literals,
    there,
    verified_rivals,
)
from linkcrawler.audit.openings import TO_WIN, Gap, Opening
from linkcrawler.audit.study import DomainStudy, Quality
from linkcrawler.domains import is_shared

HOSTS_OF_ALL = frozenset(
    (
        "amazon.com apple.com archive.org bing.com bit.ly cloudflare.com disqus.com facebook.com"
        " feedburner.com flickr.com github.com gitlab.com google.com gravatar.com instagram.com"
        " issuu.com linkedin.com microsoft.com mozilla.org ok.ru pinterest.com quora.com reddit.com"
        " scribd.com slideshare.net soundcloud.com sourceforge.net stackoverflow.com t.co t.me"
        " telegram.me tiktok.com twitter.com vimeo.com vk.com whatsapp.com wikimedia.org"
        " wikipedia.org wordpress.org x.com yahoo.com yandex.ru yelp.com youtu.be youtube.com"
    ).split()
)
"""Sites where anybody can leave a link, so that one says nothing of a field [default].

Hosts that ``is_shared`` knows are not repeated here."""


def find_gap(desk: Desk) -> Gap:
    """Return who links to a competitor and not to the own site: by overlap, then authority."""
    own = {study.domain: study for study in desk.own}
    linking = {study.domain for study in there(desk.own)}
    sites = {desk.site, *desk.competitors}
    rivals: dict[str, list[DomainStudy]] = {}
    for studies in verified_rivals(desk).values():
        for study in studies:
            if study.domain not in linking and study.domain not in sites:
                rivals.setdefault(study.domain, []).append(study)
    own_harmful = {study.domain for study in desk.own if study.quality is Quality.X}
    openings, left_out, harmful = [], [], 0
    for domain in sorted(rivals):
        if domain in HOSTS_OF_ALL or is_shared(domain):
            left_out.append(domain)
        elif domain in own_harmful or any(one.quality is Quality.X for one in rivals[domain]):
            harmful += 1
        else:
            had = domain in own and own[domain].lost_on is not None
            openings.append(Opening(domain=domain, studies=rivals[domain], had_one=had))
    openings.sort(key=_rank)
    return Gap(
        openings=openings,
        left_out=left_out,
        harmful=harmful,
        grades=best_grades(desk, TO_WIN),
    )


def _rank(opening: Opening) -> tuple[int, float, str, str]:
    authority = -1.0 if opening.authority is None else opening.authority
    return (-opening.overlap, -authority, str(opening.best.quality or "Z"), opening.domain)


def gap_sql(desk: Desk, gap: Gap) -> str:
    """Return the query of the openings: a row for each, with its best ``quality``."""
    left_out = literals([*gap.left_out, desk.site, *sorted(desk.competitors)])
    return (
        "SELECT referring_domain, count(*) AS overlap, max(authority) AS authority,"
        " min(quality) AS quality"
        " FROM audited_domains WHERE target_site IN"
        f" {literals(verified_rivals(desk))} AND present > 0"
        " AND referring_domain NOT IN (SELECT referring_domain FROM audited_domains"
        f" WHERE target_site = {desk.sql_site()} AND (present > 0 OR quality = 'X'))"
        f" AND referring_domain NOT IN {left_out}"
        " GROUP BY referring_domain HAVING sum(coalesce(quality, '') = 'X') = 0"
        " ORDER BY overlap DESC, authority DESC NULLS LAST, quality, referring_domain"
    )
