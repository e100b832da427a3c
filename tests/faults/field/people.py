"""Those who hand in while it breaks, and ask again until they are answered."""

import asyncio
import contextlib
import random
import secrets
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx2

from tests.faults.field.site import Site
from tests.faults.history import History

PATIENCE, TRIES = 10.0, 60
GROUPS = ("mandate", "office", "administration")
REFUSED = (400, 401, 404, 413, 422)


@dataclass
class Accepted:
    case_id: str
    code: str
    address: str


@dataclass
class Channel:
    """Hands in concerns; after an unknown answer it asks again with the same key, as the contract tells it to."""

    site: Site
    history: History
    chance: random.Random
    accepted: list[Accepted] = field(default_factory=list)
    answered_at: list[float] = field(default_factory=list)
    handed_in: int = 0

    async def hand_in(self, http: httpx2.AsyncClient) -> Accepted | None:
        key, planted = secrets.token_urlsafe(24), secrets.token_hex(8)
        self.handed_in += 1
        address = f"sicher-{planted}@example.org"
        agent = f"agent-{planted}"
        self.history.sent(key, text=f"text-{planted}", address=address, agent=agent)
        body = {
            "text": f"Ich werde bedroht. text-{planted}",
            "land": "NW",
            "needs": ["orientation", "legal"],
            "target_group": self.chance.choice(GROUPS),
            "threat_kinds": ["threat"],
            "safe_contact": {"channel": "mail", "address": address},
        }
        for _ in range(TRIES):
            answer = await self._ask(http, key, agent, body)
            if answer is not None and answer.status_code == 201:
                told = answer.json()
                self.history.ok(key, told["contact_id"], told["case_id"])
                self.answered_at.append(time.monotonic())
                self.accepted.append(Accepted(told["case_id"], told["receipt_code"], address))
                return self.accepted[-1]
            if answer is not None and answer.status_code in REFUSED:
                self.history.failed(key, answer.status_code)
                return None
            await asyncio.sleep(0.3)
        return None

    async def keep_handing_in(self, each_second: float) -> None:
        """Open loop: who comes does not wait for those before."""
        async with contextlib.AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx2.AsyncClient(timeout=PATIENCE))
            crowd = await stack.enter_async_context(asyncio.TaskGroup())
            while True:
                crowd.create_task(self.hand_in(http))
                await asyncio.sleep(self.chance.expovariate(each_second))

    def longest_silence(self) -> float:
        """Between two answers, in seconds."""
        return max((after - before for before, after in pairwise(self.answered_at)), default=0.0)

    async def _ask(
        self, http: httpx2.AsyncClient, key: str, agent: str, body: dict[str, Any]
    ) -> httpx2.Response | None:
        token, door = self.site.told["tokens"]["channel"], self.site.told["public"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "User-Agent": agent}
        try:
            return await http.post(f"{door}/api/intake/submissions", json=body, headers=headers)
        except httpx2.HTTPError:
            return None
