"""Bytes become text as in a browser, and no name from the net reaches Python's codecs."""

import codecs
from datetime import UTC, datetime

import pytest
import webencodings.labels
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.page import Answer, inspect_page
from linkcrawler.page.decode import decode_html, encode_query

HTML = "text/html"
RUSSIAN = "Привет, мир"
JAPANESE = "日本語のページ"
CHINESE = "简体中文网页"
KOREAN = "한국어 페이지"


def meta(label):
    return f'<meta charset="{label}">'


def in_utf8(body, content_type=HTML):
    page, encoding = decode_html(body, content_type)
    return page.decode(), encoding


NAMED_CASES = [  # (text of the page, codec it is written in, Content-Type, name it is read by)
    ("<p>é", "utf-8", "text/html; charset=utf-8", "utf-8"),
    ("<p>é", "utf-8", 'text/html; charset="UTF-8"', "utf-8"),
    ("<p>é", "utf-8", "text/html;charset=utf8", "utf-8"),
    ("<p>é", "cp1252", "text/html; charset=iso-8859-1", "windows-1252"),
    ("<p>“é”", "cp1252", "text/html; charset=ISO-8859-1", "windows-1252"),
    ("<p>“é”", "cp1252", "text/html; charset=us-ascii", "windows-1252"),
    (f"<p>{RUSSIAN}", "cp1251", "text/html; charset=windows-1251", "windows-1251"),
    (f"<p>{RUSSIAN}", "koi8-r", "text/html; charset=koi8-r", "koi8-r"),
    (f"<p>{JAPANESE}", "cp932", "text/html; charset=Shift_JIS", "shift_jis"),
    ("<p>①㈱", "cp932", "text/html; charset=sjis", "shift_jis"),
    (f"<p>{JAPANESE}", "euc-jp", "text/html; charset=EUC-JP", "euc-jp"),
    (f"<p>{JAPANESE}", "iso-2022-jp", "text/html; charset=iso-2022-jp", "iso-2022-jp"),
    (f"<p>{CHINESE}", "gbk", "text/html; charset=gb2312", "gbk"),
    (f"<p>{CHINESE}€", "gb18030", "text/html; charset=gbk", "gbk"),
    ("<p>繁體中文網頁", "big5", "text/html; charset=big5", "big5"),
    (f"<p>{KOREAN}", "cp949", "text/html; charset=euc-kr", "euc-kr"),
    ("<p>똠방각하", "cp949", "text/html; charset=ks_c_5601-1987", "euc-kr"),
    ("<p>ąęł", "cp1250", "text/html; charset=windows-1250", "windows-1250"),
    ("<p>ąęł", "iso-8859-2", "text/html; charset=latin2", "iso-8859-2"),
    ("<p>şğı", "cp1254", "text/html; charset=iso-8859-9", "windows-1254"),
    ("<p>سلام", "cp1256", "text/html; charset=windows-1256", "windows-1256"),
    ("<p>สวัสดี", "cp874", "text/html; charset=tis-620", "windows-874"),
    ("<p>é", "utf-16-le", "text/html; charset=utf-16", "utf-16le"),
    ("<p>é", "utf-16-be", "text/html; charset=utf-16be", "utf-16be"),
]


@pytest.mark.parametrize(("text", "codec", "content_type", "encoding"), NAMED_CASES)
def test_the_header_names_the_encoding(text, codec, content_type, encoding):
    assert in_utf8(text.encode(codec), content_type) == (text, encoding)


@pytest.mark.parametrize(("text", "codec", "content_type", "encoding"), NAMED_CASES[:-2])
def test_a_meta_tag_names_the_encoding_where_the_header_does_not(
    text, codec, content_type, encoding
):
    page = meta(content_type.partition("charset=")[2].strip('"')) + text

    assert in_utf8(page.encode(codec)) == (page, encoding)


@pytest.mark.parametrize(
    ("mark", "codec", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16be"),
    ],
)
def test_a_byte_order_mark_is_stronger_than_every_label(mark, codec, encoding):
    page = f"{meta('koi8-r')}<p>é 日本"

    assert in_utf8(mark + page.encode(codec), "text/html; charset=windows-1251") == (page, encoding)


def test_the_header_is_stronger_than_the_meta_tag():
    page = f"{meta('utf-8')}<p>{RUSSIAN}"

    assert in_utf8(page.encode("cp1251"), "text/html; charset=windows-1251") == (
        page,
        "windows-1251",
    )


