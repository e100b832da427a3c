"""A counsellor writes down what somebody tells on the phone."""

from services.intake.domain import acceptance
from services.intake.domain.acceptance import Acceptance, keyed_hashes
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.take_over import assign_to
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.new_contact import (
    add_contact,
    add_message,
    add_safe_contact,
    new_contact,
)
from services.intake.handlers.show import show_later
from services.intake.handlers.thread_content import thread_content
from services.intake.store import ACCEPTANCES, SAFE_CONTACTS
from shared.bus import Transaction
from shared.web import Staff


async def record_call(desk: DeskDependencies, concern: Concern, me: Staff, *, attempt: str) -> ContactId:
    """The same page sent twice is one contact. Who spoke with the person is responsible for it."""
    known_by, body = keyed_hashes(desk.pepper, concern.canonical(), attempt, f"phone of {me.sub}")
    recorded = new_contact(concern, desk.clock())
    new = recorded.state
    key = await desk.keys.create(new.thread)

    async def work(tx: Transaction) -> Acceptance:
        earlier = await ACCEPTANCES.find(tx, id=known_by)
        if earlier:
            acceptance.refuse_another_body(earlier.body, body)
            return earlier
        await add_contact(tx, recorded, concern, key, unread=False)
        accepted = Acceptance(id=known_by, body=body, contact_id=new.id, case_id=new.case_id)
        await ACCEPTANCES.add(tx, accepted)
        await assign_to(tx, new.id, me)
        return accepted

    return (await desk.unit_of_work(work)).contact_id


async def add_to_call(desk: DeskDependencies, concern: Concern, me: Staff, *, attempt: str) -> ContactId:
    """For what `record_call` refused as another call of the same page: what is new of it is added to the first.

    Raises NotFound where that is not there any more, or somebody else's. Done again, it changes nothing more.
    """
    known_by, _ = keyed_hashes(desk.pepper, concern.canonical(), attempt, f"phone of {me.sub}")
    first = await desk.unit_of_work(lambda tx: _contact_of(tx, me, known_by))
    key = await desk.key(first.thread)

    async def work(tx: Transaction) -> None:
        content = await thread_content(tx, first.thread, key)
        tx.lock_key(first.thread)
        if concern.text not in [each.text for each in content.messages]:
            await add_message(tx, first, key, concern.text, number=len(content.messages) + 1, unread=False)
        if concern.safe_contact and concern.safe_contact != content.safe_contact:
            earlier = await SAFE_CONTACTS.count(tx, thread=first.thread)
            await add_safe_contact(tx, first, key, concern.safe_contact, number=earlier + 1)
        show_later(tx, first.thread)

    await desk.unit_of_work(work)
    return first.id


async def _contact_of(tx: Transaction, me: Staff, known_by: str) -> Contact:
    accepted = await ACCEPTANCES.get(tx, id=known_by)
    return await load_visible(tx, me, id=accepted.contact_id)
