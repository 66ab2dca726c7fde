"""What is sent to a worker and what comes back."""

from dataclasses import dataclass
from importlib.metadata import version

from linkcrawler.store.schema import VERSION

TOPIC = "linkcrawler-progress"
"""Under which workers tell how far their shards are."""

INLINE_BYTES = 64 << 20
"""Of a shard that travels with its task, packed; larger ones need a folder."""

DONE = frozenset({0, 1, 3})
"""Exit codes of a crawl that is over."""

INTERRUPTED = 4


def made_by() -> str:
    """Return what has to be the same on all machines: the rules, and the shape of the files."""
    return f"linkcrawler {version('linkcrawler')}, schema {VERSION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One attempt at one shard."""

    number: int
    attempt: int
    beat: str
    """Name under which the coordinator tells the scheduler that it is there."""

    token: str
    """What the beat says while this start of the coordinator wants answers."""

    made_by: str
    settings: dict[str, str]
    folder: str | None
    """Where the shard's files are; ``None``: they travel with order and result."""

    content: bytes | None = None
    """The shard, packed; ``None``: it is in the folder."""

    @property
    def name(self) -> str:
        """Name of the shard as it was cut, in the folder."""
        return f"shard-{self.number:05d}.db"

    @property
    def worked_name(self) -> str:
        """Name of the shard as this attempt has it so far, in the folder."""
        return f"shard-{self.number:05d}.{self.attempt}.worked.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How an attempt at a shard ended."""

    exit_code: int | None
    """Of the crawl; ``None``: there was none, and ``why`` says the reason."""

    worker: str
    why: str = ""
    content: bytes | None = None
    """The shard as it is now, packed; ``None``: it is in the folder, or there is nothing new."""
