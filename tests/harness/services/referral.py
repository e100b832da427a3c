"""Referral as in production, beside a small intake with real HTTP and real Kafka."""

import asyncio
import hashlib
import json
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import httpx2
import pytest
import uvicorn
from aiokafka import AIOKafkaConsumer
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import SecretStr
from starlette.types import ASGIApp

from infra.embedded.ports import HOST
from services.referral.handlers.pins import Scrypt
from services.referral.settings import ReferralSettings
from shared.bus import Connection
from shared.bus.write import effects
from shared.bus.write.ledger import positions
from shared.clock import now
from shared.contracts.intake import ConsentGiven
from shared.moved_clock import MovedClock
from shared.sealing import PrivateKey
from shared.sealing.keyring import Keyring
from shared.sealing.keys import encode
from shared.settings import Settings
from shared.store import Store
from shared.web import Sealed, Staff, caller, sealed_for
from shared.web.serve import OPTIONS
from tests.harness.case_events import case_opened, case_triaged
from tests.harness.engines.single_node import told
from tests.harness.engines.store_queries import watched
from tests.harness.eventually import eventually
from tests.harness.services import http_server
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.staff_cookies import TOLD, cookie_pair

DIRECTORY = Path("infra/demo/directory.json")
KEYS = {service: PrivateKey.generate() for service in ("intake", "referral", "notification")}
TOKENS = {service: secrets.token_urlsafe(32) for service in KEYS}
QUICK = Scrypt(n=2, r=8, p=1)
"""A quick hash, since tests enter hundreds of PINs; `tests/unit/referral/test_pins.py` checks production's cost."""
TOGETHER: Final = 6
"""Number of cases that are begun at once, for as many tests, since the way through bus and store is slow."""
Facts = list[dict[str, Any]]


def settings_of(
    service: str, mongo: str, kafka: Connection, *, intake: str = "", partner: str = "", clock_file: str = ""
) -> ReferralSettings:
    return ReferralSettings(
        store=watched(mongo),
        keys=watched(mongo),
        **told(kafka),
        public_url="http://public.test",
        staff_url="http://staff.test",
        partner_url=partner,
        peers={"intake": intake},
        public_keys={name: key.public.to_text() for name, key in KEYS.items()},
        callers={name: hashlib.sha256(token.encode()).hexdigest() for name, token in TOKENS.items()},
        private_key=SecretStr(KEYS[service].to_text()),
        service_token=SecretStr(TOKENS[service]),
        **TOLD,
        link_key=SecretStr(encode(secrets.token_bytes(32))),
        audit_key=SecretStr(encode(secrets.token_bytes(32))),
        clock_file=clock_file,
    )


@asynccontextmanager
async def served(app: ASGIApp, port: int, *, starts: bool = True) -> AsyncIterator[str]:
    """Serves the application and yields its address; without `starts` it runs no lifespan, above all no bus."""
    lifespan: Literal["auto", "off"] = "auto" if starts else "off"
    async with http_server.listening(uvicorn.Config(app, HOST, port, lifespan=lifespan, **OPTIONS)):
        yield at(port)


