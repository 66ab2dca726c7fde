"""One referring domain and its links, by hand-worked examples."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.assess import MAX_ANCHORS, Assessor
from linkcrawler.audit.compass import Compass
from linkcrawler.audit.days import country_of
from linkcrawler.audit.exchange import is_page_of_links
from linkcrawler.audit.material import TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.signs import Sign
from linkcrawler.audit.survey import Surveyor
from tests.referrers import SITE, claim, gone, page, referrer, seen

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PROFILE = Profile(keywords=["cordless drill"], languages=["en"], harmful={"bad.example": "list"})
RANKS = {"blog.example": (80.0, "DR"), "weak.example": (10.0, "DR")}


class _Near(Compass):
    """Calls each page one that is about the target's subject."""

    def measure(self, link):
        return 0.5, ("drill",)


def judge(*referrers, compass=_Near, profile=PROFILE, ranks=RANKS):
    surveyor = Surveyor((), profile, Policy(), ranks)
    for each in referrers:
        surveyor.see(each)
    assessor = Assessor(surveyor.result(), compass((), profile, Policy()), profile, Policy(), NOW)
    return [assessor.assess(each) for each in referrers]


def quality_of(link, **how):
    domain = how.pop("domain", "blog.example")
    [(_, [found])] = judge(referrer(link, domain=domain), **how)
    return found.quality


CLASSES = [  # (what is changed of a link that passes all gates, its class)
    ({}, "A"),
    ({"countability": "nofollow"}, "D"),
    ({"countability": "not_counted"}, "D"),
    ({"placement": "footer"}, "C"),
    ({"placement": "unknown"}, "B"),
    ({"on": page(words=120)}, "C"),
    ({"on": page(external_links=40)}, "C"),  # 500 words allow 15
    ({"on": page(words=None, external_links=None)}, "B"),
    ({"on": page(language="fr")}, "B"),
    ({"on": page(language=None)}, "B"),
    ({"last_present_at": "2026-01-02T00:00:00+00:00"}, "B"),  # of unknown age
    ({"link_state": "missing", "countability": None}, None),
    ({"link_state": "unknown", "countability": None}, None),
    ({"cost": "120 EUR"}, "X"),  # paid, and counts
    ({"cost": "0"}, "A"),
    ({"cost": "120 EUR", "countability": "sponsored"}, "D"),
    ({"on": page(disclosure="Sponsored post")}, "X"),
]


@pytest.mark.parametrize(("changes", "quality"), CLASSES)
def test_the_class_of_a_link(changes, quality):
    assert quality_of(seen(**changes)) == quality


def test_what_is_not_known_makes_b_and_what_is_known_to_be_weak_too():
    assert quality_of(seen(), compass=Compass) == "B"
    assert quality_of(seen(), domain="new.example") == "B"
    assert quality_of(seen(), domain="weak.example") == "B"


def test_a_listed_domain_is_a_candidate_even_where_its_link_does_not_count():
    assert quality_of(seen(countability="nofollow"), domain="bad.example") == "X"


def test_spam_marks_add_up_to_a_candidate_and_no_single_one_makes_it():
    farm = page(external_links=150, external_domains=60, compression=4.5)  # 15 + 15 + 15 + 25

    [(study, _)] = judge(referrer(seen(on=farm)))

    assert study.quality == "X"
    assert {"spam_suspect", "farm_links", "farm_domains", "farm_density", "repeated_text"} <= {
        *study.signs
    }
    assert quality_of(seen(on=farm, countability="nofollow")) == "D"  # it can't hurt
    assert quality_of(seen(on=page(compression=4.5))) == "A"
    assert all(sign.weight < Policy().spam_weight for sign in Sign if sign.family.value == "spam")


def test_a_keyword_in_comments_is_a_pattern_from_three_domains_on():
    def commenter(number):
        link = seen(number, anchor_text="cordless drill", placement="comment")
        return referrer(link, domain=f"blog{number}.example", number=number)

    assert [found.quality for _, [found] in judge(commenter(1), commenter(2))] == ["C", "C"]
    three = judge(commenter(1), commenter(2), commenter(3))
    assert [found.quality for _, [found] in three] == ["X", "X", "X"]


