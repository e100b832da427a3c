"""Enters that somebody is away for some days: a substitute has the work meanwhile, and gives it back at the end."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from services.intake.domain import colleague, responsibility
from services.intake.domain.colleague import LONGEST, Team
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.team import referred, team_of
from services.intake.handlers.record import record
from services.intake.store import COLLEAGUES, CONTACTS, TASKS, contact_of
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import NotFound
from shared.store import PRESENT
from shared.web import Staff
from shared.web.forms import InvalidForm

OVER = "Dieser Tag ist schon vorbei."
TOO_LONG = "Bitte tragen Sie höchstens ein Jahr auf einmal ein."
BEFORE_IT_BEGINS = "Der letzte Tag kann nicht vor dem ersten liegen."
ANOTHER = "Bitte wählen Sie eine Kollegin oder einen Kollegen."


async def be_away(
    desk: DeskDependencies, me: Staff, reference: str, first: date, last: date, substitute: str, *, act_id: str
) -> None:
    """Enters the absence; `reference` and `substitute` are references of colleagues.

    Open work moves at once where today is one of the days. Raises NotFound for another person's absence unless `me`
    supervises, InvalidForm with a sentence for each field, Conflict where the substitutes would go round.
    """

    async def do(tx: Transaction) -> None:
        team = await team_of(tx)
        who = _whose(team, me, reference)
        stands_in = _substitute(team, who, substitute)
        _check(first, last, berlin_day(tx.now))
        tx.lock_key(reference)
        left = colleague.leave(team, who, first, last, stands_in)
        await COLLEAGUES.update(tx, lambda _: left, id=who)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
    await StandIns(desk)()


async def be_back(desk: DeskDependencies, me: Staff, reference: str, *, act_id: str) -> None:
    """Ends the absence; the work comes back at once. Raises NotFound as `be_away` does."""

    async def do(tx: Transaction) -> None:
        await COLLEAGUES.update(tx, colleague.come_back, id=_whose(await team_of(tx), me, reference))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
    await StandIns(desk)()


def _whose(team: Team, me: Staff, reference: str) -> Counsellor:
    if reference != me.reference and me.role != "supervisor":
        raise NotFound
    return referred(team, reference)


def _substitute(team: Team, who: Counsellor, reference: str) -> Counsellor:
    try:
        found = referred(team, reference)
    except NotFound:
        raise InvalidForm.at({"substitute": ANOTHER}) from None
    if found == who:
        raise InvalidForm.at({"substitute": ANOTHER})
    return found


def _check(first: date, last: date, today: date) -> None:
    wrong = {}
    if last < today:
        wrong["last"] = OVER
    elif last < first:
        wrong["last"] = BEFORE_IT_BEGINS
    elif last - first > LONGEST:
        wrong["last"] = TOO_LONG
    if wrong:
        raise InvalidForm.at(wrong)


@dataclass(frozen=True)
class StandIns:
    """A chore: afterwards all open work is with its counsellor, or with whoever stands in today.

    Each contact is a transaction of its own: if it is interrupted, it goes on with the next round.
    """

    desk: DeskDependencies

    async def __call__(self) -> None:
        for contact_id in await self.desk.unit_of_work(_concerned):
            await self.desk.unit_of_work(partial(_place, contact_id=contact_id))


async def _concerned(tx: Transaction) -> list[ContactId]:
    """Returns the contacts that are to move: of who is away, with open tasks of who is away, or held for somebody."""
    today, team = berlin_day(tx.now), await team_of(tx)
    away = [who for who, each in team.items() if each.is_away(today)]
    found: dict[ContactId, Contact] = {each.id: each for each in await CONTACTS.all(tx, held_for=PRESENT)}
    if away:
        found |= {each.id: each for each in await CONTACTS.all(tx, state="assigned", counsellor=away)}
        for task in await TASKS.all(tx, state="open", counsellor=away):
            known = await contact_of(tx, task.thread)
            found |= {known.id: known} if known else {}
    responsible = partial(colleague.responsible, team, today)
    return [each.id for each in found.values() if responsibility.stand_in(each, responsible)]


async def _place(tx: Transaction, *, contact_id: ContactId) -> None:
    seen = await CONTACTS.find(tx, id=contact_id)
    if seen is None:
        return  # erased meanwhile
    tx.lock_key(seen.thread)
    responsible = partial(colleague.responsible, await team_of(tx), berlin_day(tx.now))
    moved = await CONTACTS.update(tx, lambda now: responsibility.stand_in(now, responsible), id=contact_id)
    if moved:
        await record(tx, moved)
