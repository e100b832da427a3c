"""Puts a one-time code in the place of all that opened a thread before."""

from dataclasses import dataclass, field

from services.intake.domain import new_code, one_time
from services.intake.domain.ids import ThreadId
from services.intake.domain.thread import Thread
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.show import show
from services.intake.store import NEW_CODES
from services.intake.store.face import THREADS, at_face, place_of_one_time_code, replace_one_time_code
from shared.bus import Transaction
from shared.clock import next_hour
from shared.sealing import DataKey, receipt
from shared.sealing.one_time import derive
from shared.store import Document


@dataclass(frozen=True)
class FreshCode:
    """A one-time code that opens nothing before `put_in_place`."""

    code: str = field(repr=False)
    receipt_code: str = field(repr=False)
    place: str
    locked: Document


async def fresh_code(desk: DeskDependencies, thread: ThreadId, attempt: str) -> FreshCode:
    """Makes a code; the same attempt gives the same code."""
    receipt_code = receipt.derive(desk.pepper, attempt, f"one-time code of {thread}")
    number, code = 0, derive(desk.pepper, attempt, thread, 0)
    while not await desk.codes.is_free(desk.lock.locator(code), thread):
        number += 1
        code = derive(desk.pepper, attempt, thread, number)
    place = desk.lock.locator(code)
    return FreshCode(code, receipt_code, place, await desk.lock.lock(code, receipt_code, place))


async def put_in_place(
    desk: DeskDependencies, tx: Transaction, thread: ThreadId, key: DataKey, fresh: FreshCode
) -> None:
    """Puts the code in place; a former code, and a page that is open by one, open nothing from now on."""
    tx.lock_key(thread)
    until = next_hour(desk.clock() + one_time.LIVES)
    await replace_one_time_code(at_face(tx), fresh.place, thread, fresh.locked, until)
    locator = receipt.locator(desk.pepper, fresh.receipt_code)
    wrapped = receipt.wrap(receipt.wrapping_key(fresh.receipt_code), key, locator)
    await THREADS.remove(at_face(tx), thread=thread)
    await THREADS.put(at_face(tx), Thread(id=locator, thread=thread, receipt=wrapped, shown={}))
    await show(tx, thread, key)


async def has_own_code(tx: Transaction, thread: ThreadId) -> bool:
    return one_time.has_own_code(
        has_thread=await THREADS.count(at_face(tx), thread=thread) > 0,
        code_waits=await place_of_one_time_code(at_face(tx), thread) is not None,
        was_renewed=new_code.was_issued(await NEW_CODES.all(tx, thread=thread)),
    )
