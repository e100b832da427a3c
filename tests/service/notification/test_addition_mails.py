"""A question about an addition, and what a partner may read of it: one neutral mail each, with nothing of it."""

import uuid

import pytest

from shared.contracts.intake import AdditionAsked, AdditionGiven, AdditionLapsed
from shared.contracts.referral import ReferralAdditionsChanged
from tests.harness.services.notification import World
from tests.service.notification.test_arrangement_mails import LINK, a_referral, is_neutral, of

pytestmark = pytest.mark.engines


async def test_the_person_is_told_that_something_waits_and_decides_without_another_mail(world: World) -> None:
    person = f"{uuid.uuid4()}@person.example.org"
    case_id = await world.a_case_with_safe_contact(person)
    ids = {"case_id": case_id, "handover_id": str(uuid.uuid4()), "partner_id": str(uuid.uuid4())}
    await world.speaker.say_and_send(case_id, AdditionAsked(**ids))
    (told,) = await world.ear.hear(case_id, 1)
    assert (told.data["audience"], told.data["rule"]) == ("person", "consent_asked")
    await world.speaker.say_and_send(case_id, AdditionGiven(**ids))
    await world.speaker.say_and_send(case_id, AdditionLapsed(**ids))
    await world.answered(case_id)
    await world.ear.hear(case_id, 2)
    (mail,) = world.mailbox.to(person)
    assert mail["Subject"] == "Neue Nachricht für Sie"


async def test_the_partner_is_told_that_it_may_read_something_else_than_before(world: World) -> None:
    case_id = await world.a_case_with_safe_contact(f"{uuid.uuid4()}@person.example.org")
    sent, partner = await a_referral(world, case_id)
    await world.speaker.say_and_send(case_id, of(ReferralAdditionsChanged, sent))
    _, told = await world.ear.hear(case_id, 2)
    assert (told.data["audience"], told.data["rule"]) == ("partner", "additions_changed")
    await world.speaker.send_again(case_id)
    await world.answered(case_id)
    await world.ear.hear(case_id, 3)
    _, changed = world.mailbox.to(partner)
    assert changed["Subject"] == "Neues zu einer Anfrage im Partnernetz"
    assert LINK in changed.get_content().splitlines()
    is_neutral(changed, sent)
