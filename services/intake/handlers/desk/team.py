"""Knows who works at the desk, once they have signed in: names, absences and what is open with each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.intake.domain import colleague
from services.intake.domain.colleague import Colleague, DeskRole, Team
from services.intake.domain.ids import Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.store import COLLEAGUES, CONTACTS, TASKS
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import NotFound
from shared.store import AtMost
from shared.web import Staff
from shared.web.session import reference_of

DESK_ROLES: Final[Mapping[str, DeskRole]] = {"counsellor": "counsellor", "supervisor": "supervisor"}


@dataclass(frozen=True)
class Workload:
    """Numbers of one colleague's open contacts and open tasks, and of those tasks that are overdue."""

    colleague: Colleague
    contacts: int
    tasks: int
    overdue: int


async def register_colleague(desk: DeskDependencies, who: Staff) -> None:
    """Registers a counsellor or supervisor at each sign-in; staff without work at the desk are no colleagues here."""
    role = DESK_ROLES.get(who.role)
    if role:
        await desk.unit_of_work(lambda tx: _register(tx, Counsellor(who.sub), who.name, role))


async def _register(tx: Transaction, who: Counsellor, name: str, role: DeskRole) -> None:
    met = colleague.meet(await COLLEAGUES.find(tx, id=who), who, name, role)
    if met:
        await COLLEAGUES.put(tx, met.state)


async def team_of(tx: Transaction) -> Team:
    return {each.id: each for each in await COLLEAGUES.all(tx, sort="name")}


async def names_in(tx: Transaction) -> Mapping[str, str]:
    """Returns the names of colleagues by sign-in id."""
    return {who: each.name for who, each in (await team_of(tx)).items()}


async def names(desk: DeskDependencies) -> Mapping[str, str]:
    """Returns the names as `names_in`, in a transaction of its own."""
    return await desk.unit_of_work(names_in)


@dataclass(frozen=True)
class Absent:
    """Somebody's present absence. `stands_in`: who has the work today, by name.

    `stands_in` is None where all who stand in are away too.
    """

    reference: str
    until: date
    stands_in: str | None


async def own_absence(desk: DeskDependencies, me: Staff) -> Absent | None:
    """Returns the absence of `me`, or None where `me` is there today."""

    async def work(tx: Transaction) -> Absent | None:
        team, today = await team_of(tx), berlin_day(tx.now)
        own = team.get(Counsellor(me.sub))
        if own is None or own.away_until is None or not own.is_away(today):
            return None
        with_whom = colleague.responsible(team, today, own.id)
        return Absent(me.reference, own.away_until, team[with_whom].name if with_whom != own.id else None)

    return await desk.unit_of_work(work)


async def refuse_absent(tx: Transaction, me: Staff) -> None:
    """Raises Conflict where `me` is absent.

    That includes an absence entered at the same moment: one of the two transactions runs again.
    """
    tx.lock_key(me.reference)
    colleague.refuse_absent(await COLLEAGUES.find(tx, id=Counsellor(me.sub)), berlin_day(tx.now))


async def workloads(desk: DeskDependencies) -> list[Workload]:
    """Returns the workload of each colleague, ordered by name."""

    async def work(tx: Transaction) -> list[Workload]:
        return [await _workload(tx, each) for each in (await team_of(tx)).values()]

    return await desk.unit_of_work(work)


async def _workload(tx: Transaction, of: Colleague) -> Workload:
    shown = {"state": "open", "counsellor": of.id}
    return Workload(
        of,
        contacts=await CONTACTS.count(tx, state="assigned", counsellor=of.id),
        tasks=await TASKS.count(tx, **shown, shows_from=AtMost(tx.now)),
        overdue=await TASKS.count(tx, **shown, due=AtMost(tx.now)),
    )


def referred(team: Team, reference: str) -> Counsellor:
    """Returns the sign-in id of a reference. Raises NotFound.

    A reference does not tell who it is, so that addresses may carry it.
    """
    found = next((who for who in team if reference_of(who) == reference), None)
    if found is None:
        raise NotFound
    return found


def present(team: Team, day: date) -> list[Colleague]:
    return [each for each in team.values() if not each.is_away(day)]
