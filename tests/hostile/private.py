"""Ways into a private network: every spelling, listed, redirected to, refreshed to."""

from tests.hostile.verdicts import (
    BAD_REDIRECT,
    BAD_URL,
    GUARDED,
    LIVE,
    LIVE_MOVED,
    MISSING,
    NO_NAME,
    NO_ROBOTS,
    SCRIPT,
)
from tests.hostile.web import Exchange, add, case, leading, sending
from tests.site import LINK, document

CLOSED = GUARDED | BAD_URL | BAD_REDIRECT
"""Blocked by name, or by what the address is not."""

# The canary listens on 127.0.0.2, so that a guard which fails is seen to fail.
SPELLINGS = {
    "plain": "127.0.0.2",
    "decimal": "2130706434",
    "hex": "0x7f000002",
    "hex-parts": "0x7f.0x0.0x0.0x2",
    "octal": "0177.0.0.02",
    "octal-long": "00000177.0.0.2",
    "octal-one": "017700000002",
    "short-2": "127.2",
    "short-3": "127.0.2",
    "mixed": "0x7f.0.2",
    "trailing-dot": "127.0.0.2.",
    "fullwidth": "\uff11\uff12\uff17.\uff10.\uff10.\uff12",
    "ideographic-dots": "127\u30020\u30020\u30022",
    "circled": "\u2460\u2461\u2466.0.0.\u2461",
    "percent": "%31%32%37.0.0.2",
    "mapped": "[::ffff:127.0.0.2]",
    "mapped-hex": "[::ffff:7f00:2]",
    "compat": "[::127.0.0.2]",
    "translated": "[::ffff:0:127.0.0.2]",
    "nat64": "[64:ff9b::127.0.0.2]",
}
UNROUTED = {
    "rfc1918-10": "10.0.0.1",
    "rfc1918-172": "172.16.0.1",
    "rfc1918-192": "192.168.0.1",
    "metadata": "169.254.169.254",
    "metadata-v6": "[fd00:ec2::254]",
    "cgnat": "100.64.0.1",
    "zero": "0.0.0.0",
    "protocol": "192.0.0.1",
    "benchmark": "198.18.0.1",
    "test-net": "192.0.2.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified": "[::]",
    "local": "[fc00::1]",
    "link-local": "[fe80::1]",
    "site-local": "[fec0::1]",
    "discard": "[100::1]",
    "documentation": "[2001:db8::1]",
    "6to4": "[2002:7f00:2::1]",
    "teredo": "[2001:0:808:808:0:ffff:80ff:fffd]",
    "isatap": "[2001:470::5efe:7f00:2]",
    "local-nat64": "[64:ff9b:1::7f00:2]",
}

for _name, _host in {**SPELLINGS, **UNROUTED}.items():
    _threat = "T2" if _name in SPELLINGS else "T1"
    add(
        f"listed-{_name}",
        _threat,
        CLOSED,
        sending(),
        listed=f"http://{_host}:{{canary_port}}/{_name}",
    )
    add(f"private-{_name}", _threat, CLOSED, leading(f"http://{_host}:{{canary_port}}/r/{_name}"))

for _status in (301, 302, 303, 307, 308):
    add(f"private-{_status}", "T5", CLOSED, leading("http://{canary}/", _status))
for _name, _where in {
    "protocol-relative": "//{canary}/",
    "backslash": "\\\\{canary}\\x",
    "backslashes": "http:\\\\{canary}\\x",
    "no-slash": "https:{canary}/",
    "at": "http://control-1.localhost@{canary}/",
    "at-encoded": "http://control-1.localhost%40{canary}/",
    "colon-at": "http://control-1.localhost:80@{canary}/",
    "tab": "ht\ttp://{canary}/",
    "upper": "HTTP://{canary}/",
    "leading-space": " http://{canary}/",
    "tls": "https://{canary}/",
}.items():
    add(f"private-{_name}", "T5", CLOSED | NO_NAME, leading(_where))
