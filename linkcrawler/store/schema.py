"""Tables and views, as migrations. The views are the public contract; the tables are ours."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

# "lcrw": tells our files from everybody else's. Source: SQLite, "PRAGMA application_id".
APPLICATION_ID = 0x6C637277

migrations = Migrations("linkcrawler")

_TABLES = """
CREATE TABLE domain (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    domain_id INTEGER NOT NULL REFERENCES domain(id),
    next_check_at TEXT
);
CREATE INDEX page_domain ON page(domain_id, id);
CREATE INDEX page_next_check ON page(next_check_at);
CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL UNIQUE,
    site TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'own'
);
CREATE INDEX target_site ON target(site);
CREATE TABLE backlink (
    id INTEGER PRIMARY KEY,
    page_id INTEGER NOT NULL REFERENCES page(id),
    target_id INTEGER NOT NULL REFERENCES target(id),
    given TEXT NOT NULL DEFAULT '',
    added_at TEXT NOT NULL,
    UNIQUE (page_id, target_id, given)
);
CREATE INDEX backlink_target ON backlink(target_id);
CREATE TABLE claim (
    backlink_id INTEGER PRIMARY KEY REFERENCES backlink(id),
    import_id INTEGER NOT NULL REFERENCES import(id),
    anchor_text TEXT,
    rel TEXT,
    first_seen TEXT,
    last_seen TEXT
);
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    name TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    taken INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    doubled INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE refused_row (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import(id),
    line INTEGER NOT NULL,
    "column" TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX refused_row_import ON refused_row(import_id);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL,
    links TEXT,
    pages INTEGER NOT NULL DEFAULT 0,
    backlinks INTEGER NOT NULL DEFAULT 0,
    versions TEXT
);
CREATE TABLE owed (
    domain_id INTEGER NOT NULL,
    page_id INTEGER NOT NULL,
    PRIMARY KEY (domain_id, page_id)
) WITHOUT ROWID;
CREATE TABLE page_look (
    page_id INTEGER PRIMARY KEY REFERENCES page(id),
    run_id INTEGER NOT NULL,
    checked_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    http_status INTEGER,
    final_url TEXT,
    hops TEXT,
    incomplete TEXT,
    tls_error TEXT,
    detail TEXT,
    body_bytes INTEGER,
    elapsed_s REAL,
    page_title TEXT,
    canonical TEXT,
    page_language TEXT,
    declared_language TEXT,
    noindex_from TEXT,
    text_sketch TEXT,
    template_sketch TEXT,
    comment_widget TEXT,
    words INTEGER,
    links_on_page INTEGER,
    external_links_on_page INTEGER
);
CREATE TABLE backlink_state (
    backlink_id INTEGER PRIMARY KEY REFERENCES backlink(id),
    run_id INTEGER NOT NULL,
    page_state TEXT NOT NULL,
    link_state TEXT NOT NULL,
    known_state TEXT,
    reason TEXT NOT NULL,
    url TEXT,
    match_level TEXT,
    anchor_text TEXT,
    anchor_source TEXT,
    rel TEXT,
    countability TEXT,
    nofollow_from TEXT,
    not_counted_because TEXT,
    placement TEXT,
    comment_platform TEXT,
    evidence_html TEXT,
    dom_path TEXT,
    rendered INTEGER NOT NULL DEFAULT 0,
    first_seen_at TEXT,
    first_checked_at TEXT NOT NULL,
    last_checked_at TEXT NOT NULL,
    last_present_at TEXT,
    missing_since_at TEXT,
    absent_at TEXT,
    absences INTEGER NOT NULL DEFAULT 0,
    lost_at TEXT,
    checks INTEGER NOT NULL,
    observation_id INTEGER NOT NULL
);
CREATE INDEX backlink_state_run ON backlink_state(run_id, link_state);
CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    backlink_id INTEGER NOT NULL REFERENCES backlink(id),
    run_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    page_state TEXT NOT NULL,
    link_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    http_status INTEGER,
    final_url TEXT,
    detail TEXT,
    url TEXT,
    match_level TEXT,
    anchor_text TEXT,
    anchor_source TEXT,
    rel TEXT,
    countability TEXT,
    nofollow_from TEXT,
    not_counted_because TEXT,
    placement TEXT,
    placement_rule TEXT,
    comment_platform TEXT,
    left_context TEXT,
    right_context TEXT,
    evidence_html TEXT,
    dom_path TEXT
);
CREATE INDEX observation_backlink ON observation(backlink_id, id);
CREATE TABLE sighting (
    observation_id INTEGER NOT NULL REFERENCES observation(id),
    position INTEGER NOT NULL,
    url TEXT,
    match_level TEXT,
    anchor_text TEXT,
    anchor_source TEXT,
    rel TEXT,
    placement TEXT,
    dom_path TEXT,
    PRIMARY KEY (observation_id, position)
) WITHOUT ROWID;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES run(id),
    backlink_id INTEGER NOT NULL REFERENCES backlink(id),
    kind TEXT NOT NULL,
    field TEXT,
    old TEXT,
    new TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX event_run ON event(run_id);
