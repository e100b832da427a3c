"""`python -m tests.bench.floors.accept`: takes a submission and writes what ours wrote for one, with new ids.

The same documents in the same commits (key, receipt, then one transaction), all values made before the first request;
at `/two` one transaction of two inserts.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from services.intake.store import INDEXES, KEY_INDEXES
from shared.bus import INDEXES as BUS_INDEXES
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.store import InsertOne, Session, connect, prepare, transaction
from tests.harness.bench.sample_documents import STATES, Left, renewed, sample

AHEAD: Final = 10_000
SAMPLE, SAMPLE_KEYS = "lotse_intake", "lotse_intake_keys"
OURS, OUR_KEYS = "bench_floor", "bench_floor_keys"


class Floor:
    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._store, self._keys = connect(uri, OURS), connect(uri, OUR_KEYS)
        self._ready: list[Left] = []

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        await prepare(self._store, {**BUS_INDEXES, **INDEXES})
        await prepare(self._keys, KEY_INDEXES)
        left = await sample(connect(self._uri, SAMPLE), connect(self._uri, SAMPLE_KEYS))
        self._ready.extend(renewed(left) for _ in range(AHEAD))
        yield

    async def submit(self, submission: dict[str, Any]) -> dict[str, str]:
        documents, store = self._ready.pop(), self._store
        await self._keys["keys"].insert_one(documents["keys"][0])
        await self._keys["receipts"].insert_one(documents["receipts"][0])

        async def write(session: Session) -> None:
            for name in STATES:
                for document in documents[name]:
                    await store[name].insert_one(document, session=session)
            ledgers = [InsertOne(document) for document in documents[LEDGER]]
            await store[LEDGER].bulk_write(ledgers, ordered=False, session=session)
            await store[OUTBOX].insert_many(documents[OUTBOX], session=session)

        await transaction(store, write)
        return told(documents)

    async def two(self, submission: dict[str, Any]) -> dict[str, str]:
        documents, store = self._ready.pop(), self._store

        async def write(session: Session) -> None:
            await store["contacts"].insert_one(documents["contacts"][0], session=session)
            await store["cases"].insert_one(documents["cases"][0], session=session)

        await transaction(store, write)
        return told(documents)


def told(documents: Left) -> dict[str, str]:
    return {"contact_id": documents["contacts"][0]["_id"], "case_id": documents["cases"][0]["_id"]}


def app(uri: str) -> FastAPI:
    floor = Floor(uri)
    made = FastAPI(lifespan=floor.lifespan)
    made.add_api_route("/api/intake/submissions", floor.submit, methods=["POST"], status_code=201)
    made.add_api_route("/two", floor.two, methods=["POST"], status_code=201)
    return made


if __name__ == "__main__":
    uvicorn.run(
        app(os.environ["LOTSE_STORE"]), port=int(os.environ["LOTSE_PORT_OWN"]), access_log=False, log_config=None
    )
