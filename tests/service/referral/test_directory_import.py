"""An import of many entries is stored in parts: wherever it breaks off, it is said how far it came, and it goes on."""

import asyncio
import re
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from services.referral.domain.entries_csv import write
from services.referral.handlers import directory
from services.referral.handlers.operator.import_directory import import_directory
from services.referral.handlers.supervisor import import_entries as importing
from services.referral.handlers.supervisor.import_entries import EntryFile, import_entries, plan_import, read_file
from services.referral.store import PARTNERS
from shared.bus import UnitOfWork
from shared.errors import Conflict, Invalid
from tests.harness.services.referral import Referral
from tests.service.referral.test_directory_pages import DIRECTORY, page, post
from tests.unit.referral.given import partner

pytestmark = pytest.mark.engines
IMPORT = f"{DIRECTORY}/import"


@pytest.fixture(autouse=True)
async def as_it_was(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory, and no import was before."""
    before = await referral.store["partners"].find({}).to_list(None)
    yield
    await referral.store["partners"].delete_many({})
    await referral.store["partners"].insert_many(before)
    await referral.store["entry_imports"].delete_many({})
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


@pytest.fixture
def unit_of_work(referral: Referral) -> UnitOfWork:
    return UnitOfWork(referral.store, "referral")


def ids(number: int) -> list[str]:
    """New ones for each test."""
    test = secrets.token_hex(2)
    return [f"{each:08x}-{test}-4000-8000-000000000000" for each in range(number)]


def a_file(known: list[str]) -> EntryFile:
    return read_file(write([partner(each) for each in known]), "csv")


async def changes(referral: Referral, known: list[str]) -> int:
    return int(await referral.store["entry_changes"].count_documents({"partner_id": {"$in": known}}))


async def progress(referral: Referral) -> tuple[int, int]:
    found = await referral.store["entry_imports"].find_one({"_id": "import"}) or {"stored": 0, "of": 0}
    return found["stored"], found["of"]


class BrokenOff(Exception):
    pass


async def break_off(
    monkeypatch: pytest.MonkeyPatch, number: int, unit_of_work: UnitOfWork, file: EntryFile, seen: int | None = None
) -> None:
    """In that part, when its entries are already written and their transaction is not ended yet."""
    save, parts = directory.save_entries, iter(range(1, 1_000))

    async def saved(*told: Any, **more: Any) -> None:
        await save(*told, **more)
        if next(parts) == number:
            raise BrokenOff

    with monkeypatch.context() as broken:
        broken.setattr(importing, "save_entries", saved)
        with pytest.raises(BrokenOff):
            await import_entries(unit_of_work, file, seen, by="Sven", act_id=secrets.token_hex(32))


@pytest.mark.long
async def test_ten_thousand_rows_are_imported(referral: Referral, unit_of_work: UnitOfWork) -> None:
    known = ids(10_000)
    file = a_file(known)
    planned, seen = await plan_import(unit_of_work, file.rows)
    assert len(planned.planned) == 10_000
    assert await import_entries(unit_of_work, file, seen, by="Sven", act_id=None) == 10_000
    assert await referral.store["partners"].count_documents({"_id": {"$in": known}}) == 10_000
    assert (await changes(referral, known), await progress(referral)) == (10_000, (10_000, 10_000))
    assert await import_entries(unit_of_work, file, None, by="Sven", act_id=None) == 0


async def test_up_to_a_part_it_is_stored_as_a_whole_or_not_at_all(
    referral: Referral, unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ids(directory.AT_ONCE)
    await break_off(monkeypatch, 1, unit_of_work, a_file(known))
    assert await referral.store["partners"].count_documents({"_id": {"$in": known}}) == 0
    assert (await changes(referral, known), await progress(referral)) == (0, (0, 0))


@pytest.mark.parametrize("again", ["the same form", "the same file"])
async def test_broken_off_in_the_middle_it_says_how_far_it_came_and_goes_on(
    referral: Referral, unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    known = ids(10)
    file = a_file(known)
    _, seen = await plan_import(unit_of_work, file.rows)
    await break_off(monkeypatch, 3, unit_of_work, file, seen)
    assert (await changes(referral, known), await progress(referral)) == (6, (6, 10))
    assert 'data-stored="6" data-of="10"' in await page(referral, IMPORT)
    assert "6 von 10 Änderungen sind übernommen" in await page(referral, IMPORT)

    planned, now_seen = await plan_import(unit_of_work, file.rows)
    assert (len(planned.planned), planned.unchanged) == (4, 6)
    seen, act_id = seen if again == "the same form" else now_seen, secrets.token_hex(32)
    assert await import_entries(unit_of_work, file, seen, by="Sven", act_id=act_id) == 4
    assert (await changes(referral, known), await progress(referral)) == (10, (10, 10))
    assert "Er kam zu Ende." in await page(referral, IMPORT)
    assert await import_entries(unit_of_work, file, seen, by="Sven", act_id=act_id) == 0


async def test_who_changed_the_directory_after_the_break_is_not_overwritten_unseen(
    referral: Referral, unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    file = a_file(ids(10))
    _, seen = await plan_import(unit_of_work, file.rows)
    await break_off(monkeypatch, 3, unit_of_work, file, seen)
    entry = referral.partners["partner_b"]["id"]
    assert (await post(referral, f"{DIRECTORY}/{entry}/confirm")).status_code == 303
    with pytest.raises(Conflict):
        await import_entries(unit_of_work, file, seen, by="Sven", act_id=None)
    assert await progress(referral) == (6, 10)


async def test_an_entry_changed_between_two_parts_is_not_overwritten(
    referral: Referral, unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    known = ids(6)
    await import_entries(unit_of_work, a_file(known), None, by="Sven", act_id=None)
    file = read_file(write([partner(each, note="neu in der Datei") for each in known]), "csv")
    save, parts = directory.save_entries, iter((1, 2))

    async def edited_meanwhile(tx: Any, changed: Any, **told: Any) -> None:
        await save(tx, changed, **told)
        if next(parts) == 1:
            before = await unit_of_work(partial(PARTNERS.get, partner_id=known[5]))
            edited = before.model_copy(update={"note": "von Hand"})
            await referral.store["partners"].update_one(
                {"_id": known[5]}, {"$set": {"note": edited.note}, "$inc": {"version": 1}}
            )

    monkeypatch.setattr(importing, "save_entries", edited_meanwhile)
    with pytest.raises(Conflict):
        await import_entries(unit_of_work, file, None, by="Sven", act_id=None)
    assert (await progress(referral)) == (3, 6)
    assert (await unit_of_work(partial(PARTNERS.get, partner_id=known[5]))).note == "von Hand"


async def test_sent_twice_at_once_each_change_is_stored_once(
    referral: Referral, unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    known = ids(10)
    file = a_file(known)
    _, seen = await plan_import(unit_of_work, file.rows)
    act_id = secrets.token_hex(32)
    both = [import_entries(unit_of_work, file, seen, by="Sven", act_id=act_id) for _ in range(2)]
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert not [each for each in ended if not isinstance(each, int | Conflict)]
    assert (await changes(referral, known), await progress(referral)) == (10, (10, 10))


async def test_new_entries_without_an_id_are_made_once_of_one_file(
    referral: Referral, unit_of_work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    name = secrets.token_hex(8)
    file = read_file("id,name,needs\n" + f",{name},legal\n" * 5, "csv")
    await break_off(monkeypatch, 2, unit_of_work, file)
    assert await import_entries(unit_of_work, file, None, by="Sven", act_id=None) == 3
    assert await referral.store["partners"].count_documents({"name": name}) == 5


def test_a_file_with_too_many_rows_is_refused_before_it_is_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST", 2)
    with pytest.raises(Invalid):
        read_file("id,name\n,A\n,B\n,C\n", "csv")


async def test_the_operators_file_is_taken_over_in_parts(referral: Referral, unit_of_work: UnitOfWork) -> None:
    entries = [*await unit_of_work(PARTNERS.all), *[partner(each, topic=each) for each in ids(directory.AT_ONCE + 1)]]
    parts = [await unit_of_work(lambda tx: import_directory(tx, entries)) for _ in range(4)]
    assert parts[0] == directory.AT_ONCE
    assert (sum(parts) > directory.AT_ONCE, parts[-1]) == (True, 0)


KILLED = """
import asyncio, os, signal, sys
from services.referral.handlers.supervisor import import_entries as importing
from shared.bus import UnitOfWork
from shared.store import connect

save, parts = importing.save_entries, iter(range(1, 10))

async def die(*told, **more):
    if next(parts) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    await save(*told, **more)

async def main():
    importing.AT_ONCE, importing.save_entries = 3, die
    mongo, text = sys.stdin.readline().strip(), sys.stdin.read()
    unit_of_work = UnitOfWork(connect(mongo, "lotse_referral"), "referral")
    await importing.import_entries(unit_of_work, importing.read_file(text, "csv"), None, by="Sven", act_id=None)

asyncio.run(main())
"""


@pytest.mark.system
async def test_killed_in_the_middle_the_parts_before_stay_and_the_same_file_goes_on(
    mongo: str, referral: Referral, unit_of_work: UnitOfWork
) -> None:
    """Before the second part has written: what a killed process has written waits for the engine's own limit."""
    known = ids(10)
    text = write([partner(each) for each in known])
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, stdin=asyncio.subprocess.PIPE)
    await killed.communicate(f"{mongo}\n{text}".encode())
    assert killed.returncode == -signal.SIGKILL
    stored, of = re.findall(r'data-stored="(\d+)" data-of="(\d+)"', await page(referral, IMPORT))[0]
    assert (stored, of, await changes(referral, known)) == ("3", "10", 3)
    assert await import_entries(unit_of_work, read_file(text, "csv"), None, by="Sven", act_id=None) == 7
    assert (await changes(referral, known), await progress(referral)) == (10, (10, 10))