CREATE INDEX event_backlink ON event(backlink_id);
"""

_OUTBOX = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run(id),
    kind TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    label TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    put_at TEXT NOT NULL,
    tried_at TEXT,
    sent_at TEXT,
    error TEXT,
    UNIQUE (run_id, kind, fingerprint)
);
CREATE INDEX outbox_state ON outbox(state);
CREATE TABLE alert_hold (
    run_id INTEGER PRIMARY KEY REFERENCES run(id),
    at TEXT NOT NULL,
    gone INTEGER NOT NULL,
    live INTEGER NOT NULL,
    state TEXT NOT NULL,
    settled_by INTEGER
);
"""

_NIGHTS = """
ALTER TABLE page ADD COLUMN first_checked_at TEXT;
ALTER TABLE page ADD COLUMN checked_at TEXT;
ALTER TABLE page ADD COLUMN changed_at TEXT;
ALTER TABLE page ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
CREATE INDEX backlink_given ON backlink(given) WHERE given <> '';
CREATE INDEX event_at ON event(at);
ALTER TABLE run ADD COLUMN cause TEXT;
ALTER TABLE page_look ADD COLUMN seen_at TEXT;
ALTER TABLE page_look ADD COLUMN good_at TEXT;
ALTER TABLE page_look ADD COLUMN good_title TEXT;
ALTER TABLE page_look ADD COLUMN good_text_sketch TEXT;
ALTER TABLE page_look ADD COLUMN good_template_sketch TEXT;
ALTER TABLE backlink_state ADD COLUMN rechecks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backlink_state ADD COLUMN known_at TEXT;
UPDATE backlink_state SET known_at = last_checked_at WHERE known_state IS NOT NULL;
ALTER TABLE backlink_state ADD COLUMN entry_url TEXT;
ALTER TABLE backlink_state ADD COLUMN unverifiable_since_at TEXT;
UPDATE backlink_state SET unverifiable_since_at = coalesce(
    (SELECT at FROM observation WHERE observation.id = backlink_state.observation_id),
    last_checked_at) WHERE link_state = 'unknown';
ALTER TABLE observation ADD COLUMN evidence TEXT;
CREATE TABLE reading (
    page_id INTEGER PRIMARY KEY REFERENCES page(id),
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body_hash BLOB,
    plain_hash BLOB,
    read_at TEXT NOT NULL,
    read_by TEXT NOT NULL,
    content BLOB NOT NULL,
    shown BLOB,
    shown_at TEXT
);
CREATE TABLE distrusted (
    origin TEXT PRIMARY KEY,
    at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE state_before (
    backlink_id INTEGER PRIMARY KEY REFERENCES backlink(id),
    run_id INTEGER NOT NULL,
    state TEXT NOT NULL
);
CREATE TABLE look_before (
    page_id INTEGER PRIMARY KEY REFERENCES page(id),
    run_id INTEGER NOT NULL,
    look TEXT NOT NULL,
    page TEXT NOT NULL
);
ALTER TABLE import ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN report TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN vanished INTEGER NOT NULL DEFAULT 0;
CREATE TABLE old_claim AS SELECT * FROM claim;
DROP TABLE claim;
CREATE TABLE claim (
    backlink_id INTEGER NOT NULL REFERENCES backlink(id),
    source TEXT NOT NULL,
    import_id INTEGER NOT NULL REFERENCES import(id),
    anchor_text TEXT,
    rel TEXT,
    first_seen TEXT,
    last_seen TEXT,
    link_kind TEXT,
    lost INTEGER,
    lost_at TEXT,
    lost_reason TEXT,
    metrics TEXT,
    PRIMARY KEY (backlink_id, source)
) WITHOUT ROWID;
INSERT INTO claim (backlink_id, source, import_id, anchor_text, rel, first_seen, last_seen)
    SELECT backlink_id, '', import_id, anchor_text, rel, first_seen, last_seen FROM old_claim;
DROP TABLE old_claim;
CREATE TABLE agreement (
    backlink_id INTEGER PRIMARY KEY REFERENCES backlink(id),
    import_id INTEGER NOT NULL REFERENCES import(id),
    target TEXT,
    anchor_text TEXT,
    rel TEXT,
    until TEXT,
    cost TEXT,
    campaign TEXT,
    contact TEXT
);
CREATE TABLE page_trait (
    page_id INTEGER PRIMARY KEY REFERENCES page(id),
    terms TEXT NOT NULL,
    external_domains INTEGER NOT NULL,
    disclosure TEXT,
    guest TEXT,
    offers TEXT,
    owner_ids TEXT NOT NULL,
    compression REAL
);
CREATE TABLE label (
    backlink_id INTEGER NOT NULL REFERENCES backlink(id),
    label TEXT NOT NULL,
    PRIMARY KEY (backlink_id, label)
) WITHOUT ROWID;
CREATE TABLE target_look (
    target_id INTEGER PRIMARY KEY REFERENCES target(id),
    checked_at TEXT NOT NULL,
    page_state TEXT NOT NULL,
    http_status INTEGER,
    final_url TEXT,
    hops TEXT,
    canonical TEXT,
    canonical_away INTEGER,
    noindex_from TEXT,
    page_title TEXT,
    page_language TEXT,
    words INTEGER,
    terms TEXT,
    linked_domains TEXT,
    detail TEXT,
    reason TEXT
);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    at TEXT NOT NULL,
    figures TEXT NOT NULL
);
CREATE INDEX audit_site ON audit(site, at);
CREATE TABLE audit_link (
    backlink_id INTEGER PRIMARY KEY REFERENCES backlink(id),
    audit_id INTEGER NOT NULL REFERENCES audit(id),
    quality TEXT,
    anchor_class TEXT,
    relevance REAL,
    matched_terms TEXT NOT NULL,
    signs TEXT NOT NULL,
    anchor TEXT NOT NULL DEFAULT ''
);
CREATE TABLE audit_domain (
    domain_id INTEGER NOT NULL REFERENCES domain(id),
    site TEXT NOT NULL,
    audit_id INTEGER NOT NULL REFERENCES audit(id),
    role TEXT NOT NULL,
    quality TEXT,
    signs TEXT NOT NULL,
    pages INTEGER NOT NULL,
    links INTEGER NOT NULL,
    present INTEGER NOT NULL,
    followed INTEGER NOT NULL,
    authority REAL,
    authority_from TEXT,
    relevance REAL,
    country TEXT,
    gained_on TEXT,
    gained_from TEXT,
    lost_on TEXT,
    linking_pages INTEGER NOT NULL DEFAULT 0,
    pairs INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (domain_id, site)
) WITHOUT ROWID;
CREATE TABLE removal_case (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    domain_id INTEGER NOT NULL REFERENCES domain(id),
    page_id INTEGER REFERENCES page(id),
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    contact TEXT,
    note TEXT NOT NULL DEFAULT '',
    opened_at TEXT NOT NULL,
    contact_found_at TEXT,
    asked_at TEXT,
    reminded_at TEXT,
    reminders INTEGER NOT NULL DEFAULT 0,
    refused_at TEXT,
    no_reply_at TEXT,
    candidate_at TEXT,
    exported_at TEXT,
    removed_at TEXT,
    removed_by_run INTEGER
);
CREATE UNIQUE INDEX removal_case_of ON removal_case(site, domain_id, coalesce(page_id, 0));
CREATE INDEX removal_case_state ON removal_case(state);
CREATE TABLE removal_step (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES removal_case(id),
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    contact TEXT,
    run_id INTEGER
);
CREATE INDEX removal_step_case ON removal_step(case_id, id);
"""

