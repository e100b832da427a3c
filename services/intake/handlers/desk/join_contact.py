"""Joins a contact with a code of its own to the case of its person, or parts it again."""

from functools import partial

from services.intake.domain import joined, retention_period
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.link import case_by_number
from services.intake.handlers.desk.retention import period_of
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import hasten_tasks
from services.intake.handlers.record import record, record_standing
from services.intake.handlers.show import show_later
from services.intake.store import CASES, CONSENTS, CONTACTS, HANDOVERS, RETENTION_PERIODS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import Conflict
from shared.web import Staff


async def join_contact(desk: DeskDependencies, contact_id: ContactId, me: Staff, typed: str, *, act_id: str) -> None:
    """Joins the contact; it is as urgent as the case from then on. `typed`: the case's number.

    A case that was erased and one of a colleague's get one answer: InvalidForm at `number`. Raises NotFound and
    ReasonNeeded like load_visible, Conflict as `joined.join` and `joined.refuse_running`.
    """

    async def do(tx: Transaction) -> None:
        seen, to = await load_visible(tx, me, id=contact_id), await case_by_number(tx, me, typed)
        for thread in sorted({seen.thread, to.thread}):
            tx.lock_key(thread)
        if seen.case_id:
            if await CONTACTS.count(tx, joined_to=seen.case_id):
                raise Conflict("not-in-this-state", joined.IN_A_ROW)
            consents = await CONSENTS.all(tx, sort="at", case_id=seen.case_id)
            joined.refuse_running(await HANDOVERS.all(tx, case_id=seen.case_id), consents)
        made = await CONTACTS.update(tx, partial(joined.join, to=to, by=Counsellor(me.sub)), id=contact_id)
        if made:
            for each in (seen, to):
                await desk.audit.note(tx, me, "joined", each.thread)
            await record(tx, made)
            await record_standing(tx, seen, made.state)
            case = await CASES.get(tx, id=made.state.joined_to)
            await hasten_tasks(tx, seen.thread, case.situation.urgency)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def part_contact(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None) -> None:
    """Parts the contact; whoever has it keeps its open tasks.

    A hold of the case goes on holding the contact, by itself, for as long as the case. Raises like load_visible,
    Conflict as `joined.part`.
    """

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        for thread in sorted({seen.thread, ThreadId(seen.joined_to or seen.thread)}):
            tx.lock_key(thread)
        made = await CONTACTS.update(tx, partial(joined.part, by=Counsellor(me.sub)), id=contact_id)
        if made:
            await desk.audit.note(tx, me, "parted", seen.thread)
            await record_standing(tx, seen, made.state)
            await _keep_held(desk, tx, me, seen)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _keep_held(desk: DeskDependencies, tx: Transaction, me: Staff, parted: Contact) -> None:
    assert parted.joined_to
    home, own = await period_of(tx, ThreadId(parted.joined_to)), await period_of(tx, parted.thread)
    if along := retention_period.take_along(own, home, berlin_day(tx.now)):
        await RETENTION_PERIODS.put(tx, along.state)
        assert along.state.hold
        await desk.audit.note(tx, me, "held", parted.thread, reason=along.state.hold.reason)
        show_later(tx, parted.thread)
