"""A command whose probes of the line never leave this machine.

python -m tests.probes up|down scrapy|linkcrawler ARGUMENTS
"""

import sys

from linkcrawler.crawl import line, outage


def answer(*, is_up: bool) -> None:
    """Let all probes say the same, and waits take no time."""

    async def resolve(_name: str) -> list[str]:
        return ["93.184.216.34"] if is_up else []

    async def connect(_address: str, _port: int) -> bool:
        return is_up

    async def pause(_seconds: float) -> None:
        assert not is_up, "nothing is to be waited for"

    line.WELL_KNOWN = ("known.localhost",)
    line.resolve, line.connect, outage.pause = resolve, connect, pause


if __name__ == "__main__":
    answer(is_up=sys.argv.pop(1) == "up")
    if sys.argv.pop(1) == "scrapy":
        from scrapy.cmdline import execute

        execute()
    else:
        from linkcrawler.cli import main

        main()
