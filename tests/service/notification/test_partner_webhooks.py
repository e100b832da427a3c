"""A partner's own system is told beside its desk: signed, thin, until it takes it, and nobody waits for it."""

import asyncio
import json
import secrets
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier

from services.notification.domain.retry_schedule import TRIED_FOR
from services.notification.domain.webhook import SigningSecret
from services.notification.signing_secrets import SigningSecrets
from shared import in_places
from shared.clock import now
from shared.contracts.message import Message
from shared.contracts.referral import (
    PartnerDelisted,
    PartnerListed,
    ReferralLinkRenewed,
    ReferralOverdue,
    ReferralRecalled,
    ReferralSent,
)
from shared.contracts.vocabulary import Level, PartnerCategory, RecallReason, Way
from shared.in_places import PLACES_PER_PARTY
from shared.sealing.keys import encode
from tests.harness.eventually import eventually
from tests.harness.services.hostile_sink import Answer, SinkAt, a_sink, drip, status
from tests.harness.services.mail_server import REFUSED
from tests.harness.services.notification import World, referral_sent
from tests.service.notification.conftest import STAFF_URL, WEBHOOK_KEY, cookie
from tests.unit.notification.test_webhook_message import by_public_key

pytestmark = pytest.mark.engines
FROM_THE_PAGE = {"Origin": STAFF_URL, "Sec-Fetch-Site": "same-origin"}
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
async def sink(sink_port: int) -> AsyncIterator[SinkAt]:
    async with a_sink(status(204), port=sink_port) as sink:
        yield sink


@dataclass
class Partner:
    """One that is listed and has a system of its own."""

    world: World
    sink: SinkAt
    id: str

    @property
    def path(self) -> str:
        return f"/{self.id}"

    @property
    def page(self) -> str:
        return f"/notification/webhooks/{self.id}"

    async def post(self, act: str = "", **fields: str) -> int:
        form = {"attempt": secrets.token_hex(16), **fields}
        headers = cookie("supervisor") | FROM_THE_PAGE
        answer = await self.world.anyone.post(f"{self.page}{act}", data=form, headers=headers)
        return answer.status_code

    async def shown(self) -> str:
        answer = await self.world.anyone.get(self.page, headers=cookie("supervisor"))
        assert answer.status_code == 200
        return answer.text

    async def secret(self) -> str:
        return "whsec_" + (await self.shown()).split("whsec_")[1].split("<")[0]

    async def public_keys(self) -> list[str]:
        """The newest first."""
        return ["whpk_" + each.split("<")[0] for each in (await self.shown()).split("whpk_")[1:]]

    async def sent(self) -> tuple[str, ReferralSent]:
        """A request to it, of which its desk is told by mail."""
        case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
        request = referral_sent(case_id, referral_id).model_copy(update={"partner_id": self.id})
        for where in ("notices", "recalls"):
            notice = {"to": [f"{referral_id}@p.example.org"], "link": "https://p.example.org/x", "reference": case_id}
            self.world.owners.content[f"/internal/{where}/{referral_id}"] = json.dumps(notice).encode()
        await self.world.speaker.say_and_send(case_id, request)
        return case_id, request

    async def received(self, number: int) -> list[tuple[dict[str, str], bytes]]:
        async def look() -> list[tuple[dict[str, str], bytes]]:
            return self.sink.at(self.path)

        return await eventually(look, lambda found: len(found) >= number)

    async def tries(self, number: int) -> dict[str, object]:
        """Its record after so many failures in a row."""

        async def look() -> dict[str, object]:
            return await self.world.store["webhooks"].find_one({"_id": self.id}) or {}

        return await eventually(look, lambda found: found.get("failures") == number)

    async def time_comes(self, case_id: str) -> None:
        """Its pause is over, and what waits for it is looked at."""
        await self.world.store["webhooks"].update_one({"_id": self.id}, {"$set": {"next_try": LONG_AGO}})
        await self.world.time_comes(case_id)

    async def becomes(self, case_id: str, state: str) -> dict[str, object]:
        """How the notice to its system stands."""
        wanted = {"key": case_id, "way": "webhook"}

        async def look() -> dict[str, object]:
            return await self.world.store["deliveries"].find_one(wanted) or {}

        return await eventually(look, lambda found: found.get("state") == state)


