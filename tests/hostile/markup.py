"""Pages that are cheap to send and dear to read: depth, numbers, and shapes of quadratic cost."""

from collections.abc import Callable

from tests.hostile.verdicts import CUT, EMPTY, LIVE, LIVE_CUT, MENTION, MISSING, SCRIPT, Accepted
from tests.hostile.web import Answer, Exchange, add
from tests.site import LINK, TEXT, document

READ = LIVE | CUT | LIVE_CUT
"""The link is there: it is found, or the page is not read to its end."""


def _making(make: Callable[[], str | bytes], headers: dict[str, str] | None = None) -> Answer:
    async def answer(x: Exchange) -> None:
        await x.send(make(), headers=headers)

    return answer


def _with_link(
    name: str,
    threat: str,
    before: Callable[[], str],
    accept: Accepted = READ,
    *,
    is_quick: bool = True,
) -> None:
    """Add a page whose link stands after the shape."""
    page = _making(lambda: document() + before() + TEXT + LINK)
    add(name, threat, accept, page, is_quick=is_quick)


for _tag in ("div", "b", "i", "font", "table", "svg", "select", "span", "p", "ul", "li", "a",
             "blockquote", "section", "button", "template", "math", "ruby", "object", "form"):  # fmt: skip
    for _depth in (600, 2_100, 100_000):
        _with_link(
            f"html-deep-{_tag}-{_depth}",
            "T21",
            lambda tag=_tag, depth=_depth: f"<{tag}>" * depth,
            READ if _tag != "template" else READ | MISSING,
            is_quick=_depth == 2_100 or _tag in ("div", "b", "table"),
        )
_with_link("html-deep-b-i", "T21", lambda: "<b><i>" * 20_000)
_with_link(
    "html-deep-a-attributes",
    "T21",
    lambda: "".join(f"<b id={n}>" for n in range(3_000)) + "<p>" * 3_000,
)
_with_link("html-deep-table-cells", "T21", lambda: "<table><tr><td>" * 5_000)
_with_link("html-deep-table-foster", "T21", lambda: "<table><b>" * 3_000)
_with_link("html-deep-svg-foreign", "T21", lambda: "<svg><foreignObject>" * 3_000)
_with_link(
    "html-deep-select-option", "T21", lambda: "<select><option>" * 20_000 + "</select>" * 20_000
)
_with_link("html-deep-closed", "T21", lambda: "<div>" * 30_000 + "</div>" * 30_000)

