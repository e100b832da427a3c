"""The surroundings of notification: time, mail, owners of content, and a consumer of its events."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from aiokafka import AIOKafkaConsumer

from shared.bus import Connection
from shared.clock import now
from shared.contracts.cloudevent import CloudEvent, decode
from shared.contracts.intake import CaseAnswered, CaseOpened, ConsentAsked, ContactAssigned, SafeContactChanged
from shared.contracts.message import Message
from shared.contracts.referral import Entitled, Offender, ProceedingUpdated, ReferralSent
from shared.contracts.vocabulary import (
    AnsweredBy,
    ConsentItem,
    DeclineReason,
    EntitledRole,
    Land,
    Level,
    Offence,
    PartnerCategory,
    ProceedingSource,
    ProceedingState,
    Reason,
    ReferralKind,
    Urgency,
)
from shared.store import Store
from shared.web.session import reference_of
from tests.harness.case_events import case_opened
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.content_owners import Owners
from tests.harness.services.mail_server import Mailbox


@dataclass
class Ear:
    """A consumer of all that notification publishes."""

    consumer: AIOKafkaConsumer
    heard: list[CloudEvent] = field(default_factory=list)

    async def listen(self) -> None:
        async for record in self.consumer:
            self.heard.append(decode(record.value))

    def about(self, key: str) -> list[CloudEvent]:
        return [event for event in self.heard if event.key == key]

    async def hear(self, key: str, number: int) -> list[CloudEvent]:
        async def look() -> list[CloudEvent]:
            return self.about(key)

        return await eventually(look, lambda events: len(events) >= number)


@dataclass
class World:
    speaker: Speaker
    ear: Ear
    mailbox: Mailbox
    owners: Owners
    staff: httpx2.AsyncClient
    anyone: httpx2.AsyncClient
    store: Store

    async def a_case_with_safe_contact(self, address: str) -> str:
        case_id = str(uuid.uuid4())
        await self.safe_contact(case_id, address)
        await self.applied(case_id, SafeContactChanged.TOPIC)
        return case_id

    async def safe_contact(
        self,
        case_id: str,
        address: str,
        *,
        times: str | None = "jederzeit",
        channel: str = "mail",
        deadline_reminders: bool | None = None,
        **more: Any,
    ) -> None:
        reference = uuid.uuid4().hex
        contact = {"channel": channel, "address": address, "words": "canary-words", "times": times, **more}
        self.owners.content[f"/internal/safe-contacts/{reference}"] = json.dumps(contact).encode()
        stated = SafeContactChanged(reference=reference, case_id=case_id, deadline_reminders=deadline_reminders)
        await self.speaker.say_and_send(case_id, stated)

    async def taken_over(self, case_id: str, by: str = "anna", reason: Reason = Reason.COUNSELLING) -> None:
        contact_id = str(uuid.uuid4())
        assigned = ContactAssigned(contact_id=contact_id, case_id=case_id, reason=reason, counsellor=reference_of(by))
        await self.speaker.say_and_send(contact_id, assigned)
        await self.applied(contact_id, ContactAssigned.TOPIC)

    async def numbered(self, case_id: str, number: str) -> None:
        await self.opened(case_id, number=number)

    async def opened(self, case_id: str, **changed: object) -> None:
        before = await self.applied_of(case_id, CaseOpened.TOPIC)
        await self.speaker.say_and_send(case_id, case_opened(case_id, **changed))
        await self.applied(case_id, CaseOpened.TOPIC, before + 1)

    async def answered(self, case_id: str) -> str:
        (event_id,) = await self.speaker.say_and_send(case_id, CaseAnswered(case_id=case_id))
        return event_id

    async def applied(self, key: str, topic: str, number: int = 1) -> None:
        await eventually(lambda: self.applied_of(key, topic), lambda n: n >= number)

    async def applied_of(self, key: str, topic: str) -> int:
        ledger = await self.store["ledger"].find_one({"_id": key})
        return int(ledger["applied"].get(topic, {"n": 0})["n"]) if ledger else 0

    async def states(self, key: str) -> list[str]:
        rows = await self.store["deliveries"].find({"key": key}).sort("at", 1).to_list()
        return [row["state"] for row in rows]

    async def time_comes(self, key: str) -> None:
        """Makes the effects of the key due now."""
        due = {"$set": {"due": datetime(1970, 1, 1, tzinfo=UTC)}}
        await self.store["dispatches"].update_many({"key": key, "status": "waiting"}, due)

    async def a_day_passes(self, key: str) -> None:
        """Moves the last mail a day back."""
        yesterday = now() - timedelta(days=1)
        await self.store["deliveries"].update_many({"key": key, "state": "sent"}, {"$set": {"at": yesterday}})

    async def facts(self, key: str, number: int) -> list[str]:
        return [event.type.split(".", 2)[2] for event in await self.ear.hear(key, number)]


def consent_asked(case_id: str) -> ConsentAsked:
    return ConsentAsked(
        case_id=case_id,
        handover_id=str(uuid.uuid4()),
        partner_id=str(uuid.uuid4()),
        kind=ReferralKind.WARM,
        items=(ConsentItem.NAME,),
        text_version="2026-1",
    )


def referral_sent(case_id: str, referral_id: str) -> ReferralSent:
    return ReferralSent.read(_referral(case_id, referral_id))


def referral_answered(fact: type[Message], case_id: str) -> Message:
    return fact.read(_referral(case_id, str(uuid.uuid4())))


def _referral(case_id: str, referral_id: str) -> dict[str, object]:
    return {
        "case_id": case_id,
        "referral_id": referral_id,
        "partner_id": str(uuid.uuid4()),
        "partner_category": PartnerCategory.LEGAL,
        "level": Level.LAND,
        "kind": ReferralKind.WARM,
        "urgency": Urgency.ROUTINE,
        "respond_by": "2026-03-04T12:00:00Z",
        "by": AnsweredBy.PARTNER,
        "reason": DeclineReason.NO_CAPACITY,
    }


def threat(case_id: str, proceeding_id: str, offender_known_on: str | None = None) -> ProceedingUpdated:
    offender = {"ref": "offender-1", "known_on": offender_known_on}
    return ProceedingUpdated.model_validate(
        {
            "case_id": case_id,
            "proceeding_id": proceeding_id,
            "state": ProceedingState.UNREPORTED,
            "source": ProceedingSource.AFFECTED_PERSON,
            "known_on": "2026-09-20",
            "act_known_on": "2026-09-20",
            "offender": Offender.model_validate(offender),
            "entitled": (Entitled(ref="entitled-self", role=EntitledRole.SELF),),
            "offences": (Offence.STGB_241,),
            "authority_land": Land.NW,
        }
    )


async def listening(kafka: Connection, *topics: str) -> tuple[Ear, "asyncio.Task[None]"]:
    consumer = AIOKafkaConsumer(*topics, **kafka.options, auto_offset_reset="earliest")
    await consumer.start()
    ear = Ear(consumer)
    return ear, asyncio.create_task(ear.listen())
