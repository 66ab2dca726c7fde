"""Domains from which a link could be won, as a desk holds them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from linkcrawler.audit.study import DomainStudy, Quality


@dataclass(frozen=True, slots=True)
class Grades:
    """The classes that count as good, and how they are called."""

    classes: tuple[Quality, ...]
    name: str

    @property
    def sql(self) -> str:
        """Return the condition on ``quality``."""
        return "quality IN (" + ", ".join(f"'{each}'" for each in self.classes) + ")"


TO_WIN = (
    Grades((Quality.A, Quality.B), "class A or B"),
    Grades((Quality.A, Quality.B, Quality.C), "class A to C"),
)
"""What is worth to be won: the first of which anybody has a domain, as in ``good_grades``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A domain that links to competitors and not to the own site."""

    domain: str
    studies: Sequence[DomainStudy]
    """One for each competitor that it links to, by competitor."""

    had_one: bool
    """Whether it is known to have linked to the own site."""

    @property
    def overlap(self) -> int:
        """How many competitors it links to."""
        return len(self.studies)

    @property
    def authority(self) -> float | None:
        """Percentile of its authority; ``None``: not known."""
        return max(
            (one.authority for one in self.studies if one.authority is not None), default=None
        )

    @property
    def best(self) -> DomainStudy:
        """The study with the best class."""
        return min(self.studies, key=lambda one: (str(one.quality or "Z"), one.site))

    @property
    def relevance(self) -> float | None:
        """Greatest likeness to what the own site is about; ``None``: not known."""
        return max(
            (one.relevance for one in self.studies if one.relevance is not None), default=None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """All openings, the most telling ones first, and what was left out."""

    openings: Sequence[Opening] = ()
    left_out: Sequence[str] = field(default_factory=tuple)
    """Platforms and shared hosts that link to a competitor and not to the own site, by name."""

    harmful: int = 0
    """Candidates for harm, which are never suggested."""

    grades: Grades = TO_WIN[0]
    """Classes of link that are worth to be won."""

    @property
    def to_win(self) -> Sequence[Opening]:
        """The openings with a link of these classes to a competitor."""
        return [each for each in self.openings if each.best.quality in self.grades.classes]
