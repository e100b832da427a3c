"""One notification service on real engines, with a real mail server and real owners of content, for all its tests."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from infra.embedded.ports import free_ports
from infra.kafka.topics import Wanted, create
from services.notification import retention
from services.notification.main import app as notification
from services.notification.settings import NotificationSettings
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.clock import now
from shared.contracts.catalogue import TOPICS
from shared.sealing import PrivateKey
from shared.sealing.keys import encode
from shared.store import connect
from shared.web.session import Staff
from tests.harness.engines.single_node import told
from tests.harness.engines.store_queries import watched
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.content_owners import Owners, serving
from tests.harness.services.imap_server import Inbox, no_inbox
from tests.harness.services.mail_server import Mailbox
from tests.harness.services.notification import World, listening
from tests.harness.services.recording_service import SOON, a_store
from tests.harness.services.unlisted_fields import nothing_unlisted
from tests.harness.staff_cookies import TOLD, cookie_of

PUBLIC_URL = "https://hilfe.example.org"
STAFF_URL = "https://staff.example.org"
PRIVATE = PrivateKey.generate()
DATABASE = "lotse_notification"
RETURN_PATH = "ruecklauf@example.org"
NOBODY = 9
"""A port at which no partner's system listens."""
WEBHOOK_KEY = secrets.token_bytes(32)
AUDIT_KEY = encode(secrets.token_bytes(32))
ANSWER_WITHIN = 5.0
"""Seconds."""
SMS_TOKEN, REPORT_TOKEN = secrets.token_urlsafe(32), secrets.token_urlsafe(32)


def settings(
    mongo: str,
    kafka: Connection,
    mailbox: Mailbox,
    owners: Owners,
    sink: int = NOBODY,
    sms: int | None = None,
    bounces: Inbox | None = None,
) -> NotificationSettings:
    """`sms`: the port of the provider, where there is one; `bounces`: the mailbox of the return path."""
    return NotificationSettings(
        store=watched(mongo),
        **told(kafka),
        smtp=f"{mailbox.host}:{mailbox.port}",
        smtp_tls=False,
        webhook_key=SecretStr(encode(WEBHOOK_KEY)),
        webhook_sink=f"127.0.0.1:{sink}",
        answer_within=ANSWER_WITHIN,
        sms_url=f"http://127.0.0.1:{sms}/messages" if sms else "",
        sms_token=SecretStr(SMS_TOKEN),
        sms_report_token=SecretStr(REPORT_TOKEN),
        public_url=PUBLIC_URL,
        staff_url=STAFF_URL,
        partner_url="https://partner.example.org",
        peers={"intake": owners.address, "referral": owners.address},
        public_keys={"notification": PRIVATE.public.to_text(), "referral": owners.own.public.to_text()},
        private_key=SecretStr(PRIVATE.to_text()),
        **TOLD,
        service_token=SecretStr(owners.token),
        audit_key=SecretStr(AUDIT_KEY),
        **returned_to(bounces),
    )


def returned_to(bounces: Inbox | None) -> dict[str, Any]:
    if bounces is None:
        return {}
    account = bounces.account
    return {
        "bounce_address": RETURN_PATH,
        "bounce_imap": f"{account.host}:{account.port}",
        "bounce_user": account.user,
        "bounce_password": SecretStr(account.password()),
        "bounce_tls": False,
        "bounce_pause": 0.4,
    }


@pytest.fixture(scope="package")
def return_path() -> Inbox:
    return no_inbox()


@pytest.fixture(scope="module")
async def bounces(return_path: Inbox) -> AsyncIterator[Inbox]:
    """Its server is away from the tests of all other files: each look at it would cost them more than what it finds."""
    async with return_path.served():
        yield return_path


@pytest.fixture(scope="package")
async def owners() -> AsyncIterator[Owners]:
    (port,) = free_ports(1)
    async with serving(Owners(PRIVATE.public, secrets.token_urlsafe()), port) as owners:
        yield owners


@pytest.fixture(scope="package")
def mailbox() -> Mailbox:
    (port,) = free_ports(1)
    return Mailbox("127.0.0.1", port)


@pytest.fixture(scope="package")
def sink_port() -> int:
    """Where the systems of all partners are, each at a path of its own."""
    (port,) = free_ports(1)
    return port


@pytest.fixture(scope="package")
def sms_port() -> int:
    """Where the SMS provider is, while a test opens it."""
    (port,) = free_ports(1)
    return port


@pytest.fixture(scope="package")
async def running(
    mongo: str, kafka: Connection, owners: Owners, mailbox: Mailbox, sink_port: int, sms_port: int, return_path: Inbox
) -> AsyncIterator[World]:
    await create(kafka, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])
    app = notification(settings(mongo, kafka, mailbox, owners, sink_port, sms_port, return_path), intervals=SOON)
    ear, listens = await listening(kafka, "lotse.notification.delivery", "lotse.notification.deadline")
    relay, kept = None, connect(mongo, DATABASE)
    async with (
        a_store(mongo, "said_to_notification") as said,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=STAFF_URL) as anyone,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=STAFF_URL, headers=cookie()) as staff,
    ):
        relay = Relay(said, kafka)
        async with app.main.router.lifespan_context(app.main):
            yield World(Speaker(UnitOfWork(said, "intake"), relay), ear, mailbox, owners, staff, anyone, kept)
        await relay.close()
    listens.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listens
    await ear.consumer.stop()
    await nothing_unlisted(kept, retention.STORE)
    await kept.client.drop_database(DATABASE)
    await kept.close()


def cookie(role: str = "counsellor") -> dict[str, str]:
    staff = Staff("anna", "Anna (Demo)", role, "sid", began=now(), seen=datetime.now(UTC))
    return cookie_of(staff)


@pytest.fixture
async def world(running: World) -> AsyncIterator[World]:
    async with running.mailbox.open():
        yield running
