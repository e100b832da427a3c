"""An appointment that a partner offers, and the person's answer to it: one neutral mail each, with nothing of it."""

import json
import uuid
from email.message import EmailMessage

import pytest

from shared.contracts.message import Message
from shared.contracts.referral import (
    ReferralArrangementAnswered,
    ReferralArrangementOffered,
    ReferralRecalled,
    ReferralSent,
)
from shared.contracts.vocabulary import Reason, RecallReason
from tests.harness.services.notification import World, referral_sent
from tests.service.notification.conftest import PUBLIC_URL
from tests.service.notification.test_partner_notices import nothing_waits

pytestmark = pytest.mark.engines
LINK = "https://partner.example.org/partner/zugang/arranged"
MATTER = ("termin", "gespräch", "ansprechperson", "uhr", "bedrohung", "drohung", "beleidigung", "polizei", "fall ")
"""Words of which a mail that somebody else opens must have none."""


def of(fact: type[Message], sent: ReferralSent) -> Message:
    return fact.read(sent.data() | {"reason": RecallReason.CONSENT_WITHDRAWN})


async def a_referral(world: World, case_id: str) -> tuple[ReferralSent, str]:
    """And the address of its partner, who was told of it."""
    sent = referral_sent(case_id, str(uuid.uuid4()))
    address = f"{uuid.uuid4()}@partner.example.org"
    notice = json.dumps({"to": [address], "link": LINK}).encode()
    for where in ("notices", "recalls"):
        world.owners.content[f"/internal/{where}/{sent.referral_id}"] = notice
    await world.speaker.say_and_send(case_id, sent)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    return sent, address


def is_neutral(mail: EmailMessage, sent: ReferralSent) -> None:
    said = (str(mail["Subject"]) + mail.get_content()).lower()
    assert [word for word in MATTER if word in said] == []
    whole = mail.as_string()
    assert [each for each in (sent.case_id, sent.referral_id, sent.partner_id, "canary") if each in whole] == []


async def test_what_a_partner_offers_brings_the_person_one_neutral_mail(world: World) -> None:
    person = f"{uuid.uuid4()}@person.example.org"
    case_id = await world.a_case_with_safe_contact(person)
    sent, partner = await a_referral(world, case_id)
    await world.speaker.say_and_send(case_id, of(ReferralArrangementOffered, sent))
    _, told = await world.ear.hear(case_id, 2)
    assert (told.type.split(".")[3], told.data["audience"], told.data["rule"]) == (
        "sent",
        "person",
        "arrangement_offered",
    )
    await world.speaker.send_again(case_id)
    await world.answered(case_id)
    await world.ear.hear(case_id, 3)

    (mail,) = world.mailbox.to(person)
    assert mail["Subject"] == "Neue Nachricht für Sie"
    assert f"{PUBLIC_URL}/rueckmeldung" in mail.get_content().splitlines()
    is_neutral(mail, sent)
    assert len(world.mailbox.to(partner)) == 1


async def test_what_the_person_answers_brings_the_partner_one_neutral_mail(world: World) -> None:
    person = f"{uuid.uuid4()}@person.example.org"
    case_id = await world.a_case_with_safe_contact(person)
    sent, partner = await a_referral(world, case_id)
    await world.speaker.say_and_send(case_id, of(ReferralArrangementAnswered, sent))
    _, told = await world.ear.hear(case_id, 2)
    assert (told.type.split(".")[3], told.data["audience"], told.data["rule"]) == (
        "sent",
        "partner",
        "arrangement_answered",
    )
    await world.speaker.send_again(case_id)
    await world.answered(case_id)
    await world.ear.hear(case_id, 3)

    first, answered = world.mailbox.to(partner)
    assert answered["Subject"] == "Antwort auf Ihren Vorschlag im Partnernetz"
    assert LINK in answered.get_content().splitlines()
    assert answered["Message-ID"] != first["Message-ID"]
    is_neutral(answered, sent)
    assert len(world.mailbox.to(person)) == 1, "of the answer that came last, and of nothing that she said herself"


async def test_who_reports_for_another_is_not_told_of_what_is_offered_to_the_other(world: World) -> None:
    person = f"{uuid.uuid4()}@person.example.org"
    case_id = await world.a_case_with_safe_contact(person)
    await world.taken_over(case_id, reason=Reason.ON_BEHALF)
    sent, _ = await a_referral(world, case_id)
    await world.speaker.say_and_send(case_id, of(ReferralArrangementOffered, sent))
    await world.applied(case_id, ReferralArrangementOffered.TOPIC, 2)
    assert await world.store["deliveries"].count_documents({"key": case_id, "audience": "person"}) == 0
    assert world.mailbox.to(person) == []


async def test_a_recall_overtakes_the_mail_on_the_answer(world: World) -> None:
    """The link would lead to a page that is closed by then."""
    case_id = str(uuid.uuid4())
    sent, partner = await a_referral(world, case_id)
    world.owners.away = True
    await world.speaker.say_and_send(case_id, of(ReferralArrangementAnswered, sent))
    await world.applied(case_id, ReferralArrangementAnswered.TOPIC, 2)
    world.owners.content[f"/internal/notices/{sent.referral_id}"] = None
    await world.speaker.say_and_send(case_id, of(ReferralRecalled, sent))
    await world.applied(case_id, ReferralRecalled.TOPIC, 3)
    world.owners.away = False
    await nothing_waits(world, case_id)
    subjects = [str(each["Subject"]) for each in world.mailbox.to(partner)]
    assert len(subjects) == 2
    assert "zurückgezogen" in subjects[1]
