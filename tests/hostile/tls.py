"""Certificates that can't be trusted, and handshakes that come to nothing."""

from tests.hostile.verdicts import BAD_RESPONSE, LIVE, LIVE_TLS, LOST_CONNECTION, TIMEOUT, TLS
from tests.hostile.web import BARE, add, sending

for _kind in ("self", "wrong", "expired"):
    add(f"tls-{_kind}-link", "T36", LIVE_TLS, sending(), port=f"tls-{_kind}")
    add(f"tls-{_kind}-without", "T36", TLS, sending(BARE), port=f"tls-{_kind}")
    add(
        f"tls-{_kind}-404",
        "T36",
        TLS | frozenset({("gone", "missing", "page_not_found")}),
        sending("", 404),
        port=f"tls-{_kind}",
    )
add("tls-good", "T36", LIVE, sending(), port="tls")
add("tls-garbage", "T36", TLS, sending(), port="tls-garbage")
add("tls-close", "T36", TLS | LOST_CONNECTION, sending(), port="tls-close")
add("tls-plain-http", "T36", TLS, sending(), port="tls-plain")
add(
    "plain-on-tls-port",
    "T36",
    BAD_RESPONSE | LOST_CONNECTION | TIMEOUT,
    sending(),
    listed="http://plain-on-tls-port.localhost:{tls}/x",
)
