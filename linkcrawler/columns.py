"""The columns of the views: what each holds, and what it means. The manual and a test read this."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    URL = "url"
    NUMBER = "number"
    FLAG = "flag"
    """0 or 1."""

    TIME = "time"
    """UTC, ISO 8601, to the second."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view."""

    name: str
    kind: Kind
    meaning: str


_T, _U, _N, _F, _D = Kind.TEXT, Kind.URL, Kind.NUMBER, Kind.FLAG, Kind.TIME

STATUS = (
    Column("id", _N, "Number of the backlink."),
    Column("referring_page", _U, "The page that links, as given."),
    Column("referring_domain", _T, "Registrable domain of the referring page."),
    Column("target", _U, "What it links to, as given."),
    Column("target_site", _T, "Registrable domain of the target."),
    Column("site_role", _T, "Whose site the target is on: own or competitor."),
    Column("page_state", _T, "What fetching the page came to; empty before the first look."),
    Column("link_state", _T, "Whether the link is there."),
    Column("reason", _T, "Why the verdict is what it is."),
    Column("http_status", _N, "HTTP status of the last look."),
    Column("final_url", _U, "Where the page answered at the last look."),
    Column("anchor_text", _T, "Text of the link as it was last seen."),
    Column("anchor_source", _T, "Where the anchor text was taken from."),
    Column("rel", _T, "Tokens of the link's rel as it was last seen."),
    Column("countability", _T, "Whether a link that is present counts; else empty."),
    Column("nofollow_from", _T, "What makes a present link nofollow."),
    Column("not_counted_because", _T, "Why a present link does not count."),
    Column("placement", _T, "Where on the page the link stands."),
    Column("comment_platform", _T, "Software of the comments or forum that it stands in."),
    Column("page_language", _T, "Language of the main text; empty: too little text."),
    Column("declared_language", _T, "Language that the page says it is in."),
    Column("page_title", _T, "Title of the page as it was last read."),
    Column("canonical", _U, "Page that the page names as its original."),
    Column("links_on_page", _N, "Links on the page."),
    Column("external_links_on_page", _N, "Links on the page that lead to other sites."),
    Column("match_level", _T, "How close the link comes to the target."),
    Column("rendered", _F, "1: the link was seen only after scripts ran."),
    Column("first_seen_at", _D, "First time we saw the link; empty: never."),
    Column("first_checked_at", _D, "First look at the page."),
    Column("last_checked_at", _D, "Last look at the page."),
    Column("last_present_at", _D, "Last time we saw the link."),
    Column("missing_since_at", _D, "Start of the present absence; empty while the link is there."),
    Column("lost_at", _D, "When the loss was confirmed."),
    Column("checks", _N, "Looks so far."),
    Column("next_check_at", _D, "When the page falls due."),
    Column("evidence_html", _T, "The link's HTML as it was last seen."),
    Column("dom_path", _T, "Where in the page's tree the link stands."),
    Column("language_conflict", _F, "1: the page declares another language than it is in."),
    Column("original_look", _T, "What a look at the page's original came to; empty: none was."),
    Column("ip_address", _T, "Address that the last answer came from."),
    Column("entry_url", _U, "Page of the entry that the link stands in, on a list of entries."),
    Column("unverifiable_since_at", _D, "Start of the present row of looks that told nothing."),
    Column("labels", _T, "Labels of lists and rows, with commas; empty: none."),
    Column("page_seen_at", _D, "Last time that the page's own bytes came."),
)
CHANGES = (
    Column("id", _N, "Number of the event."),
    Column("at", _D, "Time of the look."),
    Column("run_id", _N, "Run of the look."),
    Column("backlink_id", _N, "Number of the backlink, id of backlink_status."),
    Column("referring_page", _U, "The page that links, as given."),
    Column("target", _U, "What it links to, as given."),
    Column("kind", _T, "What happened."),
    Column("field", _T, "The column that changed or deviates; else empty."),
    Column(
        "old", _T, "The value before, for a deviation what was agreed; else the link state before."
    ),
    Column("new", _T, "The value now; else the link state now."),
    Column("reason", _T, "Reason of the look."),
    Column("observation_id", _N, "Observation that the event came with, of table observation."),
)
RUNS = (
    Column("id", _N, "Number of the run."),
    Column("started_at", _D, "Start."),
    Column("finished_at", _D, "End; empty: it has not ended, or was killed."),
    Column("outcome", _T, "How it ended."),
    Column("pages", _N, "Pages that the run visited, or owed a visit."),
    Column("backlinks", _N, "Backlinks on them."),
    Column("present", _N, "Of them, links that are there."),
    Column("elsewhere", _N, "Links to the site, not to the target."),
    Column("mention", _N, "Addresses that stand as text."),
    Column("missing", _N, "Links that were not found, to be confirmed."),
    Column("lost", _N, "Links that are gone, confirmed."),
    Column("unknown", _N, "Links of which it could not be told."),
    Column("newly_lost", _N, "Losses of own links that this run confirmed."),
    Column("events", _N, "Changes that this run found."),
    Column("links", _T, "Name of the list; empty: the run was over what was due."),
    Column("cause", _T, "What was wrong with a run that can't be trusted; else empty."),
)
DOMAINS = (
    Column("referring_domain", _T, "Registrable domain."),
    Column("referring_pages", _N, "Known pages on it."),
    Column("backlinks", _N, "Known backlinks on them."),
    Column("present", _N, "Of them, links that are there."),
    Column("followed", _N, "Present links that count."),
    Column("elsewhere", _N, "Links elsewhere on the site, and mentions."),
    Column("missing", _N, "Links that were not found, to be confirmed."),
    Column("lost", _N, "Links that are gone, confirmed."),
    Column("unknown", _N, "Links of which it could not be told."),
    Column("first_seen_at", _D, "First time that we saw a link of it."),
    Column("last_present_at", _D, "Last time that we saw one."),
)
AUDITED_LINKS = (
    Column("backlink_id", _N, "Number of the backlink, id of backlink_status."),
    Column("referring_page", _U, "The page that links, as given."),
    Column("referring_domain", _T, "Registrable domain of the referring page."),
    Column("target", _U, "What it links to, as given."),
    Column("target_site", _T, "Registrable domain of the target."),
    Column("site_role", _T, "Whose site the target is on: own or competitor."),
    Column("link_state", _T, "Whether the link is there, as of now."),
    Column("countability", _T, "Whether a link that is present counts; else empty."),
    Column("anchor_text", _T, "Text of the link as it was last seen."),
    Column("rel", _T, "Tokens of the link's rel as it was last seen."),
    Column("placement", _T, "Where on the page the link stands."),
    Column("page_language", _T, "Language of the main text; empty: too little text."),
    Column("quality", _T, "Class of the last audit, A to D or X; empty: it was not there."),
    Column("anchor_class", _T, "What the anchor text is; empty: the link was not there."),
    Column("relevance", _N, "Likeness of page and target, 0 to 1; empty: not known."),
    Column("matched_terms", _T, "Words that page and target share, with blanks."),
    Column("signs", _T, "What speaks for and against the link, with blanks."),
    Column("audited_at", _D, "Time of the audit."),
    Column("anchor", _T, "The anchor text as anchors are compared; empty: the link was not there."),
)
AUDITED_DOMAINS = (
    Column("referring_domain", _T, "Registrable domain."),
    Column("target_site", _T, "Site that it links to."),
    Column("site_role", _T, "Whose that site is: own or competitor."),
    Column("quality", _T, "Class of its best link, or X; empty: none was there."),
    Column("signs", _T, "What speaks for and against it, with blanks."),
    Column("referring_pages", _N, "Known pages on it that link to the site, or did."),
    Column("backlinks", _N, "Known backlinks on them."),
    Column("present", _N, "Of them, links that were there."),
    Column("followed", _N, "Present links that count."),
    Column("authority", _N, "Percentile of its authority, 0 to 100; empty: not known."),
    Column("authority_from", _T, "Measure or file that the authority is from."),
    Column("relevance", _N, "Best likeness of its pages and the target; empty: not known."),
    Column("country", _T, "Country of a country-code domain; else empty."),
    Column("gained_on", _T, "Day of its first link, YYYY-MM-DD; empty: not known."),
    Column("gained_from", _T, "Where that day is from: source or looks."),
    Column("lost_on", _T, "Day on which its last link was gone; else empty."),
    Column("audited_at", _D, "Time of the audit."),
    Column("linking_pages", _N, "Pages with a link that was there."),
    Column("pairs", _N, "Pairs of such a page and a target."),
)
TARGETS = (
    Column("target", _U, "The page that is linked to, as given."),
    Column("target_site", _T, "Registrable domain of the target."),
    Column("site_role", _T, "Whose site the target is on: own or competitor."),
    Column("page_state", _T, "What fetching the target came to; empty before the first look."),
    Column("http_status", _N, "HTTP status of the last look."),
    Column("final_url", _U, "Where the target answered at the last look."),
    Column("canonical", _U, "Page that the target names as its original."),
    Column("noindex_from", _T, "What keeps the target out of the index: meta or header."),
    Column("page_title", _T, "Title of the target."),
    Column("page_language", _T, "Language of its main text; empty: too little text."),
    Column("checked_at", _D, "Last look at the target."),
    Column("backlinks", _N, "Known backlinks to it."),
    Column("present", _N, "Of them, links that are there."),
    Column("referring_domains", _N, "Registrable domains that they stand on."),
)
AGREEMENTS = (
    Column("backlink_id", _N, "Number of the backlink, id of backlink_status."),
    Column("referring_page", _U, "The page that links, as given."),
    Column("target", _U, "What it links to, as given."),
    Column("agreed_target", _U, "Page that the link has to lead to; empty: nothing was agreed."),
    Column("agreed_anchor_text", _T, "Text that it has to have."),
    Column("agreed_rel", _T, "Tokens that its rel has to have; follow: the link has to count."),
    Column("agreed_until", _T, "Last day; as the list has it where that is no certain day."),
    Column("cost", _T, "What it costs, as the list has it."),
    Column("campaign", _T, "Campaign that it belongs to."),
    Column("contact", _T, "Whom it was agreed with."),
    Column("agreed_at", _D, "When a list told what the link has to be, as it is now."),
)
REMOVAL_CASES = (
    Column("id", _N, "Number of the case."),
    Column("target_site", _T, "Your site that is linked to."),
    Column("referring_domain", _T, "Registrable domain that links."),
    Column("referring_page", _U, "The page that links; empty: the case is of the whole domain."),
    Column("state", _T, "Where it stands."),
    Column("state_at", _D, "When it came to that state."),
    Column("contact", _T, "Whom to ask."),
    Column("note", _T, "The last note."),
    Column("opened_at", _D, "When the case was opened."),
    Column("contact_found_at", _D, "When it was known whom to ask."),
    Column("asked_at", _D, "When the owner was asked; empty again after the link came back."),
    Column("reminded_at", _D, "Last reminder since then."),
    Column("reminders", _N, "Reminders since then."),
    Column("refused_at", _D, "When the owner refused."),
    Column("no_reply_at", _D, "When the wait for an answer was given up."),
    Column("candidate_at", _D, "When it was marked as to be disavowed."),
    Column("exported_at", _D, "When it was first written into a disavow file."),
    Column("removed_at", _D, "When a run confirmed that all of its links are gone."),
    Column("removed_by_run", _N, "That run."),
)
CLAIMS = (
    Column("backlink_id", _N, "Number of the backlink, id of backlink_status."),
    Column("referring_page", _U, "The page that links, as given."),
    Column("referring_domain", _T, "Registrable domain of the referring page."),
    Column("target", _U, "What it links to, as given."),
    Column("target_site", _T, "Registrable domain of the target."),
    Column("site_role", _T, "Whose site the target is on: own or competitor."),
    Column("source", _T, "The tool whose list it is; empty: a list of no known tool."),
    Column("claimed_anchor_text", _T, "Anchor text that the list tells."),
    Column("claimed_rel", _T, "Tokens of rel that it tells; empty text: followed."),
    Column("claimed_first_seen", _T, "When the tool first saw the link, as written."),
    Column("claimed_last_seen", _T, "When it last saw it, as written."),
    Column("claimed_link_kind", _T, "What kind of link it says it is."),
    Column("claimed_lost", _F, "1: it calls the link lost; empty: it does not speak of losses."),
    Column("claimed_lost_at", _T, "When it lost it, as written."),
    Column("claimed_lost_reason", _T, "Why, as the list has it."),
    Column("metrics", _T, "The tool's numbers of page and domain, as JSON."),
    Column("claimed_at", _D, "When the list was taken."),
    Column("link_state", _T, "Whether the link is there, as we saw it last."),
    Column("rel", _T, "Tokens of the link's rel as we saw it last."),
    Column("nofollow_from", _T, "What makes a present link nofollow."),
)
VIEWS: Mapping[str, tuple[Column, ...]] = {
    "backlink_status": STATUS,
    "change_events": CHANGES,
    "runs": RUNS,
    "referring_domains": DOMAINS,
    "audited_links": AUDITED_LINKS,
    "audited_domains": AUDITED_DOMAINS,
    "targets": TARGETS,
    "agreements": AGREEMENTS,
    "removal_cases": REMOVAL_CASES,
    "claims": CLAIMS,
}
"""By the name of the view, in the order of the public contract; new columns come last."""

TERMS = AGREEMENTS[3:10]
LISTED = (*TERMS, Column("claims", _T, "What tools say of the link, by tool, as JSON."))
"""What lists say of a backlink; exports have it after the columns of backlink_status."""
