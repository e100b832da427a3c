"""What is closed is announced, then erased everywhere, once, by the same way; a hold and whoever writes hold it up."""

import asyncio
from datetime import date, timedelta

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.progress import Progress
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.erase_by_time import RetentionSweep
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.case_progress import note_step
from services.intake.store import RETENTION_PERIODS
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import ProceedingState
from shared.day import months_after
from shared.errors import Conflict
from shared.web.pages import day
from tests.harness.services.closing import close_contact
from tests.harness.services.intake import Place, on_follow_page, submit
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_erasure import (
    ANNA,
    MARKS,
    SAID,
    SVEN,
    a_closed_case,
    days_later,
    period_passes,
    sweep,
    what_is_left,
)

pytestmark = pytest.mark.engines

THREE_YEARS = 3 * 366


def today() -> date:
    return berlin_day(now())


async def hold(desk: httpx2.AsyncClient, contact_id: ContactId, case_id: CaseId, until: date) -> httpx2.Response:
    form = {"reason": "claims", "until": until.isoformat()}
    return await desk.post(
        f"/desk/contacts/{contact_id}/hold", data=form, headers=cookie_of(SVEN.opening(case_id, now(), "quality"))
    )


async def tasks_of(place: Place) -> list[str]:
    return [row.task.kind for row in (await list_tasks(place.desk, ANNA, "mine")).rows]


