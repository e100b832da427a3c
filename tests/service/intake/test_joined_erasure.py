"""What is joined to a case is erased with it, as late as what stands in either allows, and never alone."""

from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain import retention_period
from services.intake.domain.ids import CaseId, ContactId, Counsellor, ThreadId
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.progress import Progress, Step
from services.intake.domain.retention_period import HoldReason, Obstacle
from services.intake.handlers.desk.erase import erase_case, erase_contact
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.hold import lift_hold, place_hold
from services.intake.handlers.desk.join_contact import part_contact
from services.intake.handlers.desk.make_case import make_case
from services.intake.handlers.desk.retention import period_of
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.case_progress import note_step
from services.intake.labels_de import OBSTACLES
from services.intake.store import RETENTION_PERIODS
from shared.bus import Transaction
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome, ProceedingState
from shared.day import months_after
from shared.errors import Conflict
from shared.web import Staff
from shared.web.pages import day
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_erasure import MARKS, erasures, period_passes, what_is_left
from tests.service.intake.test_joined_codes import (
    ANEW,
    ANNA,
    OF_THE_CASE,
    SUE,
    anew,
    case,
    join,
    joined,
    own_page,
    shown,
)

__all__ = ["anew", "case", "joined"]

pytestmark = pytest.mark.engines

RUNS = ProceedingState.INVESTIGATION


@pytest.fixture
@laid_out
async def question(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, case: dict[str, str]
) -> dict[str, str]:
    """What the same person asked with another code, and is no case; joined."""
    accepted: dict[str, str] = (await submit(browser, {"text": ANEW, "reason": "information"})).json()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    assert (await join(desk, accepted, case["number"])).status_code == 303
    return accepted


def opened(of: dict[str, str]) -> Staff:
    """A supervisor who gave a reason for it."""
    return SUE.opening(of.get("case_id") or of["contact_id"], now(), "quality")


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


@pytest.mark.parametrize(("outcome", "months"), [(CaseOutcome.RESOLVED, 36), (CaseOutcome.ENDED_BY_PERSON, 12)])
async def test_under_its_code_the_day_of_the_case_is_read(
    place: Place,
    browser: httpx2.AsyncClient,
    desk: httpx2.AsyncClient,
    case: dict[str, str],
    question: dict[str, str],
    outcome: CaseOutcome,
    months: int,
) -> None:
    await closed(place, case, outcome)
    await place.settle()
    ends_on = months_after(berlin_day(now()), months)
    assert f"Frühestens am {day(ends_on)} löschen wir" in await own_page(browser, question)
    contact_id = ContactId(question["contact_id"])
    given = await give_own_data(place.desk, contact_id, opened(question), IdentityCheck.WITH_CODE)
    assert given.kept
    assert given.kept.ends_on == ends_on
    there = await shown(desk, f"/desk/contacts/{contact_id}", opened(question))
    assert f"Wird mit dem Fall am {day(ends_on)} von selbst" in there


async def test_at_the_desk_what_holds_up_the_case_is_said_where_it_is_joined(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    await noted(place, case, "proceeding", RUNS)
    await closed(place, case)
    page = await shown(desk, f"/desk/cases/{joined['case_id']}/record")
    assert f"aber nicht, solange das gilt: {OBSTACLES[Obstacle.PROCEEDING]}" in page


async def test_it_is_erased_neither_alone_nor_under_the_hold_of_its_case(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    await closed(place, case)
    of_case, until = ContactId(case["contact_id"]), months_after(berlin_day(now()), 12)
    await place_hold(place.desk, of_case, opened(case), HoldReason.PROCEEDING, until, act_id="held")
    for of in (joined, case):
        with pytest.raises(Conflict):
            await erase_case(place.desk, SUE, CaseId(of["case_id"]))
    there = await shown(desk, f"/desk/cases/{joined['case_id']}/record", opened(joined))
    assert ("endgültig löschen …" in there, "nur zusammen mit dem Fall gelöscht" in there) == (False, True)
    await lift_hold(place.desk, of_case, opened(case), act_id="lifted")
    with pytest.raises(Conflict):
        await erase_case(place.desk, SUE, CaseId(joined["case_id"]))
    await erase_case(place.desk, SUE, CaseId(case["case_id"]))
    assert await place.count("contacts") == 0


async def test_no_case_of_its_own_no_hold_and_no_erasure_for_a_contact_that_is_joined(
    place: Place, question: dict[str, str], desk: httpx2.AsyncClient, case: dict[str, str]
) -> None:
    contact_id, until = ContactId(question["contact_id"]), berlin_day(now())
    with pytest.raises(Conflict):
        await make_case(place.desk, contact_id, ANNA)
    with pytest.raises(Conflict):
        await place_hold(place.desk, contact_id, opened(question), HoldReason.CLAIMS, until, act_id="held")
    form = {"reason": "claims", "until": until.isoformat()}
    headers = cookie_of(opened(question))
    page = await desk.post(f"/desk/contacts/{contact_id}/hold", data=form, headers=headers)
    assert (page.status_code, "tragen Sie im Fall ein" in page.text) == (409, True)
    await closed(place, case)
    with pytest.raises(Conflict):
        await erase_contact(place.desk, SUE, contact_id)


async def test_parted_and_closed_it_is_erased_by_itself_but_nothing_leaves_a_case_that_is_held(
    place: Place, case: dict[str, str], joined: dict[str, str]
) -> None:
    until, of_case = months_after(berlin_day(now()), 12), ContactId(case["contact_id"])
    await place_hold(place.desk, of_case, opened(case), HoldReason.PROCEEDING, until, act_id="held")
    parted = ContactId(joined["contact_id"])
    await part_contact(place.desk, parted, ANNA)
    await closed(place, joined)
    kept = await place.unit_of_work(lambda tx: period_of(tx, ThreadId(joined["case_id"])))
    assert kept.hold
    assert (kept.hold.until, kept.hold.of_another) == (until, True)
    with pytest.raises(Conflict):
        await erase_case(place.desk, SUE, CaseId(joined["case_id"]))
    await lift_hold(place.desk, parted, opened(joined), act_id="lifted")
    assert (await place.unit_of_work(lambda tx: period_of(tx, ThreadId(case["case_id"])))).hold, "the case stays held"
    await erase_case(place.desk, SUE, CaseId(joined["case_id"]))
    assert [each["_id"] async for each in place.store["cases"].find({})] == [case["case_id"]]


async def test_broken_off_between_the_two_the_case_is_still_read_and_erased_by_the_next_attempt(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    await closed(place, case)
    await place.desk.keys.erase(joined["case_id"])
    page = await desk.get(f"/desk/cases/{case['case_id']}", headers=cookie_of(ANNA))
    assert (page.status_code, OF_THE_CASE in page.text, ANEW in page.text) == (200, True, False)
    await erasures(place, timedelta(hours=1))()
    assert await place.count("contacts") == 1
    await erase_case(place.desk, SUE, CaseId(case["case_id"]))
    assert await place.count("contacts") == 0
