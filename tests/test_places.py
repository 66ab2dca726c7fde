"""Room at each address: counted and limited."""

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


def test_a_place_that_was_given_back_leaves_nothing():
    places = Places(1)
    assert places.take(WEB)
    places.give_back([WEB])

    assert places._active == {}
