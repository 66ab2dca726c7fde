"""Scrapy's command with 127.0.0.1 taken for a public address, and all other loopback as ever."""

from scrapy.cmdline import execute

from linkcrawler.crawl import guard, handler, proxy


def is_forbidden(address: str) -> bool:
    return address != "127.0.0.1" and guard.is_forbidden(address)


if __name__ == "__main__":
    handler.is_forbidden = is_forbidden  # type: ignore[assignment]
    proxy.is_forbidden = is_forbidden  # type: ignore[assignment]
    proxy.PORTS = frozenset(range(1 << 16))
    execute()
