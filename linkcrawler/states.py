"""The closed lists of what can be said of a page and of a link, each with its sentence.

Three states, never one: what fetching the referring page came to, whether the link is on it, and
whether a link that is there counts. Each member carries the ``sentence`` that people read.
"""

from enum import StrEnum
from typing import Self


class _Told(StrEnum):
    """A string enum whose members carry a sentence for people."""

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member


class PageState(_Told):
    """What fetching the referring page came to."""

    OK = "ok", "The page was read."
    MOVED = "moved", "The page answered at another address and was read there."
    GONE = "gone", "The server says the page does not exist any more."
    SOFT_404 = "soft_404", "The page answers, but only to say that it was not found."
    PARKED = "parked", "The domain shows a parking or for-sale page."
    FORBIDDEN = "forbidden", "The server refused to show the page to us."
    BOT_WALL = "bot_wall", "A bot check stood in front of the page."
    LOGIN_WALL = "login_wall", "The page asks for a login or a payment first."
    CONSENT_WALL = "consent_wall", "A consent form stood in front of the page."
    GEO_BLOCK = "geo_block", "The page is not shown in our country or for legal reasons."
    ROBOTS_DISALLOWED = "robots_disallowed", "The site's robots.txt asks us not to read the page."
    RATE_LIMITED = "rate_limited", "The server asked us to come back later."
    SERVER_ERROR = "server_error", "The server failed while answering."
    UNREACHABLE = "unreachable", "The server could not be reached."
    DNS_FAILURE = "dns_failure", "The host name could not be resolved."
    TLS_ERROR = "tls_error", "The secure connection could not be trusted."
    NOT_HTML = "not_html", "The address holds a document that is not a web page."
    INCOMPLETE = "incomplete", "The page was read only in part."
    NEEDS_RENDER = "needs_render", "The page builds its content with scripts."
    GUARDED = "guarded", "The address leads into a private network, so it was not opened."


class LinkState(_Told):
    """Whether the backlink is on the page."""

    PRESENT = "present", "The link is there."
    ELSEWHERE = "elsewhere", "The page links to the site, but not to this target."
    MENTION = "mention", "The address stands on the page as text, not as a link."
    MISSING = "missing", "The link was not found; this has to be confirmed."
    LOST = "lost", "The link is gone, and that was confirmed."
    UNKNOWN = "unknown", "It could not be told whether the link is there."


class Countability(_Told):
    """How a link that is present counts for search engines."""

    FOLLOWED = "followed", "An ordinary link that search engines follow."
    NOFOLLOW = "nofollow", "The link is marked nofollow."
    UGC = "ugc", "The link is marked as user-generated content."
    SPONSORED = "sponsored", "The link is marked as sponsored."
    NOT_COUNTED = "not_counted", "The link is there, but search engines will not count it."


class NotCountedBecause(_Told):
    """Why a link that is present does not count."""

    NOINDEX = "noindex", "The page asks search engines not to index it."
    CANONICAL_AWAY = "canonical_away", "The page names another page as the original."
    HIDDEN = "hidden", "The link is hidden from readers."
    NOSCRIPT_ONLY = "noscript_only", "The link is shown only where scripts are off."
    INERT = "inert", "The link stands in a part of the page that is not active."
    ROBOTS_BLOCKED = "robots_blocked", "robots.txt keeps Googlebot from the page."
    IFRAME = "iframe", "The link stands in an embedded frame."
    PAST_2MB = "past_2mb", "The link stands past the first 2 MB, which Google does not read."
    REDIRECTOR = (
        "redirector",
        "The link goes through a redirector; whether that passes anything on is not known.",
    )
    NOT_CRAWLABLE = "not_crawlable", "The link element is of a kind that is not followed."


class NofollowFrom(_Told):
    """What makes the link nofollow."""

    REL = "rel", "The rel attribute of the link."
    META = "meta", "A robots meta tag on the page."
    HEADER = "header", "The X-Robots-Tag header of the page."


class MatchLevel(_Told):
    """How close a link's address comes to the target; earlier members are closer."""

    EXACT = "exact", "The address is the target."
    EQUIVALENT = "equivalent", "Another spelling of the target (scheme, www, slash, tracking)."
    VARIANT = "variant", "Another variant of the target (mobile, AMP, letter case)."
    SITE = "site", "The target is a whole site, and the link goes to it."
    REDIRECTOR = "redirector", "The link goes to the target through a redirector."
    SAME_HOST = "same_host", "Another page of the target's host."
    SAME_SITE = "same_site", "Another host of the target's site."
    ARCHIVED = "archived", "A copy of the target in an archive, which is no link to it."

    @property
    def proves_presence(self) -> bool:
        """Tell whether a link at this level is the backlink itself."""
        return self in _PROOF


