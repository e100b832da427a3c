"""Links a report for somebody else with that person's own case: for the desk alone, neither of the two learns of it."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from services.intake.domain import case_number, on_behalf
from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible, visibility_filter
from services.intake.handlers.record import record_standing
from services.intake.store import CASES, CONTACTS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff
from shared.web.forms import InvalidForm

NO_SUCH_CASE: Final = "Zu dieser Nummer gibt es keinen Fall, den Sie sehen können."


@dataclass(frozen=True)
class Link:
    """A linked case: of a report the affected person's, of a case that of a report for its person."""

    case_id: CaseId
    number: str | None
    counsellor: Counsellor | None


async def link_case(desk: DeskDependencies, contact_id: ContactId, me: Staff, typed: str, *, act_id: str) -> None:
    """Links the report. `typed`: the case's number.

    A case that was erased and one of a colleague's get one answer: InvalidForm at `number`. Raises NotFound and
    ReasonNeeded like load_visible for the report, and Conflict as `on_behalf.link`.
    """

    async def do(tx: Transaction) -> None:
        report = await load_visible(tx, me, id=contact_id)
        affected = await case_by_number(tx, me, typed)
        tx.lock_key(report.thread)
        tx.lock_key(affected.thread)
        decide = partial(on_behalf.link, affected=affected, by=Counsellor(me.sub))
        made = await CONTACTS.update(tx, decide, id=contact_id)
        if made:
            await desk.audit.note(tx, me, "linked", report.thread)
            await desk.audit.note(tx, me, "linked", affected.thread)
            await record_standing(tx, report, made.state)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def unlink_case(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str) -> None:
    """Takes the link away. Raises as `link_case`."""

    async def do(tx: Transaction) -> None:
        report = await load_visible(tx, me, id=contact_id)
        tx.lock_key(report.thread)
        made = await CONTACTS.update(tx, lambda seen: on_behalf.unlink(seen, Counsellor(me.sub)), id=contact_id)
        if made:
            await desk.audit.note(tx, me, "unlinked", report.thread)
            await record_standing(tx, report, made.state)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def links_of(tx: Transaction, me: Staff, contact: Contact) -> list[Link]:
    """Returns the links of the contact, without those that `me` may not see."""
    if contact.is_on_behalf:
        wanted: dict[str, Any] | None = {"case_id": contact.linked_case} if contact.linked_case else None
    else:
        wanted = {"linked_case": contact.case_id} if contact.case_id else None
    found = await CONTACTS.all(tx, sort="recorded_at", **wanted, **visibility_filter(me)) if wanted else []
    return [await _link(tx, each) for each in found]


async def forget_links(tx: Transaction, case_id: CaseId) -> None:
    """Takes away the links to a case that is erased.

    The case was counted, and the reports are not counted now in its place.
    """
    for report in await CONTACTS.all(tx, linked_case=case_id):
        tx.lock_key(report.thread)
        await CONTACTS.update(tx, on_behalf.forget, id=report.id)


async def case_by_number(tx: Transaction, me: Staff, typed: str) -> Contact:
    """Returns the case's contact.

    Raises InvalidForm at `number` for a case that was never there, was erased, or is a colleague's.
    """
    number = case_number.read(typed)
    known = await CASES.find(tx, number=number) if number else None
    found = await CONTACTS.find(tx, case_id=known.id, **visibility_filter(me)) if known else None
    if found is None:
        raise InvalidForm.at({"number": NO_SUCH_CASE})
    return found


async def _link(tx: Transaction, to: Contact) -> Link:
    assert to.case_id
    known = await CASES.find(tx, id=to.case_id)
    return Link(to.case_id, known.number if known else None, to.counsellor)
