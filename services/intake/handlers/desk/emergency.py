"""Records that somebody was informed because a life was in danger; it is reviewed afterwards and told to the person."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from services.intake.domain import contact, emergency, on_behalf
from services.intake.domain.contact import Contact
from services.intake.domain.emergency import Disclosure, Informed
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.progress import Progress
from services.intake.domain.task import TaskKind, task_id
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.follow_tasks import Concerned, end_task, make_task
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import open_disclosure, seal_disclosure
from services.intake.store import DISCLOSURES, PROGRESS, contact_of
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict, NotFound
from shared.sealing import DataKey
from shared.web import Staff

Deciding = Callable[[Transaction, Disclosure, Contact], Awaitable[None]]


@dataclass(frozen=True)
class EnteredDisclosure:
    """A disclosure as a counsellor enters it. `person_may_know`: the person can read of it now without danger."""

    informed: Informed
    text: str = field(repr=False)
    person_may_know: bool


@dataclass(frozen=True)
class OpenedDisclosure:
    disclosure: Disclosure
    text: str = field(repr=False)


async def disclose(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, entered: EnteredDisclosure, *, act_id: str | None = None
) -> None:
    """Records the disclosure. It needs no consent, no responsibility and no second person.

    Raises NotFound and ReasonNeeded like load_visible. Somebody who reports for another is never told of it.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        of = await load_visible(tx, me, id=contact_id)
        thread, may_know = of.thread, entered.person_may_know and not of.is_on_behalf
        tx.lock_key(thread)
        disclosure_id = str(uuid4())
        made = Disclosure(
            id=disclosure_id,
            thread=thread,
            at=tx.now,
            by=Counsellor(me.sub),
            informed=entered.informed,
            sealed=seal_disclosure(key, thread, disclosure_id, entered.text),
            told_at=tx.now if may_know else None,
        )
        await DISCLOSURES.add(tx, made)
        await desk.audit.note(tx, me, "emergency", thread)
        if may_know:
            await _show(tx, made)
        elif not of.is_on_behalf:
            await make_task(tx, TaskKind.TELL, Concerned(thread, disclosure_id))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def tell_person(desk: DeskDependencies, disclosure_id: str, me: Staff, *, act_id: str | None = None) -> Contact:
    """Shows the person from now on that somebody was informed. Raises Conflict where somebody else is responsible."""

    async def do(tx: Transaction, known: Disclosure, of: Contact) -> None:
        contact.refuse_unless_with(of, Counsellor(me.sub))
        if of.is_on_behalf:
            raise Conflict("not-in-this-state", on_behalf.NOT_FOR_REPORTERS)
        tx.lock_key(known.thread)
        told = await DISCLOSURES.update(tx, lambda seen: emergency.tell(seen, tx.now), id=disclosure_id)
        if told:
            await _show(tx, told.state)
            await end_task(tx, task_id(TaskKind.TELL, disclosure_id))

    return await _with(desk, disclosure_id, me, act_id, do)


async def review(desk: DeskDependencies, disclosure_id: str, me: Staff, *, act_id: str | None = None) -> Contact:
    """Records that a supervisor who did not act has looked at it.

    Raises Conflict for who acted, ReasonNeeded like load_visible.
    """

    async def do(tx: Transaction, known: Disclosure, of: Contact) -> None:
        tx.lock_key(known.thread)
        reviewed = await DISCLOSURES.update(
            tx, lambda seen: emergency.review(seen, Counsellor(me.sub), tx.now), id=disclosure_id
        )
        if reviewed:
            await desk.audit.note(tx, me, "emergency-reviewed", known.thread)

    return await _with(desk, disclosure_id, me, act_id, do)


async def _with(desk: DeskDependencies, disclosure_id: str, me: Staff, act_id: str | None, do: Deciding) -> Contact:
    async def work(tx: Transaction) -> Contact:
        known = await DISCLOSURES.get(tx, id=disclosure_id)
        of = await contact_of(tx, known.thread)
        if of is None:
            raise NotFound
        visible = await load_visible(tx, me, id=of.id)
        await once(tx, act_id, lambda: do(tx, known, visible))
        return visible

    return await desk.unit_of_work(work)


def opened_disclosures(key: DataKey, disclosures: Iterable[Disclosure]) -> list[OpenedDisclosure]:
    return [OpenedDisclosure(each, open_disclosure(key, each)) for each in disclosures]


async def unreviewed(desk: DeskDependencies) -> list[tuple[Disclosure, Contact]]:
    """Returns the disclosures that nobody has reviewed, the oldest first, without content; for supervisors."""

    async def work(tx: Transaction) -> list[tuple[Disclosure, Contact]]:
        waiting = await DISCLOSURES.all(tx, sort="at", reviewed_by=None)
        contacts = [(each, await contact_of(tx, each.thread)) for each in waiting]
        return [(each, of) for each, of in contacts if of]

    return await desk.unit_of_work(work)


async def _show(tx: Transaction, of: Disclosure) -> None:
    step = Progress(id=str(uuid4()), thread=of.thread, step="emergency", at=tx.now, partner=of.informed)
    await PROGRESS.add(tx, step)
    show_later(tx, of.thread)
