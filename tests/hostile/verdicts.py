"""What a look may come to, as sets of (page state, link state, reason); joined with ``|``."""

Accepted = frozenset[tuple[str, str, str]]


def _one(page_state: str, link_state: str, reason: str) -> Accepted:
    return frozenset({(page_state, link_state, reason)})


LIVE = _one("ok", "present", "link_found")
LIVE_MOVED = _one("moved", "present", "link_found_moved")
LIVE_CUT = _one("incomplete", "present", "link_found_incomplete")
LIVE_TLS = _one("tls_error", "present", "link_found_tls")

MISSING = _one("ok", "missing", "not_found_first_check")
MOVED_MISSING = _one("moved", "missing", "not_found_first_check")
ELSEWHERE = _one("ok", "elsewhere", "wrong_target")
MENTION = _one("ok", "mention", "mention_only")
HOME = _one("moved", "missing", "page_redirected")
NOT_FOUND = _one("gone", "missing", "page_not_found")
GONE = _one("gone", "missing", "page_gone")
SOFT_404 = _one("soft_404", "missing", "soft_404")
PARKED = _one("parked", "missing", "domain_parked")

CUT = _one("incomplete", "unknown", "incomplete")
EMPTY = _one("incomplete", "unknown", "empty_page")
FRAMES = _one("incomplete", "unknown", "frames")
SCRIPT = _one("needs_render", "unknown", "needs_render")
NOT_HTML = _one("not_html", "unknown", "not_html")

TIMEOUT = _one("unreachable", "unknown", "timeout")
LOST_CONNECTION = _one("unreachable", "unknown", "connection_lost")
REFUSED = _one("unreachable", "unknown", "refused")
BAD_RESPONSE = _one("unreachable", "unknown", "bad_response")
BAD_URL = _one("unreachable", "unknown", "bad_url")
BAD_REDIRECT = _one("unreachable", "unknown", "bad_redirect")
LOOP = _one("unreachable", "unknown", "redirect_loop")
NO_NAME = _one("dns_failure", "unknown", "dns_failure")
TLS = _one("tls_error", "unknown", "tls_error")
GUARDED = _one("guarded", "unknown", "guarded")

BOT_WALL = _one("bot_wall", "unknown", "bot_wall")
LOGIN = _one("login_wall", "unknown", "login_wall")
CONSENT = _one("consent_wall", "unknown", "consent_wall")
GEO = _one("geo_block", "unknown", "geo_block")
FORBIDDEN = _one("forbidden", "unknown", "forbidden")
LATER = _one("rate_limited", "unknown", "rate_limited")
SERVER_ERROR = _one("server_error", "unknown", "server_error")
TROUBLE = _one("server_error", "unknown", "site_trouble")
PLACEHOLDER = _one("server_error", "unknown", "placeholder")

ROBOTS = _one("robots_disallowed", "unknown", "robots_disallowed")
NO_ROBOTS = _one("robots_disallowed", "unknown", "robots_unavailable")

BROKEN = BAD_RESPONSE | LOST_CONNECTION | TIMEOUT
"""No answer that HTTP knows; which of the three it is called hardly matters."""

UNREAD = CUT | BROKEN | EMPTY
"""Nothing that could be judged."""
