"""How near pages of one subject are to each other, and pages of two: the default of off topic.

    python -m benchmarks.topic_likeness FOLDER

The folder is that of ``benchmarks.score_corpus``. Three kinds of pairs are measured as the audit
measures a link and its target, by page words alone, without anchors and surroundings: two halves of
one text, which are of one subject; two pages of one site, which mostly are; and pages of two sites
in one language, chosen by chance, of which few are. Prints which share of each is under a limit.
"""

import argparse
import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.score_corpus import lines, pages
from linkcrawler.audit.compass import Compass
from linkcrawler.audit.material import Referrer, SeenLink, SeenPage, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.domains import site_of_url
from linkcrawler.page.answer import Answer
from linkcrawler.page.facts import main_text, open_page
from linkcrawler.page.language import detect_language
from linkcrawler.page.terms import terms_of
from linkcrawler.page.tree import count_words

MIN_WORDS = 300
MIN_PAGES = 5
STRANGERS = 20
LIMITS = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2)
TARGET = "https://own.example/"


class Text(NamedTuple):
    """What a page says."""

    site: str
    language: str
    whole: tuple[str, ...]
    first_half: tuple[str, ...]
    second_half: tuple[str, ...]


def read(page: tuple[str, str, bytes]) -> Text | None:
    """Return the words of a page; ``None``: it has too little text."""
    _, url, body = page
    kind = (("content-type", "text/html; charset=utf-8"),)
    text = main_text(open_page(Answer(url=url, status=200, headers=kind, body=body)).tree)
    language = detect_language(text)
    if language is None or count_words(text) < MIN_WORDS:
        return None
    middle = text.find(" ", len(text) // 2)
    parts = (text, text[:middle], text[middle:])
    return Text(site_of_url(url), language, *(terms_of(part, (), language) for part in parts))


def link(number: int, words: tuple[str, ...], language: str) -> SeenLink:
    """Return a link on a page of these words."""
    blank = dict.fromkeys(SeenPage._fields)
    page = SeenPage(**{**blank, "id": number, "terms": words, "language": language})
    nothing = dict.fromkeys(SeenLink._fields)
    about = {"id": number, "page": page, "target": TARGET, "site": "own.example"}
    told = {"link_state": "present", "left_context": "", "right_context": "", "role": "own"}
    return SeenLink(**{**nothing, **about, **told})


def likenesses(
    topic: tuple[str, ...], language: str, near: Sequence[tuple[str, ...]], far: Sequence[Text]
) -> tuple[list[float], list[float]]:
    """Return the likeness to a topic of the pages near to it, and of the others."""
    blank = dict.fromkeys(TargetPage._fields)
    known = {"id": 1, "target": TARGET, "site": "own.example", "linked_domains": ()}
    target = TargetPage(**{**blank, **known, "language": language, "terms": topic})
    compass = Compass([target], Profile(), Policy())
    words = [*near, *(each.whole for each in far)]
    links = [link(number, each, language) for number, each in enumerate(words)]
    for number, each in enumerate(links):
        compass.see(Referrer(number, f"{number}.example", "own.example", "own", [each]))
    scores = [compass.measure(each)[0] or 0.0 for each in links]
    return scores[: len(near)], scores[len(near) :]


def told(kind: str, scores: list[float]) -> Iterator[str]:
    """Yield a line of the table."""
    shares = (sum(score <= limit for score in scores) / len(scores) for limit in LIMITS)
    yield f"{kind:>16} {len(scores):>7,} " + "".join(f"{share:>8.1%}" for share in shares)


def main() -> None:
    """Measure the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    manifest = {str(entry["id"]): entry for entry in lines(folder / "manifest.jsonl")}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(filter(None, pool.map(read, pages(folder, manifest), chunksize=20)))
    by_language = defaultdict(list)
    for text in found:
        by_language[text.language].append(text)
    chance = random.Random(1)
    print(f"{len(found):,} pages; at most a likeness of")
    print(" " * 25 + "".join(f"{limit:>8}" for limit in LIMITS))
    every: dict[str, list[float]] = defaultdict(list)
    for language, texts in sorted(by_language.items()):
        scores: dict[str, list[float]] = defaultdict(list)
        for text in texts if len(texts) >= MIN_PAGES else ():
            others = [each for each in texts if each.site != text.site]
            far = chance.sample(others, min(len(others), STRANGERS))
            siblings = [each for each in texts if each.site == text.site and each is not text]
            same = [each.whole for each in chance.sample(siblings, min(len(siblings), 3))]
            near, strange = likenesses(text.first_half, language, [text.second_half, *same], far)
            scores["one text"].append(near[0])
            scores["one site"] += near[1:]
            scores["two sites"] += strange
        for kind, values in scores.items():
            every[kind] += values
            if values:
                print(*told(f"{language} {kind}", values), sep="\n")
    for kind, values in every.items():
        print(*told(f"all {kind}", values), sep="\n")


if __name__ == "__main__":
    main()