# What was known before pages kept it themselves. A backlink that no look has answered for yet makes
# its page due at once, which lists do by themselves from now on.
_PAST = """
UPDATE page SET
    checked_at = (SELECT checked_at FROM page_look WHERE page_id = page.id),
    first_checked_at = (
        SELECT min(state.first_checked_at) FROM backlink
        JOIN backlink_state AS state ON state.backlink_id = backlink.id
        WHERE backlink.page_id = page.id),
    (changed_at, changes) = (
        SELECT max(event.at), count(DISTINCT event.run_id) FROM backlink
        JOIN event ON event.backlink_id = backlink.id
        WHERE backlink.page_id = page.id
            AND event.kind IN ('found', 'missing', 'lost', 'recovered', 'changed')),
    urgent = EXISTS (
        SELECT 1 FROM backlink JOIN backlink_state AS state ON state.backlink_id = backlink.id
        WHERE backlink.page_id = page.id AND state.link_state = 'missing'
            AND state.last_present_at IS NOT NULL);
UPDATE page SET next_check_at = NULL WHERE id IN (
    SELECT backlink.page_id FROM backlink
    LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
    WHERE state.backlink_id IS NULL);
"""

_BACKLINK_STATUS = """
SELECT
    backlink.id AS id,
    CASE backlink.given WHEN '' THEN page.url ELSE backlink.given END AS referring_page,
    domain.name AS referring_domain,
    target.target AS target,
    target.site AS target_site,
    target.role AS site_role,
    state.page_state AS page_state,
    coalesce(state.link_state, 'unknown') AS link_state,
    coalesce(state.reason, 'not_checked') AS reason,
    look.http_status AS http_status,
    look.final_url AS final_url,
    state.anchor_text AS anchor_text,
    state.anchor_source AS anchor_source,
    state.rel AS rel,
    CASE state.link_state WHEN 'present' THEN state.countability END AS countability,
    CASE state.link_state WHEN 'present' THEN state.nofollow_from END AS nofollow_from,
    CASE state.link_state WHEN 'present' THEN state.not_counted_because END
        AS not_counted_because,
    state.placement AS placement,
    state.comment_platform AS comment_platform,
    look.page_language AS page_language,
    look.declared_language AS declared_language,
    look.page_title AS page_title,
    look.canonical AS canonical,
    look.links_on_page AS links_on_page,
    look.external_links_on_page AS external_links_on_page,
    state.match_level AS match_level,
    coalesce(state.rendered, 0) AS rendered,
    state.first_seen_at AS first_seen_at,
    state.first_checked_at AS first_checked_at,
    state.last_checked_at AS last_checked_at,
    state.last_present_at AS last_present_at,
    state.missing_since_at AS missing_since_at,
    state.lost_at AS lost_at,
    coalesce(state.checks, 0) AS checks,
    page.next_check_at AS next_check_at,
    state.evidence_html AS evidence_html,
    state.dom_path AS dom_path,
    look.language_conflict AS language_conflict,
    look.original_look AS original_look,
    look.ip_address AS ip_address,
    state.entry_url AS entry_url,
    state.unverifiable_since_at AS unverifiable_since_at,
    (SELECT group_concat(label, ', ') FROM label WHERE label.backlink_id = backlink.id) AS labels,
    look.seen_at AS page_seen_at
FROM backlink
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
JOIN target ON target.id = backlink.target_id
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
LEFT JOIN page_look AS look ON look.page_id = page.id
"""

