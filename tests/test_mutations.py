"""A few hundred answers damaged at random; ``tests.long.mutations`` plays as many as one likes."""

import asyncio
import random

from tests.long.mutations import PAGES, mutations, play, play_robots


def test_no_damage_to_an_answer_crashes_hangs_or_loses_a_link():
    found = asyncio.run(play(mutations(list(PAGES), 400, random.Random(7))))

    assert found.states.total() == 400
    assert found.states["incomplete"] > 40
    assert (found.crashes, found.hangs, found.false_losses) == ([], [], [])


def test_no_damage_to_a_robots_txt_crashes_or_hangs():
    assert play_robots(200, random.Random(7)) == []
