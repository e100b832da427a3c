"""Notices that wait, until all have left: by mail and SMS to persons, by webhook to partners' systems.

Each receiver is a process of its own. What owners of content answer is at hand, so that no other service is measured.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, ready, start
from services.notification.domain.delivery import Occasion
from services.notification.domain.message_id import MessageIds
from services.notification.domain.partner import ListedPartner
from services.notification.domain.safe_contact import SafeContactReference
from services.notification.domain.webhook import set_up
from services.notification.domain.webhook_address import Destinations, Sink
from services.notification.handlers.change_safe_contact import change_safe_contact
from services.notification.handlers.notify import MAIL, WEBHOOK, notify_partner, notify_person
from services.notification.handlers.send import SendMail
from services.notification.handlers.send_webhook import SendWebhook
from services.notification.signing_secrets import SigningSecrets
from services.notification.sms_provider import SmsProvider
from services.notification.smtp import MailServer
from services.notification.store import DELIVERIES, INDEXES, PARTNERS, WEBHOOKS
from services.notification.webhook_client import WebhookClient
from shared.bus import Transaction, UnitOfWork
from shared.bus.write.effects import EffectsWorker, SlowEffectsWorker
from tests.bench.floors import notices as bare
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.results import Row

Way = Literal["mail", "sms", "webhook"]

MANY: Final = 400
SYSTEMS: Final = 40
TEXT: Final = "Für Sie liegt eine neue Nachricht bereit."
WAYS: Final[tuple[Way, ...]] = ("mail", "sms", "webhook")
ADDRESSES: Final = {"mail": "p@example.org", "sms": "0171 3920012"}
"""The number is nobody's: kept for films."""
SENDER: Final = "nachricht@example.org"
PAGE: Final = "https://hilfe.example.org/rueckmeldung"
SECRETS: Final = SigningSecrets(b"k" * 32)


async def measure(place: Place, rounds: int) -> list[Row]:
    return [await _by(place, way, rounds) for way in WAYS]


async def _by(place: Place, way: Way, rounds: int) -> Row:
    row = Row(f"notices by {way}", "notices/s", note=f"{MANY} of them; floor: one read for eight, one write each")
    async with receiver(place.folder, way) as port:
        for _ in range(rounds):
            row.add(await _floor(place, way, port), await _ours(place, way, port))
    return row


@asynccontextmanager
async def receiver(folder: Path, way: Way) -> AsyncIterator[int]:
    """Its port; in a process of its own, which keeps nothing."""
    (port,) = free_ports(1)
    by_mail = ["aiosmtpd", "--nosetuid", "--listen", f"{HOST}:{port}", "--class", "aiosmtpd.handlers.Sink"]
    by_http = ["tests.bench.floors.receiver", HOST, str(port)]
    command = [sys.executable, "-m", *(by_mail if way == "mail" else by_http)]
    running = await start(Program(f"receiver-{way}", command, folder / f"{way}.log", port=port))
    try:
        await ready(running, listens(port))
        yield port
    finally:
        await running.stop()


async def _floor(place: Place, way: Way, port: int) -> float:
    async with place.store({"bare": [bare.INDEX]}) as store, client(way, port) as send:
        rows = [{"_id": str(uuid4()), "status": "waiting", "text": TEXT} for _ in range(MANY)]
        await store["bare"].insert_many(rows)
        watch = Stopwatch()
        await bare.send_all(store["bare"], send)
        took = watch.wall
        assert await store["bare"].count_documents({"status": "done"}) == MANY
    return MANY / took


@asynccontextmanager
async def client(way: Way, port: int) -> AsyncIterator[bare.Send]:
    if way == "mail":
        yield bare.by_mail(HOST, port)
    else:
        async with bare.by_http(f"http://{HOST}:{port}/") as send:
            yield send


async def _ours(place: Place, way: Way, port: int) -> float:
    async with place.store(INDEXES) as store:
        unit_of_work = UnitOfWork(store, "notification")
        await unit_of_work(partial(_systems, port))
        for number in range(MANY):
            await unit_of_work(partial(_notice, way, _system(number)))
        worker = _worker(unit_of_work, way, port)
        watch = Stopwatch()
        await _work_off(worker)
        took = watch.wall
        assert await store[DELIVERIES.name].count_documents({"way": way, "state": "sent"}) == MANY
    return MANY / took


async def _work_off(worker: EffectsWorker) -> None:
    if isinstance(worker, SlowEffectsWorker):
        await worker.work_off()
    else:
        while await worker.work():
            pass


def _worker(unit_of_work: UnitOfWork, way: Way, port: int) -> EffectsWorker:
    async def ask(service: str, path: str) -> bytes:
        """What the owner of the content answers."""
        if service == "intake":
            return json.dumps({"channel": way, "address": ADDRESSES[way], "times": "jederzeit"}).encode()
        return json.dumps({"to": ["p@example.org"], "link": "https://p.example.org/x", "reference": "r"}).encode()

    if way == "webhook":
        client = WebhookClient(Destinations(sink=Sink(HOST, port)))
        return SlowEffectsWorker(unit_of_work, {WEBHOOK: SendWebhook(unit_of_work, ask, client, SECRETS)})
    server = MailServer(HOST, port, SENDER, MessageIds(b"key", "example.org"), tls=False)
    provider = SmsProvider(f"http://{HOST}:{port}/", lambda: "token", "Nachricht")
    return EffectsWorker(unit_of_work, {MAIL: SendMail(unit_of_work, ask, server, PAGE, provider)})


async def _systems(port: int, tx: Transaction) -> None:
    for number in range(SYSTEMS):
        partner = _system(number)
        await PARTNERS.put(tx, ListedPartner(id=partner, name="Stelle"))
        await WEBHOOKS.put(tx, set_up(None, partner, f"http://{HOST}:{port}/", SECRETS.new(partner, tx.now)))
        tx.lock_key(partner)


async def _notice(way: Way, partner_id: str, tx: Transaction) -> None:
    case_id, event_id = str(uuid4()), str(uuid4())
    tx.lock_key(case_id)
    if way == "webhook":
        occasion = Occasion(event_id, "referral_sent", case_id, referral_id=str(uuid4()), partner_id=partner_id)
        await notify_partner(tx, occasion)
    else:
        await change_safe_contact(tx, SafeContactReference(id=case_id, reference=str(uuid4())))
        await notify_person(tx, Occasion(event_id, "desk_answered", case_id))


def _system(number: int) -> str:
    return f"partner-{number % SYSTEMS}"
