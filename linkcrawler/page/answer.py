"""What a server sent: the input of the reading, and nothing else is."""

import re
from dataclasses import dataclass

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_PDF = "application/pdf"
# What says nothing of the body, so that browsers look at it.
_NO_TYPES = frozenset({"*/*", "unknown/unknown", "application/unknown"})
_BEFORE_MARKUP = b"\xef\xbb\xbf\xfe\xff \t\r\n\f"

# Bytes that no text holds, and how many of them in its first KiB make a body noise. NUL is not
# among them, since UTF-16 is full of it, nor is the escape of ISO-2022-JP.
_CONTROLS = bytes({*range(1, 0x20), 0x7F} - set(b"\t\n\f\r\x1b"))
_MAX_CONTROLS = 50
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|title|meta|p|div|a)[\s>]", re.I)
_PACKED = (b"\x1f\x8b", b"\x1f\x9d", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"\xfd7zXZ\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a server."""

    url: str
    """Address that answered, after redirects."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""

    body: bytes
    redirected: bool = False
    is_framed: bool = True
    """The server told where the body ends; without that, a cut one looks like a whole one."""

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def media_type(self) -> str | None:
        """Media type without parameters, lower-case; ``None`` if the server names none."""
        value = re.split("[;,]", self.header("content-type") or "", maxsplit=1)[0].strip().lower()
        return value or None

    @property
    def is_pdf(self) -> bool:
        """Tell whether the body is a PDF, whatever the server calls it."""
        return self.body[:1024].lstrip(_BEFORE_MARKUP)[:5] == b"%PDF-"

    @property
    def document_type(self) -> str | None:
        """Media type of what is no web page."""
        return _PDF if self.is_pdf else self.media_type

    @property
    def _is_json(self) -> bool:
        """JSON that a server calls a web page."""
        return self.body[:64].lstrip()[:1] in (b"{", b"[") and b"<" not in self.body[:65_536]

    @property
    def _is_noise(self) -> bool:
        """A packed or encrypted body that a server calls a web page."""
        head = self.body[:1024]
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return False
        controls = len(head) - len(head.translate(None, _CONTROLS))
        return head.startswith(_PACKED) or (controls > _MAX_CONTROLS and not _MARKUP.search(head))

    @property
    def is_html(self) -> bool:
        """Tell whether a browser would show the body as a web page."""
        if self.is_pdf or self._is_noise:
            return False
        named = self.media_type
        if named and "/" in named and named not in _NO_TYPES:
            return named in _HTML_TYPES and not self._is_json
        head = self.body[:1024].replace(b"\0", b"").lstrip(_BEFORE_MARKUP).lower()
        if head.startswith(b"<?xml"):
            return b"<html" in head
        return head[:1] in (b"<", b"")
