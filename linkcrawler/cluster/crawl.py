"""The crawl of one shard, in a process that a worker starts: an ordinary ``linkcrawler verify``.

The worker writes an order as one line of JSON to its standard input and keeps that open. Where the
worker is gone, this process ends at once: the shard is given to another, and no site is to be
visited by both.
"""

import json
import os
import sys
import threading

from linkcrawler.cli import main


def _read_line() -> bytes:
    """Read a line of the standard input and not a byte more: the rest is waited for elsewhere."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            sys.exit(2)
        line += byte
    return bytes(line)


def _end_with_worker() -> None:
    os.read(0, 1)
    os._exit(4)  # as if killed: the ledger knows what is owed


def crawl() -> None:
    """Verify what the shard owes."""
    order = json.loads(_read_line())
    threading.Thread(target=_end_with_worker, daemon=True).start()
    sys.argv = ["linkcrawler", "verify", "--json", "--db", order["db"]]
    for name, value in order["settings"].items():
        sys.argv += ["-s", f"{name}={value}"]
    main()


if __name__ == "__main__":
    crawl()
