"""The index of the demo web: all referring pages, and what each of them shows."""

from html import escape

from linkcrawler.demo.answer import Answer
from linkcrawler.demo.atlas import SITES
from linkcrawler.demo.site import Page, Site
from linkcrawler.demo.visit import Visit

_CSS = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:3em auto;padding:0 1.5em;
color:#1d2b2a;background:#f6f8f7}h1{margin-bottom:.2em}
h2{font-size:1.05em;margin:1.6em 0 .3em}ul{margin:0;padding-left:1.2em}
a{color:#1f7a8c}em{color:#a4490c}.lead{color:#53605f}
"""


def index_page(visit: Visit) -> Answer:
    """Answer with the index for the night of ``visit``."""
    sections = "\n".join(_section(site, visit) for site in SITES if _listed(site))
    body = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The demo web of linkcrawler</title>
<meta name="robots" content="noindex"><style>{_CSS}</style></head>
<body><h1>The demo web</h1>
<p class="lead">Night {visit.night}. Every site here is invented and served on this machine only.
All backlinks lead to <a href="{visit.home}">Velo Alpina</a>; each page below is an example of what
a referring page can be. What is different from the second night on is <em>marked</em>.</p>
{sections}
</body></html>
"""
    return Answer(body=body.encode())


def no_such_site(visit: Visit, host: str) -> Answer:
    """Answer for a host that is not part of the demo web."""
    body = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No such site</title><style>{_CSS}</style></head>
<body><h1>No such site</h1><p>{escape(host)} is not part of the demo web.
Its sites are listed in the <a href="{visit.url("demo.localhost")}">index</a>.</p></body></html>
"""
    return Answer(status=404, body=body.encode())


def _listed(site: Site) -> list[Page]:
    return [page for page in site.pages if page.claims]


def _section(site: Site, visit: Visit) -> str:
    items = "\n".join(_item(site, page, visit) for page in _listed(site))
    return (
        f'<h2><a href="{visit.url(site.host)}">{escape(site.name)}</a> ({site.host})</h2>\n'
        f"<ul>\n{items}\n</ul>"
    )


def _item(site: Site, page: Page, visit: Visit) -> str:
    address = escape(visit.url(site.host, page.path))
    change = f" <em>Second night: {escape(page.changes)}.</em>" if page.changes else ""
    return f'<li><a href="{address}">{page.title}</a>: {escape(page.shows)}.{change}</li>'