# To a browser this is a path of the same host.
add("private-one-slash", "T5", LIVE_MOVED, leading("http:/{canary}/private-one-slash"))
# What stands after the sharp is not the host, whatever it looks like.
add(
    "private-hash-at",
    "T5",
    frozenset(
        {
            ("moved", "missing", "page_redirected"),
            ("gone", "missing", "page_not_found"),
            ("moved", "present", "link_found_moved"),
        }
    ),
    leading("http://{host}/private-hash-at/x#@{canary}/"),
)


@case("private-two-hops", "T5", CLOSED)
async def _two_hops(x: Exchange) -> None:
    there = x.web.fill("http://{canary}/", x.host) if x.rest else "/private-two-hops/on"
    await x.redirect(there)


@case("refresh-private", "T6", CLOSED)
async def _refresh(x: Exchange) -> None:
    where = x.web.fill("http://{canary}/", x.host)
    await x.send(document("nothing", f'<meta http-equiv="refresh" content="0; url={where}">'))


@case("refresh-header-private", "T6", CLOSED)
async def _refresh_header(x: Exchange) -> None:
    await x.send(
        document("nothing"), headers={"Refresh": x.web.fill("0; url=http://{canary}/", x.host)}
    )


@case("canonical-private", "T6", MISSING)
async def _canonical(x: Exchange) -> None:
    where = x.web.fill("http://{canary}/", x.host)
    await x.send(document("nothing", f'<link rel="canonical" href="{where}">'))


@case("canonical-private-live", "T6", LIVE)
async def _canonical_live(x: Exchange) -> None:
    where = x.web.fill("http://{canary}/", x.host)
    await x.send(document(LINK, f'<link rel="canonical" href="{where}">'))


@case("script-navigates-private", "T6", MISSING | SCRIPT)
async def _script(x: Exchange) -> None:
    where = x.web.fill("http://{canary}/", x.host)
    await x.send(document(f"<script>location='{where}'</script>"))


# No browser reads pages in this crawl; frames, images, scripts and the like are never fetched.
_EMBEDS = "".join(
    text
    for text in (
        "<iframe src='http://{canary}/'></iframe>",
        "<img src='http://{canary}/'>",
        "<script src='http://{canary}/'></script>",
        "<link rel=stylesheet href='http://{canary}/'>",
        "<link rel=prefetch href='http://{canary}/'>",
        "<link rel=dns-prefetch href='//{canary}'>",
        "<object data='http://{canary}/'></object>",
        "<video src='http://{canary}/'></video>",
    )
)


@case("embeds-private", "T9", LIVE)
async def _embeds(x: Exchange) -> None:
    await x.send(document(LINK + x.web.fill(_EMBEDS, x.host)))


for _name, _where in {"": "http://{canary}/robots.txt", "-file": "file:///etc/hostname"}.items():
    add(
        f"robots-redirect-private{_name}",
        "T7",
        GUARDED | NO_ROBOTS,
        sending(),
        robots=leading(_where),
    )


@case("robots-sitemap-private", "T7", LIVE, robots=sending("Sitemap: http://127.0.0.2/\n"))
async def _sitemap(x: Exchange) -> None:
    await x.send(document(LINK))


_DOCTYPES = {
    "file": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "canary": '<!DOCTYPE html [<!ENTITY % x SYSTEM "http://{canary}/x.dtd"> %x;]>',
    "public": '<!DOCTYPE html PUBLIC "-//X" "http://{canary}/x.dtd">',
}
for _name, _doctype in _DOCTYPES.items():
    for _type in ("text/html", "application/xhtml+xml"):

        async def _xxe(x: Exchange, doctype: str = _doctype, kind: str = _type) -> None:
            page = document(LINK + "&x;").removeprefix("<!doctype html>")
            await x.send(x.web.fill(doctype, x.host) + page, headers={"Content-Type": kind})

        add(f"xml-xxe-{_name}-{_type.partition('/')[2][:5]}", "T8", LIVE, _xxe)
