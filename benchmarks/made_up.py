"""Looks at pages that nobody fetches: what they show is made up, how they are judged is not."""

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime

from linkcrawler.judge import checks_of, events_of
from linkcrawler.models import (
    DuePage,
    Evidence,
    Fetch,
    KnownBacklink,
    LinkObservation,
    Look,
    PageFacts,
    Sighting,
)
from linkcrawler.states import AnchorSource, FetchOutcome, MatchLevel, Placement
from tests.make import link

AROUND = "of riders who fill their bottles here and look back at the lake far below them, "


class Web:
    """What each page shows of its backlinks, which are numbered from 1."""

    def __init__(self, links: int, changing: float, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._links = links
        self._texts: Counter[int] = Counter()
        self._gone: set[int] = set()
        self._a_night = round(links * changing)

    def pass_a_night(self) -> None:
        """Let so many links change: another anchor text, or the link goes, or comes back."""
        for number in self._chance.sample(range(1, self._links + 1), self._a_night):
            if number in self._gone:
                self._gone.remove(number)
            elif self._chance.random() < 0.3:
                self._gone.add(number)
            else:
                self._texts[number] += 1

    def look(self, page: DuePage, at: datetime) -> Look:
        """Return what a run comes to on a page, judged as the pipelines do."""
        number = page.id
        evidence = Evidence(
            page=page,
            fetch=Fetch(
                url=page.url,
                outcome=FetchOutcome.RESPONSE,
                final_url=page.url,
                status=200,
                body_bytes=50_000 + self._chance.randrange(5_000),
                elapsed_s=round(self._chance.uniform(0.05, 3), 3),
                ip_address="203.0.113.7",
            ),
            checked_at=at,
            facts=PageFacts(
                title=f"The title of page {number}, as it stands in the window",
                language="en",
                declared_language="en",
                words=640,
                links_on_page=90,
                external_links_on_page=12,
                text_sketch=f"{number * 2_654_435_761 % 2**64:016x}" * 8,
                template_sketch=f"{number * 40_503 % 2**64:016x}" * 2,
                media_type="text/html",
                encoding="utf-8",
            ),
            sightings={
                each.id: Sighting(links=() if each.id in self._gone else (self._link(each),))
                for each in page.backlinks
            },
        )
        look = Look(evidence=evidence, checks=checks_of(evidence))
        return replace(look, events=events_of(look))

    def _link(self, backlink: KnownBacklink) -> LinkObservation:
        text = f"the guide to pass {backlink.id}, edition {self._texts.get(backlink.id, 0)}"
        return link(
            MatchLevel.EXACT,
            href=backlink.target,
            url=backlink.target,
            anchor_text=text,
            anchor_source=AnchorSource.TEXT,
            placement=Placement.CONTENT,
            html=f'<a class="link" href="{backlink.target}">{text}</a>',
            dom_path="html > body > div#page > main > article > div.text > p > a.link",
            left_context=AROUND,
            right_context=AROUND,
        )
