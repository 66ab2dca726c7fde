import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcrawler.audit.compass import MAX_MATCHED, Compass
from linkcrawler.audit.material import Referrer, SeenLink, SeenPage, TargetPage
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile
from linkcrawler.audit.stems import Stems

TARGET = "https://shop.example/shoes"


def page(*terms, number=1, language="en", declared=None):
    blank = dict.fromkeys(SeenPage._fields)
    return SeenPage(
        **{
            **blank,
            "id": number,
            "url": f"https://p{number}.example/",
            "language": language,
            "declared_language": declared,
            "terms": terms,
            "owner_ids": (),
        }
    )


def seen(on, *, anchor="", left="", right="", target=TARGET, state="present", role="own"):
    blank = dict.fromkeys(SeenLink._fields)
    return SeenLink(
        **{
            **blank,
            "id": on.id,
            "page": on,
            "target": target,
            "site": "shop.example",
            "role": role,
            "link_state": state,
            "anchor_text": anchor,
            "left_context": left,
            "right_context": right,
            "claims": (),
            "labels": (),
        }
    )


def target(*terms, language="en", url=TARGET, number=1):
    blank = dict.fromkeys(TargetPage._fields)
    return TargetPage(
        **{
            **blank,
            "id": number,
            "target": url,
            "site": "shop.example",
            "language": language,
            "terms": terms,
            "linked_domains": (),
        }
    )


def compass(*links, targets=(), profile=None, policy=None):
    made = Compass(targets, profile or Profile(), policy or Policy())
    for number, link in enumerate(links):
        domain = f"d{link.page.id}.example"
        made.see(Referrer(number, domain, link.site, link.role, (link,)))
    return made


SHOES = target("shoes", "running")


def test_the_likeness_of_a_worked_example():
    # Nothing was seen, so all words are equally rare. Ranks weigh 1 and w = 1 / (1 + ln 2).
    # Page: bread 1, shoe w. Target: shoe 1, run w; both have the length sqrt(1 + w^2).
    w = 1 / (1 + math.log(2))

    score, matched = compass(targets=[SHOES]).measure(seen(page("bread", "shoe")))

    assert score == pytest.approx(w / (1 + w * w), abs=0.0001)
    assert matched == ("shoe",)


def test_equal_words_are_wholly_alike_and_none_in_common_not_at_all():
    made = compass(targets=[SHOES])

    assert made.measure(seen(page("shoes", "running")))[0] == 1.0
    assert made.measure(seen(page("casino", "bonus"))) == (0.0, ())


def test_a_word_that_all_pages_use_tells_less():
    links = [seen(page("shoes", f"word{n}", number=n)) for n in range(2, 30)]
    rare = compass(targets=[SHOES])
    common = compass(*links, targets=[SHOES])
    link = seen(page("bread", "shoe"))

    assert common.measure(link)[0] < rare.measure(link)[0]


def test_pages_without_a_link_change_nothing():
    lost = [seen(page("shoes", number=n), state="lost") for n in range(2, 30)]
    link = seen(page("bread", "shoe"))

    assert compass(*lost, targets=[SHOES]).measure(link) == compass(targets=[SHOES]).measure(link)


def test_the_surroundings_tell_more_than_the_page_and_the_anchor_less():
    made = compass(targets=[SHOES])
    on = page("bread", "butter", "honey")

    around = made.measure(seen(on, left="the best shoes for"))[0]
    anchor = made.measure(seen(on, anchor="shoes"))[0]
    both_far = made.measure(seen(page("bread", "butter", "honey", "shoes")))[0]

    assert around > both_far > anchor > 0


def test_words_match_by_stem_and_are_told_as_they_stand_on_the_page():
    made = compass(targets=[target("versicherung", "haus", language="de")])

    score, matched = made.measure(seen(page("versicherungen", "häuser", language="de")))

    assert score > 0.3
    assert "versicherungen" in matched


def test_characters_in_pairs_match_too():
    made = compass(targets=[target("跑步", "运动", language="zh")])

    assert made.measure(seen(page("跑步", "新闻", language="zh")))[1] == ("跑步",)


def test_names_of_brands_tell_nothing():
    profile = Profile(brands=("Acme",))
    made = compass(targets=[target("acme", "shoes", "shop")], profile=profile)

    assert made.measure(seen(page("casino", "acme"), anchor="acme shop")) == (0.0, ())


OTHER_LANGUAGES = [
    (page("брюки", "новости", language="ru"), None),
    (page("shoes", "новости", language="ru"), None),  # one word may be chance
    (page("shoes", "running", language="ru"), 1.0),
    (page("casino", language=None), None),
    (page("shoes", "running", language=None, declared="en-GB"), 1.0),
    (page("casino", language=None, declared="en"), 0.0),
    (page(), None),
]


