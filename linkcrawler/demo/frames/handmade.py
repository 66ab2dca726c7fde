"""The looks of sites that were built by hand or to order."""

from linkcrawler.demo.frames.document import aside, byline, document, nav_items
from linkcrawler.demo.site import Sheet, Site

_NEWSPAPER_CSS = """
.masthead{text-align:center;border-bottom:4px double var(--ink);margin:0 5vw;padding:1em 0 .4em}
.masthead a{font:700 3em/1 "Times New Roman",serif;color:inherit;text-decoration:none}
.sections{border-bottom:1px solid var(--ink);margin:0 5vw;padding:.5em 0;font-variant:small-caps}
.sections ul{justify-content:center}.page{display:flex;gap:3em;margin:1.5em 5vw}main{flex:3}
.page aside{flex:1;border-left:1px solid #bbb;padding-left:1.5em}.article-body{max-width:40em}
.byline{color:#555;border-bottom:1px solid #ddd;padding-bottom:.6em}figcaption{font-size:.8em}
.label{font:700 .75em sans-serif;letter-spacing:.1em;text-transform:uppercase;color:#a40}
.ad{border:1px dashed #999;padding:1em;margin:1.5em 0;text-align:center}
.imprint{margin:2em 5vw;border-top:1px solid var(--ink)}
"""


def newspaper(site: Site, sheet: Sheet) -> str:
    """Frame an article as an online newspaper does."""
    body = f"""<body class="article-page">
<header class="masthead"><a href="/">{site.name}</a><p>{site.tagline}</p></header>
<nav class="sections" aria-label="Sections"><ul>{nav_items(site, sheet)}</ul></nav>
<div class="page">
<main>
<article>
<h1>{sheet.page.title}</h1>
{byline(sheet, "byline")}
<div class="article-body">
{sheet.main}
</div>
</article>
{sheet.after}
</main>
{aside(site, sheet, "<aside>")}
</div>
<footer class="imprint">{site.footer(sheet.visit)}<p>&copy; {site.name}</p></footer>
</body>"""
    return document(site, sheet, _NEWSPAPER_CSS, body)


_PLAIN_CSS = """
.top{padding:2.5em 8vw 1em}.top a{font-size:1.8em;font-weight:700;text-decoration:none}
.top p{margin:.2em 0}nav{padding:0 8vw}.columns{display:flex;flex-wrap:wrap;gap:3em;padding:0 8vw}
main{flex:1 1 30em;max-width:42em}aside{flex:0 0 15em}.bottom{margin-top:3em;padding:1.5em 8vw;
border-top:6px solid var(--accent)}.meta{color:#777;margin-top:-.6em}
.listing{list-style:none;padding:0}.listing li{margin:.5em 0}.breadcrumb{font-size:.85em}
.author-bio{border:2px solid var(--accent);border-radius:10px;padding:.5em 1.2em;margin-top:2em}
"""


def plain(site: Site, sheet: Sheet) -> str:
    """Frame a page as a small site written by hand does."""
    body = f"""<body>
<header class="top"><a href="/">{site.name}</a><p>{site.tagline}</p></header>
<nav><ul>{nav_items(site, sheet)}</ul></nav>
<div class="columns">
<main>
<article>
<h1>{sheet.page.title}</h1>
{byline(sheet, "meta")}
{sheet.main}
</article>
{sheet.after}
</main>
{aside(site, sheet, "<aside>")}
</div>
<footer class="bottom">{site.footer(sheet.visit)}<p>{site.name}</p></footer>
</body>"""
    return document(site, sheet, _PLAIN_CSS, body)


_RETRO_CSS = """
body{text-align:center}table.sheet{width:780px;margin:1em auto;background:#fffef4;text-align:left;
border:3px ridge var(--accent)}td{vertical-align:top;padding:.8em 1.2em}td.banner{text-align:center;
background:var(--accent);color:#fff}td.banner a{color:#ffd}td.menu{width:140px;background:#eee8d0;
font-size:.85em}td.menu ul{display:block}hr{border:0;border-top:2px dotted var(--accent)}
"""


def retro(site: Site, sheet: Sheet) -> str:
    """Frame a page as a home page of the table years does."""
    body = f"""<body>
<table class="sheet" summary="layout"><tbody>
<tr><td colspan="2" class="banner"><big><a href="/">{site.name}</a></big><br>
{site.tagline}</td></tr>
<tr><td class="menu"><nav><ul>{nav_items(site, sheet)}</ul></nav></td>
<td class="text">
<main>
<h1>{sheet.page.title}</h1>
{sheet.main}
</main>
{byline(sheet, "date")}
</td></tr>
<tr><td colspan="2"><footer><hr>{site.footer(sheet.visit)}{site.name}</footer></td></tr>
</tbody></table>
</body>"""
    return document(site, sheet, _RETRO_CSS, body)


_SHOPFRONT_CSS = """
.hero{background:linear-gradient(160deg,#0d3b4f,var(--accent));color:#fff;padding:2em 7vw 3em}
.hero a{color:#fff;text-decoration:none}.hero strong{font-size:2em}nav{padding:.9em 7vw;
background:#fff}main{display:block;max-width:50em;margin:1.5em 7vw}.price{font-weight:700;
color:var(--accent)}table{border-collapse:collapse}td,th{border-bottom:1px solid #ccc;padding:.4em
1em .4em 0;text-align:left}.contact{background:#0d3b4f;color:#fff;padding:1.5em 7vw}
"""


def shopfront(site: Site, sheet: Sheet) -> str:
    """Frame a page as a small company does."""
    body = f"""<body>
<header class="hero"><strong><a href="/">{site.name}</a></strong><p>{site.tagline}</p></header>
<nav><ul>{nav_items(site, sheet)}</ul></nav>
<main>
<h1>{sheet.page.title}</h1>
{sheet.main}
</main>
<footer class="contact">{site.footer(sheet.visit)}<p>&copy; {site.name}</p></footer>
</body>"""
    return document(site, sheet, _SHOPFRONT_CSS, body)
