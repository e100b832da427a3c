"""The promises about a referral by all ways, once everything has arrived: one function for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from services.intake.domain import consent
from services.intake.domain.addition import Addition
from services.intake.domain.case import Case
from services.intake.domain.consent import Consent, Standing
from services.intake.domain.handover import Handover
from services.intake.domain.progress import Progress, Step
from services.intake.domain.task import OF_ARRANGEMENT, Task, TaskKind, task_id
from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.thread_content import thread_content
from services.intake.pages.desk.stages import ENDS, WAY, stages
from services.intake.pages.face.steps import steps
from services.intake.store import ADDITIONS, CASES, CONSENTS, HANDOVERS, TASKS
from services.intake.subscriptions import STEPS
from services.referral.domain.overview import GROUPS
from services.referral.domain.referral import AT_WORK, OPEN, READABLE, Referral, Stage
from services.referral.handlers.partner.list_overview import list_overview
from services.referral.store import PACKAGES, PARTNERS, REFERRALS
from services.statistics.domain.states import ReferralStep
from services.statistics.domain.tables import TABLE_OF, Population
from services.statistics.store import CELLS
from shared.bus import Transaction
from shared.bus.write.outbox import OUTBOX
from shared.contracts import partner as to_partner
from shared.referral_id import referral_of
from tests.harness.ways.world import World

TASK_OF: Final[Mapping[Stage, TaskKind]] = {
    "questioned": TaskKind.QUESTIONED,
    "waitlisted": TaskKind.WAITLISTED,
    "declined": TaskKind.DECLINED,
    "overdue": TaskKind.OVERDUE,
    "expired": TaskKind.EXPIRED,
    "completed": TaskKind.HELPED,
    "failed": TaskKind.FAILED,
    "returned": TaskKind.RETURNED,
}
"""The task that a referral in this state makes, and in no other state."""
NOTHING_OF_A_CASE: Final = {
    "audit": "who looked at it when, kept as proof",
    "ledger": "that it is erased",
    "erased": "that it is erased",
    "outbox": "that it is erased, for who did not hear of it",
    "cells": "numbers",
}
"""Collections in which the id of an erased case may stay, and what it says there."""


@dataclass(frozen=True)
class Seen:
    """One case, read at intake and at referral at one time."""

    case: Case
    handovers: list[Handover]
    consents: list[Consent]
    additions: list[Addition]
    tasks: dict[str, Task]
    content: ThreadContent
    referrals: dict[str, Referral]
    packages: set[str]
    shown: list[str] = field(default_factory=list)
    """The titles of the steps on the person's page, the newest first."""

    def standing(self, asked: Handover) -> Standing:
        return consent.standing(asked, self.consents)

    def is_open(self, kind: TaskKind, about: str) -> bool:
        known = self.tasks.get(task_id(kind, about))
        return known is not None and known.state == "open"

    def handover_of(self, referral: Referral) -> Handover:
        return next(each for each in self.handovers if each.id == referral.handover_id)


async def look(world: World) -> Seen:
    key = await world.desk.key(world.case_id)

    async def at_intake(tx: Transaction) -> Seen:
        content = await thread_content(tx, world.case_id, key)  # type: ignore[arg-type]
        return Seen(
            case=await CASES.get(tx, id=world.case_id),
            handovers=await HANDOVERS.all(tx, sort="asked_at", case_id=world.case_id),
            consents=await CONSENTS.all(tx, sort="at", case_id=world.case_id),
            additions=await ADDITIONS.all(tx, sort="asked_at", case_id=world.case_id),
            tasks={each.id: each for each in await TASKS.all(tx, thread=world.case_id)},
            content=content,
            referrals={},
            packages=set(),
        )

    async def at_referral(tx: Transaction) -> tuple[list[Referral], set[str]]:
        found = await REFERRALS.all(tx, sort="changed_at", case_id=world.case_id)
        return found, {each.id for each in await PACKAGES.all(tx, case_id=world.case_id)}

    seen = await world.desk.unit_of_work(at_intake)
    referrals, packages = await world.referral(at_referral)
    seen.referrals.update({each.referral_id: each for each in referrals})
    seen.packages.update(packages)
    seen.shown.extend(each.title for each in steps(seen.content.shown(), world.clock()))
    return seen


def nothing_was_done(before: Seen, after: Seen) -> None:
    """Asserts that the same attempt again changes nothing."""
    for name in ("handovers", "consents", "additions", "tasks"):
        assert getattr(before, name) == getattr(after, name), name
    assert {each.version for each in before.referrals.values()} == {each.version for each in after.referrals.values()}


