"""Every threshold of the audit, in one place. Those marked [default] are ours; no source has them.

A user changes them in the ``[thresholds]`` of an audit file; ``audit --json`` tells which held.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Thresholds. Shares are from 0.0 to 1.0 and of referring domains, if not said otherwise."""

    # Quality
    good_authority: float = 50.0
    """Least authority percentile of a class A domain [default]."""

    min_words: int = 300
    """Words of a page with a text of its own (Moz signals 20-22)."""

    max_external_per_100_words: float = 3.0
    """External links for 100 words of a page that is no list of links (Moz signals 20-22)."""

    stable_days: int = 30
    """Days that a link has to be there to be called stable [default]."""

    # Anchors
    exact_anchor_share: float = 0.10
    """Exact-match anchors above this are told (backlinkchecker.pro: red flag)."""

    single_anchor_share: float = 0.05
    """One money anchor above this is told (backlinkchecker.pro)."""

    money_anchor_critical: float = 0.50
    """Money anchors above this were what Penguin hit (Search Engine Watch, 2012)."""

    anchor_distance_points: float = 15.0
    """Percentage points from the competitors' median share of an anchor class [default]."""

    # Spam and schemes
    spam_share_watch: float = 0.10
    """Share of spam domains that is told [default]."""

    spam_share_act: float = 0.30
    """Share of spam domains that asks for action [default]."""

    spam_weight: int = 50
    """Sum of the weights of a domain's signs from which on it is called spam [default]."""

    sitewide_pages: int = 20
    """Linking pages of one domain to one target that make a link sitewide (backlink-guard)."""

    sitewide_template_pages: int = 3
    """The same where most stand in footer, sidebar or navigation [default]."""

    farm_external_links: int = 100
    """External links of a page that looks like a farm [default]."""

    farm_external_domains: int = 50
    """Domains that such a page links to [default]."""

    farm_external_per_100_words: float = 5.0
    """External links for 100 words of such a page [default]."""

    farm_compression: float = 4.0
    """Compression ratio of repeated text (Ntoulas et al., WWW 2006)."""

    reciprocal_share: float = 0.25
    """Share of domains that are linked back above which it is told [default]."""

    network_domains: int = 3
    """Domains that share a template and a /24, or an owner's id, and make a network [default]."""

    comment_pattern_domains: int = 3
    """Domains with one followed money anchor in comments that make a pattern [default]."""

    links_per_domain_cap: int = 5
    """Links of one domain that ratios of links count (Link Research Tools' default)."""

    # Relevance
    irrelevant_percentile: float = 10.0
    """Percentile of the known-good links' similarity below which a page is off topic [default]."""

    irrelevant_similarity: float = 0.02
    """Cosine below which a page is off topic where no known-good links are stated [default].

    Measured by ``benchmarks.topic_likeness``: 2 % of pages are not as near to their own other half,
    76 % of pages of two sites, chosen by chance, are not as near to each other.
    """

    # Natural
    foreign_share: float = 0.20
    """Share of one foreign language (or country) that is told [default]."""

    foreign_domains: int = 10
    """Least number of its domains [default]."""

    foreign_factor: float = 3.0
    """How many times the competitors' share it has to be [default]."""

    outlier_share: float = 0.05
    """Share below which a language is a few outliers, which is fine [default]."""

    # Velocity
    velocity_window_days: int = 90
    """Days that a spike is measured against."""

    robust_z: float = 3.5
    """Modified z-score of a spike (Iglewicz and Hoaglin, 1993)."""

    poisson_p: float = 0.001
    """Upper tail that makes a spike where the days before have no spread."""

    spike_min_domains: int = 10
    """Least new domains of a spike [default]."""

    first_days_excluded: int = 30
    """First days of a history, which hold what was there before [default]."""

    # How many are needed
    target_ratio_low: float = 1.5
    """Aim at this multiple of the competitors' median pace ... [default]."""

    target_ratio_high: float = 2.0
    """... to this one [default]."""

    # Removal
    asked_days: int = 14
    """Days that an owner has to answer before a link may be disavowed [default]."""

    reminder_days: tuple[int, int] = (2, 4)
    """Days after which to remind (Yellowhead)."""

    table_rows: int = 50
    """Rows of a table in audit and report; the query behind it gives all."""

    # Spam marks of names and pages
    name_digits: int = 4
    """Digits of a domain's name from which on it is full of them (Moz signals) [default]."""

    name_hyphens: int = 3
    """The same of hyphens (Moz signals) [default]."""

    name_length: int = 25
    """Characters that make a domain's name very long (Moz signals) [default]."""

    name_consonants: int = 6
    """Consonants in a row that nobody can speak (Moz signals) [default]."""

    address_length: int = 200
    """Characters that make a page's address very long (Moz signals) [default]."""

    title_length: int = 150
    """The same of its title (Moz signals) [default]."""

    links_per_page: int = 5
    """Links of one page to the site above which they are told [default]."""

    authority_min_domains: int = 10
    """Domains with a tool's rating without which a percentile says nothing [default]."""

    # Relevance, nature and velocity
    known_good_domains: int = 5
    """Least number of known-good domains that ``irrelevant_percentile`` is taken of [default]."""

    irrelevant_share: float = 0.5
    """Share of off-topic domains that is told: fewer of them are no problem [default]."""

    silence_days: int = 14
    """Days without a new domain that make a silence after a spike [default]."""

    trend_weeks: int = 52
    """Weeks that are searched for spikes and drawn [default]."""

    spike_same_share: float = 0.5
    """Share of a spike's domains with one money anchor, or another mark, that tells [default]."""

    low_authority: float = 20.0
    """Median authority percentile of a spike that looks like a scheme [default]."""
