"""Whose case it is and by which number staff know it, as intake tells it to the services that show cases to staff."""

from collections.abc import Iterable, Mapping
from typing import Final

from shared.bus.write.unit_of_work import Transaction
from shared.errors import NotFound, ReasonNeeded
from shared.retention import Basis, Period, ProcessingRecord, Whose
from shared.store import RETENTION, Document, Index, saved
from shared.web.session import Staff

ASSIGNMENTS: Final = "assignments"
SCHEMA: Final = 1
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {ASSIGNMENTS: (Index(("counsellor",)),)}
STORE: Final = {
    ASSIGNMENTS: ProcessingRecord(
        why="Einen Fall sieht, wer für ihn zuständig ist",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period("bis der Fall gelöscht wird", "event"),
        fields={
            "Kennung des Falls": "_id",
            "Zuständige Person, als Kennung": "counsellor",
            "Fallnummer": "number",
            "Ob sich jemand für einen anderen Menschen meldet": "on_behalf",
            "Ob es um Vorbeugung geht und nichts geschehen ist": "for_prevention",
            "Ordnung des Bestands (Stand, Aufbau, Löschdatum)": "version schema erase_after",
        },
    ),
}


async def assign(tx: Transaction, case_id: str, counsellor: str | None) -> None:
    await _note(tx, case_id, {"counsellor": counsellor})


async def note_number(tx: Transaction, case_id: str, number: str) -> None:
    await _note(tx, case_id, {"number": number})


async def note_report(tx: Transaction, case_id: str) -> None:
    """Whoever is written to in this case reports for another."""
    await _note(tx, case_id, {"on_behalf": True})


async def note_purpose(tx: Transaction, case_id: str, *, for_prevention: bool) -> None:
    """Whether nothing happened. It ends when something did, after all."""
    await _note(tx, case_id, {"for_prevention": for_prevention})


async def is_for_prevention(tx: Transaction, case_id: str) -> bool:
    return await tx[ASSIGNMENTS].find_one({"_id": case_id, "for_prevention": True}, session=tx.session) is not None


async def is_report(tx: Transaction, case_id: str | None) -> bool:
    return await tx[ASSIGNMENTS].find_one({"_id": case_id, "on_behalf": True}, session=tx.session) is not None


async def numbers_of(tx: Transaction, case_ids: Iterable[str]) -> dict[str, str]:
    """By case; without those of which an earlier release told no number."""
    wanted = {"_id": {"$in": sorted(set(case_ids))}, "number": {"$gt": ""}}
    found = await tx[ASSIGNMENTS].find(wanted, {"number": 1}, session=tx.session).to_list(None)
    return {str(each["_id"]): str(each["number"]) for each in found}


async def _note(tx: Transaction, case_id: str, fields: Document) -> None:
    """The contact's topic may come after the end of the case on its own."""
    if (await tx.ledgers([case_id]))[case_id].erased is None:
        change = saved(fields, schema=SCHEMA, erase_after=tx.now + RETENTION)
        await tx[ASSIGNMENTS].update_one({"_id": case_id}, change, upsert=True, session=tx.session)


async def forget(tx: Transaction, case_id: str) -> None:
    await tx[ASSIGNMENTS].delete_one({"_id": case_id}, session=tx.session)


async def is_known(tx: Transaction, case_id: str) -> bool:
    """Whether somebody took it over."""
    taken_over = {"_id": case_id, "counsellor": {"$exists": True}}
    return await tx[ASSIGNMENTS].find_one(taken_over, session=tx.session) is not None


async def refuse_unknown(tx: Transaction, me: Staff, case_id: str) -> None:
    """As `refuse_foreign`. Raises NotFound also for a case that nobody took over."""
    await refuse_foreign(tx, me, case_id)
    if not await is_known(tx, case_id):
        raise NotFound


async def refuse_prevention(tx: Transaction, me: Staff, case_id: str) -> None:
    """As `refuse_unknown`. Raises NotFound also where nothing happened."""
    await refuse_unknown(tx, me, case_id)
    if await is_for_prevention(tx, case_id):
        raise NotFound


async def open_among(tx: Transaction, me: Staff, case_ids: Iterable[str]) -> list[str]:
    """Which of these `refuse_foreign` lets a counsellor see: their own, and those of nobody.

    Asked of cases in which something is to be done, which are few: of one's own there are more every year.
    """
    wanted = {"_id": {"$in": sorted(set(case_ids))}}
    found = await tx[ASSIGNMENTS].find(wanted, {"counsellor": 1}, session=tx.session).to_list(None)
    return [str(each["_id"]) for each in found if each.get("counsellor") in (None, me.reference)]


async def refuse_foreign(tx: Transaction, me: Staff, case_id: str) -> None:
    """Before anything of the case is read: a colleague's is not there, except for a supervisor with a reason."""
    anothers = {"_id": case_id, "counsellor": {"$nin": [None, me.reference]}}
    if await tx[ASSIGNMENTS].find_one(anothers, session=tx.session) is None:
        return
    if me.role != "supervisor":
        raise NotFound
    if not me.has_opened(case_id, tx.now):
        raise ReasonNeeded(case_id)