def test_three_domains_with_one_design_in_one_network_are_one_owners():
    def member(number, **changes):
        on = page(number, template_sketch="a-b-c", **{"ip_address": "203.0.113.9", **changes})
        return referrer(seen(number, on=on), domain=f"site{number}.example", number=number)

    three = [member(1), member(2), member(3)]
    assert all("network" in study.signs for study, _ in judge(*three))
    behind_cloudflare = [member(number, ip_address="104.16.1.1") for number in (1, 2, 3)]
    assert not any("network" in study.signs for study, _ in judge(*behind_cloudflare))
    assert not any("network" in study.signs for study, _ in judge(*three[:2]))


def test_a_footer_of_three_pages_is_sitewide():
    links = [seen(number, placement="footer") for number in (1, 2, 3)]

    assert "sitewide" in judge(referrer(*links))[0][0].signs
    assert "sitewide" not in judge(referrer(*links[:2]))[0][0].signs


def test_half_of_the_links_make_a_domain_a_candidate():
    paid, fine = seen(1, cost="10"), [seen(number) for number in (2, 3)]

    assert judge(referrer(paid, fine[0]))[0][0].quality == "X"
    assert judge(referrer(paid, *fine))[0][0].quality == "A"


GAINS = [  # (links, day of the first one, what tells it)
    ([seen()], None, None),  # it was there at the first look
    ([seen(first_seen_at="2026-03-05T00:00:00+00:00")], "2026-03-05", "looks"),
    ([seen(claims=(claim(first_seen="31.12.2024"),))], "2024-12-31", "source"),
    ([seen(claims=(claim(first_seen="2024-05-06 10:00:00"),))], "2024-05-06", "source"),
    ([seen(claims=(claim(first_seen="03/04/2024"),))], None, None),  # nobody knows which month
    ([seen(claims=(claim(first_seen="1970-01-01"),))], None, None),
    ([seen(claims=(claim(first_seen="2027-01-01"),))], None, None),  # it has yet to come
    ([seen(1), seen(2, first_seen_at="2026-03-05T00:00:00+00:00")], None, None),
]


@pytest.mark.parametrize(("links", "day", "told_by"), GAINS)
def test_the_day_of_the_first_link(links, day, told_by):
    [(study, _)] = judge(referrer(*links))

    assert (study.gained_on, study.gained_from) == (day, told_by)


LOSSES = [
    ([gone(1)], "2026-10-01"),
    ([gone(1), gone(2, missing_since_at="2026-10-09T00:00:00+00:00")], "2026-10-09"),
    ([gone(1), seen(2)], None),
    ([gone(1), gone(2, link_state="unknown")], None),  # it may be there
    ([gone(1, last_present_at=None)], None),  # never seen
]


@pytest.mark.parametrize(("links", "day"), LOSSES)
def test_the_day_of_the_last_loss(links, day):
    assert judge(referrer(*links))[0][0].lost_on == day


COUNTRIES = [
    ("beispiel.de", "de"),
    ("example.co.uk", "uk"),
    ("app.io", None),
    ("show.tv", None),
    ("europe.eu", None),
    ("xn--e1afmkfd.xn--p1ai", "ru"),
    ("example.com", None),
    ("192.0.2.1", None),
]


@pytest.mark.parametrize(("domain", "country"), COUNTRIES)
def test_the_country_of_a_domain(domain, country):
    assert country_of(domain) == country


def test_of_many_anchors_the_money_ones_are_kept_and_none_is_forgotten():
    links = [seen(number, anchor_text=f"text {number}") for number in range(2, 90)]
    [(study, _)] = judge(referrer(seen(1, anchor_text="cordless drills"), *links))

    assert sum(study.anchors.values()) == 89
    assert ("exact", "cordless drills") in study.anchors
    assert len(study.anchors) <= MAX_ANCHORS + 1


