"""Counsellor and number of each case, as intake tells them to the services that show cases to staff.

It is also noted whether the person in contact reports for somebody else, and whether the case is one of prevention.
"""

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
    """Notes that the person in contact reports for somebody else."""
    await _note(tx, case_id, {"on_behalf": True})


async def note_purpose(tx: Transaction, case_id: str, *, for_prevention: bool) -> None:
    """Notes whether the case is one of prevention: nothing happened. That ends when something did, after all."""
    await _note(tx, case_id, {"for_prevention": for_prevention})


async def is_for_prevention(tx: Transaction, case_id: str) -> bool:
    return await tx[ASSIGNMENTS].find_one({"_id": case_id, "for_prevention": True}, session=tx.session) is not None


async def is_report(tx: Transaction, case_id: str | None) -> bool:
    return await tx[ASSIGNMENTS].find_one({"_id": case_id, "on_behalf": True}, session=tx.session) is not None


async def numbers_of(tx: Transaction, case_ids: Iterable[str]) -> dict[str, str]:
    """Returns the numbers by case, without cases of which an earlier release told no number."""
    wanted = {"_id": {"$in": sorted(set(case_ids))}, "number": {"$gt": ""}}
    found = await tx[ASSIGNMENTS].find(wanted, {"number": 1}, session=tx.session).to_list(None)
    return {str(each["_id"]): str(each["number"]) for each in found}


async def _note(tx: Transaction, case_id: str, fields: Document) -> None:
    """Writes nothing for an erased case; contact events may arrive later than its erasure."""
    if (await tx.ledgers([case_id]))[case_id].erased is None:
        change = saved(fields, schema=SCHEMA, erase_after=tx.now + RETENTION)
        await tx[ASSIGNMENTS].update_one({"_id": case_id}, change, upsert=True, session=tx.session)


async def forget(tx: Transaction, case_id: str) -> None:
    await tx[ASSIGNMENTS].delete_one({"_id": case_id}, session=tx.session)


async def is_known(tx: Transaction, case_id: str) -> bool:
    """Whether somebody took the case over, be it given back since."""
    taken_over = {"_id": case_id, "counsellor": {"$exists": True}}
    return await tx[ASSIGNMENTS].find_one(taken_over, session=tx.session) is not None


async def refuse_unknown(tx: Transaction, me: Staff, case_id: str) -> None:
    """Raises what `refuse_foreign` does, and NotFound also for a case that nobody took over."""
    await refuse_foreign(tx, me, case_id)
    if not await is_known(tx, case_id):
        raise NotFound


async def refuse_prevention(tx: Transaction, me: Staff, case_id: str) -> None:
    """Raises what `refuse_unknown` does, and NotFound also for a case of prevention."""
    await refuse_unknown(tx, me, case_id)
    if await is_for_prevention(tx, case_id):
        raise NotFound


async def open_among(tx: Transaction, me: Staff, case_ids: Iterable[str]) -> list[str]:
    """Returns the noted cases among these that a counsellor may see: their own, and those that nobody has.

    Call it with cases in which something is to be done, which are few: a counsellor's own become more every year.
    """
    wanted = {"_id": {"$in": sorted(set(case_ids))}}
    found = await tx[ASSIGNMENTS].find(wanted, {"counsellor": 1}, session=tx.session).to_list(None)
    return [str(each["_id"]) for each in found if each.get("counsellor") in (None, me.reference)]


async def refuse_foreign(tx: Transaction, me: Staff, case_id: str) -> None:
    """Raises NotFound for a colleague's case; for a supervisor ReasonNeeded, unless they opened it with a reason.

    Call it before anything of the case is read.
    """
    anothers = {"_id": case_id, "counsellor": {"$nin": [None, me.reference]}}
    if await tx[ASSIGNMENTS].find_one(anothers, session=tx.session) is None:
        return
    if me.role != "supervisor":
        raise NotFound
    if not me.has_opened(case_id, tx.now):
        raise ReasonNeeded(case_id)
