"""Links that are written oddly, and what only looks like a link."""

from tests.hostile.verdicts import CUT, ELSEWHERE, LIVE, MENTION, MISSING, SCRIPT
from tests.hostile.web import add, sending
from tests.site import LINK, TARGET, document

_ABSENT = MISSING | MENTION | ELSEWHERE

IS_A_LINK = {
    "entity": '<a href="https&#58;//target&period;example/guide">x</a>',
    "entity-hex": '<a href="https:&#x2f;&#x2F;target.example/guide">x</a>',
    "newline": '<a href="https://tar\nget.exa\tmple/guide">x</a>',
    "spaces": '<a href="  https://target.example/guide  ">x</a>',
    "backslash": '<a href="https:\\\\target.example\\guide">x</a>',
    "upper": '<A HREF="HTTPS://TARGET.EXAMPLE/guide">x</A>',
    "port": '<a href="https://target.example:443/guide">x</a>',
    "dots": '<a href="https://target.example/a/../guide">x</a>',
    "dots-encoded": '<a href="https://target.example/a/%2e%2e/guide">x</a>',
    "fragment": '<a href="https://target.example/guide#part">x</a>',
    "unquoted": "<a href=https://target.example/guide>x</a>",
    "single": "<a href='https://target.example/guide'>x</a>",
    "unclosed": '<a href="https://target.example/guide">x',
    "no-content": '<a href="https://target.example/guide"></a>',
    "image": '<a href="https://target.example/guide"><img src=x alt=guide></a>',
    "area": '<map name=m><area href="https://target.example/guide"></map>',
    "svg": '<svg><a xlink:href="https://target.example/guide"><text>x</text></a></svg>',
    "svg-href": '<svg><a href="https://target.example/guide"><text>x</text></a></svg>',
    "nofollow": '<a rel=nofollow href="https://target.example/guide">x</a>',
    "ugc": '<a rel="ugc sponsored" href="https://target.example/guide">x</a>',
    "hidden": '<div style="display:none"><a href="https://target.example/guide">x</a></div>',
    "noscript": '<noscript><a href="https://target.example/guide">x</a></noscript>',
    "in-button": '<button><a href="https://target.example/guide">x</a></button>',
    "in-select": '</p><table><select><a href="https://target.example/guide">x</a></table>',
    "in-table": '<table><tr><a href="https://target.example/guide">x</a></table>',
    "twice-href": '<a href="https://target.example/guide" href="/other">x</a>',
    "slash-attribute": '<a/href="https://target.example/guide"/class=x>x</a>',
    "odd-attributes": '<a <b ="" href = "https://target.example/guide">x</a>',
    "nested": '<a href="/x">a<a href="https://target.example/guide">x</a></a>',
    "missing-scheme": '<a href="//target.example/guide">x</a>',
    "http": '<a href="http://target.example/guide">x</a>',
    "www": '<a href="https://www.target.example/guide">x</a>',
    "slash": '<a href="https://target.example/guide/">x</a>',
    "tracking": '<a href="https://target.example/guide?utm_source=x&amp;utm_medium=y">x</a>',
    "nul": '<a href="https://target.example/guide">x\0y</a>',
    "srcdoc": "<iframe srcdoc='<a href=\"https://target.example/guide\">x</a>'></iframe>",
    "shadow": '<div><template shadowrootmode=open><a href="https://target.example/guide">x</a></template></div>',
    "comment-bang": '<!-- a --!><a href="https://target.example/guide">x</a>',
    "comment-short": '<!--><a href="https://target.example/guide">x</a>',
    "cdata": '<![CDATA[ > <a href="https://target.example/guide">x</a> ]]>',
    "after-plaintext-like": '<xmp>x</xmp><a href="https://target.example/guide">x</a>',
    "math": '<math><mtext><a href="https://target.example/guide">x</a></mtext></math>',
}
for _name, _html in IS_A_LINK.items():
    _threat = "T34" if _name in ("nofollow", "ugc", "hidden", "noscript", "srcdoc") else "T32"
    add(f"is-a-link-{_name}", _threat, LIVE, sending(document(_html)))

_PAGE = document("nothing")
add("is-a-link-after-html", "T32", LIVE, sending(_PAGE + LINK))
add("is-a-link-in-head", "T32", LIVE, sending(_PAGE.replace("</head>", LINK + "</head>")))
add(
    "is-a-link-base",
    "T32",
    LIVE,
    sending(document('<a href="guide">x</a>', f'<base href="{TARGET}">')),
)
add("is-a-link-no-html", "T32", LIVE, sending(LINK))
add(
    "is-a-link-frameset-noframes",
    "T32",
    LIVE | CUT | frozenset({("incomplete", "unknown", "frames")}),
    sending(f"<frameset><frame src=x></frameset><noframes>{LINK}</noframes>"),
)
for _encoding in (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gb18030",
):
    add(
        f"is-a-link-{_encoding.replace('_', '-')}",
        "T32",
        LIVE,
        sending(
            document(LINK + " \u65e5\u672c").encode(_encoding),
            headers={
                "Content-Type": f"text/html; charset={_encoding.removesuffix('-le').removesuffix('-be') if _encoding == 'utf-16' else _encoding}"
            },
        ),
    )
