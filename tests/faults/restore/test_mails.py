"""Notification's store a day older than Kafka: a mail that left does not leave again, and holds up no later one."""

import asyncio
import json
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from infra.backup.loading import Saved, load
from infra.backup.parts import STORES, parts
from infra.backup.saving import save
from infra.embedded.ports import HOST, free_ports
from infra.mongo.users import Client
from services.notification.handlers.settle_restored import SettleRestored
from services.notification.main import app as notification
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.write.outbox import OUTBOX, PENDING
from shared.bus.write.unit_of_work import EFFECTS, WAITING
from shared.clock import now
from shared.contracts.intake import CaseAnswered, SafeContactChanged
from shared.store import Store, connect
from tests.harness.eventually import eventually
from tests.harness.faults.operator_commands import put_right
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.content_owners import Owners, serving
from tests.harness.services.mail_server import Mailbox
from tests.harness.services.recording_service import a_store, hearing
from tests.service.notification.conftest import DATABASE, PRIVATE, settings

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]


@dataclass
class Post:
    """Notification's surroundings; intake is a bus that says what the test says."""

    kafka: Connection
    mongo: str
    intake: Store
    store: Store
    mailbox: Mailbox
    owners: Owners

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        app = notification(settings(self.mongo, self.kafka, self.mailbox, self.owners))
        async with hearing("intake", self.intake, self.kafka), app.main.router.lifespan_context(app.main):
            yield

    @property
    def intake_says(self) -> Speaker:
        return Speaker(UnitOfWork(self.intake, "intake"), Relay(self.intake, self.kafka))

    async def an_owed_case(self, address: str) -> str:
        """Its news came before anybody knew how the person is reached."""
        case_id = str(uuid.uuid4())
        await self.answered(case_id)
        await self.asked(case_id)
        return await self.a_case(address, case_id)

    async def a_case(self, address: str, case_id: str | None = None) -> str:
        case_id, reference = case_id or str(uuid.uuid4()), uuid.uuid4().hex
        contact = json.dumps({"channel": "mail", "address": address}).encode()
        self.owners.content[f"/internal/safe-contacts/{reference}"] = contact
        await self.intake_says.say(case_id, SafeContactChanged(reference=reference, case_id=case_id))
        await self.applied(case_id, SafeContactChanged.TOPIC)
        return case_id

    async def answered(self, case_id: str) -> None:
        await self.intake_says.say(case_id, CaseAnswered(case_id=case_id))

    async def applied(self, case_id: str, topic: str) -> None:
        ledger = self.store["ledger"]
        has = {
            "_id": case_id,
            "$expr": {"$ne": [{"$type": {"$getField": {"field": topic, "input": "$applied"}}}, "missing"]},
        }
        await eventually(lambda: ledger.find_one(has))

    async def asked(self, case_id: str) -> None:
        await eventually(lambda: self.store[EFFECTS].find_one({"key": case_id, "status": WAITING}))

    async def mails(self, address: str, number: int) -> None:
        async def seen() -> int:
            return len(self.mailbox.to(address))

        await eventually(seen, lambda n: n == number)

    async def nothing_waits(self) -> None:
        """No mail, and no event that tells of one: what Kafka never got, no restore can know."""
        for collection, status in ((EFFECTS, WAITING), (OUTBOX, PENDING)):
            waiting = partial(self.store[collection].count_documents, {"status": status})
            await eventually(waiting, lambda n: n == 0)


@pytest.fixture
async def post(mongo: str, other_broker: Connection) -> AsyncIterator[Post]:
    smtp, http = free_ports(2)
    owners, store = Owners(PRIVATE.public, secrets.token_urlsafe()), connect(mongo, DATABASE)
    mailbox = Mailbox(HOST, smtp)
    async with a_store(mongo, "said_before_and_after") as intake, serving(owners, http), mailbox.open():
        yield Post(other_broker, mongo, intake, store, mailbox, owners)
    await store.client.drop_database(DATABASE)
    await store.close()


async def test_what_left_before_the_restore_does_not_leave_again(post: Post, mongo: str, tmp_path: Path) -> None:
    waiting, unheard, owed = (f"{name}@person.example.org" for name in ("waiting", "unheard", "owed"))
    with Client(mongo, w="majority", journal=True) as client:
        async with post.open():
            first, second = await post.a_case(waiting), await post.a_case(unheard)
            post.owners.away = True
            await post.answered(first)
            await post.asked(first)
            (part,) = parts(["notification"], [STORES])
            await asyncio.to_thread(save, client, part, tmp_path, now())
            post.owners.away = False
            await post.answered(second)
            third = await post.an_owed_case(owed)
            for address in (waiting, unheard, owed):
                await post.mails(address, 1)
            await post.nothing_waits()
        await asyncio.to_thread(load, [Saved.verified(client, tmp_path / STORES)], over=True)
    assert await put_right("notification", post.kafka, mongo) == sorted([first, second, third])
    async with post.open():
        for case_id, topic in product((second, third), (CaseAnswered.TOPIC, SafeContactChanged.TOPIC)):
            await post.applied(case_id, topic)
        await post.nothing_waits()
        await SettleRestored(UnitOfWork(post.store, "notification"))()
        assert await post.store["deliveries"].distinct("state") == ["sent"]
        yesterday = now() - timedelta(hours=25)
        await post.store["deliveries"].update_many({}, {"$set": {"at": yesterday}})
        for case_id in (first, second, third):
            await post.answered(case_id)
        for address in (waiting, unheard, owed):
            await post.mails(address, 2)
