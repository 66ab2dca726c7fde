"""The command ``linkcrawler``: the same jobs as the spider's, for people."""

from linkcrawler.cli.root import main

__all__ = ["main"]
