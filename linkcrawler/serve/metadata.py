"""What Datasette tells of the database: titles, the meaning of columns, facets, questions."""

from collections.abc import Iterable

from linkcrawler.columns import VIEWS
from linkcrawler.serve.queries import QUERIES

NAME = "backlinks"
"""Of the database in addresses, whatever its file is called."""

_VIEWS = {
    "backlink_status": (
        "Backlinks",
        "A row for each known backlink: what the last look at it came to.",
        ("link_state", "countability", "placement", "page_language", "referring_domain"),
    ),
    "change_events": (
        "Changes",
        "What differs between two looks at the same backlink.",
        ("kind", "field"),
    ),
    "runs": ("Runs", "A row for each crawl.", ("outcome",)),
    "agreements": ("Agreements", "What was agreed about backlinks.", ("campaign",)),
    "referring_domains": ("Referring domains", "A row for each domain, with counts.", ()),
    "audited_links": (
        "Audited backlinks",
        "What the last audit said of each backlink.",
        ("quality", "anchor_class", "site_role", "placement", "page_language"),
    ),
    "audited_domains": (
        "Audited domains",
        "What the last audit said of each referring domain.",
        ("quality", "site_role", "target_site", "country"),
    ),
    "targets": (
        "Targets",
        "A row for each page that is linked to, as it was at the last look.",
        ("site_role", "page_state"),
    ),
    "removal_cases": (
        "Removals",
        "A row for each domain or page that a link is to be removed from.",
        ("state", "target_site"),
    ),
    "claims": (
        "What lists say",
        "A row for each backlink and tool: what its list claims, beside what we saw.",
        ("source", "claimed_lost", "link_state"),
    ),
}


def metadata(tables: Iterable[str]) -> dict[str, object]:
    """Return the metadata; ``tables`` are ours alone, and hidden."""
    return {
        "extra_css_urls": ["/linkcrawler/browse.css"],
        "databases": {
            NAME: {
                "title": "Backlinks",
                "description": (
                    "What linkcrawler verified, as it is now, also while a run goes on. Times are"
                    " UTC. Nothing can be changed from here."
                ),
                "queries": dict(QUERIES),
                "tables": {
                    **{table: {"hidden": True} for table in tables},
                    **{name: _view(name) for name in VIEWS},
                },
            }
        },
    }


def _view(name: str) -> dict[str, object]:
    title, description, facets = _VIEWS[name]
    return {
        "title": title,
        "description": description,
        "facets": list(facets),
        "sort": VIEWS[name][0].name,
        "columns": {column.name: column.meaning for column in VIEWS[name]},
    }
