"""A supervisor imports entries from a file: a preview of the changes first, then all of them, in parts."""

import asyncio
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final, Literal

from services.referral.domain import entries_csv, hsds_reading
from services.referral.domain.entry_change import compare
from services.referral.domain.entry_import import MOST, Plan, Planned, Row, plan
from services.referral.domain.entry_import_progress import EntryImportProgress
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import AT_ONCE, revision, save_entries
from services.referral.handlers.supervisor.change_entry import new_entry
from services.referral.store import IMPORT_PROGRESS, PARTNERS
from shared.attempts import is_done, once
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.day import EARLIEST
from shared.errors import Conflict, Invalid

Format = Literal["hsds", "csv"]
MOVED_ON: Final = "Das Verzeichnis hat sich seit der Vorschau geändert. Bitte sehen Sie die neue Vorschau an."
NOT_POSSIBLE: Final = "Es wurde nichts übernommen: Bitte berichtigen Sie zuerst die genannten Zeilen."
TOO_MANY: Final = f"Das sind mehr als {MOST} Zeilen. Bitte teilen Sie die Datei."


@dataclass(frozen=True)
class EntryFile:
    """The rows of a file. `import_id`: the same for the same text, whoever sends it."""

    import_id: str
    rows: list[Row]


def read_file(text: str, written_as: Format) -> EntryFile:
    """Reads the file; a row without an id gets one from its place, so that the same file makes the same entries once.

    Raises Invalid for a text that is no such file, and for one with too many rows. Takes long for a long file: a server
    reads it beside its event loop.
    """
    import_id = hashlib.sha256(text.encode()).hexdigest()
    rows: list[Row] = []
    for row in _rows(text, written_as):
        rows.append(row if row.partner_id else replace(row, partner_id=_id_at(import_id, row.number)))
        if len(rows) > MOST:
            raise Invalid("too-long", TOO_MANY)
    return EntryFile(import_id, rows)


def _rows(text: str, written_as: Format) -> Iterator[Row]:
    return hsds_reading.read(text) if written_as == "hsds" else entries_csv.read(text)


def _id_at(import_id: str, number: int) -> str:
    return str(uuid.uuid5(uuid.UUID(import_id[:32]), str(number)))


async def plan_import(unit_of_work: UnitOfWork, rows: list[Row]) -> tuple[Plan, int]:
    """Returns the changes, and the revision of the directory that they assume.

    A new entry without a date counts as not confirmed for long, until somebody confirms it.
    """
    known, seen, _ = await unit_of_work(_as_it_is)
    return await _plan(rows, known, berlin_day(unit_of_work.clock())), seen


async def _as_it_is(tx: Transaction) -> tuple[list[Partner], int, EntryImportProgress]:
    return await PARTNERS.all(tx), await revision(tx), await import_progress(tx)


async def _plan(rows: list[Row], known: list[Partner], today: date) -> Plan:
    """Makes the plan outside of any transaction, as many rows take longer than one may, and beside the event loop."""

    def blank(partner_id: str) -> Partner:
        return new_entry(today, partner_id).model_copy(update={"assured_on": EARLIEST})

    return await asyncio.to_thread(plan, rows, {each.partner_id: each for each in known}, blank)


async def import_progress(tx: Transaction) -> EntryImportProgress:
    """Returns the progress of the last import; before the first, one with nothing to store."""
    return await IMPORT_PROGRESS.find(tx, id=EntryImportProgress().id) or EntryImportProgress()


async def import_entries(
    unit_of_work: UnitOfWork, file: EntryFile, seen: int | None, *, by: str, act_id: str | None
) -> int:
    """Returns the number of entries in the plan, also those that the same import stored meanwhile; 0 for a repeated
    act.

    `seen`: the revision of the preview; None without one. Each part, of up to AT_ONCE changes, is stored as a whole or
    not at all. After a break the parts before stay and `import_progress` says so: the same file again stores what is
    left, and nothing twice. Raises Conflict where the directory, or later an entry, is not as in the preview, and
    Invalid where a row is wrong: then nothing changed.
    """

    if act_id is not None and await unit_of_work(partial(is_done, act_id=act_id)):
        return 0
    known, found, last = await unit_of_work(_as_it_is)
    if seen is not None and seen != found and not last.goes_on(file.import_id, seen, found):
        raise Conflict("changed-meanwhile", MOVED_ON)
    whole = await _plan(file.rows, known, berlin_day(unit_of_work.clock()))
    if whole.faults:
        raise Invalid(sentence=NOT_POSSIBLE)
    planned, progress = whole.planned, last.begun(file.import_id, len(whole.planned), seen, found)
    for start in range(0, len(planned), AT_ONCE):
        part = planned[start : start + AT_ONCE]
        of_the_act = act_id if start + AT_ONCE >= len(planned) else None
        store = partial(_store, part=part, progress=progress, act_id=of_the_act, by=by)
        progress = await unit_of_work(store)
    return len(planned)


async def _store(
    tx: Transaction, *, part: Sequence[Planned], progress: EntryImportProgress, act_id: str | None, by: str
) -> EntryImportProgress:
    """Stores one part, without the entries that the same import, run twice at once, has stored already.

    Raises Conflict where an entry is not as planned. Only the last part has the act's id.
    """
    found = await revision(tx)
    entries = await PARTNERS.all(tx, partner_id=[each.after.partner_id for each in part])
    stored = {each.partner_id: each for each in entries}
    left = [each for each in part if not _is_there(each, stored.get(each.after.partner_id))]
    if any(stored.get(each.after.partner_id) != each.before for each in left):
        raise Conflict("changed-meanwhile", MOVED_ON)

    async def do() -> None:
        await save_entries(tx, [(each.before, each.after) for each in left], by=by, how="imported")

    await once(tx, act_id, do)
    after = progress.after(len(part), found, await revision(tx), by, tx.now)
    await IMPORT_PROGRESS.put(tx, after)
    return after


def _is_there(planned: Planned, stored: Partner | None) -> bool:
    return stored is not None and not compare(stored, planned.after)
