"""Where alerts go, as the user names it; what of it may be stored and shown."""

import hashlib
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from linkcrawler.errors import InputError

NAME = "LINKCRAWLER_ALERTS"
SECRET_NAME = "LINKCRAWLER_WEBHOOK_SECRET"  # noqa: S105 - the name of a setting

_BETWEEN = re.compile(r",\s*(?=[A-Za-z][A-Za-z0-9+.-]*:)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# The other services of Apprise put a token where a host stands.
_WITH_HOST = frozenset({"http", "https", "json", "jsons", "mailto", "mailtos", "xml", "xmls"})
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost", re.IGNORECASE)


class Channel(StrEnum):
    """Who delivers."""

    WEBHOOK = "webhook"
    COMMAND = "command"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place that alerts go to."""

    channel: Channel
    address: str = field(repr=False)
    """What the user wrote; it may hold passwords and tokens, so it is never stored or shown."""

    label: str
    """Scheme and, where it tells no secret, host."""

    @property
    def fingerprint(self) -> str:
        """Return what tells the target again; too short and slow to prove a guessed password."""
        made = hashlib.scrypt(
            self.address.encode(), salt=b"linkcrawler alert", n=2**14, r=8, p=1, dklen=4
        )
        return made.hex()

    @property
    def arguments(self) -> list[str]:
        """Return program and arguments of a command."""
        return shlex.split(self.address.partition(":")[2])


def read_targets(text: str, secret: str = "") -> tuple[Target, ...]:
    """Read ``LINKCRAWLER_ALERTS``: addresses with commas or on lines, or ``@FILE`` that holds them.

    Raises ``InputError`` where one can't be used; the message shows nothing of it but its scheme.
    """
    content = read_secret(text, NAME)
    written = [
        entry.strip()
        for line in content.splitlines()
        if not line.lstrip().startswith("#")
        for entry in _BETWEEN.split(line)
    ]
    targets = tuple(
        _target(entry, number, secret) for number, entry in enumerate(filter(None, written), 1)
    )
    return tuple({target.address: target for target in targets}.values())


def read_secret(text: str, name: str) -> str:
    """Return a setting, or what the file holds that it names with ``@``."""
    text = text.strip()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise InputError(f"{name}: the file that it names can't be read ({why})") from None


def _target(entry: str, number: int, secret: str) -> Target:
    match = _SCHEME.match(entry)
    if match is None:
        raise InputError(
            f"{NAME}: entry {number} is no address; one such as mailtos://..., slack://...,"
            " webhook+https://... or command:/path is expected"
        )
    scheme = match[1].lower()
    if scheme == "command":
        return _command(entry, number)
    if not entry[match.end() :].startswith("//"):
        raise InputError(f"{NAME}: entry {number} ({scheme}) has no // after its scheme")
    if scheme in ("webhook+https", "webhook+http"):
        if not _host(entry):
            raise InputError(f"{NAME}: entry {number} ({scheme}) names no host")
        if not secret:
            raise InputError(f"{NAME}: entry {number} ({scheme}) needs {SECRET_NAME} to be signed")
        return Target(channel=Channel.WEBHOOK, address=entry, label=f"{scheme}://{_host(entry)}")
    host = _host(entry) if scheme in _WITH_HOST else ""
    return Target(channel=Channel.APPRISE, address=entry, label=f"{scheme}://{host or '...'}")


def _command(entry: str, number: int) -> Target:
    try:
        words: Sequence[str] = shlex.split(entry.partition(":")[2])
    except ValueError:
        words = ()
    if not words or not Path(words[0]).is_absolute():
        raise InputError(f"{NAME}: entry {number} (command) needs the whole path of a program")
    return Target(channel=Channel.COMMAND, address=entry, label=f"command:{Path(words[0]).name}")


def _host(address: str) -> str:
    """Return the host; empty where it could be part of a password instead."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if "@" in parts.path or parts.netloc.count("@") > 1:
        return ""
    is_name = _HOST.fullmatch(host) or (":" in host and re.fullmatch(r"[0-9a-f:.]+", host))
    return host if is_name else ""
