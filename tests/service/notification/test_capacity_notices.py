"""A partner is asked for room by a mail that says nothing of the case, and its system by reference."""

import json
import uuid

import pytest

from shared.contracts.referral import CapacityAsked
from tests.harness.services.bounces import report
from tests.harness.services.imap_server import Inbox
from tests.harness.services.notification import World

pytestmark = pytest.mark.engines
LINK = "https://partner.example.org/partner/platzanfrage/abc"


def reached_at(world: World, inquiry_id: str, *to: str, link: str = LINK) -> None:
    """As the owner of the addresses says it."""
    content = {"to": to, "link": link, "reference": "ab" * 16 if link else ""}
    world.owners.content[f"/internal/capacity-inquiries/{inquiry_id}/notice"] = json.dumps(content).encode()


def asked() -> CapacityAsked:
    ids = (str(uuid.uuid4()) for _ in range(3))
    return CapacityAsked(case_id=next(ids), inquiry_id=next(ids), partner_id=next(ids))


async def test_its_mail_has_the_link_and_nothing_of_the_case(world: World) -> None:
    fact = asked()
    address = f"{fact.partner_id}@partner.example.org"
    reached_at(world, fact.inquiry_id, address)
    await world.speaker.say_and_send(fact.case_id, fact)
    (sent,) = await world.ear.hear(fact.case_id, 1)
    assert (sent.type.split(".")[3], sent.data["rule"], sent.data["audience"]) == ("sent", "capacity_asked", "partner")
    assert (sent.data["inquiry_id"], sent.data.get("referral_id")) == (fact.inquiry_id, None)
    (mail,) = world.mailbox.to(address)
    assert mail["Subject"] == "Eine Frage im Partnernetz: Haben Sie Platz?"
    assert mail["Reply-To"] is None
    content = mail.get_content()
    assert LINK in content
    assert not [each for each in (fact.case_id, fact.inquiry_id, fact.partner_id) if each in content]


async def test_what_was_answered_before_the_mail_left_needs_none_and_that_is_no_failure(world: World) -> None:
    fact = asked()
    reached_at(world, fact.inquiry_id, link="")
    await world.speaker.say_and_send(fact.case_id, fact)
    (ended,) = await world.ear.hear(fact.case_id, 1)
    assert (ended.type.split(".")[3], ended.data["reason"]) == ("suppressed", "nothing_new")


async def test_a_mail_that_comes_back_is_told_with_the_question_that_it_was_about(world: World, bounces: Inbox) -> None:
    fact = asked()
    address = f"{fact.partner_id}@partner.example.org"
    reached_at(world, fact.inquiry_id, address)
    await world.speaker.say_and_send(fact.case_id, fact)
    await world.ear.hear(fact.case_id, 1)
    (mail,) = world.mailbox.to(address)
    await bounces.put(report(str(mail["Message-ID"]), address))
    _, failed = await world.ear.hear(fact.case_id, 2)
    assert (failed.type.split(".")[3], failed.data["inquiry_id"]) == ("failed", fact.inquiry_id)
