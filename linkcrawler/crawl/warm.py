"""Importing this reads a page, so that processes forked off one that did have loaded it all."""

from datetime import UTC, datetime

from linkcrawler.page import Answer
from linkcrawler.page.reading import read_page

_PAGE = Answer(url="http://localhost/", status=200, headers=(), body=b"<p>" + b"warm up " * 20)

read_page(_PAGE, (), datetime(2026, 1, 1, tzinfo=UTC))