_CHANGE_EVENTS = """
SELECT
    event.id AS id,
    event.at AS at,
    event.run_id AS run_id,
    event.backlink_id AS backlink_id,
    CASE backlink.given WHEN '' THEN page.url ELSE backlink.given END AS referring_page,
    target.target AS target,
    event.kind AS kind,
    event.field AS field,
    event.old AS old,
    event.new AS new,
    event.reason AS reason,
    (SELECT max(observation.id) FROM observation
     WHERE observation.backlink_id = event.backlink_id AND observation.run_id <= event.run_id)
        AS observation_id
FROM event
JOIN backlink ON backlink.id = event.backlink_id
JOIN page ON page.id = backlink.page_id
JOIN target ON target.id = backlink.target_id
"""

_RUNS = """
SELECT
    run.id AS id,
    run.started_at AS started_at,
    run.finished_at AS finished_at,
    run.outcome AS outcome,
    run.pages AS pages,
    run.backlinks AS backlinks,
    run.present AS present,
    run.elsewhere AS elsewhere,
    run.mention AS mention,
    run.missing AS missing,
    run.lost AS lost,
    run.unknown AS unknown,
    run.newly_lost AS newly_lost,
    run.events AS events,
    run.links AS links,
    run.cause AS cause
FROM run
"""

