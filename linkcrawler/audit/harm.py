"""Section: Which of them may hurt me?"""

from collections.abc import Sequence

from linkcrawler.audit.desk import Desk
from linkcrawler.audit.harm_anchors import anchor_figures, tone_over
from linkcrawler.audit.harm_tables import (
    anchor_table,
    candidate_tables,
    money_table,
    network_table,
    sitewide_table,
)
from linkcrawler.audit.parts import Figure, Section, Tone, Unit
from linkcrawler.audit.signs import Sign
from linkcrawler.audit.study import DomainStudy, Quality
from linkcrawler.audit.wording import (
    bears,
    counted,
    domain_list,
    domains_where,
    link_list,
    links_where,
    per_cent,
    share_of,
    verb,
)

KEY = "which_harm"
QUESTION = "Which of them may hurt me?"

_PAID = (Sign.MARKED_SPONSORED, Sign.DISCLOSED, Sign.ADVERT, Sign.COST_KNOWN)


def section(desk: Desk) -> Section:
    """Answer the question."""
    linking = [study for study in desk.own if study.present]
    if not linking:
        return Section(
            key=KEY,
            question=QUESTION,
            answer="No link was seen yet, so there is none to worry about. Verify your list first.",
        )
    figures = [
        *_candidates(desk, linking),
        *anchor_figures(desk, linking),
        *_paid(desk, linking),
        *_schemes(desk, linking),
    ]
    tables = [
        *candidate_tables(desk, linking),
        anchor_table(desk, linking),
        money_table(desk, linking),
        sitewide_table(desk, linking),
        network_table(desk, linking),
    ]
    return Section(
        key=KEY,
        question=QUESTION,
        answer=_answer(linking),
        tone=_worst(figures),
        figures=figures,
        tables=[table for table in tables if table.total],
        notes=_notes(desk),
    )


def _worst(figures: Sequence[Figure]) -> Tone:
    tones = [figure.tone for figure in figures]
    return next((tone for tone in (Tone.ACT, Tone.WATCH) if tone in tones), Tone.GOOD)


def _answer(linking: Sequence[DomainStudy]) -> str:
    links = sum(study.qualities.get(Quality.X, 0) for study in linking)
    domains = sum(1 for study in linking if study.qualities.get(Quality.X))
    if not links:
        told = (
            f"Nothing that is known of the {counted(len(linking), 'domain')} that"
            f" {verb(len(linking), 'links', 'link')} to you makes one of the links a candidate for"
            " harm."
        )
    else:
        told = (
            f"{counted(links, 'link')} on {counted(domains, 'domain')}"
            f" {verb(links, 'is a candidate', 'are candidates')} for harm, with the reasons below."
            " A candidate is no verdict: look at it yourself."
        )
    return (
        f"{told} Google mostly ignores spam that others point at a site, and asks for nothing to be"
        " done about it; what matters is what you bought, exchanged or placed yourself."
    )


def _notes(desk: Desk) -> list[str]:
    notes = [
        (
            "Disavow only after a manual action in Search Console, or for links that you know to be"
            " paid or made; a link that does not count can't hurt, and is no candidate."
        ),
        (
            "A comment or forum link with a keyword is a candidate only where it counts in full and"
            f" {desk.policy.comment_pattern_domains} domains or more have the same; else ignore it."
        ),
    ]
    if not desk.profile.keywords:
        notes.append(
            "Keywords are not known, so over-optimised anchor texts can't be told: name them in an"
            " audit file (--profile)."
        )
    if not any(study.present for studies in desk.competitors.values() for study in studies):
        notes.append(
            "No competitor's links are known, so anchor texts are held against fixed limits only:"
            " import their lists with 'linkcrawler import --role competitor'."
        )
    return notes


def _candidates(desk: Desk, linking: Sequence[DomainStudy]) -> list[Figure]:
    marked = _Marked(desk, linking)
    policy = desk.policy
    links = sum(study.qualities.get(Quality.X, 0) for study in linking)
    domains = sum(1 for study in linking if study.qualities.get(Quality.X))
    spam = sum(1 for study in linking if Sign.SPAM_SUSPECT in study.signs)
    share = share_of(spam, len(linking))
    is_x, is_spam = "quality = 'X'", bears(Sign.SPAM_SUSPECT)
    weight = (
        f"the weights of its marks come to {policy.spam_weight} or more, as is told for each mark"
    )
    return [
        Figure(
            key="harm_links",
            title="Links that are candidates for harm",
            value=links,
            meaning=f"A link that counts in full is a candidate where {weight}; one of a domain on"
            " your own lists of harmful ones always is.",
            sql=links_where(desk, is_x),
            links_sql=link_list(desk, is_x),
            tone=Tone.WATCH if links else Tone.GOOD,
        ),
        Figure(
            key="harm_domains",
            title="Domains with such a link",
            value=domains,
            meaning="Domains with at least one link that is a candidate.",
            sql=links_where(desk, is_x, "count(DISTINCT referring_domain)"),
            links_sql=link_list(desk, is_x),
            tone=Tone.WATCH if domains else Tone.GOOD,
        ),
        Figure(
            key="spam_share",
            title="Domains that look like spam",
            value=share,
            unit=Unit.SHARE,
            meaning="Share of the linking domains of which at least half of the links have marks"
            f" that weigh {policy.spam_weight} or more, whether they count or not; above"
            f" {per_cent(policy.spam_share_watch)} it is worth a look, above"
            f" {per_cent(policy.spam_share_act)} it asks for action.",
            sql=domains_where(desk, "present > 0", f"sum({is_spam}) * 1.0 / count(*)"),
            links_sql=domain_list(desk, is_spam),
            tone=tone_over(share, policy.spam_share_watch, policy.spam_share_act),
        ),
        marked.of_domains(
            Sign.LISTED,
            "listed_domains",
            "Domains on your lists of harmful ones",
            "Domains that a list given with --harmful, or the audit file, calls harmful.",
            tone=Tone.ACT,
        ),
    ]


