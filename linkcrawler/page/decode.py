"""Bytes to text as browsers do it; the only user of ``webencodings``."""

import codecs
import re

import webencodings

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,512}?charset\s*=\s*[\"']?\s*([\w.:-]{1,64})", re.I)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s;\"']{1,64})", re.I)
_PRESCAN_BYTES = 1024

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
    first KiB; then UTF-8 if the bytes are valid UTF-8, else windows-1252. Only labels of the
    Encoding Standard count, so no name from the net ever reaches Python's codecs. Bytes that the
    encoding does not know become U+FFFD.

    Source: HTML Standard, "Determining the character encoding"; WHATWG Encoding Standard.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _to_utf8(body[len(mark) :], name), name
    declared = _declared(body, content_type)
    if declared:
        return _to_utf8(body, declared), declared
    if _is_utf8(body):
        return body, "utf-8"
    return _to_utf8(body, "windows-1252"), "windows-1252"


def _declared(body: bytes, content_type: str | None) -> str | None:
    transport = _HEADER_CHARSET.search(content_type or "")
    if transport and (name := _known(transport[1])):
        return name
    meta = _META_CHARSET.search(body, 0, _PRESCAN_BYTES)
    if meta and (name := _known(meta[1].decode("ascii", "replace"))):
        # The bytes of the tag were read as ASCII, so the page can't be UTF-16.
        return "utf-8" if name.startswith("utf-16") else name
    return None


def _known(label: str) -> str | None:
    encoding = webencodings.lookup(label)
    return None if encoding is None else str(encoding.name)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that was cut may end in the middle of a character.
        return error.start >= len(body) - 3
    return True


def _to_utf8(body: bytes, name: str) -> bytes:
    if name == "utf-8":
        return body if _is_utf8(body) else body.decode("utf-8", "replace").encode()
    codec = _PYTHON_CODECS.get(name)
    if codec is None:
        found = webencodings.lookup(name)
        codec = found.codec_info.name if found else "cp1252"
    text = body.decode(codec, "replace")
    return text.encode("utf-8", "replace")