_PROOF = frozenset(
    {
        MatchLevel.EXACT,
        MatchLevel.EQUIVALENT,
        MatchLevel.VARIANT,
        MatchLevel.SITE,
        MatchLevel.REDIRECTOR,
    }
)


class ListKind(_Told):
    """What kind of list a page is, whose entries make room for newer ones."""

    HOME = "home", "The front page of a site, or of its blog or news."
    TAG = "tag", "The entries of a tag, a category or a section."
    FEED = "feed", "A feed, or a list of all pages."
    PAGINATED = "paginated", "A further page of a longer list."
    ARCHIVE = "archive", "The entries of a time or of an author, or what a search found."


class Resemblance(_Told):
    """How a page compares with what it was when the link was last seen; doubt grows downwards."""

    SAME = "same", "The text is the same, but for a few words."
    EDITED = "edited", "The text was changed; title and design are the same."
    DIFFERENT = "different", "Text and title, or text and design, are others."


class AnchorSource(_Told):
    """Where the anchor text was taken from."""

    TEXT = "text", "The text of the link."
    ALT = "alt", "The alt text of an image in the link."
    TITLE = "title", "The title attribute of the link."
    NONE = "none", "The link has no anchor text."


class Placement(_Told):
    """Where on the page the link stands."""

    CONTENT = "content", "In the main text."
    COMMENT = "comment", "In a visitor's comment."
    FORUM_POST = "forum_post", "In a forum post."
    FORUM_SIGNATURE = "forum_signature", "In the signature under a forum post."
    AUTHOR_BIO = "author_bio", "In a note about the author."
    NAV = "nav", "In the navigation."
    HEADER = "header", "In the page header."
    FOOTER = "footer", "In the page footer."
    SIDEBAR = "sidebar", "In a sidebar."
    BLOGROLL = "blogroll", "In a list of recommended sites."
    RELATED = "related", "In a list of related or recommended pages."
    DIRECTORY = "directory", "In a directory of links."
    ADVERT = "advert", "In an advertisement."
    WIDGET = "widget", "In an embedded widget or badge."
    PROFILE = "profile", "On a member's profile."
    UNKNOWN = "unknown", "Not told by the page."


class FetchOutcome(_Told):
    """How the fetch of a page ended, before anybody looks at what came."""

    RESPONSE = "response", "An answer came."
    DNS_FAILURE = "dns_failure", "The host name could not be resolved."
    REFUSED = "refused", "The server refused the connection."
    TIMEOUT = "timeout", "No answer came in time."
    CONNECTION_LOST = "connection_lost", "The connection broke before an answer was complete."
    BAD_RESPONSE = "bad_response", "The answer broke the rules of HTTP."
    TLS_ERROR = "tls_error", "The secure connection could not be made."
    REDIRECT_LOOP = "redirect_loop", "The redirects never ended."
    BAD_REDIRECT = "bad_redirect", "The page redirects to something that is no web address."
    ROBOTS_DISALLOWED = "robots_disallowed", "robots.txt asks us not to read the page."
    ROBOTS_UNAVAILABLE = "robots_unavailable", "robots.txt could not be read, so we stay away."
    GUARDED = "guarded", "The address leads into a private network."
    BAD_URL = "bad_url", "The address of the page can't be opened."
    NOT_ANSWERED = "not_answered", "The page was asked for, but no answer reached us."
    INTERNAL_ERROR = "internal_error", "linkcrawler itself failed on this page."


NETWORK_FAILURES = frozenset(
    {FetchOutcome.DNS_FAILURE, FetchOutcome.REFUSED, FetchOutcome.TIMEOUT}
    | {FetchOutcome.CONNECTION_LOST}
)
"""No answer came, which may be the server's doing or our network's."""


