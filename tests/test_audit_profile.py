"""Audit files: what they tell, and what is said where they can't be read."""

import pytest

from linkcrawler.audit.days import country_of
from linkcrawler.audit.policy import Policy
from linkcrawler.audit.profile import Profile, read_profile
from linkcrawler.demo import PROFILE
from linkcrawler.errors import InputError

REFUSED = [
    ("[site", "not TOML"),
    ("[sites]\n", "[sites] is not known"),
    ("site = 3", "[site]"),
    ("[site]\nbrand = ['a']", "has no 'brand'"),
    ("[site]\nbrands = 'a'", "list of texts"),
    ("[site]\nbrands = [1]", "list of texts"),
    ("[site]\ndescription = ['a']", "description is a text"),
    ("[site]\nlanguages = ['english']", "'english' is no code"),
    ("[site]\nharmful = ['no domain']", "is no domain"),
    ("[thresholds]\nexact = 1", "has no 'exact'"),
    ("[thresholds]\nrobust_z = 'high'", "a number from 0 on and below 100,000"),
    ("[thresholds]\nrobust_z = true", "a number from 0 on and below 100,000"),
    ("[thresholds]\nrobust_z = -1", "a number from 0 on and below 100,000"),
    ("[thresholds]\nrobust_z = inf", "a number from 0 on and below 100,000"),
    ("[thresholds]\nrobust_z = nan", "a number from 0 on and below 100,000"),
    ("[thresholds]\nmin_words = 2.5", "a whole number"),
    ("[thresholds]\nasked_days = 999999", "from 0 on and below 100,000"),
    ("[thresholds]\nreminder_days = [1]", "a list such as [2, 4]"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_what_cannot_be_used_is_told_with_the_file_and_the_key(text: str, told: str):
    with pytest.raises(InputError) as error:
        read_profile(text, "mine.toml")

    assert str(error.value).startswith("mine.toml: ")
    assert told in str(error.value)


def test_an_empty_file_changes_nothing():
    assert read_profile("", "a.toml") == (Profile(), Policy())


def test_what_is_told_is_taken():
    text = (
        '[site]\nbrands = [" Velo Alpina ", ""]\nlanguages = ["EN"]\nharmful = ["www.Spam.example"]\n'
        "[thresholds]\nmin_words = 200\nrobust_z = 4\nreminder_days = [3, 6]\n"
    )

    profile, policy = read_profile(text, "a.toml")

    assert (profile.brands, profile.languages) == (("Velo Alpina",), ("en",))
    assert profile.harmful == {"spam.example": "a.toml"}
    assert (policy.min_words, policy.robust_z, policy.reminder_days) == (200, 4.0, (3, 6))


def test_a_country_is_the_same_by_its_code_and_by_its_domain():
    profile, _ = read_profile('[site]\ncountries = ["GB", "de"]', "a.toml")

    assert profile.countries == (country_of("shop.co.uk"), country_of("laden.de"))


def test_the_audit_file_of_the_demo_can_be_read():
    profile, policy = read_profile(PROFILE, "demo")

    assert profile.brands
    assert policy == Policy()
