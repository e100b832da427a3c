"""A channel that submits during a fault, and asks again until it is answered."""

import asyncio
import random
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

import httpx2

from tests.harness.eventually import eventually
from tests.harness.invariants.client_history import History
from tests.harness.real_services.system_under_test import Site
from tests.harness.system.canaries import BIRD

GIVES_UP = 180.0
"""Seconds after which a channel asks no more."""
GROUPS = ("mandate", "office", "administration")
REFUSED = (400, 401, 404, 413, 422)


@dataclass
class Accepted:
    case_id: str
    code: str
    address: str


@dataclass
class Channel:
    """Hands in concerns; after an unknown answer it asks again with the same key, as the contract demands."""

    site: Site
    history: History
    chance: random.Random
    patience: float = 10.0
    """Seconds after which it gives up an answer and asks again."""
    accepted: list[Accepted] = field(default_factory=list)
    answered_at: list[float] = field(default_factory=list)
    refusals: list[httpx2.Response] = field(default_factory=list)
    """Answers other than an acceptance or a refusal."""

    async def hand_in(self, http: httpx2.AsyncClient) -> Accepted | None:
        key, planted = secrets.token_urlsafe(24), f"{BIRD}-{secrets.token_hex(8)}"
        address, agent = f"{planted}-sicher@example.org", f"{planted}-agent"
        self.history.sent(key, text=f"{planted}-text", address=address, agent=agent)
        body = {
            "text": f"Ich werde bedroht. {planted}-text",
            "land": "NW",
            "needs": ["orientation", "legal"],
            "target_group": self.chance.choice(GROUPS),
            "threat_kinds": ["threat"],
            "safe_contact": {"channel": "mail", "address": address},
        }
        tries = partial(self._try, http, key, agent, body)
        with suppress(AssertionError):
            answer = await eventually(tries, lambda answer: answer is not None, within=GIVES_UP, every=0.3)
            assert answer is not None
            return self._answered(key, address, answer)
        return None

    def _answered(self, key: str, address: str, answer: httpx2.Response) -> Accepted | None:
        if answer.status_code in REFUSED:
            self.history.failed(key, answer.status_code)
            return None
        told = answer.json()
        self.history.ok(key, told["contact_id"], told["case_id"])
        self.answered_at.append(time.monotonic())
        self.accepted.append(Accepted(told["case_id"], told["receipt_code"], address))
        return self.accepted[-1]

    async def keep_handing_in(self, each_second: float, over: asyncio.Event) -> None:
        """Hands in concerns at random times, without waiting for earlier ones; ends when the last one has an answer."""
        async with httpx2.AsyncClient(limits=httpx2.Limits()) as http, asyncio.TaskGroup() as crowd:
            while not over.is_set():
                crowd.create_task(self.hand_in(http))
                await asyncio.sleep(self.chance.expovariate(each_second))

    def longest_silence(self, since: float) -> float:
        """Returns the longest time between two answers, in seconds."""
        times = [since, *(at for at in self.answered_at if at > since)]
        return max((after - before for before, after in pairwise(times)), default=0.0)

    async def _try(
        self, http: httpx2.AsyncClient, key: str, agent: str, body: dict[str, Any]
    ) -> httpx2.Response | None:
        """Tries once; returns None while there is no definite answer."""
        answer = await self._ask(http, key, agent, body)
        if answer is None or answer.status_code in (201, *REFUSED):
            return answer
        self.refusals.append(answer)
        return None

    async def _ask(
        self, http: httpx2.AsyncClient, key: str, agent: str, body: dict[str, Any]
    ) -> httpx2.Response | None:
        token, door = self.site.told["tokens"]["channel"], self.site.told["public"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "User-Agent": agent}
        try:
            return await http.post(f"{door}/api/intake/submissions", json=body, headers=headers, timeout=self.patience)
        except httpx2.HTTPError:
            return None