_REFERRING_DOMAINS = """
SELECT
    domain.name AS referring_domain,
    count(DISTINCT backlink.page_id) AS referring_pages,
    count(*) AS backlinks,
    sum(coalesce(state.link_state, 'unknown') = 'present') AS present,
    sum(coalesce(state.link_state, 'unknown') = 'present'
        AND coalesce(state.countability, '') = 'followed') AS followed,
    sum(coalesce(state.link_state, 'unknown') IN ('elsewhere', 'mention')) AS elsewhere,
    sum(coalesce(state.link_state, 'unknown') = 'missing') AS missing,
    sum(coalesce(state.link_state, 'unknown') = 'lost') AS lost,
    sum(coalesce(state.link_state, 'unknown') = 'unknown') AS unknown,
    min(state.first_seen_at) AS first_seen_at,
    max(state.last_present_at) AS last_present_at
FROM backlink
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
GROUP BY domain.id
"""

_AUDITED_LINKS = """
SELECT
    audit_link.backlink_id AS backlink_id,
    CASE backlink.given WHEN '' THEN page.url ELSE backlink.given END AS referring_page,
    domain.name AS referring_domain,
    target.target AS target,
    target.site AS target_site,
    target.role AS site_role,
    coalesce(state.link_state, 'unknown') AS link_state,
    CASE state.link_state WHEN 'present' THEN state.countability END AS countability,
    state.anchor_text AS anchor_text,
    state.rel AS rel,
    state.placement AS placement,
    look.page_language AS page_language,
    audit_link.quality AS quality,
    audit_link.anchor_class AS anchor_class,
    audit_link.relevance AS relevance,
    audit_link.matched_terms AS matched_terms,
    audit_link.signs AS signs,
    audit.at AS audited_at,
    audit_link.anchor AS anchor
FROM audit_link
JOIN audit ON audit.id = audit_link.audit_id
JOIN backlink ON backlink.id = audit_link.backlink_id
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
JOIN target ON target.id = backlink.target_id
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
LEFT JOIN page_look AS look ON look.page_id = page.id
"""

_AUDITED_DOMAINS = """
SELECT
    domain.name AS referring_domain,
    audit_domain.site AS target_site,
    audit_domain.role AS site_role,
    audit_domain.quality AS quality,
    audit_domain.signs AS signs,
    audit_domain.pages AS referring_pages,
    audit_domain.links AS backlinks,
    audit_domain.present AS present,
    audit_domain.followed AS followed,
    audit_domain.authority AS authority,
    audit_domain.authority_from AS authority_from,
    audit_domain.relevance AS relevance,
    audit_domain.country AS country,
    audit_domain.gained_on AS gained_on,
    audit_domain.gained_from AS gained_from,
    audit_domain.lost_on AS lost_on,
    audit.at AS audited_at,
    audit_domain.linking_pages AS linking_pages,
    audit_domain.pairs AS pairs
FROM audit_domain
JOIN audit ON audit.id = audit_domain.audit_id
JOIN domain ON domain.id = audit_domain.domain_id
"""

_TARGETS = """
SELECT
    target.target AS target,
    target.site AS target_site,
    target.role AS site_role,
    look.page_state AS page_state,
    look.http_status AS http_status,
    look.final_url AS final_url,
    look.canonical AS canonical,
    look.noindex_from AS noindex_from,
    look.page_title AS page_title,
    look.page_language AS page_language,
    look.checked_at AS checked_at,
    count(backlink.id) AS backlinks,
    coalesce(sum(state.link_state = 'present'), 0) AS present,
    count(DISTINCT page.domain_id) AS referring_domains
FROM target
LEFT JOIN target_look AS look ON look.target_id = target.id
LEFT JOIN backlink ON backlink.target_id = target.id
LEFT JOIN page ON page.id = backlink.page_id
LEFT JOIN backlink_state AS state ON state.backlink_id = backlink.id
GROUP BY target.id
"""

_AGREEMENTS = """
SELECT
    backlink.id AS backlink_id,
    CASE backlink.given WHEN '' THEN page.url ELSE backlink.given END AS referring_page,
    target.target AS target,
    agreement.target AS agreed_target,
    agreement.anchor_text AS agreed_anchor_text,
    CASE agreement.rel WHEN '' THEN 'follow' ELSE agreement.rel END AS agreed_rel,
    agreement.until AS agreed_until,
    agreement.cost AS cost,
    agreement.campaign AS campaign,
    agreement.contact AS contact,
    import.at AS agreed_at
FROM agreement
JOIN backlink ON backlink.id = agreement.backlink_id
JOIN page ON page.id = backlink.page_id
JOIN target ON target.id = backlink.target_id
JOIN import ON import.id = agreement.import_id
"""

