"""Shows a supervisor with cause who looked at a case; this look is noted in the same audit trail first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.intake.domain.ids import ThreadId
from services.intake.domain.inspection import Inspection
from services.intake.domain.reading_cause import ReadingCause
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_with_reason import thread_contact
from services.intake.handlers.desk.team import names_in
from services.intake.store import INSPECTIONS
from shared.audit import Entry
from shared.bus import Transaction
from shared.web import Staff

MOST: Final = 500


@dataclass(frozen=True)
class Readers:
    """The looks at a case, at most MOST, the newest first, the present one included. `names`: of staff, by sign-in."""

    entries: list[Entry]
    inspections: list[Inspection]
    names: Mapping[str, str]


async def check_thread(desk: DeskDependencies, thread: ThreadId) -> None:
    """Raises NotFound where there is no such thread."""
    await desk.unit_of_work(lambda tx: thread_contact(tx, thread))


async def read_readers(desk: DeskDependencies, me: Staff, thread: ThreadId, cause: ReadingCause) -> Readers:
    """Returns the looks. The case need not be opened: the audit trail has none of its content.

    Raises NotFound as `check_thread`.
    """

    async def work(tx: Transaction) -> Readers:
        found = await thread_contact(tx, thread)
        await desk.audit.note(tx, me, "readers", found.thread, reason=cause)
        entries = await desk.audit.entries_of(tx, found.thread, MOST)
        inspections = await INSPECTIONS.all(tx, sort="at", descending=True, limit=MOST, thread=found.thread)
        return Readers(entries, inspections, await names_in(tx))

    return await desk.unit_of_work(work)