SOME = st.lists(
    st.builds(
        lambda number, changes: seen(number, **changes),
        st.integers(1, 10**6),
        st.sampled_from([changes for changes, _ in CLASSES if "on" not in changes]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda link: link.id,
)


@given(SOME, st.randoms())
def test_the_order_of_links_makes_no_difference(links, chance):
    mixed = list(links)
    chance.shuffle(mixed)

    [(study, found)] = judge(referrer(*links))
    [(other, others)] = judge(referrer(*mixed))

    assert (study.quality, study.signs, study.anchors) == (
        other.quality,
        other.signs,
        other.anchors,
    )
    assert sorted(found, key=lambda each: each.backlink_id) == sorted(
        others, key=lambda each: each.backlink_id
    )


@given(SOME)
def test_a_dead_link_raises_nothing(links):
    [(before, _)] = judge(referrer(*links))
    [(after, _)] = judge(referrer(*links, gone(10**7)))

    assert (after.quality, after.signs, after.qualities, after.marks) == (
        before.quality,
        before.signs,
        before.qualities,
        before.marks,
    )
    assert sum(after.states.values()) == after.links == before.links + 1
    assert sum(after.qualities.values()) == after.present
    assert after.site == SITE


def test_a_domain_tells_the_words_of_its_nearest_page():
    class Measured(Compass):
        def measure(self, link):
            return {1: (None, ()), 2: (0.2, ("steel",)), 3: (0.7, ("drill", "bit"))}[link.page.id]

    links = [seen(number, on=page(number)) for number in (3, 1, 2)]
    surveyor = Surveyor((), PROFILE, Policy(), {})
    compass = Measured((), PROFILE, Policy())
    assessor = Assessor(surveyor.result(), compass, PROFILE, Policy(), NOW)
    study, _ = assessor.assess(referrer(*links))

    assert (study.relevance, study.matched_terms) == (0.7, ("drill", "bit"))
    assert study.nearest_page == page(3).url


PAGES_OF_LINKS = [  # (address, title, whether it is one)
    ("https://a.example/links", None, True),
    ("https://a.example/en/link-partners.html", None, True),
    ("https://a.example/unsere_freunde/", "Freunde | Radclub", True),
    ("https://a.example/?page=7", "Club - Liens utiles", True),
    ("https://a.example/%D1%81%D1%81%D1%8B%D0%BB%D0%BA%D0%B8", "", True),
    ("https://a.example/7", "友情链接", True),
    ("https://a.example/nos-partenaires", None, True),
    ("https://a.example/links/how-to-sort-them", "How to sort links", False),
    ("https://a.example/2026/golf-links-in-fife", "Golf links in Fife", False),
    ("https://links.example/", "Home", False),
    ("https://a.example/partner-of-the-year", "Partner of the year", False),
    ("not an address", None, False),
]


@pytest.mark.parametrize(("url", "title", "is_one"), PAGES_OF_LINKS)
def test_a_page_of_links_is_known_by_address_or_title(url, title, is_one):
    assert is_page_of_links(url, title) is is_one


EXCHANGES = [  # (address of our page, domains that it links to, address of theirs, signs)
    ("https://acme.example/partners", ("blog.example",), "https://blog.example/1", {"reciprocal", "exchange"}),
    ("https://acme.example/", ("blog.example",), "https://blog.example/links", {"reciprocal", "exchange"}),
    ("https://acme.example/", ("blog.example",), "https://blog.example/1", {"reciprocal"}),
    ("https://acme.example/partners", ("other.example",), "https://blog.example/links", set()),
]  # fmt: skip


@pytest.mark.parametrize(("own", "domains", "theirs", "signs"), EXCHANGES)
def test_an_exchange_takes_links_both_ways_and_a_page_of_links(own, domains, theirs, signs):
    blank = dict.fromkeys(TargetPage._fields)
    about = {"target": own, "site": SITE, "terms": (), "linked_domains": domains}
    target = TargetPage(**{**blank, **about, "id": 1})
    surveyor = Surveyor([target], PROFILE, Policy(), {})
    compass = _Near([target], PROFILE, Policy())
    assessor = Assessor(surveyor.result(), compass, PROFILE, Policy(), NOW)
    _, [found] = assessor.assess(referrer(seen(on=page(url=theirs)), domain="blog.example"))

    assert {"reciprocal", "exchange"} & set(found.signs) == signs
    assert found.quality in ("A", "B")
