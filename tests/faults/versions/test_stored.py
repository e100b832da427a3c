"""Today's code reads every document that the earlier revision's services wrote, and opens what they sealed."""

from functools import partial
from typing import Final

import pytest

from services.intake.handlers.desk.read_file import file_of_case
from services.intake.store import CASES, CONTACTS
from shared.bus import Transaction
from shared.bus.write.unit_of_work import UnitOfWork
from shared.contracts.catalogue import SERVICES
from shared.sealing import PrivateKey
from shared.store import Store
from tests.faults.versions.readers import READERS, WITHOUT_MODEL, Reader
from tests.faults.versions.stored import FIXTURES, Document, stored
from tests.harness.services.intake import a_counsellor, desk_over
from tests.harness.services.recording_service import a_bare_store

pytestmark = pytest.mark.engines

REFUSED: Final = {"intake": {"threads", "channels", "boxes"}}
"""What the face wrote into the desk's own database: intake does not start on it."""


async def fill(store: Store, database: str) -> dict[str, list[Document]]:
    documents = stored(database)
    for name, rows in documents.items():
        await store[name].insert_many(rows)
    return documents


@pytest.mark.parametrize("service", SERVICES)
async def test_what_was_stored_is_read(mongo: str, store_name: str, service: str) -> None:
    async with a_bare_store(mongo, store_name) as store:
        documents = await fill(store, f"lotse_{service}")
        readers = READERS[service]
        assert documents.keys() <= readers.keys() | WITHOUT_MODEL | REFUSED.get(service, set())
        for name, given in documents.items():
            if name in readers:
                understood = await UnitOfWork(store, service)(partial(reading, readers[name], given))
                assert understood == len(given), name


async def reading(reader: Reader, given: list[Document], tx: Transaction) -> int:
    return await reader(tx, given)


async def test_what_was_sealed_is_opened(mongo: str, store_name: str) -> None:
    private = PrivateKey.from_text((FIXTURES / "intake-private-key").read_text().strip())
    async with a_bare_store(mongo, store_name) as store, a_bare_store(mongo, f"{store_name}_keys") as keys:
        await fill(store, "lotse_intake")
        await fill(keys, "lotse_intake_keys")
        desk = desk_over(UnitOfWork(store, "intake"), keys, private)
        cases = await desk.unit_of_work(partial(CASES.all))
        assert cases
        for case in cases:
            (contact,) = await desk.unit_of_work(partial(CONTACTS.all, case_id=case.id))
            seen = await file_of_case(desk, a_counsellor(contact.counsellor or "anna"), case.id)
            assert seen.content.messages
            assert all(message.text for message in seen.content.messages)