def packages_follow_consents(seen: Seen) -> None:
    """Asserts that a package exists as long as its consent stands, and no longer."""
    for each in seen.referrals.values():
        is_readable = each.state in READABLE
        assert (each.referral_id in seen.packages) == is_readable, each.state
        if each.state in OPEN:
            of = seen.handover_of(each)
            assert seen.standing(of) == "given", (each.state, seen.standing(of))
            assert each.items == consent.agreed_items(of, seen.consents)
            assert each.partner_id == of.partner.id


def intake_knows_every_state(seen: Seen) -> None:
    """Asserts that the desk's line, the case and the hand-over agree with the referral."""
    of_case = {each.id: each for each in seen.case.referrals}
    for each in seen.referrals.values():
        of, known = seen.handover_of(each), of_case.get(each.referral_id)  # type: ignore[call-overload]
        stands = seen.standing(of)
        if each.kind == "cold":
            assert (each.state, of.ended) in {("named", True), ("recalled", True)}
            continue
        if known is None:  # withdrawn before it was sent: nobody learnt of it
            assert (each.state, each.sent_at, stands) == ("recalled", None, "withdrawn")
            continue
        expected = step_of(each)
        assert known.step == expected, (known.step, expected)
        assert known.open == (each.state in OPEN)
        assert of.ended == (each.state not in OPEN)
        line = [said for said, reached in stages(stands, known.step) if reached]
        assert line[-1] in (*WAY, *ENDS.values(), "von der Person widerrufen")
        assert ("angenommen" in line) == (each.state in (*AT_WORK, "completed") and stands == "given")


def step_of(of: Referral) -> Step:
    if of.state == "recalled" and of.sent_at is None:
        return "not_asked" if of.reason == "not_onboarded" else "never_sent"
    return "recalled" if of.state == "recalled" else next(step for step in STEPS.values() if step == of.state)


def the_person_reads_what_is(seen: Seen) -> None:
    """Asserts that each partner's newest step on the follow page is that of the referral that moved last."""
    newest: dict[str, Progress] = {
        each.partner or "": each for each in seen.content.progress if each.step in STEP_NAMES
    }
    last: dict[str, Referral] = {}
    for each in seen.referrals.values():
        if each.kind == "cold" and each.state == "recalled":
            continue  # the person would have acted themselves: no step is told
        if step_of(each) in STEP_NAMES and (each.sent_at or each.referral_id in {r.id for r in seen.case.referrals}):
            name = seen.handover_of(each).partner.name
            if name not in last or last[name].changed_at <= each.changed_at:
                last[name] = each
    for name, of in last.items():
        same_time = [each for each in seen.referrals.values() if each.changed_at == of.changed_at]
        if len(same_time) == 1 and of.late is None:
            assert newest[name].step == step_of(of), (name, newest[name].step, of.state)
    running = {each.partner.name for each in seen.handovers if consent.is_running(each, seen.consents)}
    for arranged in seen.content.arrangements:
        shown = seen.content.arrangement_if_any(arranged.handover_id)
        of_it = seen.content.asked(arranged.handover_id).handover
        assert shown is None or shown.over or of_it.partner.name in running


STEP_NAMES: Final = {*(each for each in STEPS.values() if not each.startswith("deadline")), "recalled", "never_sent"}


def tasks_have_their_cause(seen: Seen) -> None:
    """Asserts that no task is open whose cause is over."""
    asked_for = {referral_of(each.id) for each in seen.handovers if seen.standing(each) == "asked"}
    asked_for |= {referral_of(each.handover_id) for each in seen.additions if each.standing == "asked"}
    states = {each.referral_id: each for each in seen.referrals.values()}
    standings = {referral_of(each.id): seen.standing(each) for each in seen.handovers}
    for task in [each for each in seen.tasks.values() if each.state == "open"]:
        of, about = states.get(task.about), task.about
        match task.kind:
            case TaskKind.CONSENT_UNANSWERED:
                assert about in asked_for
            case TaskKind.CONSENTED:
                assert of is not None, "all that was agreed to was passed on, or is over"
                assert of.state == "preparing"
            case TaskKind.REFUSED | TaskKind.WITHDREW:
                assert standings[about] == ("refused" if task.kind is TaskKind.REFUSED else "withdrawn")
            case TaskKind.ANSWERED_LATE:
                assert of is not None
                assert of.late is not None
            case TaskKind.ADDITION_UNWANTED:
                assert of is not None
                assert of.state in READABLE, (task.kind, of.state)
            case kind if kind in OF_ARRANGEMENT:
                assert of is not None
                assert of.state in AT_WORK, (task.kind, of.state)
            case kind if kind in TASK_OF.values():
                assert of is not None
                assert TASK_OF.get(of.state) is kind, (kind, of.state)


