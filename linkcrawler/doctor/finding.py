"""What the doctor says of one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """A run works, but not as well or not as safely as it could."""

    FAILURE = "failure"
    """A run can't start, or what it says can't be trusted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and what came of it."""

    check: str
    grade: Grade
    sentence: str
    advice: str = ""
    """What to do; empty where nothing is."""


def ok(check: str, sentence: str) -> Finding:
    """Return that all is well."""
    return Finding(check, Grade.OK, sentence)


def warning(check: str, sentence: str, advice: str) -> Finding:
    """Return what to look at."""
    return Finding(check, Grade.WARNING, sentence, advice)


def failure(check: str, sentence: str, advice: str) -> Finding:
    """Return what has to be put right before a run."""
    return Finding(check, Grade.FAILURE, sentence, advice)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 0 for all well, 1 for warnings, 2 for what keeps a run from its work."""
    grades = {finding.grade for finding in findings}
    if Grade.FAILURE in grades:
        return 2
    return 1 if Grade.WARNING in grades else 0