_CLAIMS = """
SELECT
    claim.backlink_id AS backlink_id,
    CASE backlink.given WHEN '' THEN page.url ELSE backlink.given END AS referring_page,
    domain.name AS referring_domain,
    target.target AS target,
    target.site AS target_site,
    target.role AS site_role,
    claim.source AS source,
    claim.anchor_text AS claimed_anchor_text,
    claim.rel AS claimed_rel,
    claim.first_seen AS claimed_first_seen,
    claim.last_seen AS claimed_last_seen,
    claim.link_kind AS claimed_link_kind,
    claim.lost AS claimed_lost,
    claim.lost_at AS claimed_lost_at,
    claim.lost_reason AS claimed_lost_reason,
    claim.metrics AS metrics,
    import.at AS claimed_at,
    coalesce(state.link_state, 'unknown') AS link_state,
    state.rel AS rel,
    CASE state.link_state WHEN 'present' THEN state.nofollow_from END AS nofollow_from
FROM claim
JOIN backlink ON backlink.id = claim.backlink_id
JOIN page ON page.id = backlink.page_id
JOIN domain ON domain.id = page.domain_id
JOIN target ON target.id = backlink.target_id
JOIN import ON import.id = claim.import_id
LEFT JOIN backlink_state AS state ON state.backlink_id = claim.backlink_id
"""

_REMOVAL_CASES = """
SELECT
    removal_case.id AS id,
    removal_case.site AS target_site,
    domain.name AS referring_domain,
    page.url AS referring_page,
    removal_case.state AS state,
    removal_case.at AS state_at,
    removal_case.contact AS contact,
    removal_case.note AS note,
    removal_case.opened_at AS opened_at,
    removal_case.contact_found_at AS contact_found_at,
    removal_case.asked_at AS asked_at,
    removal_case.reminded_at AS reminded_at,
    removal_case.reminders AS reminders,
    removal_case.refused_at AS refused_at,
    removal_case.no_reply_at AS no_reply_at,
    removal_case.candidate_at AS candidate_at,
    removal_case.exported_at AS exported_at,
    removal_case.removed_at AS removed_at,
    removal_case.removed_by_run AS removed_by_run
FROM removal_case
JOIN domain ON domain.id = removal_case.domain_id
LEFT JOIN page ON page.id = removal_case.page_id
"""

VIEWS = {
    "backlink_status": _BACKLINK_STATUS,
    "change_events": _CHANGE_EVENTS,
    "runs": _RUNS,
    "referring_domains": _REFERRING_DOMAINS,
    "audited_links": _AUDITED_LINKS,
    "audited_domains": _AUDITED_DOMAINS,
    "targets": _TARGETS,
    "agreements": _AGREEMENTS,
    "removal_cases": _REMOVAL_CASES,
    "claims": _CLAIMS,
}
RUN_COUNTS = ("present", "elsewhere", "mention", "missing", "lost", "unknown")


@migrations()
def first_tables(db: Database) -> None:
    """Create the tables of the first version."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for count in (*RUN_COUNTS, "newly_lost", "events"):
        db.execute(f"ALTER TABLE run ADD COLUMN {count} INTEGER NOT NULL DEFAULT 0")


@migrations()
def first_views(db: Database) -> None:
    """Create the views of the public contract."""
    _renew_views(db)


@migrations()
def originals_and_language_conflicts(db: Database) -> None:
    """Keep what a look at a page's original came to, and a language that is declared wrongly."""
    db.execute("ALTER TABLE page_look ADD COLUMN language_conflict INTEGER")
    db.execute("ALTER TABLE page_look ADD COLUMN original_look TEXT")
    _renew_views(db)


@migrations()
def robots_and_addresses(db: Database) -> None:
    """Keep robots.txt from one run to the next, and the address that a page came from."""
    db.execute(
        "CREATE TABLE robots (origin TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, body BLOB)"
        " WITHOUT ROWID"
    )
    db.execute("ALTER TABLE page_look ADD COLUMN ip_address TEXT")
    _renew_views(db)


@migrations()
def outbox(db: Database) -> None:
    """Keep the alerts that are owed, and those that a mass loss holds back."""
    for statement in _OUTBOX.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def nights(db: Database) -> None:
    """Keep what makes an unchanged page cheap, a loss sure, and a bad night undone."""
    for statement in (_NIGHTS + _PAST).split(";\n"):
        if statement.strip():
            db.execute(statement)
    _renew_views(db)


def _renew_views(db: Database) -> None:
    for name, select in VIEWS.items():
        db.execute(f"DROP VIEW IF EXISTS {name}")
        db.create_view(name, select)


VERSION = 6
"""Number of migrations; stored in ``user_version``, so that a newer file is told as such."""
