"""A small intake, referral or statistics on the real bus.

Run as a program, it prints `ready`; then intake publishes a fact of a case for each line that it reads, such as `opened
KEY`. It ends with its input. `small_services_earlier.txt` is the same program with the names of the earlier revision.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from shared.bus import INDEXES, Bus, Connection, Transaction, UnitOfWork
from shared.contracts.intake import CaseAnswered, CaseErased
from shared.contracts.message import Message
from shared.store import Store, connect, prepare
from tests.harness.case_events import case_opened, case_triaged
from tests.harness.services.recording_service import QUICK, hearing, settings
from tests.harness.services.small_referral import Small

ROLE: Final = "ROLE"
FACTS: Final[dict[str, Callable[[str], Message]]] = {
    "opened": case_opened,
    "triaged": case_triaged,
    "answered": lambda key: CaseAnswered(case_id=key),
    "erased": lambda key: CaseErased(case_id=key),
}


@asynccontextmanager
async def a_small_service(service: str, store: Store, kafka: Connection) -> AsyncIterator[None]:
    if service != "referral":
        async with hearing(service, store, kafka):
            yield
        return
    small = Small(store)
    bus = Bus(
        settings=settings(service, kafka),
        unit_of_work=UnitOfWork(store, service),
        event_handlers=small.event_handlers(),
        effects={"fetch": small.fetch},
        intervals=QUICK,
    )
    async with bus.running():
        yield


async def publish(unit_of_work: UnitOfWork, fact: str, key: str) -> None:
    async def work(tx: Transaction) -> None:
        tx.publish(FACTS[fact](key), key=key)

    await unit_of_work(work)


def main() -> None:
    asyncio.run(serve(**json.loads(os.environ[ROLE])))


async def serve(service: str, uri: str, database: str, kafka: Mapping[str, str]) -> None:
    store = connect(uri, database)
    await prepare(store, INDEXES)
    async with a_small_service(service, store, Connection(**kafka)):
        print("ready", flush=True)  # noqa: T201 - whoever started it waits for this
        while line := await asyncio.to_thread(sys.stdin.readline):
            await publish(UnitOfWork(store, service), *line.split())
    await store.close()


if __name__ == "__main__":
    main()
