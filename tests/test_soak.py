"""Eight nights of a few hundred links: every true loss is told, and no other.

The same in large numbers: ``make test-long``.
"""

import random
from pathlib import Path

import pytest

from tests.long.soak import soak


@pytest.mark.parametrize("seed", [1, 2])
def test_true_losses_are_told_and_no_others(tmp_path: Path, seed: int):
    done = soak(tmp_path, links=300, nights=10, chance=random.Random(seed))

    assert done.false == []
    assert done.late == []
    assert done.told == done.losses >= 7
    assert done.outcomes == {"finished": 8, "unhealthy": 2}
