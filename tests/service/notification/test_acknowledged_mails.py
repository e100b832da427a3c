"""The automatic answer leaves once, with the marks that keep machines from answering it, whoever is away meanwhile."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from services.notification.acknowledgement_text import acknowledgement_text
from services.notification.handlers.acknowledge_mails import ACKNOWLEDGEMENT, PlanAcknowledgements, SendAcknowledgement
from services.notification.main import ALL_INDEXES
from services.notification.settings import NotificationSettings
from shared.bus import Connection, UnitOfWork
from shared.bus.write.effects import EffectsWorker, read
from shared.clock import now
from shared.errors import TryLater
from shared.store import Store, connect, prepare
from shared.web import Peers
from tests.harness.services.content_owners import Owners
from tests.harness.services.mail_server import Mailbox
from tests.service.notification.conftest import settings

pytestmark = pytest.mark.engines

OWED, NAME = "/internal/acknowledgements", str(uuid.uuid4())
PERSON = "person@example.org"


@dataclass
class Sender:
    store: Store
    mailbox: Mailbox
    owners: Owners
    told: NotificationSettings
    late: timedelta = timedelta(0)

    @property
    def unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self.store, "notification", lambda: now() + self.late)

    async def plans(self) -> None:
        """As a process that has just started."""
        await PlanAcknowledgements(self.unit_of_work, Peers(self.told).get)()

    def sending(self) -> SendAcknowledgement:
        own = self.told.own_addresses
        return SendAcknowledgement(self.unit_of_work, Peers(self.told).get, self.told.mail_server, own)

    async def works(self) -> None:
        immediately = {"$set": {"due": datetime(1970, 1, 1, tzinfo=UTC)}}
        await self.store["dispatches"].update_many({"status": "waiting"}, immediately)
        await EffectsWorker(self.unit_of_work, {ACKNOWLEDGEMENT: self.sending()}).work()

    async def left(self) -> list[str]:
        return [row["status"] for row in await self.store["dispatches"].find({"kind": ACKNOWLEDGEMENT}).to_list()]

    def wrote(self, to: str, answers: str = "<eins@mail.example>", **more: str) -> None:
        self.owners.content[OWED] = json.dumps({"owed": [NAME]}).encode()
        self.owners.content[f"{OWED}/{NAME}"] = json.dumps({"to": to, "answers": answers, **more}).encode()


@pytest.fixture
async def sender(mongo: str, kafka: Connection, mailbox: Mailbox, owners: Owners) -> AsyncIterator[Sender]:
    told = settings(mongo, kafka, mailbox, owners)
    database = f"lotse_acknowledged_{uuid.uuid4().hex[:8]}"
    store = connect(mongo, database)
    await prepare(store, ALL_INDEXES)
    async with mailbox.open():
        mailbox.mails.clear()
        mailbox.senders.clear()
        yield Sender(store, mailbox, owners, told)
    owners.away = False
    mailbox.refused.clear()
    await store.client.drop_database(database)
    await store.close()


async def test_it_leaves_once_with_a_null_return_path_and_as_an_automatic_answer(sender: Sender) -> None:
    sender.wrote(PERSON)
    for _ in range(3):
        await sender.plans()
        await sender.works()
    (mail,) = sender.mailbox.to(PERSON)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert (mail["In-Reply-To"], mail["References"]) == ("<eins@mail.example>", "<eins@mail.example>")
    assert (mail["From"], mail["Reply-To"]) == (sender.told.mail_from, None)
    assert mail.get_content().split() == acknowledgement_text(is_answerable=False).body.split()
    assert sender.mailbox.senders == ["<>"]


async def test_who_answers_it_is_read_by_the_desk_and_the_text_says_so(sender: Sender) -> None:
    sender.wrote(PERSON, reply_to="anlaufstelle@example.org")
    await sender.plans()
    await sender.works()
    (mail,) = sender.mailbox.to(PERSON)
    assert (mail["From"], mail["Reply-To"]) == (sender.told.mail_from, "anlaufstelle@example.org")
    assert "antworten Sie einfach auf diese Mail" in " ".join(mail.get_content().split())
    assert "nicht darauf" not in mail.get_content()
    assert sender.mailbox.senders == ["<>"]


@pytest.mark.parametrize("answers", ["", "<zwei\r\nBcc: wir@example.org>", "<ä@mail.example>", f"<{'x' * 300}@a>", "x"])
async def test_what_is_no_message_id_comes_into_no_header(sender: Sender, answers: str) -> None:
    sender.wrote(PERSON, answers)
    await sender.plans()
    await sender.works()
    (mail,) = sender.mailbox.to(PERSON)
    assert (mail["In-Reply-To"], mail["References"], mail["Bcc"]) == (None, None, None)


async def test_killed_after_it_left_a_second_copy_is_known_as_the_same(sender: Sender) -> None:
    sender.wrote(PERSON)
    await sender.plans()
    row = await sender.store["dispatches"].find_one({"kind": ACKNOWLEDGEMENT})
    assert row is not None
    await sender.sending()(read(row))
    await sender.works()
    await sender.plans()
    await sender.works()
    assert len({mail["Message-ID"] for mail in sender.mailbox.to(PERSON)}) == 1
    assert len(sender.mailbox.to(PERSON)) == 2
    assert await sender.left() == ["done"]


async def test_no_address_is_kept_of_whom_it_went_to(sender: Sender) -> None:
    sender.wrote(PERSON)
    await sender.plans()
    await sender.works()
    assert PERSON not in str(await sender.store["dispatches"].find({}).to_list())


async def test_while_the_desk_is_away_it_waits_and_then_leaves(sender: Sender) -> None:
    sender.wrote(PERSON)
    sender.owners.away = True
    with pytest.raises(TryLater):
        await sender.plans()
    sender.owners.away = False
    await sender.plans()
    sender.owners.away = True
    await sender.works()
    assert await sender.left() == ["waiting"]
    sender.owners.away = False
    await sender.works()
    assert len(sender.mailbox.to(PERSON)) == 1


@pytest.mark.parametrize("withheld", ["gone", "own", "refused", "late"])
async def test_where_nobody_is_to_be_written_to_it_ends(sender: Sender, withheld: str) -> None:
    sender.wrote(sender.told.mail_from.upper() if withheld == "own" else PERSON)
    await sender.plans()
    if withheld == "gone":
        sender.owners.content[f"{OWED}/{NAME}"] = None
    if withheld == "refused":
        sender.mailbox.refused.add(PERSON)
    if withheld == "late":
        sender.late = timedelta(hours=25)
    await sender.works()
    assert sender.mailbox.mails == []
    assert await sender.left() == ["done"]


async def test_a_desk_of_an_earlier_release_owes_nothing(sender: Sender) -> None:
    sender.owners.content.pop(OWED, None)
    await sender.plans()
    assert await sender.left() == []
