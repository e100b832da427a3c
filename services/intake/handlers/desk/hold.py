"""A supervisor forbids for a while, with a reason, that something is erased; or allows it again."""

from datetime import date

from services.intake.domain import joined, retention_period
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.retention_period import LONGEST_HOLD, Hold, HoldReason
from services.intake.domain.task import TaskKind, task_id
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.retention import period_of
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import end_task
from services.intake.handlers.show import show_later
from services.intake.store import RETENTION_PERIODS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.day import months_after
from shared.web import Staff
from shared.web.forms import InvalidForm

OVER = "Dieser Tag ist schon vorbei."
TOO_LONG = "Bitte tragen Sie höchstens drei Jahre ein. Sie können die Sperre später verlängern."


async def held(desk: DeskDependencies, contact_id: ContactId, me: Staff) -> tuple[Contact, Hold | None]:
    """Returns the contact and the hold in force, if any. Raises NotFound and ReasonNeeded like load_visible."""

    async def work(tx: Transaction) -> tuple[Contact, Hold | None]:
        contact = await load_visible(tx, me, id=contact_id)
        period = await period_of(tx, contact.thread)
        return contact, period.hold if period.is_held(berlin_day(tx.now)) else None

    return await desk.unit_of_work(work)


async def place_hold(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, reason: HoldReason, until: date, *, act_id: str
) -> None:
    """Places a hold, in place of an earlier one.

    A joined contact is held with its case, and keeps a hold that was placed before it joined. Raises InvalidForm for a
    day that is over or too late, Conflict for a joined contact, and like `held`.
    """

    async def do(tx: Transaction) -> None:
        contact = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(contact)
        _check(until, berlin_day(tx.now))
        tx.lock_key(contact.thread)
        placed = retention_period.place_hold(await period_of(tx, contact.thread), reason, until, Counsellor(me.sub))
        await RETENTION_PERIODS.put(tx, placed.state)
        await desk.audit.note(tx, me, "held", contact.thread, reason=reason)
        await _changed(tx, contact)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def lift_hold(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str) -> None:
    """Lifts the hold, if there is one. Raises like `held`."""

    async def do(tx: Transaction) -> None:
        contact = await load_visible(tx, me, id=contact_id)
        tx.lock_key(contact.thread)
        lifted = retention_period.lift_hold(await period_of(tx, contact.thread))
        if lifted:
            await RETENTION_PERIODS.put(tx, lifted.state)
            await desk.audit.note(tx, me, "hold-lifted", contact.thread)
            await _changed(tx, contact)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _changed(tx: Transaction, contact: Contact) -> None:
    """Ends the task of an announced erasure, so that it is announced anew, and shows the person the change."""
    await end_task(tx, task_id(TaskKind.ERASURE_NEAR, contact.thread))
    show_later(tx, contact.thread)


def _check(until: date, today: date) -> None:
    if until < today:
        raise InvalidForm.at({"until": OVER})
    if until > months_after(today, LONGEST_HOLD):
        raise InvalidForm.at({"until": TOO_LONG})
