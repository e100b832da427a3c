"""A counsellor writes down what somebody tells on the phone, or copies what came on paper."""

from datetime import datetime
from typing import Final

from services.intake.domain import acceptance, contact
from services.intake.domain.acceptance import Acceptance, keyed_hashes
from services.intake.domain.concern import Concern
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.safe_contact import SafeContact, StatedFor
from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import answers_press
from services.intake.handlers.desk.caller_check import responsible
from services.intake.handlers.desk.keep_draft import end_draft
from services.intake.handlers.desk.one_time_code import has_own_code
from services.intake.handlers.desk.take_over import assign_to
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import person_wrote
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
from shared.clock import whole_hour
from shared.contracts.vocabulary import Channel
from shared.errors import Conflict
from shared.sealing import DataKey
from shared.web import Staff

COPIED: Final = frozenset({Channel.LETTER, Channel.MAIL})
"""Channels by which nobody has proven who it is from."""

ANOTHER_WAY: Final = (
    "Der Kontaktweg ändert sich hier nicht mehr: Er wurde seither geändert, oder die Person hat schon einen eigenen "
    "Code. Bitte ändern Sie ihn beim Anliegen unter „Für die Person ändern“, und lassen Sie ihn hier leer."
)


async def record_call(
    desk: DeskDependencies, concern: Concern, me: Staff, *, attempt: str, draft: str = ""
) -> ContactId:
    """Records the call; the same page sent twice is one contact.

    Who spoke with the person is responsible for it, unless it is of the press, which the head has. `draft`: the
    reference under which the form was kept while it was typed.
    """
    known_by, body = keyed_hashes(desk.pepper, concern.canonical(), attempt, issuer(me))
    recorded = new_contact(concern, desk.clock())
    new = recorded.state
    key = await desk.keys.create(new.thread)

    async def work(tx: Transaction) -> Acceptance:
        earlier = await ACCEPTANCES.find(tx, id=known_by)
        if earlier:
            acceptance.refuse_another_body(earlier.body, body)
            return earlier
        copied = _copied(concern.channel, me, tx.now)
        await add_contact(tx, desk.found_by, recorded, concern, key, unread=False, copied=copied)
        accepted = Acceptance(id=known_by, body=body, contact_id=new.id, case_id=new.case_id)
        await ACCEPTANCES.add(tx, accepted)
        if not new.is_press or await answers_press(tx, me):
            await assign_to(tx, new.id, me)
        await end_draft(tx, me, draft)
        return accepted

    return (await desk.unit_of_work(work)).contact_id


async def is_recorded(desk: DeskDependencies, me: Staff, *, attempt: str) -> bool:
    """Whether a call of this page was recorded before."""
    known_by, _ = keyed_hashes(desk.pepper, "", attempt, issuer(me))
    return await desk.unit_of_work(lambda tx: ACCEPTANCES.count(tx, id=known_by)) > 0


def issuer(me: Staff) -> str:
    return f"phone of {me.sub}"


async def add_to_call(desk: DeskDependencies, concern: Concern, me: Staff, *, attempt: str) -> ContactId:
    """Adds to the first call what is new in another one of the same page, which `record_call` refused.

    Done again, it changes nothing more. Raises NotFound where the first is not there any more, Conflict where it is
    closed or somebody else's, or the way to reach the person differs and may not be changed from a call any more.
    """
    known_by, _ = keyed_hashes(desk.pepper, concern.canonical(), attempt, issuer(me))
    first = await desk.unit_of_work(lambda tx: _contact_of(tx, me, known_by))
    key = await desk.key(first.thread)

    async def work(tx: Transaction) -> None:
        of = await _to_add_to(tx, me, first.id)
        tx.lock_key(of.thread)
        content = await thread_content(tx, of.thread, key)
        copied = _copied(of.channel, me, tx.now) or _copied(concern.channel, me, tx.now)
        if concern.text not in [each.text for each in content.messages]:
            number, is_copied = len(content.messages) + 1, copied is not None
            to_head = of.is_press and of.counsellor is None
            await add_message(tx, of, key, concern.text, number=number, unread=to_head, copied=is_copied)
            if to_head:
                await person_wrote(tx, of.thread)
        if concern.safe_contact:
            await _change_way(tx, of, key, concern.safe_contact, content, copied)
        show_later(tx, of.thread)

    await desk.unit_of_work(work)
    return first.id


async def _change_way(
    tx: Transaction, of: Contact, key: DataKey, way: SafeContact, content: ThreadContent, copied: StatedFor | None
) -> None:
    if way == content.safe_contact:
        return
    earlier = await SAFE_CONTACTS.count(tx, thread=of.thread)
    if earlier > 1 or await has_own_code(tx, of.thread):
        raise Conflict("not-in-this-state", ANOTHER_WAY)
    await add_safe_contact(tx, of, key, way, number=earlier + 1, stated_for=copied)


def _copied(channel: Channel, me: Staff, now: datetime) -> StatedFor | None:
    return StatedFor(by=Counsellor(me.sub), at=whole_hour(now)) if channel in COPIED else None


async def _contact_of(tx: Transaction, me: Staff, known_by: str) -> Contact:
    accepted = await ACCEPTANCES.get(tx, id=known_by)
    return await _to_add_to(tx, me, accepted.contact_id)


async def _to_add_to(tx: Transaction, me: Staff, contact_id: ContactId) -> Contact:
    """Returns the contact to add to: also a call of the press that waits for the head, which nobody has.

    Raises as `responsible`.
    """
    of = await load_visible(tx, me, id=contact_id)
    if of.is_press and of.counsellor is None:
        contact.refuse_closed(of)
        return of
    return await responsible(tx, me, contact_id)