_with_link(
    "html-attributes-20000", "T21", lambda: "<p " + " ".join(f"a{n}=b" for n in range(20_000)) + ">"
)
_with_link(
    "html-attributes-100000",
    "T21",
    lambda: "<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">",
)
_with_link("html-attributes-same", "T21", lambda: "<p " + "a=b " * 1_000_000 + ">")
_with_link(
    "html-attributes-1m", "T21", lambda: "<p " + " ".join(f"a{n}" for n in range(1_000_000)) + ">"
)
_with_link(
    "html-attributes-link",
    "T21",
    lambda: "<a " + " ".join(f"a{n}" for n in range(50_000)) + " href=/x>",
)
_with_link(
    "html-links-100000", "T21", lambda: "".join(f'<a href="/{n}">x</a>' for n in range(100_000))
)
_with_link("html-links-500000", "T21", lambda: "<a href=/x>x</a>" * 500_000)
_with_link("html-links-target", "T21", lambda: LINK * 50_000)
_with_link(
    "html-links-near",
    "T21",
    lambda: "".join(f'<a href="https://target.example/{n}">x</a>' for n in range(50_000)),
)
_with_link("html-links-long", "T21", lambda: f'<a href="/{"x" * 8_000}">x</a>' * 900)
_with_link("html-links-broken", "T21", lambda: '<a href="http://[">x</a>' * 50_000)
_with_link("html-attribute-7m", "T21", lambda: f'<p title="{"x" * 7_000_000}">x</p>')
_with_link("html-text-7m", "T21", lambda: "x" * 7_000_000)
_with_link("html-words-7m", "T21", lambda: "word " * 1_400_000)
_with_link("html-tags-1m", "T21", lambda: "<br>" * 1_000_000)
_with_link("html-paragraphs-500000", "T21", lambda: "<p>x" * 500_000)
_with_link("html-end-tags-1m", "T21", lambda: "</p>" * 1_000_000)
_with_link("html-end-tags-unknown", "T21", lambda: "</x>" * 1_000_000)
_with_link("html-comments-500000", "T21", lambda: "<!---->" * 500_000)
_with_link("html-comment-open", "T21", lambda: "<!--" * 200_000 + "-->")
_with_link("html-comment-unclosed", "T21", lambda: "<!-- ", READ | MISSING | MENTION)
_with_link("html-quote-unclosed", "T21", lambda: '<p title="', READ | MISSING | MENTION | CUT)
_with_link("html-quotes-run", "T21", lambda: '<p title="' + "'\"" * 500_000 + ">")
_with_link("html-script-unclosed", "T21", lambda: "<script>", READ | MISSING | MENTION | SCRIPT)
_with_link(
    "html-script-comments",
    "T21",
    lambda: "<script>" + "<!--<script>" * 50_000 + "</script>",
    READ | MISSING | MENTION | SCRIPT,
)
_with_link("html-noscripts", "T21", lambda: "<noscript><a href=/x>x</a></noscript>" * 20_000)
_with_link("html-noscript-deep", "T21", lambda: "<noscript>" + "<div>" * 50_000 + "</noscript>")
_with_link(
    "html-noscript-deep-links",
    "T21",
    lambda: ("<noscript>" + "<div><a href=/x>" * 20_000 + "</noscript>") * 5,
)
_with_link(
    "html-srcdoc-many", "T21", lambda: "<iframe srcdoc='<a href=/x>x</a>'></iframe>" * 20_000
)
_with_link(
    "html-srcdoc-deep", "T21", lambda: "<iframe srcdoc='" + "<div>" * 100_000 + "'></iframe>"
)
_with_link(
    "html-srcdoc-formats",
    "T21",
    lambda: (
        "<iframe srcdoc='"
        + "".join(f"<b id={n}>" for n in range(3_000))
        + "<p>" * 20_000
        + "'></iframe>"
    ),
)
_with_link("html-shadow-deep", "T21", lambda: "<div><template shadowrootmode=open>" * 2_000)
_with_link(
    "html-shadow-many",
    "T21",
    lambda: "<div><template shadowrootmode=open><a href=/x>x</a></template></div>" * 20_000,
)
_with_link("html-titles", "T21", lambda: "<title>x</title>" * 100_000)
_with_link("html-metas", "T22", lambda: "<meta name=robots content=all>" * 100_000)
_with_link(
    "html-meta-long",
    "T22",
    lambda: f'<meta name=robots content="{"unavailable_after: 1 " * 100_000}">',
)
_with_link("html-refreshes", "T22", lambda: '<meta http-equiv=refresh content="0;url">' * 50_000)
_with_link(
    "html-refresh-long", "T22", lambda: f'<meta http-equiv=refresh content="0{" " * 500_000};x">'
)
_with_link("html-bases", "T22", lambda: "<base href='http://['>" * 100_000)
_with_link("html-base-long", "T22", lambda: f"<base href='http://{'a.' * 100_000}test/'>")
_with_link("html-canonicals", "T22", lambda: "<link rel=canonical href=/x>" * 100_000)
_with_link(
    "html-classes", "T21", lambda: f'<div class="{" ".join(f"c{n}" for n in range(200_000))}">'
)
_with_link("html-styles", "T22", lambda: f'<div style="{"left: 1; " * 200_000}">')
_with_link(
    "html-style-spaces",
    "T22",
    lambda: f'<div style="display{" " * 300_000}:x"><a href=/x>x</a></div>',
)
_with_link("html-entities", "T22", lambda: "&amp;" * 1_000_000)
_with_link("html-entities-open", "T22", lambda: "&#" * 1_000_000)
_with_link("html-entity-digits", "T23", lambda: f"&#{'9' * 1_000_000};")
_with_link("html-nul", "T21", lambda: "\0" * 2_000_000)
_with_link("html-lt", "T22", lambda: "<" * 2_000_000)
_with_link("html-lt-a", "T22", lambda: "<a " * 500_000)
_with_link("html-doctypes", "T22", lambda: "<!doctype html>" * 200_000)
_with_link("html-plaintext", "T21", lambda: "<plaintext>", READ | MISSING | MENTION)

# --- T22: shapes for regular expressions and URL parsers -----------------------------------------

