import pytest

from infra.kafka.catalogue import parts_in, together, wanted
from infra.kafka.grants import OBSERVER, Grant, grants, guests, is_ours
from shared.contracts.catalogue import SERVICES

PARTS = {"channel": ["channelone"], "partner": ["partnerone", "partnertwo"]}
GIVEN = grants(PARTS, observed=True)


def may(user: str, action: str, kind: str = "topic") -> set[str]:
    return {grant.name for grant in GIVEN if (grant.user, grant.action, grant.kind) == (user, action, kind)}


def test_a_partner_hears_its_own_referrals_and_answers_them_and_nothing_else() -> None:
    assert may("partner-partnerone", "read") == {"lotse.partner.partnerone.referrals"}
    assert may("partner-partnerone", "write") == {"lotse.partner.partnerone.answers"}
    assert may("partner-partnerone", "read", "group") == {"partner-partnerone", "partner-partnerone."}


def test_a_channel_may_submit_only() -> None:
    assert [grant for grant in GIVEN if grant.user == "channel-channelone"] == [
        Grant("channel-channelone", "write", "topic", "lotse.channel.channelone.submissions")
    ]


def test_the_observer_writes_nothing_and_reads_in_groups_of_its_own() -> None:
    assert {grant.action for grant in GIVEN if grant.user == OBSERVER} == {"read"}
    assert may(OBSERVER, "read", "group") == {"observer", "observer."}


def test_there_is_an_observer_only_where_it_is_asked_for() -> None:
    assert not [grant for grant in grants(PARTS) if grant.user == OBSERVER]


def test_every_outsider_is_a_guest() -> None:
    assert set(guests(together(PARTS))) == {"channel-channelone", "partner-partnerone", "partner-partnertwo"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_says_nothing_in_anothers_name(service: str) -> None:
    others = [other for other in SERVICES if other != service]
    assert not [topic for topic in may(service, "write") if topic.startswith(tuple(f"lotse.{o}." for o in others))]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_its_own_consumer_groups(service: str) -> None:
    assert may(service, "read", "group") == {f"lotse.{service}", f"lotse.{service}."}


def test_a_producer_reads_back_what_it_counted() -> None:
    assert {"lotse.intake.case", "lotse.intake.safe-contact"} <= may("intake", "read")
    assert "lotse.bus.heartbeat" not in may("intake", "read")


def test_only_notices_of_referral_and_answers_to_it_meet_there() -> None:
    assert {name for name in may("referral", "write") if ".partner." in name} == {
        "lotse.partner.partnerone.referrals",
        "lotse.partner.partnertwo.referrals",
    }
    assert not any(".partner." in name for name in may("intake", "read") | may("statistics", "read"))


def test_who_is_not_of_the_catalogue_is_left_alone() -> None:
    assert {grant.user for grant in GIVEN} == {user for user in {grant.user for grant in GIVEN} if is_ours(user)}
    assert not is_ours("somebodys-monitoring")


def test_a_brokers_topics_tell_whose_they_are() -> None:
    topics = [each.name for each in wanted(PARTS)] + ["__consumer_offsets", "lotse.partner.BAD.answers", "other"]
    assert parts_in(topics) == together(PARTS)
