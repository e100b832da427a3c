"""Notes why something that somebody waits for ends without an answer, in the transaction of the act that ends it."""

from collections.abc import Sequence
from typing import Final

from services.intake.domain.ids import ThreadId
from services.intake.domain.note import Direction, NoteKind
from services.intake.domain.task import Task
from services.intake.domain.unanswered import Unanswered, owed
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.write_note import Written, make_note
from services.intake.store import NOTES
from services.intake.unanswered_texts import in_the_file, named
from shared.bus import Transaction
from shared.sealing import DataKey
from shared.web import Staff
from shared.web.forms import InvalidForm

STILL_OWED: Final = "Darauf wartet jemand: {}. Bitte antworten Sie, oder wählen Sie, warum keine Antwort nötig ist."


async def leave_unanswered(
    desk: DeskDependencies,
    tx: Transaction,
    key: DataKey,
    me: Staff,
    thread: ThreadId,
    ending: Sequence[Task],
    why: Unanswered | None,
) -> None:
    """Notes `why` in the file, where one of the tasks in `ending` is owed to somebody.

    `key`: the thread's. Raises InvalidForm at `unanswered` where something is owed and nobody says why.
    """
    waiting = owed(ending)
    if not waiting:
        return
    if why is None:
        raise InvalidForm.at({"unanswered": STILL_OWED.format(named(waiting))})
    said = Written(NoteKind.NOTE, Direction.INTERNAL, in_the_file(waiting, why))
    tx.lock_key(thread)
    number = await NOTES.count(tx, thread=thread) + 1
    await NOTES.add(tx, make_note(tx, key, thread, me, said, number))
    await desk.audit.note(tx, me, "noted", thread)
