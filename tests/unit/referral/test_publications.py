"""Every step of a referral is published as its contract event; its partner reads what it cannot know otherwise."""

from datetime import UTC, datetime
from typing import Any, cast, get_args

import pytest

from services.referral.domain.opening import Opening
from services.referral.domain.partner import Phone
from services.referral.domain.referral import REASONS, TRANSITIONS, Act, Referral, ReferralAnsweredLate, Step
from services.referral.publications import publish_entry, publish_offer, publish_step, publish_to_partner
from shared.bus import Transaction
from shared.contracts.message import Message
from shared.contracts.referral import LONGEST_OF_THE_ENTRY, PartnerListed
from shared.contracts.vocabulary import Level, PartnerCategory, Purpose, ReferralKind, Urgency, Way
from tests.unit.referral.given import partner

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
CASE, HANDOVER, PARTNER, OWN = (f"{n}3f12295-26e9-433c-bdd3-478fa7462f73" for n in range(4))
REFERRAL = Referral(
    referral_id=OWN,
    case_id=CASE,
    handover_id=HANDOVER,
    partner_id=PARTNER,
    partner_category=PartnerCategory.LEGAL,
    level=Level.LAND,
    reference="ref",
    kind=ReferralKind.WARM,
    urgency=Urgency.URGENT,
    items=(),
    replaces=None,
    state="preparing",
    changed_at=NOW,
    respond_by=NOW,
    by="partner",
)
ON_KAFKA = partner("p", ways=(Way.KAFKA,), topic="abc")


class Recording:
    """A transaction that remembers what was published in it."""

    def __init__(self) -> None:
        self.published: list[tuple[Message, dict[str, Any]]] = []

    def publish(self, message: Message, **how: Any) -> None:
        self.published.append((message, how))


def made_by(act: Act, **changes: Any) -> Step:
    _, after, fact = TRANSITIONS[act]
    reason = next(iter(REASONS[act])) if act in REASONS else None
    return fact(REFERRAL.model_copy(update={"state": after, "reason": reason, **changes}))


def published(*steps: Step, addressee: Any = ON_KAFKA) -> list[tuple[Message, dict[str, Any]]]:
    tx = Recording()
    for step in steps:
        publish_step(cast("Transaction", tx), step, addressee)
        publish_to_partner(cast("Transaction", tx), step, addressee)
    return tx.published


@pytest.mark.parametrize("act", sorted(TRANSITIONS))
def test_a_step_is_published_under_its_case_as_the_state_that_it_led_to(act: Act) -> None:
    (message, how), *_ = published(made_by(act))
    assert f"lotse.referral.referral.{TRANSITIONS[act].after}.v1" == message.TYPE
    assert how == {"key": CASE, "subject": OWN}


@pytest.mark.parametrize("act", sorted(REASONS))
def test_the_reason_or_outcome_travels_with_the_step(act: Act) -> None:
    (message, _), *_ = published(made_by(act))
    given = message.data().get("outcome" if act == "complete" else "reason")
    assert given == next(iter(REASONS[act]))


def test_a_partner_reads_of_recall_delay_and_reply_under_its_reference_only() -> None:
    own = [each for act in sorted(TRANSITIONS) for each in published(made_by(act))[1:]]
    assert [message.TYPE for message, _ in own] == [
        "lotse.partner.referral.overdue.v1",
        "lotse.partner.referral.recalled.v1",
        "lotse.partner.referral.informed.v1",
    ]
    for message, how in own:
        assert how == {"key": "ref", "topic": "lotse.partner.abc.referrals", "owner": CASE}
        assert CASE not in str(message.data())


@pytest.mark.parametrize(
    ("changes", "addressee"), [({"kind": ReferralKind.COLD}, ON_KAFKA), ({}, partner("p", ways=(Way.MAIL,)))]
)
def test_nothing_of_a_cold_referral_or_without_a_topic_goes_to_the_partner(changes: Any, addressee: Any) -> None:
    tx = Recording()
    recalled = made_by("recall", **changes)
    publish_to_partner(cast("Transaction", tx), recalled, addressee)
    publish_offer(cast("Transaction", tx), recalled.state, addressee, "https://partner.test")
    assert tx.published == []