META_CASES = [  # (start of the page, name it is read by)
    ("<meta charset=windows-1251>", "windows-1251"),
    ("<META CHARSET='Windows-1251'>", "windows-1251"),
    ('<meta charset = "windows-1251" />', "windows-1251"),
    ('<meta name="x" charset="windows-1251">', "windows-1251"),
    ("<meta/charset=windows-1251>", "windows-1251"),
    (
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "windows-1251",
    ),
    (
        "<meta content='text/html;charset=windows-1251' http-equiv=content-type>",
        "windows-1251",
    ),
    ("<!-- <meta charset=koi8-r> --><meta charset=windows-1251>", "windows-1251"),
    ("<!-- <meta charset=koi8-r> -->", "windows-1252"),
    ("<meta charset=nonsense><meta charset=windows-1251>", "windows-1251"),
    ("<meta charset=''><meta charset=windows-1251>", "windows-1251"),
    (
        '<meta name=description content="say charset=koi8-r"><meta charset=windows-1251>',
        "windows-1251",
    ),
    ('<meta name=description content="say charset=koi8-r">', "windows-1252"),
    ("<metadata charset=koi8-r>", "windows-1252"),
    ("<p data-charset=koi8-r>", "windows-1252"),
    ('<?xml version="1.0" encoding="windows-1251"?>', "windows-1251"),
    ("<?xml version='1.0' encoding='windows-1251'?><meta charset=koi8-r>", "koi8-r"),
    ("<p>encoding='windows-1251'", "windows-1252"),
]


@pytest.mark.parametrize(("head", "encoding"), META_CASES)
def test_a_meta_tag_is_read_as_markup(head, encoding):
    assert in_utf8(head.encode() + b"<p>\xcf\xf0", HTML)[1] == encoding


@pytest.mark.parametrize(("before", "encoding"), [(900, "windows-1251"), (1100, "windows-1252")])
def test_a_meta_tag_is_looked_for_in_the_first_kibibyte(before, encoding):
    page = f"<!--{'x' * before}-->{meta('windows-1251')}".encode() + b"<p>\xcf\xf0"

    assert in_utf8(page)[1] == encoding


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "utf-16be", "unicode"])
def test_a_meta_tag_that_can_be_read_as_ascii_is_not_in_utf16(label):
    page = f"{meta(label)}<p>é"

    assert in_utf8(page.encode()) == (page, "utf-8")


def test_a_header_that_says_utf16_of_ascii_is_not_believed():
    page = '<a href="https://example.com/">x</a>'

    assert in_utf8(page.encode(), "text/html; charset=utf-16") == (page, "utf-8")


@pytest.mark.parametrize(
    ("codec", "encoding"), [("utf-16-le", "utf-16le"), ("utf-16-be", "utf-16be")]
)
def test_utf16_without_a_mark_is_told_by_its_first_tag(codec, encoding):
    page = '<html><a href="https://example.com/">é</a>'

    assert in_utf8(page.encode(codec)) == (page, encoding)


UNREADABLE_LABELS = """
punycode rot13 rot_13 idna base64 zip bz2 hex uu quopri utf-7 unicode_escape undefined mbcs
raw_unicode_escape utf-32 utf-8-sig nonsense * ü ../../etc x-user-defined replacement
iso-2022-kr hz-gb-2312
"""


@pytest.mark.parametrize(
    "label",
    UNREADABLE_LABELS.split(),
)
def test_a_label_that_is_no_readable_encoding_is_no_label(label):
    page = "<p>xn--bcher-kva é"

    assert in_utf8(page.encode(), f"text/html; charset={label}") == (page, "utf-8")
    assert in_utf8(meta(label).encode() + page.encode()) == (meta(label) + page, "utf-8")


@pytest.mark.parametrize("label", sorted(webencodings.labels.LABELS))
def test_every_label_of_the_standard_can_be_read(label):
    link = '<a href="https://example.com/">x</a>'

    assert link in in_utf8(link.encode(), f"text/html; charset={label}")[0]
    assert link in in_utf8((meta(label) + link).encode())[0]


@pytest.mark.parametrize("lead", [b"\x81", b"\xe3", b"\x8f\xa2", b"\x81\x30", b"\xfe", b"\xff"])
@pytest.mark.parametrize("label", sorted(set(webencodings.labels.LABELS.values())))
def test_half_a_character_never_swallows_the_tag_behind_it(label, lead):
    page = b"<p>" + lead + b'<a href="https://example.com/">x</a>'

    assert '<a href="https://example.com/">' in in_utf8(page, f"text/html; charset={label}")[0]


