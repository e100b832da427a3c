"""Every fact is said in words that the contract takes, and carries nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import uuid4

import pytest
from typing_extensions import get_original_bases

from services.intake.domain import addition, arrangement, case, consent, contact, correction, handover, responsibility
from services.intake.domain.case import Partner
from services.intake.domain.ids import AdditionId, CaseId, ContactId, Counsellor, HandoverId, PartnerId, ThreadId
from services.intake.domain.safe_contact import SafeContactEntry, SafeContactGiven
from services.intake.domain.situation import Situation
from services.intake.publications import PublishedFact, publication
from shared.contracts.catalogue import topic_of
from shared.contracts.intake import AdditionGiven, AgreedAddition
from shared.contracts.vocabulary import (
    CaseOutcome,
    Channel,
    ConsentHow,
    ConsentItem,
    Land,
    Reason,
    ReferralKind,
    Urgency,
)

NOW = datetime(2026, 11, 22, 14, 37, 12, tzinfo=UTC)
HOUR = NOW.replace(minute=0, second=0)
EARLIER = NOW - timedelta(days=1)
ANNA = Counsellor("anna")
CONTACT_ID, CASE_ID, HANDOVER_ID, PARTNER_ID = (str(uuid4()) for _ in range(4))


def contact_facts() -> list[PublishedFact]:
    recorded = contact.record(
        ContactId(CONTACT_ID),
        CaseId(CASE_ID),
        channel=Channel.PORTAL,
        reason=Reason.COUNSELLING,
        land=Land.SN,
        via=None,
        urgency=Urgency.UNKNOWN,
        hour=HOUR,
    )
    assigned = responsibility.assign(recorded.state, ANNA)
    assert assigned
    taken = assigned.state
    return [recorded, assigned, contact.answer(taken, ANNA), contact.close(taken, ANNA)]


def case_facts() -> list[PublishedFact]:
    opened = case.open_case(CaseId(CASE_ID), ContactId(CONTACT_ID), Channel.PORTAL, Situation())
    now = opened.state
    safe = SafeContactEntry(
        id=str(uuid4()), thread=ThreadId(CASE_ID), contact_id=now.contact_id, case_id=now.id, sealed={"box": b"sealed"}
    )
    closed = case.close(now, CaseOutcome.RESOLVED, consented={})
    return [opened, case.triage(now, Situation()), case.answer(now), closed, SafeContactGiven(safe)]


@pytest.mark.parametrize(("wished", "said"), [(True, True), (False, None)])
def test_only_who_wishes_reminders_is_published_to_wish_them(wished: bool, said: bool | None) -> None:
    *_, given = case_facts()
    assert isinstance(given, SafeContactGiven)
    message = publication(SafeContactGiven(given.state, wished), HOUR).message
    assert message.data().get("deadline_reminders") is said


def consent_facts() -> list[PublishedFact]:
    opened = case.open_case(CaseId(CASE_ID), ContactId(CONTACT_ID), Channel.PORTAL, Situation()).state
    asked = handover.ask(
        HandoverId(HANDOVER_ID),
        opened,
        Partner(id=PartnerId(PARTNER_ID), name="Beratung (Demo)"),
        kind=ReferralKind.WARM,
        items=[ConsentItem.ACCOUNT],
        sealed={"box": b"sealed"},
        replaces=None,
        running=[],
        now=NOW,
    )
    given = consent.decide(
        asked.state, [], consent.Choice("given"), consent_id="1", how=ConsentHow.PAGE, at=HOUR, others=[]
    )
    refused = consent.decide(
        asked.state, [], consent.Choice("refused"), consent_id="2", how=ConsentHow.PAGE, at=HOUR, others=[]
    )
    assert given
    assert refused
    withdrawn = consent.decide(
        asked.state,
        [given.state],
        consent.Choice("withdrawn"),
        consent_id="3",
        how=ConsentHow.VOICE,
        at=HOUR,
        others=[],
    )
    assert withdrawn
    kept = arrangement.KeptArrangement(
        id=HandoverId(HANDOVER_ID), case_id=CaseId(CASE_ID), round=1, offered_at=NOW, sealed={"box": b"sealed"}
    )
    answered = arrangement.answer(kept, asked.state, {"box": b"sealed"}, HOUR)
    more = addition.ask(
        AdditionId(str(uuid4())),
        opened,
        asked.state,
        [given.state],
        items=[ConsentItem.CONTACT],
        sealed={"box": b"sealed"},
        others=[],
        now=NOW,
    )
    return [asked, given, refused, withdrawn, handover.lapse(asked.state), answered, more, *corrected(asked, more)]


def corrected(asked: handover.Asked, more: addition.AdditionAsked) -> list[PublishedFact]:
    """Of a consent to each that a counsellor noted."""
    why = correction.Why(str(uuid4()), ANNA, NOW, correction.MistakeReason.MISHEARD, {"box": b"sealed"})
    yes = consent.Choice("given", (ConsentItem.CONTACT,))
    said = consent.decide(
        asked.state, [], consent.Choice("given"), consent_id="4", how=ConsentHow.VOICE, at=HOUR, others=[]
    )
    added = addition.decide(more.state, yes, how=ConsentHow.VOICE, at=HOUR, may_be_added=True)
    assert said
    assert added
    return [
        correction.correct(asked.state, [said.state], "refused", why, passed_on=True, consent_id="5"),
        correction.correct_addition(added.state, "refused", why, passed_on=True),
    ]


def others(decided: list[PublishedFact]) -> Iterator[PublishedFact]:
    """What else can be published, of the states that there are: a new fact is among them."""
    states = {type(fact.state): fact.state for fact in decided}
    for kind in (each for each in get_args(PublishedFact) if each not in {type(fact) for fact in decided}):
        (of_state,) = get_args(get_original_bases(kind)[0])
        yield kind(states[of_state])


DECIDED = [*contact_facts(), *case_facts(), *consent_facts()]
FACTS = [*DECIDED, *others(DECIDED)]
OF_THE_PERSON = {
    "contact.recorded",
    "case.opened",
    "consent.given",
    "consent.refused",
    "consent.withdrawn",
    "consent.arrangement-answered",
    "consent.addition-given",
    "consent.addition-refused",
    "consent.addition-withdrawn",
    "safe-contact.changed",
    "safe-contact.withdrawn",
}


def test_every_fact_that_can_be_published_is_looked_at_here() -> None:
    assert {type(fact) for fact in FACTS} == set(get_args(PublishedFact))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_a_fact_is_said_as_its_contract_has_it(fact: PublishedFact) -> None:
    made = publication(fact, HOUR)
    said = made.message
    assert type(said).read(said.data()) == said
    assert made.key == (CONTACT_ID if topic_of(said.TYPE).key == "contact" else CASE_ID)
    assert "sealed" not in str(said.data())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_the_persons_own_acts_carry_the_hour_only(fact: PublishedFact) -> None:
    made = publication(fact, HOUR)
    name = made.message.TYPE.removeprefix("lotse.intake.").removesuffix(".v1")
    assert made.at == (HOUR if name in OF_THE_PERSON else None)


def test_that_she_agreed_to_an_addition_says_when_she_was_asked_and_to_what_kinds_she_agreed() -> None:
    """So that it answers nothing that a partner asks later, or that it is not about."""
    (more,) = [fact.state for fact in DECIDED if isinstance(fact, addition.AdditionAsked)]
    choice = consent.Choice(decision="given", items=(ConsentItem.CONTACT,))
    given = addition.decide(more, choice, how=ConsentHow.PAGE, at=HOUR, may_be_added=True)
    assert given
    said = publication(given, HOUR).message
    assert isinstance(said, AdditionGiven)
    assert (said.asked_at, said.items, said.beside) == (NOW, (ConsentItem.CONTACT,), None)


def test_it_says_the_same_of_the_others_that_stand() -> None:
    (more,) = [fact.state for fact in DECIDED if isinstance(fact, addition.AdditionAsked)]
    choice = consent.Choice(decision="given", items=(ConsentItem.CONTACT,))
    given = addition.decide(more, choice, how=ConsentHow.PAGE, at=HOUR, may_be_added=True)
    assert given
    other = given.state.model_copy(update={"asked_at": EARLIER})
    said = publication(addition.AdditionGiven(given.state, (other,)), HOUR).message
    assert isinstance(said, AdditionGiven)
    assert said.beside == (AgreedAddition(asked_at=EARLIER, items=(ConsentItem.CONTACT,)),)