@pytest.mark.parametrize(("late", "answer"), [("accept", "accepted"), ("decline", "declined")])
def test_a_late_answer_travels_as_what_it_is(late: str, answer: str) -> None:
    answered = ReferralAnsweredLate(REFERRAL.model_copy(update={"state": "expired", "late": late}))
    ((message, how),) = published(answered)
    assert (message.TYPE, message.data()["answer"]) == ("lotse.referral.referral.answered-late.v1", answer)
    assert how == {"key": CASE, "subject": OWN}


def test_a_named_partner_travels_with_how_it_is_reached() -> None:
    monday = Opening(days=("MO",), opens="09:00", closes="16:00")
    phone = Phone(number="030 23125101", note="Zentrale")
    known = partner("p", phones=(phone,), web="https://p.test", public_mail="by letter only", openings=(monday,))
    (message, _), *others = published(made_by("name", kind=ReferralKind.COLD, sent_at=None), addressee=known)
    assert message.data()["card"] == {
        "phones": ["030 23125101"],
        "web": "https://p.test",
        "hours": [{"days": ["MO"], "opens": "09:00", "closes": "16:00"}],
    }
    assert not others


def test_every_fact_of_a_step_has_its_transition() -> None:
    assert {transition.fact for transition in TRANSITIONS.values()} == set(get_args(Step)) - {ReferralAnsweredLate}


def entry(**changes: Any) -> Message:
    tx = Recording()
    publish_entry(cast("Transaction", tx), None, partner("p", partner_id=PARTNER, **changes), onboarded=True)
    ((message, _),) = tx.published
    return message


def test_an_entry_is_published_with_what_the_partner_does_and_does_not() -> None:
    listed = entry(note="Berät vertraulich.", does_not="  ", phrase="Rathaus")
    assert isinstance(listed, PartnerListed)
    assert (listed.does, listed.does_not, listed.phrase) == ("Berät vertraulich.", None, "Rathaus")


def test_how_to_reach_it_is_published_of_a_public_entry_alone_and_without_what_is_no_address() -> None:
    reached = {
        "phones": (Phone(number="030 23125101", note="werktags"),),
        "public_mail": "hilfe@example.org",
        "web": "kein Netz",
    }
    public, other = entry(released=True, **reached), entry(released=False, **reached)
    assert isinstance(public, PartnerListed)
    assert isinstance(other, PartnerListed)
    assert public.card is not None
    assert (public.card.phones, public.card.mail, public.card.web) == (("030 23125101",), "hilfe@example.org", None)
    assert other.card is None


def test_words_that_are_too_long_are_cut_and_hold_up_no_directory() -> None:
    listed = entry(does_not="n" * (LONGEST_OF_THE_ENTRY + 1))
    assert isinstance(listed, PartnerListed)
    assert listed.does_not == "n" * (LONGEST_OF_THE_ENTRY - 1) + "…"


def test_an_entry_whose_words_changed_is_published_again() -> None:
    before = partner("p", partner_id=PARTNER, note="Berät.")
    for after, times in ((before, 0), (before.model_copy(update={"does_not": "Vertritt niemanden."}), 1)):
        tx = Recording()
        publish_entry(cast("Transaction", tx), before, after, onboarded=True)
        assert len(tx.published) == times


@pytest.mark.parametrize("act", ["send", "name"])
def test_that_it_is_for_prevention_is_said_when_it_begins_and_of_nothing_else(act: Act) -> None:
    (prevention, _), *_ = published(made_by(act, purpose=Purpose.PREVENTION))
    (counselling, _), *_ = published(made_by(act))
    assert (prevention.data()["purpose"], "purpose" in counselling.data()) == ("prevention", False)
