"""``linkcrawler serve`` in a process of its own, and what a client sees of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from tests.conftest import ROOT, environment


@contextmanager
def served(db: Path) -> Iterator[str]:
    """Serve a database on a free port; yield the address, without a slash at the end.

    Whatever is asked, nothing of it may be printed.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "linkcrawler", "serve", "--port", "0", "--db", str(db)],
        env={**environment(), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line, (line, process.communicate(timeout=10))
        yield line.split(" is at ")[1].split("/;")[0]
    finally:
        process.terminate()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "stopped\n", ""), (out, err)


def ask(
    address: str, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[HTTPResponse, str]:
    """Return an answer and its body."""
    headers = {} if host is None else {"Host": host}
    with closing(HTTPConnection(address.removeprefix("http://"), timeout=90)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read().decode("utf-8")