UNNAMED_CASES = [  # (bytes without a label, text, name they are read by)
    (b"<p>plain", "<p>plain", "utf-8"),
    ("<p>é 日本".encode(), "<p>é 日本", "utf-8"),
    (b"<p>caf\xe9", "<p>caf\ufffd", "utf-8"),  # may be a character that was cut
    (b"<p>caf\xe9\n", "<p>café\n", "windows-1252"),
    (b"<p>caf\xe9</p>", "<p>café</p>", "windows-1252"),
    (b"<p>\x93x\x94 \x80", "<p>“x” €", "windows-1252"),
    ("<p>日".encode()[:-1], "<p>\ufffd", "utf-8"),
    ("<p>é<p>😀".encode()[:-2], "<p>é<p>\ufffd", "utf-8"),
    (b"<p>\xed\xa0\x80x", "<p>í\xa0€x", "windows-1252"),  # a surrogate is not UTF-8
    (b"", "", "utf-8"),
]


@pytest.mark.parametrize(("body", "text", "encoding"), UNNAMED_CASES)
@pytest.mark.parametrize("content_type", [None, "", HTML, "text/html; charset=", "charset"])
def test_without_a_label_it_is_utf8_if_it_can_be(body, text, encoding, content_type):
    assert in_utf8(body, content_type) == (text, encoding)


INVALID_CASES = [  # (bytes, label, text)
    (b"a\xffb", "utf-8", "a\ufffdb"),
    (b"a\xed\xa0\x80b", "utf-8", "a\ufffd\ufffd\ufffdb"),  # a lone surrogate
    (b"a\xc0\x80b", "utf-8", "a\ufffd\ufffdb"),
    (b"caf\xc3", "utf-8", "caf\ufffd"),
    (b"caf\xc3\n", "utf-8", "caf\ufffd\n"),
    (b"a\x81b", "windows-1252", "a\ufffdb"),
    (b"a\xffb", "euc-jp", "a\ufffdb"),
    (b"a\xffb", "gbk", "a\ufffdb"),
    (b"\x00\xd8<\x00", "utf-16le", "\ufffd<"),
    (b"<\x00\x00", "utf-16le", "<\ufffd"),
]


@pytest.mark.parametrize(("body", "label", "text"), INVALID_CASES)
def test_bytes_that_the_encoding_does_not_know_become_a_replacement_character(body, label, text):
    assert in_utf8(body, f"text/html; charset={label}")[0] == text


@given(
    st.binary(max_size=200),
    st.sampled_from(sorted(webencodings.labels.LABELS)) | st.text(max_size=20) | st.none(),
)
def test_all_bytes_under_all_labels_become_valid_utf8(body, label):
    page, encoding = decode_html(body, None if label is None else f"text/html; charset={label}")

    assert "\ud800" not in page.decode()
    assert encoding in webencodings.labels.LABELS.values()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_comes_out_as_it_went_in(text):
    assert decode_html(b"<p>" + text.encode(), "text/html; charset=utf-8") == (
        b"<p>" + text.encode(),
        "utf-8",
    )


QUERY_CASES = [  # (href, encoding of the page, href with its query in that encoding)
    ("/s?q=ä", "utf-8", "/s?q=ä"),
    ("/s?q=ä", "utf-16le", "/s?q=ä"),
    ("/s?q=ä", "windows-1252", "/s?q=%E4"),
    ("/s?q=a b&c", "windows-1252", "/s?q=a b&c"),
    ("/ä?q=ä#ä", "windows-1252", "/ä?q=%E4#ä"),  # path and fragment are always in UTF-8
    ("/ä", "windows-1252", "/ä"),
    ("/s#?q=ä", "windows-1252", "/s#?q=ä"),
    ("?q=мир", "windows-1251", "?q=%EC%E8%F0"),
    ("?q=мир", "koi8-r", "?q=%CD%C9%D2"),
    ("?q=日本", "euc-jp", "?q=%C6%FC%CB%DC"),
    ("?q=ア", "shift_jis", "?q=%83A"),
    ("?q=日本", "iso-2022-jp", "?q=%1B$BF|K\\%1B(B"),
    ("?q=日", "windows-1252", "?q=%26%2326085%3B"),  # not in the encoding
]


@pytest.mark.parametrize(("href", "encoding", "encoded"), QUERY_CASES)
def test_a_query_is_written_in_the_encoding_of_the_page(href, encoding, encoded):
    assert encode_query(href, encoding) == encoded


def test_the_links_of_a_page_have_their_queries_in_its_encoding():
    answer = Answer(
        url="https://blog.test/",
        status=200,
        headers=(("content-type", "text/html; charset=windows-1251"),),
        body='<a href="/м?q=м">x</a><a href="/s">x</a>'.encode("cp1251"),
    )

    links = inspect_page(answer, datetime(2026, 1, 1, tzinfo=UTC))[1]

    assert [link.href for link in links] == ["/м?q=м", "/s"]
    assert [link.url for link in links] == [
        "https://blog.test/%D0%BC?q=%EC",
        "https://blog.test/s",
    ]
