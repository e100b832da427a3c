"""What comes while a counsellor reads is not done with by what they do about the rest; the page watches by itself."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId
from shared.clock import now
from shared.web.session import CONFIRM_AFTER, CONFIRMED_FOR
from tests.harness.services.intake import Place, a_counsellor, fill_in, on_follow_page
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of, cookie_pair

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
WATCHING = {"HX-Request": "true", "Lotse-Aside": "watching"}


@pytest.fixture
@laid_out
async def case_id(place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient) -> CaseId:
    """With Anna, of somebody who has her page open."""
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Zuerst.")})
    (case,) = await place.store["cases"].find({}).to_list()
    await send(desk, f"/desk/contacts/{case['contact_id']}/take-over", {})
    return CaseId(case["_id"])


async def send(desk: httpx2.AsyncClient, path: str, fields: Mapping[str, str | list[str]]) -> httpx2.Response:
    return await desk.post(path, data={"attempt": str(uuid4()), **fields}, headers=cookie_of(ANNA))


async def writes(browser: httpx2.AsyncClient, place: Place, text: str) -> None:
    sent = await browser.post("/rueckmeldung/nachricht", data={"text": text} | await on_follow_page(browser))
    assert sent.status_code == 303
    await place.settle()


async def tasks_page(desk: httpx2.AsyncClient) -> str:
    return (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text


async def case_page(desk: httpx2.AsyncClient, case_id: CaseId) -> str:
    return (await desk.get(f"/desk/cases/{case_id}", headers=cookie_of(ANNA))).text


def done_form(page: str, kind: str) -> tuple[str, str]:
    """Address and version."""
    found = re.search(rf'action="(/desk/tasks/{kind}%7C[^"]+/done)".*?name="seen" value="([0-9]+)"', page, re.DOTALL)
    assert found, page
    return found[1], found[2]


async def answers(desk: httpx2.AsyncClient, case_id: CaseId, page: str) -> None:
    where = re.search(r'action="(/desk/contacts/[^"]+/answers)"', page)
    seen = re.search(r'/answers">.*?name="seen" value="([0-9]+)"', page, re.DOTALL)
    assert where
    assert seen
    sent = await send(desk, where[1], {"text": "Wir rufen an.", "seen": seen[1]})
    assert sent.status_code == 303, sent.text


async def test_a_message_that_came_while_she_read_is_not_done_with_by_one_press(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, case_id: CaseId
) -> None:
    for kind, later in (("first_answer", "Danach."), ("wrote", "Noch eins.")):
        assert "Seitdem kam noch etwas" not in await tasks_page(desk)
        where, seen = done_form(await case_page(desk, case_id), kind)
        await writes(browser, place, later)
        early = await send(desk, where, {"seen": seen, "unanswered": "told"})
        assert (early.status_code, "ob noch etwas gekommen ist" in early.text) == (409, True)
        assert "Seitdem kam noch etwas" in await tasks_page(desk)
        seen = done_form(await case_page(desk, case_id), kind)[1]
        assert (await send(desk, where, {"seen": seen, "unanswered": "told"})).status_code == 303
        await writes(browser, place, "Wieder.")
        assert done_form(await case_page(desk, case_id), "wrote")


async def test_an_answer_is_to_what_was_on_the_page_and_the_rest_stays_new_and_a_task(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, case_id: CaseId
) -> None:
    page = await case_page(desk, case_id)
    await writes(browser, place, "Jetzt steht jemand vor dem Haus.")
    await answers(desk, case_id, page)
    unread = await place.store["messages"].find({"unread": True}).to_list()
    assert [each["number"] for each in unread] == [2]
    assert done_form(await case_page(desk, case_id), "wrote")
    page = await case_page(desk, case_id)
    await answers(desk, case_id, page)
    assert await place.store["messages"].count_documents({"unread": True}) == 0
    assert "wrote%7C" not in await tasks_page(desk)


async def test_the_title_counts_and_the_page_asks_for_itself_without_staying_signed_in(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, case_id: CaseId
) -> None:
    page = await tasks_page(desk)
    assert "<title>(1) Zu tun – Lotse</title>" in page
    assert 'hx-get="/desk/tasks" hx-trigger="every 60s"' in page
    await fill_in(browser, text="Noch jemand.")
    watched = await desk.get("/desk/tasks", headers=cookie_of(ANNA) | WATCHING)
    assert "<title>(2) Zu tun – Lotse</title>" in watched.text
    assert 'id="aufgaben"' in watched.text
    for age, status in ((CONFIRM_AFTER, 200), (CONFIRMED_FOR, 401)):
        seen = now() - age - timedelta(seconds=5)
        old = {"Cookie": cookie_pair(replace(ANNA, began=seen, seen=seen))}
        asked = await desk.get("/desk/tasks", headers=old | WATCHING)
        assert asked.status_code == status
        assert {"set-cookie", "hx-redirect"}.isdisjoint(asked.headers)
    operator = await desk.get("/desk/tasks", headers=cookie_of(a_counsellor("olga", "operator")) | WATCHING)
    assert operator.status_code == 404


async def test_every_task_has_a_place_of_its_own_so_that_the_focus_stays(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, case_id: CaseId
) -> None:
    await fill_in(browser, text="Noch jemand.")
    marks = re.findall(r'id="(aufgabe-[^"]+)"', await tasks_page(desk))
    assert len(marks) == len(set(marks)) == 2


async def test_closing_ends_what_stood_on_the_page_and_nothing_that_came_since(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, case_id: CaseId
) -> None:
    where, page = f"/desk/cases/{case_id}/close", await record_page(desk, case_id)
    await writes(browser, place, "Jetzt steht jemand vor dem Haus.")
    chosen = {"outcome": "resolved", "unanswered": "told"}

    without_outcome = await send(desk, where, {"unanswered": "told", "seen": shown_at_closing(page)})
    assert without_outcome.status_code == 422
    assert shown_at_closing(without_outcome.text) == shown_at_closing(page), "nobody told her of what came"
    refused = await send(desk, where, chosen | {"seen": shown_at_closing(without_outcome.text)})

    assert (refused.status_code, "ist noch etwas gekommen" in refused.text) == (409, True)
    assert '<option value="told" selected>' in refused.text
    assert await place.store["messages"].count_documents({"unread": True, "number": 2}) == 1
    assert done_form(await case_page(desk, case_id), "first_answer")
    assert (await send(desk, where, chosen | {"seen": shown_at_closing(refused.text)})).status_code == 303
    assert await place.store["messages"].count_documents({"unread": True}) == 0


async def record_page(desk: httpx2.AsyncClient, case_id: CaseId) -> str:
    return (await desk.get(f"/desk/cases/{case_id}/record", headers=cookie_of(ANNA))).text


def shown_at_closing(page: str) -> list[str]:
    """What the form sends of what stood beside it."""
    form = re.search(r'action="/desk/(?:cases|contacts)/[^"]+/close".*?</form>', page, re.DOTALL)
    assert form, page
    return re.findall(r'name="seen" value="([^"]+)"', form[0])