@dataclass
class Intake:
    """A small intake. `packages` by hand-over: what the person agreed to, or the status that refuses it.

    `standings` by hand-over: the standing of a consent that no longer stands, or the status that refuses to tell.
    """

    settings: Settings
    packages: dict[str, dict[str, str] | int] = field(default_factory=dict)
    standings: dict[str, str | int] = field(default_factory=dict)
    mistaken: set[str] = field(default_factory=set)
    """Hand-overs with a noted consent that was never given."""
    asked: list[str] = field(default_factory=list)
    arranged: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The arrangements that were told for each hand-over, in order."""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The person's answer to the arrangement, by hand-over."""
    arrangements_away: bool = False
    file_numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The file numbers that were told last, by case."""
    added: dict[str, dict[str, Any] | int] = field(default_factory=dict)
    """Additions that the person agreed to, or the status that refuses them, by hand-over."""

    def app(self) -> FastAPI:
        routes = APIRouter()

        @routes.get("/internal/handovers/{handover_id}/package", dependencies=[Depends(caller("referral"))])
        async def package(handover_id: str) -> Response:
            self.asked.append(handover_id)
            found = self.packages.get(handover_id, 404)
            if isinstance(found, int):
                return Response(status_code=found)
            return JSONResponse(sealed_for(self.settings, "referral", {"items": found, "kind": "warm"}))

        @routes.get("/internal/handovers/{handover_id}/standing", dependencies=[Depends(caller("referral"))])
        async def standing(handover_id: str) -> Response:
            found = self.standings.get(handover_id, "given" if handover_id in self.packages else 404)
            if isinstance(found, int):
                return Response(status_code=found)
            told = {"standing": found, "added": handover_id in self.added}
            if handover_id in self.mistaken:
                told["mistaken"] = True
            return JSONResponse(sealed_for(self.settings, "referral", told))

        @routes.get("/internal/handovers/{handover_id}/additions", dependencies=[Depends(caller("referral"))])
        async def additions(handover_id: str) -> Response:
            found = self.added.get(handover_id, 404)
            if isinstance(found, int):
                return Response(status_code=found)
            return JSONResponse(sealed_for(self.settings, "referral", found))

        self._offer_arrangements(routes)
        app = FastAPI()
        app.state.settings = self.settings
        app.include_router(routes)
        return app

    def _offer_arrangements(self, routes: APIRouter) -> None:
        @routes.post("/internal/handovers/{handover_id}/arrangement", dependencies=[Depends(caller("referral"))])
        async def arrangement(handover_id: str, body: Sealed) -> Response:
            if self.arrangements_away:
                return Response(status_code=503)
            content = body.open(Keyring(self.settings.secret("private_key")))
            self.arranged.setdefault(handover_id, []).append(content)
            return JSONResponse({"taken": self.standings.get(handover_id, "given") == "given"})

        @routes.post("/internal/cases/{case_id}/file-numbers", dependencies=[Depends(caller("referral"))])
        async def file_numbers(case_id: str, body: Sealed) -> Response:
            self.file_numbers[case_id] = body.open(Keyring(self.settings.secret("private_key")))
            return JSONResponse({"taken": True})

        @routes.get("/internal/handovers/{handover_id}/arrangement-answer", dependencies=[Depends(caller("referral"))])
        async def answer(handover_id: str) -> Response:
            content = {"answer": self.answers.get(handover_id)}
            return JSONResponse(sealed_for(self.settings, "referral", content))


class Offered(NamedTuple):
    """A referral of a new case that a partner was offered and has not decided about."""

    case_id: str
    handover_id: str
    reference: str


@dataclass
class Referral:
    """The running service as seen from outside.

    `begun`: cases that no test has had yet; `sent`, by partner: referrals that no test has had yet.
    """

    http: httpx2.AsyncClient
    store: Store
    kafka: Connection
    speaker: Speaker
    intake: Intake
    partners: dict[str, dict[str, str]]
    said: Facts
    clock: MovedClock
    begun: list[str] = field(default_factory=list)
    sent: dict[str, list[Offered]] = field(default_factory=dict)

    @property
    def counsellor(self) -> dict[str, str]:
        return self._counsellor(now())

    @property
    def signed_in_before(self) -> dict[str, str]:
        """The same counsellor after too long a break."""
        return self._counsellor(now() - timedelta(hours=1))

    def _counsellor(self, seen: datetime) -> dict[str, str]:
        staff = Staff("anna", "Anna", "counsellor", "sid", seen, seen)
        return {"Cookie": cookie_pair(staff), "Origin": "http://staff.test", "Sec-Fetch-Site": "same-origin"}

    def system(self, partner: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.partners[partner]['token']}"}

    async def page(self, path: str) -> str:
        return (await self.http.get(path, headers=self.counsellor)).text

    async def opened(self, number: str | None = None, **picture: object) -> str:
        """Returns a case of the test's own; without arguments, one of several that were begun together."""
        if number is None and not picture:
            if not self.begun:
                self.begun += await self._open(TOGETHER)
            return self.begun.pop()
        (case_id,) = await self._open(1, number, **picture)
        return case_id

    async def _open(self, many: int, number: str | None = None, **picture: object) -> list[str]:
        told, ids = THREAT | picture, [str(uuid.uuid4()) for _ in range(many)]
        await self.speaker.say_and_send_together(
            {each: (case_opened(each, number=number, **told), case_triaged(each, **told)) for each in ids}
        )
        await eventually(lambda: positions(self.store, CASES, ids), lambda at: [*at.values()] == [2] * many)
        return ids

    async def at_partner(self, partner: str = "partner_a") -> Offered:
        """Returns a referral of the test's own that the partner has not answered.

        Several are begun together; one that another test's acts at the partner have changed is passed over.
        """
        waiting = self.sent.setdefault(partner, [])
        while True:
            if not waiting:
                waiting += await self._offer(partner)
            offered = waiting.pop()
            if await self.store["referrals"].find_one({"reference": offered.reference, "state": "sent"}):
                return offered

    async def _offer(self, partner: str) -> list[Offered]:
        agreed = {await self.opened(): str(uuid.uuid4()) for _ in range(TOGETHER)}
        self.intake.packages |= dict.fromkeys(agreed.values(), PACKAGE)
        given = {case_id: (self.consent(case_id, each, partner),) for case_id, each in agreed.items()}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(effects, "AT_ONCE", 1)  # several to one partner at once would conflict and be repeated
            await self.speaker.say_and_send_together(given)
            return [Offered(case_id, each, await self.offered(case_id)) for case_id, each in agreed.items()]

    async def consented(self, case_id: str, partner: str = "partner_a", **more: object) -> str:
        """Gives a consent and returns the hand-over's id; its package waits at intake."""
        handover_id = str(uuid.uuid4())
        self.intake.packages.setdefault(handover_id, PACKAGE)
        await self.speaker.say_and_send(case_id, self.consent(case_id, handover_id, partner, **more))
        return handover_id

    def consent(self, case_id: str, handover_id: str, partner: str, **more: object) -> ConsentGiven:
        told = {
            "case_id": case_id,
            "handover_id": handover_id,
            "partner_id": self.partners[partner]["id"],
            "kind": "warm",
            "items": ["account"],
            "text_version": "2026-01",
            "how": "page",
        }
        return ConsentGiven.model_validate(told | more)

    async def heard(self, fact: str, key: str) -> dict[str, Any]:
        """Returns the first event of this type under the key, as another service sees it on Kafka."""

        async def look() -> Facts:
            return [e for e in self.said if e["type"].endswith(f".{fact}.v1") and e["partitionkey"] == key]

        return (await eventually(look))[0]

    async def offered(self, case_id: str) -> str:
        """Returns the reference that the partner got."""
        sent = await self.heard("referral.sent", case_id)

        async def look() -> Facts:
            offers = [e for e in self.said if e["type"] == "lotse.partner.referral.offered.v1"]
            return [e for e in offers if e.get("causationid") == sent["causationid"]]

        return str((await eventually(look))[0]["data"]["reference"])


THREAT: dict[str, object] = {
    "land": "NW",
    "threat_kinds": ["threat"],
    "needs": ["legal", "evidence"],
    "urgency": "urgent",
}
PACKAGE = {"account": "In einem Kommentar wurden mir Prügel angedroht."}


@asynccontextmanager
async def listening(kafka: Connection, *topics: str) -> AsyncIterator[Facts]:
    consumer = AIOKafkaConsumer(*topics, **kafka.options, auto_offset_reset="earliest")
    said: Facts = []

    async def listen() -> None:
        async for record in consumer:
            said.append(json.loads(record.value) | {"topic": record.topic})

    await consumer.start()
    task = asyncio.create_task(listen())
    try:
        yield said
    finally:
        task.cancel()
        await consumer.stop()


def at(port: int) -> str:
    return f"http://{HOST}:{port}"
