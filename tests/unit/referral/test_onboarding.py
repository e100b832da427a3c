"""What is missing before anything of a case goes to a partner."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.referral.domain import access, onboarding
from services.referral.domain.onboarding import Onboarding, missing
from shared.contracts.vocabulary import Way
from shared.errors import Conflict, Invalid
from tests.unit.referral.given import partner

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
BY_MAIL = partner("p", ways=(Way.MAIL,), mails=("team@stelle.example.org",))
NEW = Onboarding(partner_id="p")
PIN = access.StretchedPin(b"salt", b"of a PIN")
CALLED = {"called_on": date(2026, 3, 1), "called_by": "Sven", "called_number": "030 5550123"}


def done() -> Onboarding:
    """By mail, every step."""
    tested = onboarding.test(NEW, BY_MAIL, NOW).state
    arrived = onboarding.arrive(tested, NOW)
    assert arrived
    issued = onboarding.issue_pin(arrived.state.model_copy(update=CALLED), NOW).state
    return onboarding.tell_pin(issued, "Sven", "letter", NOW).state


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ((Way.MAIL,), ("test", "call_back", "pin")),
        ((Way.WEBHOOK,), ("call_back", "token")),
        ((Way.KAFKA,), ("call_back", "token", "kafka")),
        ((Way.MAIL, Way.KAFKA), ("test", "call_back", "pin", "token", "kafka")),
        ((Way.PHONE,), ("way", "call_back")),
        ((), ("way", "call_back")),
    ],
    ids=lambda each: "+".join(each),
)
def test_each_way_has_steps_of_its_own(ways: tuple[Way, ...], expected: tuple[str, ...]) -> None:
    assert missing(BY_MAIL.model_copy(update={"ways": ways}), NEW) == expected


def test_who_went_through_all_lacks_nothing() -> None:
    assert missing(BY_MAIL, done()) == ()
    onboarding.refuse_unless_whole(BY_MAIL, done())


@pytest.mark.parametrize(
    ("without", "step"),
    [
        ({"arrived_at": None}, "test"),
        ({"tested": "another digest"}, "test"),
        ({"called_on": None}, "call_back"),
        ({"pin_told_at": None}, "pin"),
    ],
    ids=["not arrived", "other mailbox", "not rung", "not told"],
)
def test_each_step_that_is_missing_holds_it_up(without: dict[str, object], step: str) -> None:
    known = done().model_copy(update=without)
    assert missing(BY_MAIL, known) == (step,)
    with pytest.raises(Conflict):
        onboarding.refuse_unless_whole(BY_MAIL, known)


def test_a_new_pin_is_to_be_told_anew() -> None:
    assert missing(BY_MAIL, onboarding.issue_pin(done(), NOW).state) == ("pin",)
    with pytest.raises(Conflict):
        onboarding.tell_pin(NEW, "Sven", "phone", NOW)


def after_a_test() -> Onboarding:
    return onboarding.test(NEW, BY_MAIL, NOW).state


def test_a_test_that_arrived_did_not_come_back() -> None:
    """A mail server sends back an earlier one days later."""
    assert onboarding.return_mail(done(), NOW) is None
    returned = onboarding.return_mail(after_a_test(), NOW)
    assert returned
    arrived = onboarding.arrive(returned.state, NOW)
    assert arrived
    assert (arrived.state.arrived_at, arrived.state.returned_at) == (NOW, None)


def test_a_new_test_forgets_what_became_of_the_last() -> None:
    returned = onboarding.return_mail(after_a_test(), NOW)
    assert returned
    again = onboarding.test(returned.state, BY_MAIL, NOW + timedelta(days=1)).state
    assert (again.arrived_at, again.returned_at) == (None, None)
    assert again.link_until == NOW + timedelta(days=15)


@pytest.mark.parametrize(
    "changed", [{"listed": False}, {"mails": ()}, {"ways": (Way.PHONE,)}], ids=["gone", "no mailbox", "no mail"]
)
def test_where_no_mail_may_go_there_is_no_test(changed: dict[str, object]) -> None:
    entry = BY_MAIL.model_copy(update=changed)
    assert not onboarding.may_be_tested(entry)
    with pytest.raises(Conflict):
        onboarding.test(NEW, entry, NOW)


def test_whoever_is_tested_gets_the_mail() -> None:
    at_rest = BY_MAIL.model_copy(update={"status": "inactive"})
    onboarding.test(NEW, at_rest, NOW)
    assert onboarding.may_be_tested(at_rest)


def test_a_call_to_come_is_none() -> None:
    with pytest.raises(Invalid):
        onboarding.call_back(NEW, date(2026, 3, 3), "Sven", "030 5550123", "website", NOW)
    called = onboarding.call_back(NEW, date(2026, 3, 2), "Sven", "030 5550123", "website", NOW).state
    assert (called.called_by, called.called_source) == ("Sven", "website")


def test_who_had_access_is_onboarded_and_who_begins_is_not() -> None:
    older = access.issue_access("p", "token", PIN, NOW).state
    assert access.Access.model_validate(older.model_dump(exclude={"onboarded"})).onboarded
    assert not access.begin("p", NOW).onboarded
    assert not access.renew_pin(access.begin("p", NOW), PIN, NOW).state.onboarded
