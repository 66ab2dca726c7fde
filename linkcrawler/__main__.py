"""``python -m linkcrawler``."""

from linkcrawler.cli import main

main()
