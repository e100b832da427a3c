"""A partner is told of a request, that it is late, and that it was recalled; of nothing that it cannot see any more."""

import asyncio
import json
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest

from shared.clock import berlin_day
from shared.contracts.message import Message
from shared.contracts.referral import (
    ReferralAccepted,
    ReferralInformed,
    ReferralLinkRenewed,
    ReferralOverdue,
    ReferralQuestioned,
    ReferralRecalled,
    ReferralSent,
    ReferralWaitlisted,
)
from shared.contracts.vocabulary import RecallReason, ReferralKind
from tests.harness.eventually import PATIENCE, eventually
from tests.harness.services.notification import World, referral_sent

pytestmark = pytest.mark.engines
LINK = "https://partner.example.org/partner/zugang/"


Later = (
    ReferralAccepted
    | ReferralInformed
    | ReferralLinkRenewed
    | ReferralOverdue
    | ReferralQuestioned
    | ReferralRecalled
    | ReferralWaitlisted
)


def about(fact: type[Later], sent: ReferralSent) -> Message:
    return fact.read(sent.data() | {"by": "partner", "reason": RecallReason.CONSENT_WITHDRAWN})


def reached_at(world: World, referral_id: str, where: str = "notices") -> str:
    """The address of its partner, as the owner of the addresses says it."""
    address = f"{referral_id}@partner.example.org"
    notice = {"to": [address], "link": f"{LINK}{where}"}
    world.owners.content[f"/internal/{where}/{referral_id}"] = json.dumps(notice).encode()
    return address


async def a_referral(world: World) -> tuple[str, ReferralSent, str]:
    """One of which the partner was told by mail."""
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    address, sent = reached_at(world, referral_id), referral_sent(case_id, referral_id)
    await world.speaker.say_and_send(case_id, sent)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    return case_id, sent, address


async def test_a_late_partner_is_reminded_by_mail(world: World) -> None:
    case_id, sent, address = await a_referral(world)
    await world.speaker.say_and_send(case_id, about(ReferralOverdue, sent))
    _, reminded = await world.ear.hear(case_id, 2)
    assert (reminded.data["audience"], reminded.data["rule"]) == ("partner", "referral_overdue")
    first, second = world.mailbox.to(address)
    assert "noch keine Antwort" in second.get_content()
    assert first["Message-ID"] != second["Message-ID"]


async def test_who_asked_is_not_reminded_until_there_is_a_reply_and_is_told_of_it(world: World) -> None:
    case_id, sent, address = await a_referral(world)
    await world.speaker.say_and_send(case_id, about(ReferralQuestioned, sent))
    await world.applied(case_id, ReferralSent.TOPIC, 2)
    awaited = {"case_id": case_id, "rule": "partner_response"}
    assert await world.store["clocks"].count_documents(awaited) == 0
    await world.speaker.say_and_send(case_id, about(ReferralInformed, sent))

    async def told() -> int:
        return len(world.mailbox.to(address))

    await eventually(told, lambda number: number == 2)
    replied = world.mailbox.to(address)[1]
    assert replied["Subject"] == "Antwort auf Ihre Rückfrage im Partnernetz"
    assert await world.store["clocks"].count_documents(awaited) == 1


async def test_a_waiting_list_moves_the_day_of_which_the_partner_is_reminded(world: World) -> None:
    case_id, sent, address = await a_referral(world)
    until = sent.respond_by + timedelta(days=40)
    waiting = ReferralWaitlisted.read(sent.data() | {"by": "partner", "respond_by": until.isoformat()})
    await world.speaker.say_and_send(case_id, waiting)
    await world.applied(case_id, ReferralSent.TOPIC, 2)
    (row,) = await world.store["clocks"].find({"case_id": case_id, "rule": "partner_response"}).to_list()
    assert row["dates"]["act_by"] == berlin_day(until).isoformat()
    assert len(world.mailbox.to(address)) == 1


async def test_who_was_told_of_a_request_is_told_of_its_recall(world: World) -> None:
    case_id, sent, address = await a_referral(world)
    reached_at(world, sent.referral_id, "recalls")
    await world.speaker.say_and_send(case_id, about(ReferralRecalled, sent))
    _, told = await world.ear.hear(case_id, 2)
    assert (told.type.split(".")[3], told.data["rule"]) == ("sent", "referral_recalled")
    recalled = world.mailbox.to(address)[1]
    assert "zurückgezogen" in recalled["Subject"]
    assert f"{LINK}recalls" in recalled.get_content()