def needs_have_their_task(seen: Seen, done_with: set[str]) -> None:
    """Asserts that each need has its task.

    `done_with`: tasks that a human finished, or that ended with the question about another partner.
    """
    for each in seen.referrals.values():
        kind = TASK_OF.get(each.state)
        wanted = [task_id(kind, each.referral_id)] if kind else []
        wanted += [task_id(TaskKind.ANSWERED_LATE, each.referral_id)] if each.late else []
        if each.state == "recalled" and each.reason == "partner_delisted":
            wanted.append(task_id(TaskKind.PARTNER_LEFT, each.referral_id))
        for name in wanted:
            assert name in seen.tasks, name
            assert seen.tasks[name].state == "open" or name in done_with, (name, seen.tasks[name].state)


def nothing_runs_in_a_closed_case(seen: Seen) -> None:
    if seen.case.state == "closed":
        assert not [each for each in seen.handovers if consent.is_running(each, seen.consents) and not each.is_cold]
        assert not [each for each in seen.referrals.values() if each.state in OPEN]


async def partners_see_the_same(world: World, seen: Seen) -> None:
    """Asserts that a partner's overview has each of its referrals once, in the right group.

    A suspended partner has no open referral.
    """
    for listed in world.partners.values():
        own = [each for each in seen.referrals.values() if each.partner_id == listed.partner_id]
        if not await _is_listed(world, listed.partner_id):
            assert not [each for each in own if each.state in OPEN]
            continue
        overview = await world.referral(partial(list_overview, partner_id=listed.partner_id, after=None))
        is_open: set[str] = set().union(*GROUPS)
        expected = {each.reference for each in own if each.sent_at is not None and each.state in is_open}
        assert {each.reference for each in overview.open} == expected
        assert not expected & {each.reference for each in overview.ended}


async def _is_listed(world: World, partner_id: str) -> bool:
    return (await world.referral(partial(PARTNERS.get, partner_id=partner_id))).listed


async def partners_were_told(world: World, seen: Seen) -> None:
    """Asserts that each partner was offered each sent referral once, and told of a recall once unless suspended."""
    rows = await world.referral.store[OUTBOX].find({}).to_list(None)
    said = [(row["key"], row["type"]) for row in rows]
    for each in seen.referrals.values():
        told = 1 if each.sent_at is not None and each.kind == "warm" else 0
        assert said.count((each.reference, to_partner.ReferralOffered.TYPE)) == told
        recalled = said.count((each.reference, to_partner.OfferRecalled.TYPE))
        is_told = each.state == "recalled" and told and each.reason != "partner_delisted"
        assert recalled == 1 if is_told else recalled <= (each.state == "recalled"), (each.state, recalled)


async def figures_balance(world: World, seen: Seen) -> None:
    """Asserts that each referral that anybody learnt of is counted once, in the column of its state."""
    cells = await world.statistics.store[CELLS].find({"table": TABLE_OF[Population.REFERRAL].name}).to_list(None)
    counted = {each["column"]: 0 for each in cells}
    for cell in cells:
        assert cell["n"] >= 0, cell
        counted[cell["column"]] += cell["n"]
    expected: dict[str, int] = {}
    for each in seen.referrals.values():
        if each.is_known:
            code = next(step.code for step in ReferralStep if step.code == each.state)
            expected[code] = expected.get(code, 0) + 1
    assert {column: n for column, n in counted.items() if n} == expected


async def nothing_is_left(world: World) -> None:
    for unit_of_work in (world.desk.unit_of_work, world.referral, world.statistics):
        for name in await names_of(unit_of_work.store):
            if name in NOTHING_OF_A_CASE:
                continue
            found = await unit_of_work.store[name].find({}).to_list(None)
            assert not [each for each in found if world.case_id in repr(each)], (unit_of_work.service, name)


async def names_of(store: object) -> list[str]:
    """Returns the names of the collections that are there."""
    collections = getattr(store, "collections", None)
    if collections is not None:
        return list(collections)
    return list(await store.database.list_collection_names())  # type: ignore[attr-defined]
