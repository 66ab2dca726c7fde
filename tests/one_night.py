"""One run at a time of one's own: ``python -m tests.one_night DATABASE TIME [LIST]``."""

import sys
from datetime import datetime

from linkcrawler.cli.verify import run_crawl
from linkcrawler.crawl.session import open_session
from tests.conftest import FAST


def main(db: str, at: str, links: str | None = None) -> int:
    """Verify the list, or what is due at the time, as if it were that time."""
    now = datetime.fromisoformat(at)
    session = open_session(db=db, links=links, clock=lambda: now)
    try:
        run_crawl(session, dict(setting.split("=") for setting in FAST), quiet=True)
    finally:
        session.close()
    sys.stdout.write("\n".join(session.notes))
    return session.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
