"""Web archives: what is written is valid and holds no secret, what is read is whole or an error."""

import gzip
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from linkcrawler.warc.captures import Captures
from linkcrawler.warc.exchange import Exchange, Shown, Visit, Wire, request_head, told_head
from linkcrawler.warc.folder import WarcFolder
from linkcrawler.warc.reading import DamagedError, http_answer, read_at, scan
from linkcrawler.warc.records import visit_records
from tests.conftest import ROOT

AT = datetime(2026, 11, 24, 2, 0, 0, 123_456, tzinfo=UTC)
URL = "https://blog.example.org/post"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n"


def exchange(url: str = URL, head: bytes = HEAD, body: bytes = b"hello", **changes) -> Exchange:
    wire = Wire(request=request_head("GET", url, [b"Accept: */*"]), head=head, body=body)
    return Exchange(**{"url": url, "at": AT, "wire": wire, "status": 200, **changes})


def visit(*exchanges: Exchange, shown: Shown | None = None, page: str = URL, **facts) -> Visit:
    return Visit(
        page=page,
        run_id=7,
        at=AT + timedelta(seconds=1),
        exchanges=exchanges,
        shown=shown,
        facts={"outcome": "response", **facts},
    )


def write(folder: Path, *visits: Visit) -> Path:
    """Write visits to one file of a folder."""
    files = WarcFolder(folder, 7)
    names = {files.append(visit_records(each), AT) for each in visits}
    files.close()
    return folder / names.pop()


def read_by_warcio(path: Path) -> list[dict[str, object]]:
    """Return the records as ``warcio`` reads them; every digest has to be right."""
    found = []
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests="raise")
        for record in records:
            found.append(
                {
                    "type": record.rec_type,
                    "headers": dict(record.rec_headers.headers),
                    "http": record.http_headers,
                    "body": record.raw_stream.read(),
                }
            )
        assert records.err_count == 0
    return found


def test_a_visit_is_valid_to_warcios_own_reader(tmp_path: Path):
    shown = Shown(url=URL, at=AT, status=200, headers=(), documents=((URL, b"<p>x"),))
    path = write(tmp_path, visit(exchange(ip_address="192.0.2.7"), shown=shown))
    start, response, request, conversion, metadata = read_by_warcio(path)

    assert [each["type"] for each in (start, response, request, conversion, metadata)] == [
        *("warcinfo", "response", "request", "conversion", "metadata"),
    ]
    assert b"software: linkcrawler/" in start["body"]
    assert response["headers"]["WARC-Date"] == "2026-11-24T02:00:00.123456Z"
    assert response["headers"]["WARC-IP-Address"] == "192.0.2.7"
    assert response["headers"]["WARC-Target-URI"] == URL
    assert (response["http"].get_statuscode(), response["body"]) == ("200", b"hello")
    number = response["headers"]["WARC-Record-ID"]
    assert request["headers"]["WARC-Concurrent-To"] == number
    assert conversion["headers"]["WARC-Refers-To"] == number
    told = json.loads(metadata["body"])
    assert [step["record"] for step in told["steps"]] == [number]
    assert told["shown"]["documents"][0]["record"] == conversion["headers"]["WARC-Record-ID"]
    assert (
        subprocess.run(
            [sys.executable, "-m", "warcio.cli", "check", str(path)], check=False
        ).returncode
        == 0
    )


@pytest.mark.parametrize(
    ("incomplete", "truncated"),
    [("size", "length"), ("timeout", "time"), ("cut", "disconnect"), ("encoding", "unspecified")],
)
def test_what_is_cut_is_told_as_truncated(tmp_path: Path, incomplete: str, truncated: str):
    path = write(tmp_path, visit(exchange(incomplete=incomplete)))

    assert read_by_warcio(path)[1]["headers"]["WARC-Truncated"] == truncated


