"""The looks that publishing software gives to its sites."""

from linkcrawler.demo.frames.document import aside, byline, document, nav_items
from linkcrawler.demo.site import Sheet, Site

_WORDPRESS_CSS = """
.site{max-width:1060px;margin:0 auto;background:#fff;padding:0 2em 1em;box-shadow:0 0 30px #0002}
.site-title{font-size:2.4em;margin:0;padding-top:.7em;font-weight:700}.site-title a{color:inherit;
text-decoration:none}.site-description{margin:0 0 1em;font-style:italic}.main-navigation{
border-block:3px solid var(--accent);padding:.6em 0}.site-content{display:flex;gap:3em}
main{flex:3}.widget-area{flex:1}.entry-meta{color:#777}.comment-list{list-style:none;padding:0}
.comment-body{border-left:4px solid var(--accent);padding:.2em 1em;margin:1.2em 0}
"""


def wordpress(site: Site, sheet: Sheet) -> str:
    """Frame a post as a classic WordPress theme does."""
    body = f"""<body class="post-template-default single single-post comments-open">
<div id="page" class="site">
<header id="masthead" class="site-header">
<p class="site-title"><a href="/" rel="home">{site.name}</a></p>
<p class="site-description">{site.tagline}</p>
</header>
<nav id="site-navigation" class="main-navigation"><ul>{nav_items(site, sheet)}</ul></nav>
<div id="content" class="site-content">
<main id="primary" class="site-main">
<article class="post hentry">
<header class="entry-header"><h1 class="entry-title">{sheet.page.title}</h1>
{byline(sheet, "entry-meta")}</header>
<div class="entry-content">
{sheet.main}
</div>
</article>
{sheet.after}
</main>
{aside(site, sheet, '<aside id="secondary" class="widget-area">')}
</div>
<footer id="colophon" class="site-footer">{site.footer(sheet.visit)}
<p>&copy; {site.name}</p></footer>
</div>
</body>"""
    return document(site, sheet, _WORDPRESS_CSS, body)


_BLOGGER_CSS = """
.header-outer{background:var(--accent);color:#fff;text-align:center;padding:2.2em 1em}
.header-outer a{color:#fff;text-decoration:none}.tabs-outer{background:#fff;padding:.7em 2em}
.main-outer{display:flex;gap:2.5em;max-width:980px;margin:2em auto;padding:0 1em}.main{flex:3}
.column-right{flex:1}.post,.comments{background:#fff;padding:1.2em 2em;border-radius:8px}
.post-title{font-size:1.7em;margin:.2em 0}.comments{margin-top:1.5em}.comments ol{padding-left:1em}
.footer-outer{text-align:center;padding:2em}
"""


def blogger(site: Site, sheet: Sheet) -> str:
    """Frame a post as a Blogger template does."""
    body = f"""<body class="item-view">
<div class="header-outer"><header><h1 class="title"><a href="/">{site.name}</a></h1>
<p class="description">{site.tagline}</p></header></div>
<div class="tabs-outer"><nav><ul>{nav_items(site, sheet)}</ul></nav></div>
<div class="main-outer">
<div class="main section" id="main" role="main">
<div class="blog-posts hfeed">
<article class="post hentry">
{byline(sheet, "date-header")}
<h2 class="post-title entry-title">{sheet.page.title}</h2>
<div class="post-body entry-content">
{sheet.main}
</div>
</article>
</div>
{sheet.after}
</div>
{aside(site, sheet, '<aside class="column-right">')}
</div>
<footer class="footer-outer">{site.footer(sheet.visit)}<p>{site.name}</p></footer>
</body>"""
    return document(site, sheet, _BLOGGER_CSS, body)


_DRUPAL_CSS = """
.region-header{background:var(--accent);color:#fff;padding:1em 6vw}.region-header a{color:#fff}
.menu--main{background:#fff;padding:.8em 6vw;border-bottom:1px solid #ccc}
main{max-width:46em;margin:1.5em 6vw}.submitted{color:#666;font-size:.85em}
.comment{border:1px solid #ccc;padding:.5em 1em;margin:1em 0;background:#fff}
.region-footer{background:#222;color:#eee;padding:1.5em 6vw}.region-footer a{color:#9cf}
"""


def drupal(site: Site, sheet: Sheet) -> str:
    """Frame a node as a Drupal theme does."""
    body = f"""<body class="path-node page-node-type-article">
<header class="region region-header" role="banner">
<strong><a href="/" rel="home">{site.name}</a></strong> <em>{site.tagline}</em></header>
<nav class="menu--main" role="navigation"><ul class="menu">{nav_items(site, sheet)}</ul></nav>
<main role="main">
<article class="node node--type-article node--view-mode-full">
<h1 class="page-header">{sheet.page.title}</h1>
{byline(sheet, "submitted")}
<div class="node__content"><div class="field field--name-body">
{sheet.main}
</div></div>
</article>
{sheet.after}
</main>
<footer class="site-footer region region-footer" role="contentinfo">{site.footer(sheet.visit)}
<p>{site.name}</p></footer>
</body>"""
    return document(site, sheet, _DRUPAL_CSS, body)


_PHPBB_CSS = """
.wrap{max-width:1000px;margin:1em auto;background:#fff;border:1px solid #ccd;padding:.8em}
.headerbar{background:linear-gradient(var(--accent),#223);color:#fff;padding:.6em 1.2em}
.headerbar a{color:#fff}.navbar{background:#dfe6ee;padding:.4em 1em;font-size:.9em}
.post{background:#eef2f7;margin:.6em 0;padding:.6em 1em}.post .inner{display:flex;gap:1.5em}
.postprofile{order:2;flex:0 0 9em;font-size:.85em;border-left:1px solid #fff;padding-left:1em}
.postbody{flex:1}.author{font-size:.8em;color:#557}.signature{border-top:1px solid #ccd;
margin-top:1.6em;padding-top:.4em;font-size:.85em}.page-footer{padding:.8em}
"""


def phpbb(site: Site, sheet: Sheet) -> str:
    """Frame a topic as a phpBB board does."""
    body = f"""<body id="phpbb" class="nojs notouch section-viewtopic ltr">
<div id="wrap" class="wrap">
<div id="page-header"><div class="headerbar" role="banner"><div id="site-description">
<h1><a id="logo" class="logo" href="/">{site.name}</a></h1><p>{site.tagline}</p></div></div>
<div class="navbar" role="navigation"><ul class="nav-breadcrumbs">{nav_items(site, sheet)}</ul>
</div></div>
<div id="page-body" class="page-body" role="main">
<h2 class="topic-title">{sheet.page.title}</h2>
{sheet.main}
</div>
<div id="page-footer" class="page-footer" role="contentinfo">{site.footer(sheet.visit)}
<p class="copyright">{site.name}</p></div>
</div>
</body>"""
    return document(site, sheet, _PHPBB_CSS, body)
