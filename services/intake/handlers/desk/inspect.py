"""Another supervisor judges afterwards what a supervisor opened of a colleague's case, without having to open it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain import inspection
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.inspection import Inspection, Verdict
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_with_reason import thread_contact
from services.intake.handlers.desk.team import names_in
from services.intake.sealed_fields import open_review, seal_review
from services.intake.store import CASES, INSPECTIONS
from shared.attempts import once
from shared.bus import Transaction
from shared.store import Not
from shared.web import Staff

MOST: Final = 100


@dataclass(frozen=True)
class OpenedInspection:
    """An inspection as it is judged, without the case's content; `note` is the reviewer's."""

    inspection: Inspection
    contact: Contact
    number: str | None
    names: Mapping[str, str]
    note: str | None = field(repr=False)


async def unreviewed_inspections(desk: DeskDependencies, me: Staff) -> list[Inspection]:
    """Returns the inspections that `me` may judge, at most MOST, the oldest first."""

    async def work(tx: Transaction) -> list[Inspection]:
        return await INSPECTIONS.all(tx, sort="at", limit=MOST, reviewed_by=None, by=Not(me.sub))

    return await desk.unit_of_work(work)


async def read_inspection(desk: DeskDependencies, inspection_id: str) -> OpenedInspection:
    """Opens an inspection to be judged. Raises NotFound, also where the case was erased."""
    thread = await _thread_of(desk, inspection_id)
    key = await desk.key(thread)

    async def work(tx: Transaction) -> OpenedInspection:
        known = await INSPECTIONS.get(tx, id=inspection_id)
        contact = await thread_contact(tx, known.thread)
        case: Case | None = await CASES.find(tx, id=contact.case_id) if contact.case_id else None
        number = case.number if case else None
        return OpenedInspection(known, contact, number, await names_in(tx), open_review(key, known))

    return await desk.unit_of_work(work)


async def review_inspection(
    desk: DeskDependencies,
    inspection_id: str,
    me: Staff,
    verdict: Verdict,
    note: str,
    *,
    act_id: str | None = None,
) -> None:
    """Keeps the verdict. Raises NotFound, and Conflict for whoever opened the case and where it was judged before."""
    thread = await _thread_of(desk, inspection_id)
    sealed = seal_review(await desk.key(thread), thread, inspection_id, note) if note else None

    async def do(tx: Transaction) -> None:
        tx.lock_key(thread)
        await INSPECTIONS.update(
            tx, lambda seen: inspection.review(seen, Counsellor(me.sub), verdict, sealed, tx.now), id=inspection_id
        )
        await desk.audit.note(tx, me, "inspection-reviewed", thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _thread_of(desk: DeskDependencies, inspection_id: str) -> ThreadId:
    return (await INSPECTIONS.get(desk.outside, id=inspection_id)).thread
