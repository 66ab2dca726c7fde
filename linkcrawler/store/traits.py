"""What the pages are like, as each was last read; the audit looks at it, and no verdict does."""

from collections.abc import Iterable

from sqlite_utils import Database

from linkcrawler.models import Look

_COLUMNS = "page_id, terms, external_domains, disclosure, guest, offers, owner_ids, compression"


def keep_traits(db: Database, looks: Iterable[Look]) -> None:
    """Keep the traits of pages that were read, in place of what was kept before.

    Where the server said that nothing changed, what is kept stays.
    """
    for look in looks:
        facts, is_same = look.evidence.facts, look.evidence.fetch.not_modified
        if facts is None:
            continue
        traits = facts.traits
        db.conn.execute(
            f"INSERT OR {'IGNORE' if is_same else 'REPLACE'} INTO page_trait ({_COLUMNS})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                look.evidence.page.id,
                " ".join(traits.terms),
                traits.external_domains,
                traits.disclosure,
                traits.guest,
                traits.offers,
                " ".join(traits.owner_ids),
                traits.compression,
            ],
        )
