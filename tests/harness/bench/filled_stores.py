"""Stores that hold many cases, filled in bulk."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Final

from services.intake.domain.case_number import ALPHABET, LENGTH, CaseNumber, case_number
from services.statistics.store import CONTRIBUTIONS
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX, SENT
from shared.store import Document, Store
from tests.bench.accept import BODY
from tests.harness.bench import generated_events, sample_documents
from tests.harness.bench.engines import Place
from tests.harness.bench.http_load import load, submission
from tests.harness.bench.processes import a_service, intake_stores, port_of, taken_over
from tests.harness.case_events import a_key
from tests.harness.services.intake import TOKEN

OPEN: Final = 200
"""Number of contacts that nobody has taken over, whatever the number of cases."""
AT_ONCE: Final = 2_000


@asynccontextmanager
async def filled_intake(place: Place, size: int) -> AsyncIterator[tuple[int, Store]]:
    async with intake_stores(place) as (store, keys), a_service(place, "intake-face") as face:
        await load(port_of(face), [submission(BODY, TOKEN)])
        await taken_over(store, keys)
        left, places = await sample_documents.sample(store, keys), sample_documents.places(store, keys)
        for document in left[OUTBOX]:
            document["status"] = SENT
        for start in range(0, size, AT_ONCE):
            copies = [sample_documents.renewed(left) for _ in range(min(AT_ONCE, size - start))]
            for place_in_all, copy in enumerate(copies, start):
                for case in copy["cases"]:
                    case["number"] = numbered(place_in_all)
            for name in left:
                documents = [document for copy in copies for document in copy[name]]
                await places[name][name].insert_many(documents, ordered=False)
            if start == 0:
                await store["contacts"].update_many({}, {"$set": {"state": "closed"}})
                await _open(store, OPEN)
                left["contacts"][0]["state"] = "closed"
                left["messages"][0]["unread"] = False
                await store["messages"].update_many({}, {"$set": {"unread": False}})
        yield port_of(face), store


def numbered(place: int) -> CaseNumber:
    """Returns a case number of its own for each place: of a hundred thousand drawn ones some are the same."""
    return case_number("".join(ALPHABET[place // len(ALPHABET) ** digit % len(ALPHABET)] for digit in range(LENGTH)))


async def _open(store: Store, many: int) -> None:
    waiting = await store["contacts"].find({}, {"_id": 1}).limit(many).to_list(many)
    chosen = {"_id": {"$in": [contact["_id"] for contact in waiting]}}
    await store["contacts"].update_many(chosen, {"$set": {"state": "recorded"}})


async def close_what_is_new(store: Store, but: Collection[str] = ()) -> None:
    """Closes new contacts and marks messages as read, except for the cases in `but`, which are still looked for."""
    new = {"state": "recorded", "case_id": {"$nin": list(but)}}
    await store["contacts"].update_many(new, {"$set": {"state": "closed"}})
    await store["messages"].update_many({"unread": True}, {"$set": {"unread": False}})


async def fill_statistics(store: Store, size: int) -> None:
    for start in range(0, size, AT_ONCE):
        names = [a_key() for _ in range(min(AT_ONCE, size - start))]
        await store[LEDGER].insert_many([_heard(name) for name in names], ordered=False)
        counted = [
            {"_id": f"case:{name}", "key": name, "cells": [["cases", "2026-Q2", "SN", "mandate"]]} for name in names
        ]
        await store[CONTRIBUTIONS].insert_many(counted, ordered=False)


def _heard(name: str) -> Document:
    return {
        "_id": name,
        "issued": {},
        "applied": {generated_events.CASES: {"n": 5, "id": a_key()}},
        "changed": generated_events.AT,
    }
