"""The desk writes down what somebody tells on the phone, and gives a code for the way back."""

from services.intake.domain import acceptance, one_time
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.concern import Concern
from services.intake.domain.contact import refuse_unless_with
from services.intake.domain.state import ContactId, Counsellor, ThreadId
from services.intake.domain.thread import Thread
from services.intake.handlers import accept
from services.intake.handlers.access import seen_by
from services.intake.handlers.take_over import take_over
from services.intake.handlers.workplace import Phone
from services.intake.store import ACCEPTANCES, CONTACTS, THREADS
from shared.bus import Transaction
from shared.sealing import DataKey, receipt
from shared.sealing.one_time import random_code
from shared.web import Staff


async def record_call(phone: Phone, concern: Concern, me: Staff, *, attempt: str) -> ContactId:
    """The same page sent twice is one contact. Who spoke with the person is responsible for it."""
    known_by, body = accept.hashes(phone.pepper, concern.model_dump_json(), attempt, f"phone of {me.sub}")
    recorded = accept.of(concern, phone.clock())
    new = recorded.state
    key = await phone.desk.keys.create(new.thread)

    async def work(tx: Transaction) -> Acceptance:
        earlier = await ACCEPTANCES.find(tx, id=known_by)
        if earlier:
            return acceptance.same(earlier, body)
        await accept.record(tx, recorded, concern, key, unread=False)
        accepted = Acceptance(id=known_by, body=body, contact_id=new.id, case_id=new.case_id)
        await ACCEPTANCES.add(tx, accepted)
        return accepted

    contact_id = (await phone.desk.unit_of_work(work)).contact_id
    await take_over(phone.desk, contact_id, me)
    return contact_id


async def give_code(phone: Phone, contact_id: ContactId, me: Staff) -> str:
    """A new one-time code; a former one opens nothing any more. Conflict where the person has a receipt code."""
    thread = await _of_whom(phone, contact_id, me)
    key = await phone.desk.key(thread)
    code, receipt_code = random_code(), receipt.random_code()
    while not await _keep(phone, code, receipt_code, thread):
        code = random_code()
    await _exchange_receipt(phone, thread, contact_id, key, receipt_code)
    return code


async def _of_whom(phone: Phone, contact_id: ContactId, me: Staff) -> ThreadId:
    async def work(tx: Transaction) -> tuple[ThreadId, bool]:
        contact = await seen_by(tx, me, id=contact_id)
        refuse_unless_with(contact, Counsellor(me.sub))
        await phone.desk.audit.note(tx, me, "one-time-code", contact.thread)
        return contact.thread, await THREADS.find(tx, thread=contact.thread) is not None

    thread, has_thread = await phone.desk.unit_of_work(work)
    one_time.refuse_with_receipt_code(has_thread=has_thread, code_waits=await phone.codes.waits(thread))
    return thread


async def _keep(phone: Phone, code: str, receipt_code: str, thread: ThreadId) -> bool:
    locator = phone.lock.locator(code)
    locked = await phone.lock.lock(code, receipt_code, locator)
    return await phone.codes.give(locator, thread, locked, one_time.TRIES, phone.clock() + one_time.LIVES)


async def _exchange_receipt(
    phone: Phone, thread: ThreadId, contact_id: ContactId, key: DataKey, receipt_code: str
) -> None:
    await phone.receipts.replace(thread, receipt.wrap(receipt.wrapping_key(receipt_code), key, thread))

    async def work(tx: Transaction) -> None:
        contact = await CONTACTS.get(tx, id=contact_id)
        tx.lock_key(thread)
        locator = receipt.locator(phone.pepper, receipt_code)
        await THREADS.add(tx, Thread(id=locator, thread=thread, contact_id=contact.id, case_id=contact.case_id))

    await phone.desk.unit_of_work(work)