async def test_a_full_case_is_erased_after_its_period_and_nothing_of_it_is_left(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    assert "retention_periods" in await what_is_left(place, contact_id, case_id)
    await period_passes(place)
    assert await what_is_left(place, contact_id, case_id) == MARKS
    assert await place.types() == ["case.erased", "contact.erased"]
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 404


async def test_the_counsellor_is_told_before_and_a_second_look_adds_nothing(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, _ = await a_closed_case(place, browser)
    await sweep(place, 2 * 365)
    assert await tasks_of(place) == []
    for _ in range(2):
        await sweep(place, THREE_YEARS)
    assert await tasks_of(place) == ["erasure_near"]
    assert await place.store["cases"].find_one({"_id": case_id}), "announced first, however late the sweep comes"
    for _ in range(2):
        await sweep(place, THREE_YEARS + 31)
    assert await place.types() == ["case.erased", "contact.erased"]
    assert await tasks_of(place) == []


async def test_two_sweeps_at_once_erase_it_once(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id, _ = await a_closed_case(place, browser)
    await sweep(place, THREE_YEARS)
    await asyncio.gather(*(sweep(place, THREE_YEARS + 31) for _ in range(2)))
    assert await what_is_left(place, contact_id, case_id) == MARKS
    assert await place.types() == ["case.erased", "contact.erased"]


async def test_what_is_open_or_open_again_stays(place: Place, browser: httpx2.AsyncClient) -> None:
    opened = (await submit(browser, SAID)).json()["case_id"]
    contact_id, case_id, _ = await a_closed_case(place, browser)
    await sweep(place, THREE_YEARS)
    await reopen(place.desk, contact_id, ANNA)
    assert "erasure_near" not in await tasks_of(place)
    await sweep(place, 2 * THREE_YEARS)
    await sweep(place, 2 * THREE_YEARS + 31)
    assert {each["_id"] async for each in place.store["cases"].find({})} == {opened, case_id}


async def test_a_contact_without_a_case_goes_earlier(place: Place, browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, SAID | {"reason": "prevention"})).json()
    contact_id = ContactId(accepted["contact_id"])
    await take_over(place.desk, contact_id, ANNA)
    await close_contact(place.desk, contact_id, ANNA)
    await sweep(place, 190)
    await sweep(place, 190 + 31)
    assert await what_is_left(place, contact_id) == MARKS


async def test_a_running_proceeding_holds_it_up(place: Place, browser: httpx2.AsyncClient) -> None:
    _, case_id, _ = await a_closed_case(place, browser)
    runs = Progress(
        id="e", thread=ThreadId(case_id), step="proceeding", at=now(), proceeding=ProceedingState.INVESTIGATION
    )
    await place.unit_of_work(lambda tx: note_step(tx, runs))
    await period_passes(place)
    assert await place.count("cases") == 1
    ended = runs.model_copy(update={"proceeding": ProceedingState.FINAL})
    await place.unit_of_work(lambda tx: note_step(tx, ended))
    await period_passes(place)
    assert await place.count("cases") == 0


async def test_what_the_person_wrote_meanwhile_holds_it_up_even_where_nobody_took_it_over(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    _, case_id, code = await a_closed_case(place, with_desk_away)
    await place.settle()
    await sweep(place, THREE_YEARS)
    await with_desk_away.post("/rueckmeldung", data={"code": code})
    shown = await on_follow_page(with_desk_away)
    await with_desk_away.post("/rueckmeldung/nachricht", data={"text": "Es geht wieder los."} | shown)
    await sweep(place, THREE_YEARS + 31)
    assert await place.store["cases"].find_one({"_id": case_id})


async def test_a_hold_is_placed_by_a_supervisor_with_reason_and_end(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    path, sven = f"/desk/contacts/{contact_id}/hold", cookie_of(SVEN.opening(case_id, now(), "quality"))
    until = months_after(today(), 30)
    assert (await desk.get(path, headers=cookie_of(ANNA))).status_code == 404
    assert "/desk/begruendung/" in (await desk.get(path, headers=cookie_of(SVEN))).headers["location"]
    for lacking in ({"reason": "claims"}, {"until": until.isoformat()}):
        refused = await desk.post(path, data=lacking, headers=sven)
        assert (refused.status_code, "noch nicht eingetragen" in refused.text) == (422, True)
    for wrong in (today() - timedelta(days=1), months_after(today(), 37)):
        assert (await hold(desk, contact_id, case_id, wrong)).status_code == 422
    assert (await hold(desk, contact_id, case_id, until)).status_code == 303
    noted = await place.store["audit"].find_one({"what": "held"})
    assert noted
    assert (noted["by"], noted["case"], noted["reason"]) == ("sven", case_id, "claims")
    await place.settle()
    await browser.post("/rueckmeldung", data={"code": code})
    page = (await browser.get("/rueckmeldung")).text
    assert f"mindestens bis zum {day(until)} nicht" in page
    assert "sven" not in page.lower()


async def test_what_is_held_is_erased_neither_by_time_nor_by_hand_and_is_announced_again_afterwards(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, case_id, _ = await a_closed_case(place, browser)
    await hold(desk, contact_id, case_id, months_after(today(), 36))
    with pytest.raises(Conflict):
        await erase_case(place.desk, SVEN, case_id)
    held_for = (months_after(today(), 36) - today()).days
    for days in (held_for - 31, held_for):
        await sweep(place, days)
    assert await tasks_of(place) == []
    await sweep(place, held_for + 1)
    assert await tasks_of(place) == ["erasure_near"]
    await sweep(place, held_for + 2)
    assert await place.count("cases") == 1
    await sweep(place, held_for + 32)
    assert await place.count("cases") == 0


async def test_a_hold_is_lifted_and_then_it_may_be_erased(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, case_id, _ = await a_closed_case(place, browser)
    await hold(desk, contact_id, case_id, months_after(today(), 12))
    sven = cookie_of(SVEN.opening(case_id, now(), "quality"))
    assert "Löschsperre bis" in (await desk.get(f"/desk/cases/{case_id}/record", headers=sven)).text
    lifted = await desk.post(f"/desk/contacts/{contact_id}/hold/end", headers=sven)
    assert lifted.status_code == 303
    assert "Löschsperre bis" not in (await desk.get(f"/desk/cases/{case_id}/record", headers=sven)).text
    await erase_case(place.desk, SVEN, case_id)
    assert await place.count("retention_periods") == 0


async def test_the_person_and_the_desk_read_the_day(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    _, case_id, code = await a_closed_case(place, browser)
    await place.settle()
    ends_on = day(months_after(today(), 36))
    await browser.post("/rueckmeldung", data={"code": code})
    assert f"Frühestens am {ends_on} löschen wir" in (await browser.get("/rueckmeldung")).text
    assert (
        f"Wird am {ends_on} von selbst"
        in (await desk.get(f"/desk/cases/{case_id}/record", headers=cookie_of(ANNA))).text
    )


async def test_what_an_earlier_release_closed_gets_its_period_from_its_closing(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, _ = await a_closed_case(place, browser)
    await place.store["retention_periods"].delete_many({})
    await RetentionSweep(days_later(place, 400))()
    begun = await place.unit_of_work(lambda tx: RETENTION_PERIODS.get(tx, thread=case_id))
    assert begun.ends_on == months_after(today(), 36)
