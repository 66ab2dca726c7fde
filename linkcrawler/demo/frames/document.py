"""What the documents of all demo sites have in common."""

from linkcrawler.demo.site import Palette, Sheet, Site

_BASE_CSS = """
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.6 var(--font)}
a{color:var(--accent)}img{max-width:100%}h1,h2,h3{line-height:1.25}
nav ul,.nav-breadcrumbs{list-style:none;display:flex;flex-wrap:wrap;gap:1.2em;padding:0;margin:0}
aside{font-size:.9em}footer{font-size:.85em;opacity:.85}
"""


def _root_css(palette: Palette) -> str:
    return (
        f":root{{--accent:{palette.accent};--ground:{palette.ground};"
        f"--ink:{palette.ink};--font:{palette.font}}}"
    )


def document(site: Site, sheet: Sheet, css: str, body: str) -> str:
    """Return the whole document of a page; ``css`` is what the frame adds."""
    page = sheet.page
    return f"""<!doctype html>
<html lang="{site.language}">
<head>
{page.charset_meta}
<title>{page.title} | {site.name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{page.head}
<style>{_root_css(site.palette)}{_BASE_CSS}{css}</style>
</head>
{body}
</html>
"""


def nav_items(site: Site, sheet: Sheet) -> str:
    """Return the entries of the site's navigation."""
    items = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in site.nav)
    return items + site.nav_extra(sheet.visit)


def aside(site: Site, sheet: Sheet, opening: str) -> str:
    """Return the sidebar behind its ``opening`` tag; empty where the site has none."""
    content = site.aside(sheet.visit)
    return f"{opening}{content}</aside>" if content else ""


def byline(sheet: Sheet, css_class: str) -> str:
    """Return the line with author and date; empty where the page has none."""
    return f'<p class="{css_class}">{sheet.page.byline}</p>' if sheet.page.byline else ""
