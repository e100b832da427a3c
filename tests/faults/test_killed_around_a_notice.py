"""kill -9 before and after a notice is posted, by each way there is: it leaves, and a copy is known as one."""

import json
import secrets
import sys
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, Running, ready, start
from infra.kafka.topics import create
from services.notification.domain.delivery import Occasion
from services.notification.domain.safe_contact import SafeContactReference
from services.notification.domain.webhook import set_up
from services.notification.handlers.change_safe_contact import change_safe_contact
from services.notification.handlers.notify import MAIL, notify_partner, notify_person
from services.notification.main import ALL_INDEXES
from services.notification.settings import NotificationSettings
from services.notification.signing_secrets import SigningSecrets
from services.notification.store import WEBHOOKS
from shared.bus import Transaction, UnitOfWork
from shared.failpoint import ARMED
from shared.store import Store, connect, prepare
from tests.faults.conftest import WANTED
from tests.harness.engines.single_node import a_kafka
from tests.harness.eventually import eventually
from tests.harness.services.content_owners import Owners, serving
from tests.harness.services.hostile_sink import Answer, SinkAt, a_sink, drip, status
from tests.harness.services.mail_server import Mailbox
from tests.service.notification.conftest import DATABASE, PRIVATE, WEBHOOK_KEY, settings

pytestmark = [pytest.mark.engines, pytest.mark.system]

ADDRESSES = {"mail": "killed@person.example.org", "sms": "0171 3920012"}
POINTS = {"mail.after_claim": 1, "mail.after_post": 2}
"""How many copies have left in the end."""
OF_A_WEBHOOK = {"dispatch.before_perform": 1, "dispatch.after_perform": 2}
SECRETS = SigningSecrets(WEBHOOK_KEY)


@dataclass
class Place:
    store: Store
    mailbox: Mailbox
    provider: SinkAt
    owners: Owners
    settings: NotificationSettings
    log: Path

    async def start(self, armed: str = "") -> Running:
        """Ready, unless it is armed: it may end before."""
        (port,) = free_ports(1)
        command = [sys.executable, "-m", "services.notification.main"]
        env = told(self.settings) | {"LOTSE_PORT_OWN": str(port)} | ({ARMED: f"{armed}:kill"} if armed else {})
        running = await start(Program("notification", command, self.log, env, port=port))
        if not armed:
            await ready(running, listens(port))
        return running

    async def a_notice(self, way: str) -> str:
        """Its case: what intake would have published of it is applied already."""
        case_id, reference = str(uuid.uuid4()), uuid.uuid4().hex
        contact = json.dumps({"channel": way, "address": ADDRESSES[way], "times": "jederzeit"}).encode()
        self.owners.content[f"/internal/safe-contacts/{reference}"] = contact

        async def work(tx: Transaction) -> None:
            tx.lock_key(case_id)
            await change_safe_contact(tx, SafeContactReference(id=case_id, reference=reference))
            await notify_person(tx, Occasion(str(uuid.uuid4()), "desk_answered", case_id=case_id))

        await UnitOfWork(self.store, "notification")(work)
        return case_id

    async def a_webhook(self, answer: Answer) -> str:
        """The path of the partner's system; of the mail beside it nothing is left."""
        partner_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
        self.provider.answers[path := f"/{partner_id}"] = answer
        content = {"to": ["desk@partner.example.org"], "link": "https://p.example.org/x", "reference": "r"}
        self.owners.content[f"/internal/notices/{referral_id}"] = json.dumps(content).encode()
        of = {"case_id": str(uuid.uuid4()), "referral_id": referral_id, "partner_id": partner_id}

        async def work(tx: Transaction) -> None:
            address = f"http://{HOST}:{self.provider.port}{path}"
            tx.lock_key(partner_id)
            await WEBHOOKS.put(tx, set_up(None, partner_id, address, SECRETS.new(partner_id, tx.now)))
            await notify_partner(tx, Occasion(str(uuid.uuid4()), "referral_sent", **of))

        await UnitOfWork(self.store, "notification")(work)
        await self.store["dispatches"].delete_many({"kind": MAIL})
        return path

    def posted(self, way: str) -> list[str]:
        """By what each copy is known."""
        if way == "mail":
            return [str(mail["Message-ID"]) for mail in self.mailbox.to(ADDRESSES["mail"])]
        return [headers["idempotency-key"] for headers, _ in self.provider.received]


def told(settings: NotificationSettings) -> dict[str, str]:
    given = settings.model_dump(exclude_none=True, exclude_unset=True)
    return {f"LOTSE_{name.upper()}": _text(value) for name, value in given.items()}


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return value if isinstance(value, str) else json.dumps(value)


@pytest.fixture
async def place(mongo: str, tmp_path: Path) -> AsyncIterator[Place]:
    """On a broker of its own: others explain every record of theirs."""
    smtp, http = free_ports(2)
    mailbox, owners = Mailbox(HOST, smtp), Owners(PRIVATE.public, secrets.token_urlsafe())
    store = connect(mongo, DATABASE)
    async with (
        a_kafka(tmp_path / "kafka") as broker,
        a_sink(status(202)) as provider,
        serving(owners, http),
    ):
        await create(broker.address, WANTED)
        await prepare(store, ALL_INDEXES)
        given = settings(mongo, broker.address, mailbox, owners, provider.port, provider.port)
        async with mailbox.open():
            yield Place(store, mailbox, provider, owners, given, tmp_path / "log")
    await store.client.drop_database(DATABASE)
    await store.close()


async def test_killed_around_the_sending_it_leaves_and_a_copy_is_known_as_one(place: Place) -> None:
    for point, copies in POINTS.items():
        for way in ADDRESSES:
            before = len(place.posted(way))
            case_id = await place.a_notice(way)
            killed = await place.start(armed=point)
            assert await killed.ended() == -9

            again = await place.start()
            found = partial(place.store["deliveries"].find_one, {"key": case_id, "state": "sent"})
            sent = await eventually(found)
            assert sent is not None
            published = await place.store["outbox"].count_documents({"key": case_id})
            await again.stop()

            left = place.posted(way)[before:]
            assert (point, way, len(left), len(set(left))) == (point, way, copies, 1)
            assert sent["_id"] in left[0]
            assert (sent["way"], published) == (way, 1)


async def test_killed_around_a_webhook_it_leaves_although_another_system_never_answers(place: Place) -> None:
    for point, copies in OF_A_WEBHOOK.items():
        silent, well = await place.a_webhook(drip), await place.a_webhook(status(204))
        killed = await place.start(armed=point)
        assert await killed.ended() == -9

        again = await place.start()
        await eventually(partial(place.store["deliveries"].find_one, {"partner_id": well[1:], "state": "sent"}))
        await again.stop()
        left = [headers["webhook-id"] for headers, _ in place.provider.at(well)]
        assert (point, len(left), len(set(left))) == (point, copies, 1)
        assert place.provider.at(silent)
