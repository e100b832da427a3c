"""The desk gives a one-time code to a person who has no receipt code yet."""

from services.intake.domain import one_time
from services.intake.domain.contact import refuse_unless_with
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.domain.thread import Thread
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.show import show
from services.intake.store.face import THREADS, at_face
from shared import attempts
from shared.bus import Transaction
from shared.clock import next_hour
from shared.sealing import CannotOpen, DataKey, receipt
from shared.sealing.one_time import derive
from shared.web import Staff


async def give_one_time_code(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, *, attempt: str | None = None
) -> str:
    """A new code; a former one opens nothing any more. The same attempt gives the same code.

    Raises Conflict where the person has a receipt code.
    """
    thread = await _thread_without_receipt_code(desk, contact_id, me)
    key, attempt = await desk.key(thread), attempt or attempts.new()
    receipt_code = receipt.derive(desk.pepper, attempt, f"one-time code of {thread}")
    number, code = 0, derive(desk.pepper, attempt, thread, 0)
    while not await _keep(desk, code, receipt_code, thread):
        number += 1
        code = derive(desk.pepper, attempt, thread, number)
    await _replace_receipt(desk, thread, key, receipt_code)
    return code


async def _thread_without_receipt_code(desk: DeskDependencies, contact_id: ContactId, me: Staff) -> ThreadId:
    async def work(tx: Transaction) -> tuple[ThreadId, bool]:
        contact = await load_visible(tx, me, id=contact_id)
        refuse_unless_with(contact, Counsellor(me.sub))
        await desk.audit.note(tx, me, "one-time-code", contact.thread)
        return contact.thread, await THREADS.find(at_face(tx), thread=contact.thread) is not None

    thread, has_thread = await desk.unit_of_work(work)
    one_time.refuse_with_receipt_code(has_thread=has_thread, code_waits=await desk.codes.place_of(thread) is not None)
    return thread


async def _keep(desk: DeskDependencies, code: str, receipt_code: str, thread: ThreadId) -> bool:
    locator = desk.lock.locator(code)
    locked = await desk.lock.lock(code, receipt_code, locator)
    if await desk.codes.give(locator, thread, locked, next_hour(desk.clock() + one_time.LIVES)):
        return True
    return await _is_kept(desk, code, receipt_code, locator, thread)


async def _is_kept(desk: DeskDependencies, code: str, receipt_code: str, locator: str, thread: ThreadId) -> bool:
    """Whether what is in this place is the same code, for the same receipt code."""
    kept = await desk.codes.find(locator, thread)
    try:
        return kept is not None and await desk.lock.unlock(code, kept, locator) == receipt_code
    except CannotOpen:
        return False


async def _replace_receipt(desk: DeskDependencies, thread: ThreadId, key: DataKey, receipt_code: str) -> None:
    """The code of a former wrapping opens nothing from now on."""
    locator = receipt.locator(desk.pepper, receipt_code)
    wrapped = receipt.wrap(receipt.wrapping_key(receipt_code), key, locator)

    async def work(tx: Transaction) -> None:
        tx.lock_key(thread)
        await THREADS.remove(at_face(tx), thread=thread)
        await THREADS.put(at_face(tx), Thread(id=locator, thread=thread, receipt=wrapped, shown={}))
        await show(tx, thread, key)

    await desk.unit_of_work(work)
