"""Gives a contact to a named colleague, or back to those that wait."""

from services.intake.domain import joined, responsibility
from services.intake.domain.colleague import Colleague
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.task import TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.team import present, team_of
from services.intake.handlers.desk.visibility import find_visible
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.record import record
from services.intake.store import CONTACTS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import Invalid
from shared.web import Staff

NOT_PRESENT = "Bitte wählen Sie jemanden, der da ist."


async def load_to_give(desk: DeskDependencies, contact_id: ContactId, me: Staff) -> Contact:
    """Returns the contact without its content: a supervisor may give what is with others, without a reason."""
    return await desk.unit_of_work(lambda tx: find_visible(tx, me, id=contact_id))


async def choose_from(desk: DeskDependencies) -> list[Colleague]:
    """Returns the colleagues who are present today, ordered by name."""

    async def work(tx: Transaction) -> list[Colleague]:
        return present(await team_of(tx), berlin_day(tx.now))

    return await desk.unit_of_work(work)


async def give(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, to: Counsellor | None, *, act_id: str | None = None
) -> None:
    """Gives the contact and its tasks to `to`, who gets one more task that says so; None: back to those that wait.

    Raises NotFound where it is not visible to `me`, Invalid for somebody who is away or unknown, Conflict where it is
    closed, or with somebody else and `me` is no supervisor.
    """

    async def do(tx: Transaction) -> None:
        team = await team_of(tx)
        if to and (to not in team or team[to].is_away(berlin_day(tx.now))):
            raise Invalid("wrong-value", NOT_PRESENT)
        seen = await find_visible(tx, me, id=contact_id)
        joined.refuse_joined(seen)
        tx.lock_key(seen.thread)
        supervises = me.role == "supervisor"
        given = await CONTACTS.update(
            tx, lambda now: responsibility.give(now, Counsellor(me.sub), to, supervises=supervises), id=contact_id
        )
        if given is None:
            return
        await desk.audit.note(tx, me, "given", seen.thread)
        await record(tx, given)
        if to and to != me.sub:
            await make_task(tx, TaskKind.GIVEN, Concerned(seen.thread, seen.thread))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
