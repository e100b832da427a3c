"""A supervisor imports entries from a file: first what it would change, then all of it in one transaction."""

from collections.abc import Iterator
from typing import Final, Literal

from services.referral.domain import entries_csv, hsds_reading
from services.referral.domain.entry_import import MOST, Plan, Row, plan
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import revision, save_entries
from services.referral.handlers.supervisor.change_entry import new_entry
from services.referral.store import PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.day import EARLIEST
from shared.errors import Conflict, Invalid

Format = Literal["hsds", "csv"]
MOVED_ON: Final = "Das Verzeichnis hat sich seit der Vorschau geändert. Bitte sehen Sie die neue Vorschau an."
NOT_POSSIBLE: Final = "Es wurde nichts übernommen: Bitte berichtigen Sie zuerst die genannten Zeilen."
TOO_MANY: Final = f"Das sind mehr als {MOST} Zeilen. Bitte teilen Sie die Datei."


def read_rows(text: str, written_as: Format) -> list[Row]:
    """Raises Invalid for what is no such file, and for one with too many rows."""
    rows: list[Row] = []
    for row in _rows(text, written_as):
        rows.append(row)
        if len(rows) > MOST:
            raise Invalid("too-long", TOO_MANY)
    return rows


def _rows(text: str, written_as: Format) -> Iterator[Row]:
    return hsds_reading.read(text) if written_as == "hsds" else entries_csv.read(text)


async def plan_import(tx: Transaction, rows: list[Row]) -> tuple[Plan, int]:
    """What it would change, and the revision of the directory that this assumes.

    A new entry without a date counts as not confirmed for long, until somebody confirms it.
    """
    known = {each.partner_id: each for each in await PARTNERS.all(tx)}

    def blank(partner_id: str) -> Partner:
        return new_entry(berlin_day(tx.now), partner_id).model_copy(update={"assured_on": EARLIEST})

    return plan(rows, known, blank), await revision(tx)


async def import_entries(tx: Transaction, rows: list[Row], seen: int | None, *, by: str, act_id: str | None) -> int:
    """How many entries changed. `seen`: the revision of the preview.

    Raises Conflict where the directory is another one by now, and Invalid where a row is wrong: then nothing changed.
    """

    async def do() -> str:
        planned, now = await plan_import(tx, rows)
        if seen is not None and seen != now:
            raise Conflict("changed-meanwhile", MOVED_ON)
        if planned.faults:
            raise Invalid(sentence=NOT_POSSIBLE)
        await save_entries(tx, [(each.before, each.after) for each in planned.planned], by=by, how="imported")
        return str(len(planned.planned))

    return int((await once(tx, act_id, do)).result)
