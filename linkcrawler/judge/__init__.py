"""From evidence to verdict, from two checks to what changed. All pure."""

from linkcrawler.judge.changes import diff_checks
from linkcrawler.judge.confirm import RECHECKS, confirm
from linkcrawler.judge.countability import Count, count_link, primary_link
from linkcrawler.judge.second_look import PageReading, merge_looks, needs_second_look
from linkcrawler.judge.verdict import judge, judge_backlink

__all__ = [
    "RECHECKS",
    "Count",
    "PageReading",
    "confirm",
    "count_link",
    "diff_checks",
    "judge",
    "judge_backlink",
    "merge_looks",
    "needs_second_look",
    "primary_link",
]