@pytest.mark.parametrize("before", [(), (ReferralQuestioned,)], ids=["at once", "after a question"])
async def test_a_mail_that_leaves_while_its_request_is_recalled_is_followed_by_the_recall(
    world: World, monkeypatch: pytest.MonkeyPatch, before: tuple[type[Later], ...]
) -> None:
    """The mail server has it already, and has not answered yet."""
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    address, sent = reached_at(world, referral_id), referral_sent(case_id, referral_id)
    reached_at(world, referral_id, "recalls")
    taken, may_answer, answer = threading.Event(), threading.Event(), world.mailbox.handle_DATA

    async def answers_late(*told: Any) -> str:
        taken.set()
        await asyncio.to_thread(may_answer.wait, PATIENCE)
        return await answer(*told)

    monkeypatch.setattr(world.mailbox, "handle_DATA", answers_late)
    await world.speaker.say_and_send(case_id, sent)
    assert await asyncio.to_thread(taken.wait, PATIENCE)
    for fact in (*before, ReferralRecalled):
        await world.speaker.say_and_send(case_id, about(fact, sent))
    await world.applied(case_id, ReferralSent.TOPIC, 2 + len(before))
    may_answer.set()
    told = await world.ear.hear(case_id, 3)
    ended = sorted((each.data["rule"], each.type.split(".")[3]) for each in told)
    assert ended == [("referral_recalled", "sent"), ("referral_sent", "sent"), ("referral_sent", "suppressed")]
    recalled = ["zurückgezogen" in mail["Subject"] for mail in world.mailbox.to(address)]
    assert sorted(recalled) == [False, True]


async def test_who_asked_for_a_new_link_gets_it_by_mail(world: World) -> None:
    case_id, sent, address = await a_referral(world)
    await world.speaker.say_and_send(case_id, about(ReferralLinkRenewed, sent))
    _, mailed = await world.ear.hear(case_id, 2)
    assert (mailed.data["audience"], mailed.data["rule"]) == ("partner", "link_renewed")
    renewed = world.mailbox.to(address)[1]
    assert renewed["Subject"] == "Ihr neuer Link im Partnernetz"
    assert f"{LINK}notices" in renewed.get_content()
    assert sent.referral_id not in renewed.get_content()


async def test_a_recall_overtakes_the_mail_on_the_request(world: World) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    address, sent = reached_at(world, referral_id), referral_sent(case_id, referral_id)
    world.owners.away = True
    await world.speaker.say_and_send(case_id, sent)
    await world.applied(case_id, ReferralSent.TOPIC)
    await world.speaker.say_and_send(case_id, about(ReferralRecalled, sent))
    (suppressed,) = await world.ear.hear(case_id, 1)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "nothing_new")
    world.owners.away = False
    await nothing_waits(world, case_id)
    assert await world.states(case_id) == ["suppressed"]
    assert world.mailbox.to(address) == []


async def test_a_reminder_is_not_sent_to_who_answered_meanwhile(world: World) -> None:
    case_id, sent, address = await a_referral(world)
    world.owners.away = True
    await world.speaker.say_and_send(case_id, about(ReferralOverdue, sent))
    await world.applied(case_id, ReferralSent.TOPIC, 2)
    await world.speaker.say_and_send(case_id, about(ReferralAccepted, sent))
    await world.applied(case_id, ReferralSent.TOPIC, 3)
    world.owners.away = False
    await nothing_waits(world, case_id)
    assert len(world.mailbox.to(address)) == 1


async def test_of_a_request_that_the_person_makes_herself_the_partner_learns_nothing(world: World) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    cold = referral_sent(case_id, referral_id).model_copy(update={"kind": ReferralKind.COLD})
    await world.speaker.say_and_send(case_id, cold)
    await world.applied(case_id, ReferralSent.TOPIC)
    assert await world.states(case_id) == []


async def nothing_waits(world: World, case_id: str) -> None:
    """No partner's mail is still to be looked at. A try that began before may put its time off once more."""
    ids = [row["_id"] async for row in world.store["deliveries"].find({"key": case_id, "audience": "partner"})]

    async def waiting() -> int:
        await world.time_comes(case_id)
        return int(await world.store["dispatches"].count_documents({"_id": {"$in": ids}, "status": "waiting"}))

    await eventually(waiting, lambda number: number == 0)
