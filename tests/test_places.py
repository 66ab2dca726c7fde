"""Room at each address: counted, limited, and given to the next that waits."""

import asyncio

from linkcrawler.crawl.places import Places

WEB = "93.184.216.34"


def test_an_address_takes_as_many_as_it_may():
    places = Places(2)

    assert [places.take(WEB), places.take(WEB), places.take(WEB)] == [True, True, False]
    assert places.take("93.184.216.35")
    places.give_back([WEB])
    assert places.take(WEB)


def test_no_limit_is_no_limit():
    places = Places(0)

    assert all(places.take(WEB) for _ in range(100))


def test_loopback_is_limited_only_where_that_was_asked_for():
    assert all(Places().take("127.0.0.1") for _ in range(100))
    limited = Places(1)
    assert [limited.take("127.0.0.1"), limited.take("127.0.0.1")] == [True, False]


def test_those_who_wait_come_in_turn_and_the_last_leaves_nothing():
    async def check() -> list[str]:
        places, order = Places(1), []

        async def visit(name: str) -> None:
            while not places.take(WEB):
                await places.turn(WEB)
            order.append(name)
            await asyncio.sleep(0)
            places.give_back([WEB])

        await asyncio.gather(*(visit(name) for name in "abcd"))
        assert places.take(WEB)
        return order

    assert asyncio.run(check()) == ["a", "b", "c", "d"]


def test_one_who_is_gone_when_woken_lets_the_next_in():
    async def check() -> None:
        places = Places(1)
        assert places.take(WEB)
        first, second = (asyncio.ensure_future(places.turn(WEB)) for _ in range(2))
        await asyncio.sleep(0)
        places.give_back([WEB])
        first.cancel()
        await asyncio.wait_for(second, 1)

    asyncio.run(check())