add("is-a-link-bytes", "T40", LIVE, sending(document(LINK).encode() + bytes(range(256))))
add("is-a-link-control", "T40", LIVE, sending(document("".join(map(chr, range(1, 32))) + LINK)))

_TARGET_TEXT = "https://target.example/guide"
NOT_A_LINK = {
    "comment": f"<!-- {LINK} -->",
    "style": f"<style>{LINK}</style>",
    "textarea": f"<textarea>{LINK}</textarea>",
    "title": f"<svg><title>{_TARGET_TEXT}</title></svg>",
    "template": f"<template>{LINK}</template>",
    "xmp": f"<xmp>{LINK}</xmp>",
    "noembed": f"<noembed>{LINK}</noembed>",
    "attribute": f"<p title='{LINK}'>x</p>",
    "data": f'<p data-href="{_TARGET_TEXT}">x</p>',
    "text": _TARGET_TEXT,
    "escaped": "&lt;a href=&quot;https://target.example/guide&quot;&gt;x&lt;/a&gt;",
    "no-href": '<a name="https://target.example/guide">x</a>',
    "button": f"<button formaction='{_TARGET_TEXT}'>x</button>",
    "form": f"<form action='{_TARGET_TEXT}'></form>",
    "img": f"<img src='{_TARGET_TEXT}'>",
    "cite": f"<blockquote cite='{_TARGET_TEXT}'>x</blockquote>",
    "link": f"<link rel=alternate href='{_TARGET_TEXT}'>",
    "ping": f"<a href='/x' ping='{_TARGET_TEXT}'>x</a>",
    "onclick": f"<span onclick=\"location='{_TARGET_TEXT}'\">x</span>",
    "input": f"<input value='{_TARGET_TEXT}'>",
    "object": f"<object data='{_TARGET_TEXT}'></object>",
    "srcset": f"<img srcset='{_TARGET_TEXT} 2x'>",
}
for _name, _html in NOT_A_LINK.items():
    add(f"not-a-link-{_name}", "T30", _ABSENT, sending(document(_html)))
_SCRIPTS = {
    "script": f"<script>var page = '{_TARGET_TEXT}';</script>",
    "json": f'<script type=\'application/ld+json\'>{{"url": "{_TARGET_TEXT}"}}</script>',
    "write": f"<script>document.write('<a href=\"{_TARGET_TEXT}\">x</a>')</script>",
}
for _name, _html in _SCRIPTS.items():
    add(
        f"not-a-link-{_name}",
        "T34" if _name == "write" else "T30",
        _ABSENT | SCRIPT,
        sending(document(_html)),
    )

LOOK_ALIKES = {
    "userinfo": "https://target.example@evil.test/guide",
    "suffix-host": "https://target.example.evil.test/guide",
    "prefix-host": "https://eviltarget.example/guide",
    "homograph": "https://t\u0430rget.example/guide",
    "idn-dot": "https://target\u3002example.evil.test/guide",
    "other-path": "https://target.example/guide2",
    "parameter": "https://evil.test/?to=https://target.example/guide",
    "path": "https://evil.test/https://target.example/guide",
    "fragment": "https://evil.test/#https://target.example/guide",
    "query": "https://target.example/guide?page=2",
    "port": "https://target.example:8443/guide",
    "mailto": "mailto:guide@target.example",
    "javascript": "javascript:open('https://target.example/guide')",
    "data": "data:text/html,https://target.example/guide",
    "encoded-slash": "https://target.example%2Fguide@evil.test/",
    "zero-width": "https://target\u200b.example.evil.test/guide",
    "backslash-at": "https://evil.test\\@target.example/guide",
    "tab-host": "https://target.example\t.evil.test/guide",
}
for _name, _href in LOOK_ALIKES.items():
    add(f"look-alike-{_name}", "T31", _ABSENT, sending(document(f'<a href="{_href}">x</a>')))
add(
    "look-alike-base",
    "T31",
    _ABSENT,
    sending(document('<a href="/guide">x</a>', '<base href="https://target.example.evil.test/">')),
)
add(
    "look-alike-base-script",
    "T31",
    _ABSENT,
    sending(
        document(
            '<a href="/guide">x</a>', '<base href="javascript:alert(1)//https://target.example">'
        )
    ),
)

add("meta-nofollow", "T34", LIVE, sending(document(LINK, "<meta name=robots content=nofollow>")))
add("meta-noindex", "T34", LIVE, sending(document(LINK, "<meta name=robots content=none>")))
add("header-nofollow", "T34", LIVE, sending(document(LINK), headers={"X-Robots-Tag": "nofollow"}))
add("script-shell", "T34", SCRIPT, sending("<div id=root></div><script src=/app.js></script>"))
