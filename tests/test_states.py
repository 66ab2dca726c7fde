"""The closed lists are a public contract: names, their order where it means something, sentences."""

import pytest

from linkcrawler import errors, states
from linkcrawler.states import MatchLevel

CONTRACT = {
    states.PageState: "ok moved gone soft_404 parked forbidden bot_wall login_wall consent_wall"
    " geo_block robots_disallowed rate_limited server_error unreachable dns_failure tls_error"
    " not_html incomplete needs_render guarded",
    states.LinkState: "present elsewhere mention missing lost unknown",
    states.Countability: "followed nofollow ugc sponsored not_counted",
    states.NotCountedBecause: "noindex canonical_away hidden noscript_only inert robots_blocked"
    " iframe past_2mb redirector not_crawlable",
    states.NofollowFrom: "rel meta header",
    states.MatchLevel: "exact equivalent variant site redirector same_host same_site archived",
    states.AnchorSource: "text alt title none",
    states.ChangeKind: "found missing lost recovered changed deviation unverifiable verifiable",
    states.RunOutcome: "running finished interrupted unhealthy",
}
TOLD = [
    *CONTRACT,
    states.Placement,
    states.FetchOutcome,
    states.Signal,
    states.Reason,
]
MEMBERS = [member for enum in TOLD for member in enum]


@pytest.mark.parametrize("enum", CONTRACT)
def test_names_are_those_of_the_contract(enum):
    assert " ".join(enum) == CONTRACT[enum]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: f"{type(member).__name__}.{member}")
def test_every_member_has_a_sentence_of_its_own(member):
    siblings = [other.sentence for other in type(member)]

    assert member.sentence.endswith(".")
    assert member.sentence[0].isupper() or member.sentence.startswith(("robots", "linkcrawler"))
    assert siblings.count(member.sentence) == 1


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: f"{type(member).__name__}.{member}")
def test_a_member_is_its_own_name_in_lower_case(member):
    assert member == member.name.lower()
    assert type(member)(str(member)) is member


def test_only_a_link_to_the_target_itself_proves_presence():
    proof = {level for level in MatchLevel if level.proves_presence}

    assert proof == {
        MatchLevel.EXACT,
        MatchLevel.EQUIVALENT,
        MatchLevel.VARIANT,
        MatchLevel.SITE,
        MatchLevel.REDIRECTOR,
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.LinkcrawlerError, 2),
        (errors.InputError, 2),
        (errors.DatabaseError, 2),
        (errors.DatabaseBusyError, 75),
    ],
)
def test_exit_codes_of_errors(error, code):
    assert issubclass(error, errors.LinkcrawlerError)
    assert error.exit_code == code
