"""The questions that people ask of their backlinks, as Datasette's canned queries."""

from collections.abc import Mapping

# Numbers go up with the time; read from the first that fits, and not all of the years.
_LOST = """
WITH week AS (SELECT strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-7 days') AS ago)
SELECT at, referring_page, target, reason
FROM change_events
WHERE kind = 'lost' AND at >= (SELECT ago FROM week)
  AND id >= (SELECT min(+id) FROM event WHERE at >= (SELECT ago FROM week))
ORDER BY id DESC
"""

_WEAKENED = """
SELECT change.at, change.referring_page, change.target, change.field, change.old, change.new,
  status.countability, status.not_counted_because
FROM change_events AS change
JOIN backlink_status AS status ON status.id = change.backlink_id
WHERE change.kind = 'changed' AND change.field = 'countability' AND change.old = 'followed'
  AND status.link_state = 'present' AND status.countability <> 'followed'
ORDER BY change.id DESC
"""

_DOMAINS = """
SELECT referring_domain, backlinks, present, followed, missing, lost, unknown, last_present_at
FROM referring_domains
ORDER BY followed DESC, present DESC, referring_domain
"""

_DISAGREEMENT = """
SELECT status.referring_page, status.target, status.link_state, claim.source AS listed_by,
  claim.anchor_text AS listed_anchor_text, status.anchor_text,
  claim.rel AS listed_rel, status.rel, claim.last_seen AS listed_last_seen, status.last_present_at
FROM claim
JOIN backlink_status AS status ON status.id = claim.backlink_id
WHERE status.link_state IN ('missing', 'lost') AND claim.lost IS NOT 1
    AND coalesce(claim.anchor_text, claim.rel, claim.first_seen, claim.last_seen) IS NOT NULL
  OR status.link_state = 'present' AND (
    claim.lost
    OR claim.anchor_text <> status.anchor_text
    OR (instr(claim.rel, 'nofollow') > 0) <> (instr(status.rel, 'nofollow') > 0))
ORDER BY status.link_state, status.id
"""

_LANGUAGES = """
SELECT coalesce(page_language, 'not told') AS page_language, count(*) AS backlinks,
  sum(link_state = 'present') AS present, sum(countability = 'followed') AS followed,
  count(DISTINCT referring_domain) AS referring_domains
FROM backlink_status
GROUP BY 1
ORDER BY backlinks DESC
"""

_UNVERIFIABLE = """
SELECT reason, page_state, count(*) AS backlinks, count(DISTINCT referring_domain)
  AS referring_domains, min(last_present_at) AS earliest_last_present_at,
  min(referring_page) AS example
FROM backlink_status
WHERE link_state = 'unknown'
GROUP BY reason, page_state
ORDER BY backlinks DESC
"""

# Each way to a page by an index of its own. An address that is shown without its password is none
# that the store knows, so that alone is looked for in all of them.
_HISTORY = """
WITH known AS MATERIALIZED (
  SELECT backlink.id FROM page JOIN backlink ON backlink.page_id = page.id WHERE page.url = :page
  UNION SELECT id FROM backlink WHERE given = :page AND given <> ''
)
SELECT seen.at, seen.link_state, seen.page_state, seen.reason, seen.http_status, seen.anchor_text,
  seen.rel, seen.countability, seen.placement, seen.detail
FROM observation AS seen
WHERE seen.backlink_id IN (
  SELECT id FROM known
  UNION ALL SELECT id
  FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM known)) CROSS JOIN backlink_status
  WHERE referring_page = :page
)
ORDER BY seen.id DESC
"""

QUERIES: Mapping[str, Mapping[str, object]] = {
    name: {"title": title, "description": description, "sql": sql.strip(), "hide_sql": True}
    for name, title, description, sql in (
        (
            "lost_this_week",
            "Lost this week",
            "Losses that were confirmed in the last seven days.",
            _LOST,
        ),
        (
            "weakened",
            "Weakened",
            "Links that were followed, and are there still, but do not count any more.",
            _WEAKENED,
        ),
        ("by_domain", "By domain", "What became of the backlinks of each domain.", _DOMAINS),
        (
            "disagreement",
            "Disagreement with the list",
            "Where the list you imported says otherwise than we saw: link, anchor text, nofollow.",
            _DISAGREEMENT,
        ),
        ("by_language", "By language", "Backlinks by the language of the page.", _LANGUAGES),
        (
            "unverifiable",
            "Unverifiable",
            "Backlinks of which it could not be told, by the reason.",
            _UNVERIFIABLE,
        ),
        (
            "history",
            "History of a page",
            "Each look at the backlinks of a page that differed from the one before.",
            _HISTORY,
        ),
    )
}
"""By name, as Datasette's metadata has them."""