def _paid(desk: Desk, linking: Sequence[DomainStudy]) -> list[Figure]:
    marked = _Marked(desk, linking)
    paid = sum(1 for study in linking if not set(_PAID).isdisjoint(study.signs))
    return [
        marked.of_links(
            Sign.PAID_FOLLOWED,
            "paid_followed_links",
            "Links that seem paid for and still count in full",
            "The page says that it is paid for, the link stands in an advertisement, or your list"
            " tells a cost, and it is not marked as sponsored: this is what Google's policy is"
            " about. Ask for rel=sponsored.",
            tone=Tone.ACT,
        ),
        Figure(
            key="paid_domains",
            title="Domains with a link that seems paid for",
            value=paid,
            meaning="By rel=sponsored, a label on the page, its place in an advertisement, or a"
            " cost on your list. Marked as sponsored it is fine.",
            sql=domains_where(desk, bears(*_PAID)),
            links_sql=link_list(desk, bears(*_PAID)),
        ),
    ]


def _schemes(desk: Desk, linking: Sequence[DomainStudy]) -> list[Figure]:
    marked = _Marked(desk, linking)
    policy = desk.policy
    back = sum(1 for study in linking if Sign.RECIPROCAL in study.signs)
    knows_targets = any(target.checked_at for target in desk.targets)
    share = share_of(back, len(linking)) if knows_targets else None
    return [
        marked.of_links(Sign.COMMENT_PATTERN,
            "comment_pattern_links",
            "Comment and forum links of a pattern",
            "They count in full, and"
            f" {policy.comment_pattern_domains} domains or more have the same keyword as text.",
        ),
        marked.of_links(Sign.THIN_GUEST_POST,
            "thin_guest_links",
            "Keywords in short guest posts",
            f"Pages by a guest, of fewer than {policy.min_words:,} words, with a keyword as text of"
            " a link that counts in full.",
        ),
        marked.of_links(Sign.TEMPLATE_KEYWORD,
            "template_keyword_links",
            "Keywords in widgets and templates",
            "They stand in a widget, or in the navigation, side bar or footer of many pages, and"
            " count in full.",
        ),
        marked.of_links(Sign.DIRECTORY, "directory_links", "Links in directories",
            "Entries in directories of links; only low-quality ones are against Google's policy.",
        ),
        marked.of_domains(Sign.NETWORK, "network_domains", "Domains that may have one owner",
            f"{policy.network_domains} domains or more share the design of their pages and a /24"
            " network, or an id of analytics or advertising.",
        ),
        marked.of_domains(Sign.SITEWIDE, "sitewide_domains", "Domains that link from many pages",
            f"{policy.sitewide_pages} pages or more link to one target, or"
            f" {policy.sitewide_template_pages} mostly in navigation, side bar or footer. Often"
            " harmless; shares of links count such a domain with"
            f" {counted(policy.links_per_domain_cap, 'link')}.",
        ),
        marked.of_links(Sign.MANY_FROM_PAGE, "crowded_page_links",
            "Links of pages that link many times",
            f"Links on pages with more than {counted(policy.links_per_page, 'link')} to the site.",
        ),
        Figure(
            key="reciprocal_share",
            title="Domains that you link back to",
            value=share,
            unit=Unit.SHARE,
            meaning="Share of the linking domains that your own linked pages link to; above"
            f" {per_cent(policy.reciprocal_share)} it is worth a look. "
            + (
                "Some of it is normal." if knows_targets
                else "Not known: 'linkcrawler targets' looks at your own pages."
            ),
            sql=domains_where(
                desk, "present > 0", f"sum({bears(Sign.RECIPROCAL)}) * 1.0 / count(*)"
            ) if knows_targets else "",
            links_sql=domain_list(desk, bears(Sign.RECIPROCAL)),
            tone=tone_over(share, policy.reciprocal_share),
        ),
        marked.of_links(Sign.EXCHANGE, "exchanged_links", "Links exchanged on pages of links",
            "Both sites link to each other, and their page or yours is one of links or partners."
            + (
                "" if knows_targets
                else " Not known: 'linkcrawler targets' looks at your own pages."
            ),
        ),
    ]  # fmt: skip


class _Marked:
    """Makes figures of what bears a sign."""

    def __init__(self, desk: Desk, linking: Sequence[DomainStudy]) -> None:
        self._desk = desk
        self._linking = linking

    def of_links(
        self, sign: Sign, key: str, title: str, meaning: str, *, tone: Tone = Tone.WATCH
    ) -> Figure:
        """Return how many links bear a sign; ``tone``: if any does."""
        count = sum(study.marks.get(sign, 0) for study in self._linking)
        return Figure(
            key=key,
            title=title,
            value=count,
            meaning=meaning,
            sql=links_where(self._desk, bears(sign)),
            links_sql=link_list(self._desk, bears(sign)),
            tone=tone if count else Tone.PLAIN,
        )

    def of_domains(
        self, sign: Sign, key: str, title: str, meaning: str, *, tone: Tone = Tone.WATCH
    ) -> Figure:
        """Return how many domains bear a sign; ``tone``: if any does."""
        count = sum(1 for study in self._linking if sign in study.signs)
        return Figure(
            key=key,
            title=title,
            value=count,
            meaning=meaning,
            sql=domains_where(self._desk, bears(sign)),
            links_sql=domain_list(self._desk, bears(sign)),
            tone=tone if count else Tone.PLAIN,
        )
