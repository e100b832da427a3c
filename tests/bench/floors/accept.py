"""`python -m tests.bench.floors.accept`: takes a submission and writes what ours wrote for one, with new ids.

The same document in one insert, all values made before the first request; at `/together` all that came while an insert
was under way in the next one, as ours does; at `/two` one transaction of two inserts.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from services.intake.store.face import DATABASE, INDEXES
from shared.store import Document, Grouped, Session, connect, prepare, transaction
from tests.harness.bench.sample_documents import renewed

AHEAD: Final = 20_000
OURS: Final = "bench_floor"
BESIDES: Final = "threads"
"""The other collection that a transaction of two inserts writes."""


class Floor:
    def __init__(self, uri: str) -> None:
        self._sample, self._store = connect(uri, DATABASE), connect(uri, OURS)
        self._ready: list[Document] = []
        self._insert = Grouped(self._insert_all)

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        await prepare(self._store, INDEXES)
        left = {"requests": [await self._sample["requests"].find_one({}) or {}]}
        self._ready.extend(renewed(left)["requests"][0] for _ in range(AHEAD))
        yield

    async def submit(self, submission: dict[str, Any]) -> dict[str, str]:
        document = self._ready.pop()
        await self._store["requests"].insert_one(document)
        return told(document)

    async def together(self, submission: dict[str, Any]) -> dict[str, str]:
        document = self._ready.pop()
        await self._insert(document)
        return told(document)

    async def _insert_all(self, documents: Sequence[Document]) -> Sequence[Document]:
        await self._store["requests"].insert_many(documents, ordered=False)
        return documents

    async def two(self, submission: dict[str, Any]) -> dict[str, str]:
        document, store = self._ready.pop(), self._store

        async def write(session: Session) -> None:
            await store["requests"].insert_one(document, session=session)
            await store[BESIDES].insert_one({"_id": document["locator"], "thread": document["_id"]}, session=session)

        await transaction(store, write)
        return told(document)


def told(document: Document) -> dict[str, str]:
    return {"contact_id": document["contact_id"], "case_id": document["case_id"]}


def app(uri: str) -> FastAPI:
    floor = Floor(uri)
    made = FastAPI(lifespan=floor.lifespan)
    made.add_api_route("/api/intake/submissions", floor.submit, methods=["POST"], status_code=201)
    made.add_api_route("/together", floor.together, methods=["POST"], status_code=201)
    made.add_api_route("/two", floor.two, methods=["POST"], status_code=201)
    return made


if __name__ == "__main__":
    uvicorn.run(
        app(os.environ["LOTSE_STORE"]), port=int(os.environ["LOTSE_PORT_OWN"]), access_log=False, log_config=None
    )