class Signal(_Told):
    """What the body or the headers of an answer show to be there instead of the page."""

    CHALLENGE_HEADER = "challenge_header", "The server marked its answer as a bot check."
    CHALLENGE_BODY = "challenge_body", "The page is a bot check."
    LOGIN_REDIRECT = "login_redirect", "The page redirects to a login."
    LOGIN_FORM = "login_form", "The page is nothing but a login form."
    PAYWALL = "paywall", "The page keeps its text for subscribers."
    GEO_TEXT = "geo_text", "The page says that it is not shown in our country."
    CONSENT_REDIRECT = "consent_redirect", "The page redirects to a consent form."
    CONSENT_FORM = "consent_form", "The page is nothing but a consent form."
    SOFT_404 = "soft_404", "The page says that it was not found."
    MAYBE_NOT_FOUND = "maybe_not_found", "The page may say that it was not found."
    PARKED = "parked", "The page is a parking page."
    PLACEHOLDER = "placeholder", "The page is one that the host or its software shows by itself."
    EMPTY = "empty", "The answer was empty."
    TROUBLE = "trouble", "The page is an error message of the site's own software."
    FRAMES = "frames", "The page is a set of frames, each a page of its own."
    BREAKS_OFF = "breaks_off", "The page ends in the middle."
    DOCUMENT_VIEWER = "document_viewer", "The page shows a document in a viewer."
    MORE_COMMENTS = "more_comments", "The page shows only some of its comments."
    JS_SHELL = "js_shell", "The page is an empty shell that scripts fill."
    SCRIPT_LINKS = "script_links", "Scripts on the page write links of their own."
    SCRIPT_HEAVY = "script_heavy", "A framework of scripts may build parts of the page."
    TARGET_IN_SCRIPT = "target_in_script", "The target's address stands in a script."


class Rendering(_Told):
    """How a second look at a page, in a browser, ended."""

    WHOLE = "whole", "A browser showed the whole page."
    PARTIAL = "partial", "A browser showed the page, but maybe not all of it."
    FAILED = "failed", "A browser could not show the page."
    SKIPPED = "skipped", "The page was to be shown in a browser, and it was not."


