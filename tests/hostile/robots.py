"""robots.txt as it is sent: statuses, redirects, faults and sizes."""

from tests.hostile.verdicts import (
    BAD_RESPONSE,
    GUARDED,
    LIVE,
    LOST_CONNECTION,
    NO_ROBOTS,
    REFUSED,
    ROBOTS,
    TIMEOUT,
)
from tests.hostile.web import Answer, Exchange, add, leading, raw, sending

_DENY = "User-agent: *\nDisallow: /\n"
_STAY_AWAY = NO_ROBOTS | LOST_CONNECTION | BAD_RESPONSE | TIMEOUT | REFUSED | GUARDED

for _status in (500, 502, 503, 504, 429, 599):
    add(f"robots-{_status}", "A6", NO_ROBOTS, sending(), robots=sending("Allow: /", _status))
for _status in (400, 401, 403, 404, 410, 418, 451):
    add(f"robots-{_status}", "A6", LIVE, sending(), robots=sending(_DENY, _status))
add("robots-999", "A6", NO_ROBOTS | LIVE, sending(), robots=sending(_DENY, 999))
add("robots-deny", "A6", ROBOTS, sending(), robots=sending(_DENY))
add("robots-deny-bom", "A6", ROBOTS, sending(), robots=sending("\ufeff" + _DENY))
add(
    "robots-deny-us",
    "A6",
    ROBOTS,
    sending(),
    robots=sending("User-agent: linkcrawler\nDisallow: /\n"),
)
add("robots-deny-crs", "A6", ROBOTS, sending(), robots=sending(_DENY.replace("\n", "\r")))
add(
    "robots-deny-others",
    "A6",
    LIVE,
    sending(),
    robots=sending("User-agent: Otherbot\nDisallow: /\n"),
)
add("robots-empty", "A6", LIVE, sending(), robots=sending(""))
add("robots-204", "A6", LIVE | NO_ROBOTS, sending(), robots=sending("", 204))
add("robots-html", "A6", LIVE, sending(), robots=sending("<html><h1>Welcome</h1></html>"))
add("robots-nul", "A6", LIVE | ROBOTS, sending(), robots=sending(b"\0" * 1_000 + _DENY.encode()))
add("robots-utf16", "A6", LIVE | ROBOTS, sending(), robots=sending(_DENY.encode("utf-16")))
add("robots-latin", "A6", ROBOTS, sending(), robots=sending(b"# caf\xe9\n" + _DENY.encode()))
add("robots-reset", "A6", _STAY_AWAY, sending(), robots=raw(b"", then="reset"))
add("robots-close", "A6", _STAY_AWAY, sending(), robots=raw(b""))
add("robots-junk", "A6", _STAY_AWAY, sending(), robots=raw(b"SSH-2.0-OpenSSH_9.9\r\n"))
add(
    "robots-cut",
    "A6",
    _STAY_AWAY | ROBOTS,
    sending(),
    robots=sending("User-agent: *\nDisa", length=5_000),
)
add(
    "robots-cut-gzip",
    "A6",
    _STAY_AWAY,
    sending(),
    robots=sending(b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff", headers={"Content-Encoding": "gzip"}),
)
add("robots-redirect-loop", "A6", LIVE | NO_ROBOTS, sending(), robots=leading("/robots.txt"))
add("robots-redirect-login", "A6", LIVE, sending(), robots=leading("/robots-redirect-login/x"))


def _hops(number: int) -> Answer:
    async def answer(x: Exchange) -> None:
        await x.redirect(f"/hop-{number}/1")

    return answer


async def _hop(x: Exchange) -> None:
    name, hop = x.path.split("/")[1:3]
    if int(hop) >= int(name.rpartition("-")[2]):
        await x.send(_DENY, headers={"Content-Type": "text/plain"})
    else:
        await x.redirect(f"/{name}/{int(hop) + 1}")


for _number, _accept in {1: ROBOTS, 5: ROBOTS, 6: LIVE | ROBOTS}.items():
    add(
        f"hop-{_number}",
        "A6",
        _accept,
        _hop,
        robots=_hops(_number),
        listed=f"http://hop-{_number}.localhost:{{port}}/hop-{_number}/99",
    )

# --- T22: rules that take time -------------------------------------------------------------------

add(
    "robots-redos-stars",
    "T22",
    LIVE | ROBOTS | NO_ROBOTS,
    sending(),
    robots=sending("User-agent: *\nDisallow: /" + "*a" * 2_000 + "*b$\n"),
)
add(
    "robots-redos-many",
    "T22",
    LIVE | ROBOTS | NO_ROBOTS,
    sending(),
    robots=sending("User-agent: *\n" + ("Disallow: /" + "*a" * 100 + "$\n") * 2_000),
    listed="http://robots-redos-many.localhost:{port}/robots-redos-many/" + "a" * 4_000,
)
add(
    "robots-redos-agents",
    "T22",
    LIVE,
    sending(),
    robots=sending("".join(f"User-agent: bot{n}\n" for n in range(30_000)) + "Disallow: /\n"),
)
add(
    "robots-redos-groups",
    "T22",
    LIVE,
    sending(),
    robots=sending("".join(f"User-agent: bot{n}\nDisallow: /\n" for n in range(12_000))),
)
add(
    "robots-line-long",
    "T22",
    LIVE | ROBOTS,
    sending(),
    robots=sending("User-agent: *\nDisallow: /" + "x" * 400_000 + "\n"),
)
add("robots-colons", "T22", LIVE, sending(), robots=sending(":" * 400_000))
add("robots-spaces", "T22", LIVE, sending(), robots=sending("User-agent:" + " " * 400_000 + "*\n"))
add(
    "robots-percent",
    "T22",
    LIVE | ROBOTS,
    sending(),
    robots=sending("User-agent: *\nDisallow: /" + "%zz%" * 50_000 + "\n"),
)

# --- T23: numbers ---------------------------------------------------------------------------------

for _name, _delay in {
    "nan": "nan",
    "inf": "1e309",
    "negative": "-5",
    "digits": "9" * 5_000,
    "text": "soon",
    "day": "86400",
}.items():
    add(
        f"robots-delay-{_name}",
        "T23",
        LIVE | NO_ROBOTS,
        sending(),
        robots=sending(
            f"User-agent: *\nCrawl-delay: {_delay}\nRequest-rate: {_delay}/0s\nVisit-time: {_delay}\n"
        ),
    )
