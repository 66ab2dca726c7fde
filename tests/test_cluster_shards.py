"""Packing domains into shards: none is split or forgotten, and no shard is much too heavy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.cluster.shards import LEAST_PAGES, OwedDomain, pack, shards_for

domains = st.lists(
    st.builds(
        OwedDomain, id=st.integers(1, 10**6), pages=st.integers(1, 9_000), backlinks=st.just(1)
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda each: each.id,
)


@given(owed=domains, number=st.integers(1, 12))
def test_each_domain_is_in_exactly_one_shard(owed, number):
    shards = pack(owed, number)

    assert sorted(each for shard in shards for each in shard.domain_ids) == sorted(
        each.id for each in owed
    )
    assert sum(shard.pages for shard in shards) == sum(each.pages for each in owed)
    assert [shard.number for shard in shards] == list(range(1, len(shards) + 1))
    assert all(shard.domain_ids for shard in shards)


@given(owed=domains, number=st.integers(1, 12))
def test_no_shard_is_heavier_than_what_is_proven_of_the_packing(owed, number):
    shards = pack(owed, number)
    weights = sorted((each.weight for each in owed), reverse=True)
    at_best = max(sum(weights) / number, weights[0])
    if len(weights) > number:  # two of the first so many and one must share a shard
        at_best = max(at_best, weights[number - 1] + weights[number])

    assert shards[0].weight <= at_best * 4 / 3
    assert [shard.weight for shard in shards] == sorted(
        (shard.weight for shard in shards), reverse=True
    )


@pytest.mark.parametrize(
    ("number_of_domains", "pages", "slots", "most_pages", "wanted"),
    [
        (1, 10_000, 8, 50_000, 1),  # a domain is never split
        (500, 20_000, 3, 50_000, 3),
        (500, 20_000, 3, 2_000, 10),
        (500, LEAST_PAGES, 8, 50_000, 1),  # hardly worth a crawl
        (500, 3 * LEAST_PAGES, 8, 50_000, 3),
        (1, 1, 0, 50_000, 1),
    ],
)
def test_there_are_shards_for_all_workers_and_none_is_too_large(
    number_of_domains, pages, slots, most_pages, wanted
):
    assert shards_for(number_of_domains, pages, slots, most_pages) == wanted
