"""Bytes to text as browsers do it; the only user of ``webencodings``."""

import codecs
import re
from collections.abc import Iterator

import webencodings

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;,\"']{1,64})", re.I)
_PRESCAN_BYTES = 1024
_COMMENT_OR_META = re.compile(
    rb"<!--.*?-->|<meta(?=[\s/])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)", re.I | re.S
)
_ATTRIBUTE = re.compile(
    rb"([^\s\"'>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>][^\s>]*)))?", re.S
)
_CONTENT_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s;\"']{1,64})", re.I)
_XML_ENCODING = re.compile(rb"<\?xml\s[^>]{0,256}?encoding\s*=\s*[\"']([^\"'>\s]{1,64})")

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_QUERY_BYTES = frozenset(range(0x21, 0x7F)) - frozenset(b"\"#<>'&;")

# Encodings that Python has no codec for: the standard reads nothing of the one, and the other is
# ASCII with private characters. The page is of more use read as if no label had been given.
_UNREADABLE = frozenset({"replacement", "x-user-defined"})

# Where the standard's decoder knows more characters than Python's codec of the same name.
_PYTHON_CODECS = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}


def decode_html(body: bytes, content_type: str | None) -> tuple[bytes, str]:
    """Return the page as UTF-8 and the name of the encoding it was read in.

    The order is the HTML Standard's: byte order mark, charset of the transport, ``<meta>`` in the
    first KiB, XML declaration; then UTF-8 if the bytes are valid UTF-8, else windows-1252. Only
    labels of the Encoding Standard count, so no name from the net ever reaches Python's codecs.
    Bytes that the encoding does not know become U+FFFD.

    Source: HTML Standard, "Determining the character encoding"; WHATWG Encoding Standard.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _to_utf8(body[len(mark) :], name), name
    name = _declared(body, content_type) or ("utf-8" if _is_utf8(body) else "windows-1252")
    return _to_utf8(body, name), name


def encode_query(href: str, encoding: str) -> str:
    """Return ``href`` with its query percent-encoded in the encoding of the page.

    Browsers do so, so ``?q=ä`` on a page in windows-1252 asks for ``?q=%E4``. ``encoding`` is a
    name as ``decode_html`` returns it. Source: WHATWG URL Standard, "query state".
    """
    if encoding.startswith("utf-") or href.isascii():
        return href
    address, sharp, fragment = href.partition("#")
    path, mark, query = address.partition("?")
    codec = _codec(encoding)

    def escaped(run: re.Match[str]) -> str:
        written = run[0].encode(codec, "xmlcharrefreplace")
        return "".join(chr(byte) if byte in _QUERY_BYTES else f"%{byte:02X}" for byte in written)

    return f"{path}{mark}{_NOT_ASCII.sub(escaped, query)}{sharp}{fragment}"


def _declared(body: bytes, content_type: str | None) -> str | None:
    transport = _HEADER_CHARSET.search(content_type or "")
    name = _known(transport[1]) if transport else None
    # Markup in UTF-16 is full of NULs; a server that says so of other bytes is wrong.
    if name and (b"\0" in body[:_PRESCAN_BYTES] or not name.startswith("utf-16")):
        return name
    if body.startswith((b"<\0", b"\0<")):
        return "utf-16le" if body.startswith(b"<") else "utf-16be"
    for label in _labels(body[:_PRESCAN_BYTES]):
        if name := _known(label.decode("ascii", "replace")):
            # The bytes of the tag were read as ASCII, so the page can't be UTF-16.
            return "utf-8" if name.startswith("utf-16") else name
    return None


def _labels(head: bytes) -> Iterator[bytes]:
    """Yield the encoding labels that the markup names, in the order in which they are asked."""
    for found in _COMMENT_OR_META.finditer(head):
        attributes: dict[bytes, bytes] = {}
        for name, *values in _ATTRIBUTE.findall(found[1] or b""):
            attributes.setdefault(name.lower(), b"".join(values))
        if label := attributes.get(b"charset"):
            yield label
        elif attributes.get(b"http-equiv", b"").strip().lower() == b"content-type":
            content = _CONTENT_CHARSET.search(attributes.get(b"content", b""))
            if content:
                yield content[1]
    if declaration := _XML_ENCODING.match(head):
        yield declaration[1]


def _known(label: str) -> str | None:
    encoding = webencodings.lookup(label)
    return None if encoding is None or encoding.name in _UNREADABLE else str(encoding.name)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that was cut may end in the middle of a character.
        return error.reason == "unexpected end of data"
    return True


def _to_utf8(body: bytes, name: str) -> bytes:
    if name == "utf-8":
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return body.decode("utf-8", "replace").encode()
        return body
    return body.decode(_codec(name), "replace").encode("utf-8", "replace")


def _codec(name: str) -> str:
    if name in _PYTHON_CODECS:
        return _PYTHON_CODECS[name]
    found = webencodings.lookup(name)
    return str(found.codec_info.name) if found else "cp1252"
