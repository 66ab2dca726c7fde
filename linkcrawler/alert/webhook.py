"""The signed webhook: a POST of JSON lines that its receiver can check."""

import hashlib
import hmac
import http.client
import os
import socket
import ssl
from base64 import b64encode
from contextlib import closing
from urllib.parse import SplitResult, unquote, urlsplit

import certifi

from linkcrawler.alert.delivery import Delivery
from linkcrawler.alert.message import Message
from linkcrawler.crawl.guard import Guard, is_forbidden

TIMEOUT_S = 10.0
TRIES = 2
SIGNATURE = "X-Linkcrawler-Signature"
TIMESTAMP = "X-Linkcrawler-Timestamp"

_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


class _GuardedError(OSError):
    """The address of the hook may not be opened."""


def sign(body: bytes, secret: str) -> str:
    """Return the value of the header ``X-Linkcrawler-Signature``."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers_of(message: Message, secret: str, sent_at: int) -> dict[str, str]:
    """Return the headers of a delivery; ``sent_at`` is in seconds since 1970."""
    return {
        "Content-Type": "application/x-ndjson; charset=utf-8",
        "User-Agent": "linkcrawler",
        "Idempotency-Key": message.key,
        "X-Linkcrawler-Event": message.kind,
        TIMESTAMP: str(sent_at),
        SIGNATURE: sign(message.body, secret),
    }


def _authorization(parts: SplitResult) -> dict[str, str]:
    """Return the header for ``user:password@`` in the address, if there is one."""
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode('ascii')}"}


def post(address: str, message: Message, *, secret: str, sent_at: int, guard: Guard) -> Delivery:
    """Deliver a message, with one more try where the server failed; follow no redirect."""
    delivery = Delivery(ok=False)
    for _ in range(TRIES):
        delivery, may_try_again = _post_once(address, message, secret, sent_at, guard)
        if not may_try_again:
            break
    return delivery


def _post_once(
    address: str, message: Message, secret: str, sent_at: int, guard: Guard
) -> tuple[Delivery, bool]:
    parts = urlsplit(address.removeprefix("webhook+"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        is_secure = parts.scheme == "https"
        with closing(_Connection(parts.hostname or "", parts.port, is_secure, guard)) as opened:
            headers = headers_of(message, secret, sent_at) | _authorization(parts)
            opened.request("POST", path, message.body, headers)
            with opened.getresponse() as answer:
                status = answer.status
    except _GuardedError as error:
        return Delivery(ok=False, why=str(error)), False
    except TimeoutError:
        # It may have arrived, so it is not tried again at once.
        return Delivery(ok=False, why=f"no answer within {TIMEOUT_S:g} s"), False
    except ssl.SSLError:
        return Delivery(ok=False, why="the secure connection could not be trusted"), False
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Delivery(ok=False, why=f"no answer ({type(error).__name__})"), True
    if 200 <= status < 300:
        return Delivery(ok=True), False
    redirects = ", a redirect, which is not followed" if 300 <= status < 400 else ""
    return Delivery(ok=False, why=f"answered {status}{redirects}"), status in _TRY_AGAIN


class _Connection(http.client.HTTPConnection):
    """A connection to a public address, judged on the address that is really connected."""

    def __init__(self, host: str, port: int | None, is_secure: bool, guard: Guard) -> None:
        super().__init__(host, port or (443 if is_secure else 80), timeout=TIMEOUT_S)
        self._is_secure = is_secure
        self._guard = guard

    def connect(self) -> None:
        """Connect to the first address of the name that may be opened and answers."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        failure: OSError = _GuardedError("the host has no address")
        for family, kind, proto, _, place in found:
            refusal = self._refusal(str(place[0]))
            if refusal is not None:
                failure = _GuardedError(refusal)
                continue
            opened = socket.socket(family, kind, proto)
            opened.settimeout(TIMEOUT_S)
            try:
                opened.connect(place)
                self.sock = self._secured(opened)
            except OSError as error:
                opened.close()
                failure = error
            else:
                return
        raise failure

    def _secured(self, opened: socket.socket) -> socket.socket:
        if not self._is_secure:
            return opened
        authorities = os.environ.get("SSL_CERT_FILE") or certifi.where()
        trusted = ssl.create_default_context(cafile=authorities)
        return trusted.wrap_socket(opened, server_hostname=self.host)

    def _refusal(self, address: str) -> str | None:
        if not self._is_secure and not is_forbidden(address):
            return "https is needed for a public address"
        refusal = self._guard.refusal(address, self.port)
        return f"{refusal.partition(' ')[0]} is closed by the address guard" if refusal else None
