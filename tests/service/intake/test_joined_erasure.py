"""What is joined to a case is erased with it, as late as what stands in either allows, and never alone."""

from uuid import uuid4

import httpx2
import pytest

from services.intake.domain import retention_period
from services.intake.domain.ids import CaseId, Counsellor, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.domain.retention_period import HoldReason
from services.intake.handlers.desk.close import close_case
from services.intake.handlers.desk.retention import period_of
from services.intake.handlers.services.case_progress import note_step
from services.intake.store import RETENTION_PERIODS
from shared.bus import Transaction
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome, ProceedingState
from shared.day import months_after
from tests.harness.services.intake import Place
from tests.service.intake.test_erasure import MARKS, period_passes, what_is_left
from tests.service.intake.test_joined_codes import ANNA, anew, case, joined

__all__ = ["anew", "case", "joined"]

pytestmark = pytest.mark.engines

RUNS = ProceedingState.INVESTIGATION


async def closed(place: Place, case: dict[str, str], outcome: CaseOutcome = CaseOutcome.RESOLVED) -> None:
    await close_case(place.desk, CaseId(case["case_id"]), ANNA, outcome)


async def held_before(place: Place, of: dict[str, str], months: int) -> None:
    """By a supervisor, before it was joined."""
    until = months_after(berlin_day(now()), months)

    async def work(tx: Transaction) -> None:
        tx.lock_key(of["case_id"])
        known = await period_of(tx, ThreadId(of["case_id"]))
        placed = retention_period.place_hold(known, HoldReason.PROCEEDING, until, Counsellor("sue"))
        await RETENTION_PERIODS.put(tx, placed.state)

    await place.unit_of_work(work)


async def noted(place: Place, of: dict[str, str], step: Step, proceeding: ProceedingState | None = None) -> None:
    made = Progress(id=str(uuid4()), thread=ThreadId(of["case_id"]), step=step, at=now(), proceeding=proceeding)
    await place.unit_of_work(lambda tx: note_step(tx, made))


async def test_after_its_period_both_are_erased_and_nothing_is_left(
    place: Place, case: dict[str, str], joined: dict[str, str]
) -> None:
    await closed(place, case)
    await period_passes(place)
    assert await what_is_left(place, case["case_id"], joined["case_id"], joined["contact_id"]) <= MARKS
    assert [await place.count(name) for name in ("contacts", "cases", "messages")] == [0, 0, 0]


async def test_a_hold_in_what_is_joined_holds_up_both(
    place: Place, case: dict[str, str], joined: dict[str, str]
) -> None:
    await held_before(place, joined, 60)
    await closed(place, case)
    await period_passes(place)
    assert await place.count("contacts") == 2


@pytest.mark.parametrize(("step", "proceeding"), [("proceeding", RUNS), ("deadline", None)])
async def test_what_runs_in_what_is_joined_holds_up_both(
    place: Place, case: dict[str, str], joined: dict[str, str], step: Step, proceeding: ProceedingState | None
) -> None:
    await noted(place, joined, step, proceeding)
    await closed(place, case)
    await period_passes(place)
    assert await place.count("contacts") == 2
