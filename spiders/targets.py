"""Look at the pages of the user's own that are linked to, as referring pages are looked at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from linkcrawler.config import Config
from linkcrawler.crawl.feeder import Ledger
from linkcrawler.crawl.session import Session
from linkcrawler.crawl.targets import TargetLedger, TargetsSession, WholePages, open_targets
from linkcrawler.crawl.visit import Read, Visit
from linkcrawler.models import Evidence
from spiders.verify import VerifySpider


class TargetsSpider(VerifySpider):
    """One request for each address that targets name; each ends in one ``Evidence``."""

    name = "targets"
    session: TargetsSession

    def __init__(self, session: TargetsSession, config: Config, **kwargs: Any) -> None:
        super().__init__(session, replace(config, warc=""), **kwargs)
        self._unchanged = WholePages(self._readers, session)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let what is seen go its own way."""
        super().update_settings(settings)
        steps = {"pipelines.targets.TargetsPipeline": 300}
        settings.set("ITEM_PIPELINES", steps, priority="spider")

    @classmethod
    def from_crawler(
        cls,
        crawler: Crawler,
        links: str | None = None,
        target: str | None = None,
        db: str | None = None,
        session: Session | None = None,
        *,
        encoding: str | None = None,
        **kwargs: Any,
    ) -> Self:
        """Build the spider; without a ``session`` it opens one over the targets of ``db``."""
        return super().from_crawler(
            crawler, links, target, db, session or open_targets(db), encoding=encoding, **kwargs
        )

    def _ledger(self) -> Ledger:
        return TargetLedger(self.session.pages)

    def _look_at_original(self, visit: Visit, read: Read) -> Sequence[Request | Evidence]:
        """End here: where a target names another page as its original, that is what is told."""
        return self._end(visit, read.fetch, read.facts, read.seen)