class Reason(_Told):
    """Why the verdict is what it is: one code for each row of the decision table and its sides."""

    LINK_FOUND = "link_found", "The link was found on the page."
    LINK_FOUND_MOVED = (
        "link_found_moved",
        "The page has moved; the link was found at its new address.",
    )
    LINK_FOUND_TLS = (
        "link_found_tls",
        "The link was found, but the page's certificate can't be trusted.",
    )
    LINK_FOUND_ORIGINAL = (
        "link_found_original",
        "The link stands on the page that this page names as its original.",
    )
    LINK_FOUND_ONE_STEP_ON = (
        "link_found_one_step_on",
        "Newer entries have pushed the link off this page; it stands one page further on.",
    )
    ENTRY_UNREAD = (
        "entry_unread",
        "The link is not on this list any more, and the entry it stood in could not be read.",
    )
    ORIGINAL_UNREAD = (
        "original_unread",
        "The link is not on the page, and the page that it names as its original was not read.",
    )
    LINK_FOUND_INCOMPLETE = (
        "link_found_incomplete",
        "The link was found in the part of the page that could be read.",
    )
    ROBOTS_DISALLOWED = (
        "robots_disallowed",
        "robots.txt asks us not to read this page, so the link could not be checked.",
    )
    ROBOTS_UNAVAILABLE = (
        "robots_unavailable",
        "The site's robots.txt could not be read, so we stayed away from the page.",
    )
    DNS_FAILURE = "dns_failure", "The name of the linking site could not be resolved."
    REFUSED = "refused", "The linking site refused the connection."
    TIMEOUT = "timeout", "The linking site did not answer in time."
    CONNECTION_LOST = "connection_lost", "The connection to the linking site broke."
    BAD_RESPONSE = "bad_response", "The linking site's answer could not be understood."
    TLS_ERROR = (
        "tls_error",
        "The linking site's certificate can't be trusted, and the link was not seen behind it.",
    )
    REDIRECT_LOOP = "redirect_loop", "The page redirects without end."
    BAD_REDIRECT = "bad_redirect", "The page redirects to something that is no web address."
    GUARDED = (
        "guarded",
        "The page's address leads into a private network and was not opened.",
    )
    BAD_URL = "bad_url", "The page's address can't be opened."
    BOT_WALL = "bot_wall", "A bot check kept us from the page."
    LOGIN_WALL = "login_wall", "The page is behind a login or a paywall."
    GEO_BLOCK = "geo_block", "The page is blocked for our country or for legal reasons."
    CONSENT_WALL = "consent_wall", "A consent form kept us from the page."
    RATE_LIMITED = "rate_limited", "The linking site asked us to come back later."
    SERVER_ERROR = "server_error", "The linking site had a server error."
    SITE_TROUBLE = "site_trouble", "The linking site says that it can't show its pages for now."
    PLACEHOLDER = (
        "placeholder",
        "The linking site's host shows a page of its own, as of a suspended or unfinished site.",
    )
    FORBIDDEN = "forbidden", "The linking site refused to show us the page."
    PAGE_GONE = "page_gone", "The linking page is gone (410)."
    PAGE_NOT_FOUND = "page_not_found", "The linking page does not exist any more."
    PAGE_REDIRECTED = (
        "page_redirected",
        "The linking page now redirects to another page, which does not hold the link.",
    )
    DOMAIN_PARKED = "domain_parked", "The linking domain is parked or for sale."
    SOFT_404 = "soft_404", "The linking page now says that it was not found."
    MAYBE_NOT_FOUND = (
        "maybe_not_found",
        "The linking page may say that it was not found, but that is not certain.",
    )
    PDF_DOCUMENT = "pdf_document", "The address holds a PDF, which is not searched for links."
    NOT_HTML = "not_html", "The address holds a document that we can't look for links in."
    DOCUMENT_VIEWER = (
        "document_viewer",
        "The page shows a document in a viewer; the link may stand in the document.",
    )
    FRAMES = "frames", "The page is a set of frames, which are not read."
    EMPTY_PAGE = "empty_page", "The linking page came empty."
    INCOMPLETE = "incomplete", "The page could be read only in part, without the link."
    COMMENT_WIDGET = (
        "comment_widget",
        "The page's comments are brought to it by a script; the link may stand in them.",
    )
    MORE_COMMENTS = (
        "more_comments",
        "The page shows only some of its comments; the link may stand among the others.",
    )
    NEEDS_RENDER = (
        "needs_render",
        "The page is made by scripts; without a browser the link can't be told.",
    )
    RENDER_FAILED = (
        "render_failed",
        "The page is made by scripts, and a browser could not show all of it.",
    )
    WRONG_TARGET = (
        "wrong_target",
        "The page links to your site, but not to the agreed page.",
    )
    MENTION_ONLY = "mention_only", "The page names the address as plain text, without a link."
    LINK_REMOVED = "link_removed", "The page is there, but the link is not on it any more."
    PUSHED_OFF = (
        "pushed_off",
        "The page is a list, and the link is not on it any more, nor one page further on.",
    )
    PAGE_REPLACED = (
        "page_replaced",
        "The page has changed so much that it may be another one; the link is not on it.",
    )
    NOT_FOUND_FIRST_CHECK = (
        "not_found_first_check",
        "The page is there, but we have never seen the link on it.",
    )
    NOT_ANSWERED = "not_answered", "The page was asked for, but no answer reached us."
    INTERNAL_ERROR = "internal_error", "linkcrawler itself failed on this page; please report it."
    NOT_CHECKED = "not_checked", "The backlink has not been checked yet."


class ChangeKind(_Told):
    """What a change event tells."""

    FOUND = "found", "The link was seen for the first time."
    MISSING = "missing", "The link was not found; this has to be confirmed."
    LOST = "lost", "The loss of the link is confirmed."
    RECOVERED = "recovered", "A link that was missing or lost is there again."
    CHANGED = "changed", "The link is there, but something about it changed."
    DEVIATION = "deviation", "The link is not as it was agreed."
    UNVERIFIABLE = "unverifiable", "The link can't be told any more."
    VERIFIABLE = "verifiable", "The link can be told again."


class RunOutcome(_Told):
    """How a run ended."""

    RUNNING = "running", "The run is going on."
    FINISHED = "finished", "Every backlink of the run has its answer."
    INTERRUPTED = "interrupted", "The run was stopped and can be resumed."
    UNHEALTHY = "unhealthy", "Our own line was not healthy; nothing was taken as changed."


class RunCause(_Told):
    """What was wrong with a run whose answers can't be trusted."""

    DNS = "dns", "No name could be resolved: the resolver of this machine is out."
    NETWORK = "network", "No site could be reached: the network of this machine is down."
    CAPTIVE_PORTAL = (
        "captive_portal",
        "Every site led to one and the same page: the network of this machine wants a login.",
    )
    BLOCKED = (
        "blocked",
        "Sites that could be read before turned us away: the address of this machine is blocked.",
    )
    INTERNAL = "internal", "linkcrawler itself failed on every page; please report it."
    MASS_LOSS = (
        "mass_loss",
        "So many links are gone at once that the next run has to confirm it first.",
    )