@pytest.mark.parametrize(("on", "score"), OTHER_LANGUAGES)
def test_another_language_is_not_comparable_unless_words_are_shared(on, score):
    assert compass(targets=[SHOES]).measure(seen(on))[0] == score


def test_without_target_and_profile_there_is_nothing_to_compare_with():
    assert compass().measure(seen(page("shoes"))) == (None, ())
    assert compass(targets=[target()]).measure(seen(page("shoes"))) == (None, ())


def test_all_own_pages_stand_for_a_target_that_is_not_known():
    made = compass(targets=[SHOES])

    assert made.measure(seen(page("shoes"), target="https://shop.example/new"))[0] > 0.5
    assert made.measure(seen(page("shoes"), target="https://rival.example/"))[0] > 0.5


DESCRIPTION = "We sell running shoes to people who train in the mountains, with honest advice."


def test_the_profile_is_compared_with_as_well():
    profile = Profile(description=DESCRIPTION)
    made = compass(targets=[target("returns", "address")], profile=profile)

    score, matched = made.measure(seen(page("mountains", "shoes")))

    assert score > 0.3
    assert set(matched) == {"mountains", "shoes"}


def test_a_description_in_two_languages_is_compared_in_the_page_s():
    german = "Wir verkaufen Laufschuhe und Ausrüstung für Läufer, die in den Bergen unterwegs sind."
    made = compass(profile=Profile(description=f"{DESCRIPTION}\n{german}"))

    assert made.measure(seen(page("laufschuh", language="de")))[1] == ("laufschuh",)
    assert made.measure(seen(page("mountain", number=2)))[1] == ("mountain",)
    assert made.measure(seen(page("montagne", number=3, language="fr")))[0] is None


def test_a_page_with_all_words_of_a_keyword_is_never_off_topic():
    profile = Profile(keywords=("trail running",), description=DESCRIPTION)
    policy = Policy(irrelevant_similarity=0.9)
    made = compass(targets=[SHOES], profile=profile, policy=policy)
    bread = ("bread", "butter", "honey")

    assert made.measure(seen(page(*bread, "trails", "running")))[0] == 0.9
    assert made.measure(seen(page(*bread, number=2), left="a trail for running"))[0] == 0.9
    assert made.measure(seen(page(*bread, "running", number=3)))[0] < 0.9
    # Whoever places a link chooses its anchor.
    assert made.measure(seen(page(*bread, number=4), anchor="trail running"))[0] < 0.9


def test_the_threshold_is_that_of_the_known_good_domains():
    links = [seen(page("bread", *["shoes"] * (n > 1), number=n)) for n in range(1, 12)]
    known = tuple(f"d{n}.example" for n in range(1, 12))
    made = compass(*links, targets=[SHOES], profile=Profile(known_good=known))
    scores = sorted(made.measure(link)[0] for link in links)

    assert scores[0] == 0.0
    assert made.threshold == scores[1]  # the tenth of eleven values, from below
    assert made.calibrated_on == 11


def test_too_few_known_good_domains_leave_the_default():
    links = [seen(page("shoes", number=n)) for n in range(1, 5)]
    known = tuple(f"d{n}.example" for n in range(1, 5))
    made = compass(*links, targets=[SHOES], profile=Profile(known_good=known))

    assert made.threshold == Policy().irrelevant_similarity
    assert made.calibrated_on == 0


def test_the_order_of_referrers_does_not_matter():
    links = [
        seen(page("shoes", "bread", number=1)),
        seen(page("bread", number=2)),
        seen(page("running", "шоу", number=3, language="ru")),
    ]
    told = {
        tuple(made.measure(link) for link in links)
        for order in permutations(links)
        for made in [compass(*order, targets=[SHOES])]
    }

    assert len(told) == 1


WORDS = st.lists(st.sampled_from("shoes running bread casino 跑步 брюки the l'acqua".split()))
LANGUAGES = st.sampled_from(["en", "de", "zh", "xx", "", None])


@given(WORDS, WORDS, WORDS, LANGUAGES, LANGUAGES, st.text(max_size=60))
def test_whatever_it_reads_the_likeness_is_a_share(terms, own, keywords, first, second, text):
    profile = Profile(keywords=tuple(keywords), description=text)
    link = seen(page(*terms, language=first), anchor=text, left=" ".join(own), right=text)
    made = compass(link, targets=[target(*own, language=second)], profile=profile)

    score, matched = made.measure(link)

    assert score is None or 0.0 <= score <= 1.0
    assert len(matched) <= MAX_MATCHED
    assert made.measure(link) == (score, matched)


@given(st.lists(st.sampled_from("shoes running runner ran bread breads".split())))
def test_a_small_memory_changes_no_stem(words):
    assert Stems(most=2).of(words, "en") == Stems().of(words, "en")