def test_a_page_that_has_not_changed_is_a_revisit_that_names_the_visit_before(tmp_path: Path):
    before = AT - timedelta(days=1)
    head = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    path = write(
        tmp_path,
        visit(exchange(at=before)),
        visit(exchange(head=head, body=b"", status=304, revises=before)),
    )
    revisit = next(each for each in read_by_warcio(path) if each["type"] == "revisit")

    assert revisit["headers"]["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    assert revisit["headers"]["WARC-Refers-To-Target-URI"] == URL
    assert revisit["headers"]["WARC-Refers-To-Date"] == "2026-11-23T02:00:00.123456Z"
    assert revisit["http"].get_statuscode() == "304"
    captures = Captures()
    captures.add(path)
    found = [each for each in captures.records_of(captures.visits[1]) if each.kind == "revisit"]
    assert http_answer(captures.received_before(found[0])).body == b"hello"


def test_a_304_that_nobody_asked_for_is_a_response(tmp_path: Path):
    path = write(tmp_path, visit(exchange(head=b"HTTP/1.1 304 X\r\n\r\n", body=b"", status=304)))

    assert read_by_warcio(path)[1]["type"] == "response"


HEADS = [
    # cookies and logins are left out, whatever their case and however they are folded
    (b"Set-Cookie: a=1\r\nX: 1\r\n", b"X: 1\r\n"),
    (b"SET-cookie : a=1\r\n more of it\r\nX: 1\r\n", b"X: 1\r\n"),
    (b"Cookie: a=1\r\nAuthorization: Basic eA==\r\nProxy-Authorization: x\r\n", b""),
    (b"Location: https://me:hunter2@a.example/\r\n", b"Location: https://a.example/\r\n"),
    (b"Refresh: 0; url=//me@a.example/\r\n", b"Refresh: 0; url=//a.example/\r\n"),
    # chunks are undone, and that is told; the coding is not
    (b"Transfer-Encoding: chunked\r\n", b"X-Archive-Orig-Transfer-Encoding: chunked\r\n"),
    (b"content-encoding: gzip\r\n", b"content-encoding: gzip\r\n"),
    # all else is as received, byte for byte
    (b"Location: /stra\xc3\x9fe\r\nX-Odd\r\n: y\r\nX:  two \r\n", None),
    (b"X-Latin: \xe9\xff\r\n", None),
]


@pytest.mark.parametrize(("given", "kept"), HEADS)
def test_a_head_is_as_received_but_for_secrets_and_chunks(given: bytes, kept: bytes | None):
    head = b"HTTP/1.1 200 OK\r\n" + given + b"\r\n"

    expected = b"HTTP/1.1 200 OK\r\n" + (given if kept is None else kept) + b"\r\n"
    assert told_head(head) == (expected, False)


def test_http_2_is_told_beside_a_status_line_that_readers_know(tmp_path: Path):
    path = write(tmp_path, visit(exchange(head=b"HTTP/2 200 \r\nserver: x\r\n\r\n")))
    response = read_by_warcio(path)[1]

    assert (response["http"].protocol, response["http"].get_statuscode()) == ("HTTP/1.1", "200")
    assert response["headers"]["WARC-Protocol"] == "h2"


@pytest.mark.parametrize("page", ["http://x\r\nWARC-Type: response", "http://é/ x", "\ud800", ""])
def test_no_address_breaks_a_record(tmp_path: Path, page: str):
    path = write(tmp_path, visit(exchange(), page=page))
    metadata = read_by_warcio(path)[-1]

    assert metadata["type"] == "metadata"
    assert json.loads(metadata["body"])["page"] == page


@given(
    st.lists(st.tuples(st.binary(max_size=3_000), st.sampled_from(["response", "cut"])), max_size=4)
)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back_as_it_was(tmp_path_factory, bodies):
    folder = tmp_path_factory.mktemp("warc")
    given = [
        exchange(body=body, incomplete=None if how == "response" else how) for body, how in bodies
    ]
    path = write(folder, visit(*given))
    captures = Captures()
    captures.add(path)
    (place,) = captures.visits
    answers = [http_answer(each) for each in captures.records_of(place) if each.kind == "response"]

    assert captures.damages == []
    assert [answer.body for answer in answers] == [body for body, _ in bodies]
    assert len(read_by_warcio(path)) == 2 + 2 * len(bodies)


# --- files ----------------------------------------------------------------------------------------


def test_a_full_file_is_followed_by_another(tmp_path: Path):
    files = WarcFolder(tmp_path / "new" / "folder", 7, max_file_bytes=1)
    names = [files.append(visit_records(visit(exchange())), AT) for _ in range(3)]
    files.close()

    assert names == [f"linkcrawler-7-20261124020000-0000{n}.warc.gz" for n in (1, 2, 3)]
    for name in names:
        assert read_by_warcio(tmp_path / "new" / "folder" / name)[-1]["type"] == "metadata"


_FILL_UP = """
import random, resource, signal, sys
from pathlib import Path
from linkcrawler.warc.folder import WarcFolder
from linkcrawler.warc.records import visit_records
from tests.test_warc import AT, exchange, visit

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
files = WarcFolder(Path(sys.argv[1]), 7)
written = 0
try:
    while written < 100:
        files.append(visit_records(visit(exchange(body=random.randbytes(20_000)))), AT)
        written += 1
except OSError:
    print(written)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
@pytest.mark.parametrize("room", [100_000, 100])
def test_a_disk_that_fills_up_leaves_whole_visits(tmp_path: Path, room: int):
    done = subprocess.run(
        [sys.executable, "-c", _FILL_UP, str(tmp_path), str(room)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    files = list(tmp_path.iterdir())

    if room < 1_000:  # not even the first record fits
        assert (done.stdout.strip(), files) == ("0", [])
        return
    kinds = [each["type"] for each in read_by_warcio(files[0])]
    assert kinds.count("metadata") == int(done.stdout) == 4
    assert kinds[-1] == "metadata"


# --- reading --------------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    bodies = [bytes([65 + n]) * 30_000 for n in range(3)]
    return write(tmp_path, *(visit(exchange(body=body)) for body in bodies))


def offsets(path: Path) -> list[int]:
    return [record.offset for record in scan(path)]


def test_a_cut_file_gives_its_records_and_says_where_it_ends(archive: Path):
    whole = archive.read_bytes()
    places = offsets(archive)
    for cut, before in ((places[4] + 30, 4), (places[-1] + 1, len(places) - 1)):
        archive.write_bytes(whole[:cut])
        records = scan(archive)

        assert [next(records).offset for _ in range(before)] == places[:before]
        what = f"record {before + 1} at byte {places[before]:,}: the file ends in the middle of it"
        with pytest.raises(DamagedError) as caught:
            next(records)
        assert str(caught.value) == f"{archive}: {what}"


def test_damaged_compression_is_told_with_its_place(archive: Path):
    places = offsets(archive)
    damaged = bytearray(archive.read_bytes())
    damaged[places[4] + 40] ^= 0xFF
    archive.write_bytes(damaged)
    captures = Captures()
    captures.add(archive)

    (told,) = captures.damages
    assert told.startswith(f"{archive}: record 5 at byte {places[4]:,}: ")
    assert len(captures.visits) == 1


@given(place=st.integers(0, 5_000), changed=st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_no_damage_is_taken_for_a_record(tmp_path_factory, place, changed):
    """One byte that differs is an error, or the record says the same as before."""
    folder = tmp_path_factory.mktemp("warc")
    path = write(folder, visit(exchange(body=b"hello " * 20)))
    whole = path.read_bytes()
    before = [read_at(path, offset) for offset in offsets(path)]
    place %= len(whole)  # identifiers differ each time, and so does the length
    path.write_bytes(whole[:place] + bytes([changed]) + whole[place + 1 :])
    try:
        after = [read_at(path, record.offset) for record in scan(path)]
    except DamagedError:
        return

    assert [(each.headers, each.block) for each in after] == [
        (each.headers, each.block) for each in before[: len(after)]
    ]


def test_a_changed_block_is_found_by_its_digest_in_a_file_without_compression(archive: Path):
    plain = archive.with_suffix("")
    plain.write_bytes(gzip.decompress(archive.read_bytes()).replace(b"AAAA", b"AAAB", 1))
    places = offsets(plain)

    assert len(places) == len(offsets(archive))
    with pytest.raises(DamagedError, match="its digest says"):
        read_at(plain, places[1])
    assert read_at(plain, places[4]).kind == "response"


NO_WARC = [
    (b"", "holds no record"),
    (b"\n\n", "holds no record"),
    (b"\x1c \n\n", "no WARC record"),
    (b"<!doctype html><p>a page", "no WARC record"),
    (b"\x00" * 5_000, "no WARC record"),
    (b"x" * (2 << 20), "longer than any"),
    (gzip.compress(b"<!doctype html>", mtime=0), "no WARC record"),
    (gzip.compress(b"x" * (2 << 20), mtime=0), "longer than any"),
    (b"\x1f\x8bnonsense", "compression is damaged"),
    (b"\x1f\x8b", "ends in the middle"),
    (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "is no length"),
    (b"WARC/1.1\r\nWARC-Type: x\r\nContent-Length: -1\r\n\r\n", "is no length"),
    (b"WARC/1.1\r\nWARC-Type: x\r\nContent-Length: 9" + b"9" * 90 + b"\r\n\r\n", "is no length"),
    (b"WARC/1.1\r\nWARC-Type: x\r\nContent-Length: 9\r\n\r\nabc", "ends in the middle"),
    (b"WARC/9.9\r\nWARC-Type: x\r\nContent-Length: 0\r\n\r\n", "no WARC record"),
    (b"WARC/1.1\r\n" + b"A: b\r\n" * 400_000, "longer than any"),
]


@pytest.mark.parametrize(("content", "what"), NO_WARC)
def test_what_is_no_warc_is_told_as_such(tmp_path: Path, content: bytes, what: str):
    path = tmp_path / "x.warc"
    path.write_bytes(content)

    with pytest.raises(DamagedError, match=what) as caught:
        list(scan(path))
    assert str(caught.value).startswith(f"{path}: record 1 at byte 0: ")


def test_records_compressed_together_are_told_with_the_cure(archive: Path):
    archive.write_bytes(gzip.compress(gzip.decompress(archive.read_bytes())))

    with pytest.raises(DamagedError, match="warcio recompress"):
        list(scan(archive))


def test_a_bomb_is_skipped_without_being_held(tmp_path: Path):
    block = b"\0" * (300 << 20)
    head = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {len(block)}\r\n\r\n".encode()
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(gzip.compress(head + block + b"\r\n\r\n", 1))
    (record,) = scan(path)

    assert record.block == b""
    read = read_at(path, 0)
    assert (read.is_whole, len(read.block)) == (False, 64 << 20)


@pytest.mark.parametrize("compressed", [True, False])
def test_archives_of_other_tools_are_read(tmp_path: Path, compressed: bool):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    body = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    for url in ("http://a.example/", "<http://b.example/>"):
        record = writer.create_warc_record(
            "http://x/", "response", payload=io.BytesIO(block), length=len(block)
        )
        record.rec_headers.replace_header("WARC-Target-URI", url)
        writer.write_record(record)
    path = tmp_path / "other.warc"
    path.write_bytes(out.getvalue())
    first, second = (read_at(path, record.offset) for record in scan(path))

    assert (first.uri, second.uri) == ("http://a.example/", "http://b.example/")
    assert http_answer(second).body == b"hello world"
