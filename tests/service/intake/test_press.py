"""The press is answered by the head: a task of supervisors, whatever way it came, and none of a counsellor."""

import httpx2
import pytest

from services.intake.domain.contact import FOR_THE_HEAD
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.give import give
from services.intake.handlers.desk.list_tasks import count_tasks, list_tasks
from services.intake.handlers.desk.list_waiting import count_waiting
from services.intake.handlers.desk.pass_to_head import pass_to_head
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.team import meet
from shared.errors import Conflict
from shared.web import Staff
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, queue_of, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
CALL = {"attempt": "the-attempt-of-a-page-0002", "text": "Eine Redaktion ruft an.", "way_in": "phone"}


async def tasks_of(place: Place, me: Staff) -> list[str]:
    lists = [await list_tasks(place.desk, me, whose) for whose in ("mine", "nobody")]
    return [row.task.kind for page in lists for row in page.rows]


async def from_the_portal(browser: httpx2.AsyncClient, **more: object) -> ContactId:
    return ContactId((await submit(browser, {"text": "Wir recherchieren.", **more})).json()["contact_id"])


async def test_from_the_portal_it_is_a_task_of_supervisors_alone(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id = await from_the_portal(browser, reason="press")
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
    assert (await count_tasks(place.desk, ANNA), await count_tasks(place.desk, SUE)) == (0, 1)
    assert (await queue_of(place, ANNA), len(await queue_of(place, SUE))) == ([], 1)
    assert (await count_waiting(place.desk, ANNA), await count_waiting(place.desk, SUE)) == (0, 1)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await take_over(place.desk, contact_id, ANNA)
    await take_over(place.desk, contact_id, SUE)
    await answer(place.desk, contact_id, SUE, "Dazu sagen wir nichts.")
    assert await tasks_of(place, SUE) == []


async def test_from_the_phone_it_lies_with_the_head_and_gives_no_code(place: Place, desk: httpx2.AsyncClient) -> None:
    sent = await desk.post("/desk/contacts", data=CALL | {"reason": "press"}, headers=cookie_of(ANNA))
    assert sent.status_code == 303
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
    page = (await desk.get(sent.headers["location"], headers=cookie_of(ANNA))).text
    assert FOR_THE_HEAD.partition(".")[0] in page
    assert "Anliegen übernehmen" not in page


async def test_a_mail_in_which_the_press_is_recognised_is_passed_on_and_leaves_nothing_behind(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id = await from_the_portal(browser)
    await take_over(place.desk, contact_id, ANNA)
    passed = await desk.post(f"/desk/contacts/{contact_id}/press", data={}, headers=cookie_of(ANNA))
    assert passed.status_code == 303
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
    assert (await queue_of(place, ANNA), len(await queue_of(place, SUE))) == ([], 1)


async def test_who_seeks_help_is_never_passed_on_as_press(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id = await from_the_portal(browser, reason="counselling")
    await take_over(place.desk, contact_id, ANNA)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await pass_to_head(place.desk, contact_id, ANNA)


async def test_the_head_may_give_it_to_a_counsellor_who_has_it_then(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id = await from_the_portal(browser, reason="press")
    for each in (ANNA, SUE):
        await meet(place.desk, each)
    await give(place.desk, contact_id, SUE, Counsellor("anna"))
    assert sorted(await tasks_of(place, ANNA)) == ["given", "press"]
    assert await count_tasks(place.desk, ANNA) == 2


async def test_what_the_press_writes_again_is_for_the_head_too(place: Place, browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, {"text": "Wir recherchieren.", "reason": "press"})).json()
    await browser.post("/rueckmeldung", data={"code": accepted["receipt_code"]})
    form = await on_follow_page(browser)
    await browser.post("/rueckmeldung/nachricht", data=form | {"text": "Noch eine Frage."})
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
