"""Reads what persons said about letters they got, for one's own tasks about them; that it was read is noted."""

from collections.abc import Iterable

from services.intake.domain.form_message import FORM_MESSAGE, Letter
from services.intake.domain.ids import CaseId, ThreadId
from services.intake.domain.task import Task, TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import open_tasks
from services.intake.sealed_fields import open_message
from services.intake.store import MESSAGES
from shared.bus import Transaction
from shared.errors import NotFound
from shared.sealing import DataKey
from shared.web import Staff

Letters = tuple[Letter, ...]


async def read_letters(desk: DeskDependencies, me: Staff, tasks: Iterable[Task]) -> dict[ThreadId, Letters]:
    """Returns by thread the letters that a task is about: those that came while it was open, the first one included.

    Requires that `me` is responsible for these threads. A thread that was erased is left out.
    """
    about = [each for each in tasks if each.kind is TaskKind.LETTER]
    keys = {each.thread: key for each in about if (key := await _key(desk, each.thread))}

    async def work(tx: Transaction) -> dict[ThreadId, Letters]:
        found = {}
        for each in about:
            if each.thread not in keys:
                continue
            await desk.audit.note(tx, me, "letter", each.thread)
            said = await MESSAGES.all(tx, sort="number", thread=each.thread, kind="letter")
            opened = (open_message(keys[each.thread], message) for message in said[-(1 + each.news) :])
            found[each.thread] = tuple(
                of for plain in opened if isinstance(of := FORM_MESSAGE.validate_json(plain), Letter)
            )
        return found

    return await desk.unit_of_work(work) if keys else {}


async def letters_to_enter(desk: DeskDependencies, me: Staff, case_id: CaseId) -> Letters:
    """Returns the letters of a case of one's own that nobody has finished with. Raises like load_visible."""

    async def work(tx: Transaction) -> list[Task]:
        contact = await load_visible(tx, me, case_id=case_id)
        return await open_tasks(tx, contact.thread) if contact.counsellor == me.sub else []

    found = await read_letters(desk, me, await desk.unit_of_work(work))
    return found.get(ThreadId(case_id), ())


async def _key(desk: DeskDependencies, thread: ThreadId) -> DataKey | None:
    try:
        return await desk.key(thread)
    except NotFound:
        return None
