"""A script with libcurl's multi interface and Lexbor: no politeness, no robots.txt, no retry.

python -m benchmarks.peers.pycurl_script LINKS.csv OUT.csv
"""

import io
import os
import sys

import certifi
import pycurl

from benchmarks.peers.rows import AGENT, AT_ONCE, TIMEOUT_S, Rows, read_list


class Fetcher:
    """A hundred handles that take one page after the other."""

    def __init__(self, links: str, out: str) -> None:
        self._pages = iter(read_list(links).items())
        self._rows = Rows(out)
        self._multi = pycurl.CurlMulti()
        self._under_way: dict[pycurl.Curl, tuple[str, list[str], io.BytesIO]] = {}

    def run(self) -> None:
        """Fetch all pages."""
        for _ in range(AT_ONCE):
            self._begin(self._handle())
        while self._under_way:
            self._multi.select(1.0)
            self._multi.perform()
            _, done, failed = self._multi.info_read(AT_ONCE)
            for curl in done:
                self._end(curl, is_whole=True)
            for curl, _number, _text in failed:
                self._end(curl, is_whole=False)
        self._rows.close()

    def _handle(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        curl.setopt(pycurl.ACCEPT_ENCODING, "gzip")
        curl.setopt(pycurl.USERAGENT, AGENT)
        curl.setopt(pycurl.TIMEOUT, TIMEOUT_S)
        curl.setopt(pycurl.FOLLOWLOCATION, 1)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CAINFO, os.environ.get("SSL_CERT_FILE") or certifi.where())
        return curl

    def _begin(self, curl: pycurl.Curl) -> None:
        page = next(self._pages, None)
        if page is None:
            return
        body = io.BytesIO()
        curl.setopt(pycurl.URL, page[0])
        curl.setopt(pycurl.WRITEFUNCTION, body.write)
        self._under_way[curl] = (*page, body)
        self._multi.add_handle(curl)

    def _end(self, curl: pycurl.Curl, *, is_whole: bool) -> None:
        url, targets, body = self._under_way.pop(curl)
        if is_whole:
            self._rows.look(url, targets, curl.getinfo(pycurl.RESPONSE_CODE), body.getvalue())
        else:
            self._rows.fail(url, targets)
        self._multi.remove_handle(curl)
        self._begin(curl)


if __name__ == "__main__":
    Fetcher(*sys.argv[1:]).run()