_with_link("redos-spaces", "T22", lambda: " " * 3_000_000)
_with_link("redos-newlines", "T22", lambda: "\n" * 3_000_000)
_with_link("redos-anchor-spaces", "T22", lambda: f'<a href="/x">{" " * 2_000_000}</a>')
_with_link("redos-host-labels", "T22", lambda: f'<a href="http://{"a." * 20_000}test/">x</a>' * 20)
_with_link("redos-idna", "T22", lambda: f'<a href="http://{chr(228) * 60_000}.test/">x</a>' * 10)
_with_link(
    "redos-idna-many",
    "T22",
    lambda: "".join(f'<a href="http://{chr(228) * 50}{n}.test/">x</a>' for n in range(5_000)),
)
_with_link("redos-port", "T22", lambda: f'<a href="http://h.test:{"9" * 100_000}/">x</a>' * 10)
_with_link("redos-dots", "T22", lambda: f'<a href="http://h.test/{"../" * 100_000}">x</a>' * 5)
_with_link("redos-percent", "T22", lambda: f'<a href="http://h.test/{"%25" * 200_000}">x</a>')
_with_link(
    "redos-query",
    "T22",
    lambda: f'<a href="https://target.example/guide?{"a=b&amp;" * 50_000}">x</a>' * 5,
)
_with_link(
    "redos-query-utm",
    "T22",
    lambda: f'<a href="https://target.example/guide?{"utm_source=b&amp;" * 30_000}">x</a>' * 5,
)
_with_link(
    "redos-redirector",
    "T22",
    lambda: (
        f'<a href="https://vk.com/away.php?{"to=https://target.example/x&amp;" * 20_000}">x</a>' * 3
    ),
)
_with_link(
    "redos-userinfo", "T22", lambda: f'<a href="http://{"a@" * 100_000}target.example/">x</a>' * 3
)
_with_link("redos-mentions", "T22", lambda: "target.example/guid " * 200_000)
_with_link("redos-mention-hosts", "T22", lambda: "http://target.example" * 200_000)
_with_link(
    "redos-script", "T22", lambda: f"<script>{'innerHTML ' * 300_000}</script>", READ | SCRIPT
)
_with_link(
    "redos-script-write",
    "T22",
    lambda: f"<script>{'document.write(' * 200_000}</script>",
    READ | SCRIPT,
)
_with_link("redos-scripts", "T22", lambda: "<script>x</script>" * 100_000, READ | SCRIPT)
_with_link("redos-title", "T22", lambda: f"<title>{'not ' * 500_000}</title>")
_with_link("redos-lang", "T22", lambda: f"<html lang='{'a-' * 200_000}'>")
_with_link("redos-cjk", "T22", lambda: "\u65e5\u672c\u8a9e" * 600_000)
_with_link("redos-combining", "T22", lambda: "a" + "\u0301" * 2_000_000)
_with_link("redos-fatal", "T22", lambda: "fatal error " * 300_000)
_with_link("redos-in-front", "T22", lambda: "stack trace " * 10)

# The same shapes without a link: never a loss of a page that was not read.
_NONE = MISSING | CUT | MENTION | SCRIPT | EMPTY


def _thin(name: str, make: Callable[[], str], accept: Accepted = _NONE) -> None:
    add(name, "T22", accept, _making(lambda: "<!doctype html><title>x</title>" + make()))


_thin("thin-spaces", lambda: "x" + " " * 3_000_000 + "y")
_thin("thin-fatal", lambda: "fatal error " * 300_000)
_thin(
    "thin-geo",
    lambda: "from your country is " * 200_000,
    _NONE | frozenset({("geo_block", "unknown", "geo_block")}),
)
_thin("thin-domain", lambda: "domain " * 400_000)
_thin("thin-domain-long", lambda: "domain " + "x" * 3_000_000, _NONE)
_thin("thin-challenge", lambda: "<p>/cdn-cgi/challenge-platform/h/" + "w/" * 400_000)
_thin("thin-script-html", lambda: "<script>" + "innerHTML" * 200_000 + "</script>")
_thin(
    "thin-script-doc",
    lambda: "<script>" + "document.write(" + "x" * 300 + "document.write(" * 100_000 + "</script>",
)
_thin("thin-title", lambda: "<title>" + "service " * 300_000)
_thin("thin-forms", lambda: "<input type=text>" * 200_000)
_thin("thin-mention", lambda: "<p>" + "target.example" * 200_000)
_thin("thin-mention-slashes", lambda: "<p>target.example" + "/" * 2_000_000)
_thin("thin-mention-escapes", lambda: "<script>target.example" + "\\/" * 1_000_000 + "</script>")
_thin("thin-unicode-escapes", lambda: "<script>target.example" + "\\u002f" * 400_000 + "</script>")

# --- T24: entities ---------------------------------------------------------------------------------

_LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 12)
)
_DOCTYPE = f'<!DOCTYPE html [<!ENTITY l0 "lol">{_LAUGHS}]>'
for _name, _kind in {
    "html": "text/html",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
}.items():
    add(
        f"xml-bomb-{_name}",
        "T24",
        LIVE | LIVE_CUT | CUT | frozenset({("not_html", "unknown", "not_html")}),
        _making(
            lambda: (
                '<?xml version="1.0"?>'
                + _DOCTYPE
                + document(LINK + "&l11;").removeprefix("<!doctype html>")
            ),
            {"Content-Type": _kind},
        ),
    )
add(
    "xml-bomb-quadratic",
    "T24",
    READ,
    _making(
        lambda: f'<!DOCTYPE html [<!ENTITY a "{"x" * 50_000}">]>' + document(LINK + "&a;" * 50_000),
        {"Content-Type": "application/xhtml+xml"},
    ),
)
add(
    "xhtml-self-closed",
    "T24",
    READ,
    _making(lambda: document(LINK) + "<p/>" * 500_000, {"Content-Type": "application/xhtml+xml"}),
)
add(
    "xhtml-self-closed-redos",
    "T22",
    READ,
    _making(
        lambda: document(LINK) + "<p " * 300_000 + "/", {"Content-Type": "application/xhtml+xml"}
    ),
)
