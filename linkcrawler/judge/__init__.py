"""From evidence to verdict, from two checks to what changed. All pure."""

from linkcrawler.judge.changes import diff_checks
from linkcrawler.judge.confirm import RECHECKS, confirm, rechecks
from linkcrawler.judge.countability import Count, count_link, primary_link
from linkcrawler.judge.look import checks_of, events_of
from linkcrawler.judge.second_look import PageReading, merge_looks, needs_second_look
from linkcrawler.judge.silence import TOLD_AFTER, silence_sentence
from linkcrawler.judge.verdict import judge, judge_backlink, steps_to_take

__all__ = [
    "RECHECKS",
    "TOLD_AFTER",
    "Count",
    "PageReading",
    "checks_of",
    "confirm",
    "count_link",
    "diff_checks",
    "events_of",
    "judge",
    "judge_backlink",
    "merge_looks",
    "needs_second_look",
    "primary_link",
    "rechecks",
    "silence_sentence",
    "steps_to_take",
]