async def a_partner(world: World, sink: SinkAt, answer: Answer | None = None) -> Partner:
    partner = Partner(world, sink, str(uuid.uuid4()))
    listed = PartnerListed(
        partner_id=partner.id,
        name="Meldestelle Nord",
        category=PartnerCategory.LEGAL,
        level=Level.LAND,
        ways=(Way.WEBHOOK,),
    )
    await world.speaker.say_and_send(partner.id, listed)
    await world.applied(partner.id, PartnerListed.TOPIC)
    assert await partner.post(address=f"http://127.0.0.1:{sink.port}{partner.path}") == 303
    if answer:
        sink.answers[partner.path] = answer
    return partner


def about(fact: type[ReferralLinkRenewed | ReferralOverdue | ReferralRecalled], sent: ReferralSent) -> Message:
    return fact.read(sent.data() | {"by": "partner", "reason": RecallReason.CONSENT_WITHDRAWN})


async def test_its_system_is_told_beside_its_desk_and_knows_who_says_it(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    case_id, _ = await partner.sent()
    both = await world.ear.hear(case_id, 2)
    assert sorted(event.data["channel"] for event in both) == ["mail", "webhook"]
    ((headers, body),) = await partner.received(1)
    said = Verifier(await partner.secret()).verify(body, headers)
    assert (said["type"], said["data"]) == ("referral.offered", {"reference": case_id})
    assert said["id"] == headers["webhook-id"] in {event.data["dispatch_id"] for event in both}


async def test_each_fact_of_a_request_has_its_type_and_a_link_for_people_has_none(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    case_id, sent = await partner.sent()
    await partner.received(1)
    for fact, number in ((ReferralOverdue, 2), (ReferralLinkRenewed, 2), (ReferralRecalled, 3)):
        await world.speaker.say_and_send(case_id, about(fact, sent))
        await partner.received(number)
    types = [json.loads(body)["type"] for _, body in sink.at(partner.path)]
    assert types == ["referral.offered", "referral.overdue", "referral.recalled"]


async def test_a_system_that_is_dead_over_a_weekend_gets_it_when_it_is_back(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink, status(503))
    case_id, _ = await partner.sent()
    for failures in (1, 2, 3):
        await partner.tries(failures)
        await partner.time_comes(case_id)
    await partner.tries(4)
    assert "antwortet gerade nicht" in await partner.shown()
    sink.answers[partner.path] = status(204)
    await partner.time_comes(case_id)
    await partner.becomes(case_id, "sent")
    messages = sink.at(partner.path)
    assert len({headers["webhook-id"] for headers, _ in messages}) == len({body for _, body in messages}) == 1
    assert (await partner.tries(0))["failing_since"] is None


async def test_after_three_days_it_is_given_up_and_the_desk_is_told(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink, status(500))
    case_id, _ = await partner.sent()
    await partner.tries(1)
    old = {"$set": {"at": now() - TRIED_FOR}}
    await world.store["deliveries"].update_one({"key": case_id, "way": "webhook"}, old)
    await partner.time_comes(case_id)
    await partner.becomes(case_id, "failed")
    failed = [event for event in await world.ear.hear(case_id, 2) if event.type.endswith("failed.v1")]
    assert [(event.data["channel"], event.data["audience"]) for event in failed] == [("webhook", "partner")]


async def test_many_messages_for_a_dead_system_are_one_try_and_delay_nobody(world: World, sink: SinkAt) -> None:
    dead, well = await a_partner(world, sink, status(503)), await a_partner(world, sink)
    await dead.sent()
    await dead.tries(1)
    await world.store["webhooks"].update_one({"_id": dead.id}, {"$set": {"next_try": now() + timedelta(hours=4)}})
    for _ in range(12):
        await dead.sent()
    case_id, _ = await well.sent()
    await well.received(1)
    await world.ear.hear(case_id, 2)
    assert len(sink.at(dead.path)) == 1


async def test_while_a_system_never_answers_another_is_told_at_once(
    world: World, sink: SinkAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the first messages for it, before any has failed: more than there are places, of which a test needs few."""
    monkeypatch.setattr(in_places, "PLACES", places := PLACES_PER_PARTY + 1)
    silent, well = await a_partner(world, sink, drip), await a_partner(world, sink)
    for _ in range(places + 1):
        await silent.sent()
    await silent.received(PLACES_PER_PARTY)
    await well.sent()
    await well.received(1)
    assert len(sink.at(silent.path)) == PLACES_PER_PARTY
    assert (await world.store["webhooks"].find_one({"_id": silent.id}) or {})["failures"] == 0, "none was given up yet"


async def test_a_message_that_arrives_while_its_request_is_recalled_was_sent(
    world: World, sink: SinkAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No mail told of the request; the partner's system has the message, and has not answered yet."""
    may_answer = asyncio.Event()

    async def answers_late(writer: asyncio.StreamWriter) -> None:
        await may_answer.wait()
        await status(204)(writer)

    async def refuses(*_: object) -> str:
        return REFUSED

    monkeypatch.setattr(world.mailbox, "handle_RCPT", refuses)
    partner = await a_partner(world, sink, answers_late)
    case_id, sent = await partner.sent()
    await partner.received(1)
    await eventually(lambda: world.states(case_id), lambda states: "failed" in states)
    await world.speaker.say_and_send(case_id, about(ReferralRecalled, sent))
    await world.applied(case_id, ReferralSent.TOPIC, 2)
    may_answer.set()
    types = [json.loads(body)["type"] for _, body in await partner.received(2)]
    assert types == ["referral.offered", "referral.recalled"]
    told = {"key": case_id, "way": "webhook", "state": "sent"}
    await eventually(lambda: world.store["deliveries"].count_documents(told), lambda number: number == 2)


@pytest.mark.long
async def test_beside_a_system_dead_for_three_days_the_p99_of_all_others_stays(world: World, sink: SinkAt) -> None:
    """Of a hundred for others, one after the other: none waits for a try at the dead one."""
    dead, well = await a_partner(world, sink), await a_partner(world, sink)
    alone = await _waits(well, 100)
    sink.answers[dead.path] = drip
    case_id, _ = await dead.sent()
    await dead.tries(1)
    almost_over = {"$set": {"failing_since": now() - TRIED_FOR + timedelta(hours=1)}}
    await world.store["webhooks"].update_one({"_id": dead.id}, almost_over)
    for _ in range(12):
        await dead.sent()
    await dead.time_comes(case_id)
    beside = await _waits(well, 100)
    assert len(sink.at(dead.path)) == 2, "it was tried meanwhile"
    assert beside[-2] < 2 * alone[-2] + IN_A_CROWD
    assert beside[-1] < 2 * alone[-1] + IN_A_CROWD


IN_A_CROWD = 1.0
"""Seconds, on a machine that does much else."""


async def _waits(partner: Partner, number: int) -> list[float]:
    """Seconds from each request on the bus until its system has it, the longest last."""
    waits, before = [], len(partner.sink.at(partner.path))
    for count in range(1, number + 1):
        began = time.monotonic()
        await partner.sent()
        await partner.received(before + count)
        waits.append(time.monotonic() - began)
    return sorted(waits)


async def test_a_system_that_drips_holds_up_no_mail(world: World, sink: SinkAt) -> None:
    dripping = await a_partner(world, sink, drip)
    await dripping.sent()
    await dripping.received(1)
    case_id = await world.a_case_with_safe_contact(f"{uuid.uuid4()}@person.example.org")
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert (await world.store["webhooks"].find_one({"_id": dripping.id}) or {})["failures"] == 0, "it still drips"
    assert (await dripping.tries(1))["outcome"] == "too_slow"


async def test_gone_ends_it_and_the_desk_is_told(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink, status(410))
    case_id, sent = await partner.sent()
    await partner.becomes(case_id, "failed")
    assert "nimmt nichts mehr an" in await partner.shown()
    await world.speaker.say_and_send(case_id, about(ReferralOverdue, sent))
    await world.ear.hear(case_id, 3)
    assert len(sink.at(partner.path)) == 1
    assert await partner.post("/resume") == 303
    sink.answers[partner.path] = status(204)
    await partner.sent()
    await partner.received(2)


async def test_what_left_before_a_crash_leaves_again_with_the_same_id(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    case_id, _ = await partner.sent()
    delivery = await partner.becomes(case_id, "sent")
    await world.store["deliveries"].update_one({"_id": delivery["_id"]}, {"$set": {"state": "waiting"}})
    as_before = {"$set": {"status": "waiting", "due": LONG_AGO}}
    await world.store["dispatches"].update_one({"_id": delivery["_id"]}, as_before)
    (first, body), (second, again) = await partner.received(2)
    assert (first["webhook-id"], body) == (second["webhook-id"], again)


async def test_a_recall_overtakes_what_waits_for_its_system(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink, status(503))
    case_id, sent = await partner.sent()
    await partner.tries(1)
    await world.speaker.say_and_send(case_id, about(ReferralRecalled, sent))
    await partner.becomes(case_id, "suppressed")
    await partner.time_comes(case_id)
    await eventually(lambda: _waiting(world, case_id, "referral_sent"), lambda number: number == 0)
    types = {json.loads(body)["type"] for _, body in sink.at(partner.path)[1:]}
    assert types <= {"referral.recalled"}


async def _waiting(world: World, case_id: str, rule: str) -> int:
    found = world.store["deliveries"].find({"key": case_id, "way": "webhook", "rule": rule})
    ids = [row["_id"] async for row in found]
    return int(await world.store["dispatches"].count_documents({"_id": {"$in": ids}, "status": "waiting"}))


async def test_a_rotated_secret_and_the_one_before_it_both_verify(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    first, (first_key,) = await partner.secret(), await partner.public_keys()
    assert await partner.post("/secret") == 409
    an_hour_ago = {"$set": {"secrets.0.made": now() - timedelta(hours=1)}}
    await world.store["webhooks"].update_one({"_id": partner.id}, an_hour_ago)
    assert "whsec_" not in await partner.shown()
    assert await partner.post("/secret") == 303
    second, keys = await partner.secret(), await partner.public_keys()
    await partner.sent()
    ((headers, body),) = await partner.received(1)
    assert first != second
    for secret in (first, second):
        Verifier(secret).verify(body, headers)
    assert keys[1:] == [first_key]
    assert [by_public_key(key, body, headers) for key in keys] == [True, True]


async def test_no_secret_lies_readable_in_the_store(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    stored = await world.store["webhooks"].find_one({"_id": partner.id}) or {}
    assert (await partner.secret()).removeprefix("whsec_").rstrip("=") not in str(stored)
    (secret,) = SigningSecrets(WEBHOOK_KEY).signers(partner.id, [SigningSecret(**stored["secrets"][0])]).keys
    assert encode(secret.private_bytes_raw()) not in str(stored)
    assert "whsk_" not in await partner.shown()


async def test_a_test_message_says_nothing_and_its_result_is_shown(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    assert await partner.post("/ping") == 303
    ((headers, body),) = await partner.received(1)
    assert Verifier(await partner.secret()).verify(body, headers)["type"] == "ping"
    await eventually(partner.shown, lambda page: "hat die Nachricht angenommen" in page)


async def test_what_is_stopped_is_told_nothing(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    assert await partner.post("/stop") == 303
    case_id, _ = await partner.sent()
    (mail,) = await world.ear.hear(case_id, 1)
    assert (mail.data["channel"], await world.states(case_id)) == ("mail", ["sent"])
    assert "angehalten" in await partner.shown()


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "https://169.254.169.254/", "https://x.example.org/", "x"])
async def test_an_address_that_nothing_may_be_sent_to_is_refused(world: World, sink: SinkAt, address: str) -> None:
    partner = await a_partner(world, sink)
    assert await partner.post(address=address) == 422
    assert f"/{partner.id}" in await partner.shown()


async def test_a_partner_that_leaves_the_directory_is_told_nothing_any_more(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink)
    await world.speaker.say_and_send(partner.id, PartnerDelisted(partner_id=partner.id))
    await world.applied(partner.id, PartnerListed.TOPIC, 2)
    assert await world.store["webhooks"].find_one({"_id": partner.id}) is None
    answer = await world.anyone.get(partner.page, headers=cookie("supervisor"))
    assert answer.status_code == 404


async def test_the_log_and_the_list_show_what_it_was_told(world: World, sink: SinkAt) -> None:
    partner = await a_partner(world, sink, status(503))
    case_id, _ = await partner.sent()
    await partner.tries(1)
    shown = await partner.shown()
    assert case_id in shown
    assert "Vergebliche Versuche: 1" in shown
    listed = (await world.anyone.get("/notification/webhooks", headers=cookie("supervisor"))).text
    assert partner.page in listed
    assert "Meldestelle Nord" in listed
