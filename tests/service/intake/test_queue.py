"""What the desk is shown is as much work after years as on the first day, and a flood hides nobody."""

import random
import re
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2
import pytest

from services.intake.domain.burst import BURST
from services.intake.domain.turn import HEAD_START, turn_of
from services.intake.handlers.desk.list_waiting import PAGE, WHOLE_BURST, Shelf, list_waiting
from services.intake.handlers.desk.measure_waiting import measure_waiting
from services.intake.handlers.desk.team import register_colleague
from services.intake.limits import MESSAGES_OF_ONE, REPORTS_OF_ONE
from shared.clock import now, whole_hour
from shared.contracts.vocabulary import Urgency
from shared.telemetry.metrics import IN_BURSTS, WAITING
from shared.web.client_limit import HEADER
from tests.harness.engines.store_queries import Asked
from tests.harness.gauges import value_of
from tests.harness.services.intake import Place, a_counsellor, fill_in, on_follow_page, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANSWERED: Final = 500
FEW: Final = 10
FALSE: Final = 5_000
LANDS: Final = ("SN", "NW", "BY", "HE")
TEXT: Final = "Wir wissen, wo du wohnst."

SHELVES: Final[tuple[Shelf, ...]] = ("waiting", "mine", "others", "closed")


@pytest.fixture
def desk(desk: httpx2.AsyncClient) -> httpx2.AsyncClient:
    desk.headers.update(cookie_of(a_counsellor("anna")))
    return desk


async def page_of(desk: httpx2.AsyncClient, address: str) -> str:
    answer = await desk.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def links(page: str, start: str) -> list[str]:
    return re.findall(rf'href="({start}[^"]+)"', page)


async def copies(place: Place, many: int, *, at: datetime | None = None, **picture: Any) -> list[str]:
    """As many more of the one contact that waits; the ids of their cases."""
    contact, case = await place.store["contacts"].find_one({}), await place.store["cases"].find_one({})
    assert contact
    assert case
    hour = at or contact["recorded_at"]
    contacts, cases = [], []
    for _ in range(many):
        contact_id, case_id = str(uuid.uuid4()), str(uuid.uuid4())
        urgency, land = picture.get("urgency", "unknown"), picture.get("land", contact["land"])
        turn = turn_of(contact_id, hour, Urgency(urgency))
        placed = {"recorded_at": hour, "land": land, "turn": turn}
        contacts.append(contact | {"_id": contact_id, "case_id": case_id} | placed)
        situation = case["situation"] | {"urgency": urgency, "land": land}
        cases.append(case | {"_id": case_id, "number": None, "situation": situation})
    await place.store["contacts"].insert_many(contacts)
    await place.store["cases"].insert_many(cases)
    return [each["_id"] for each in cases]


async def test_the_queue_does_not_look_at_messages_that_were_read(
    place: Place, browser: httpx2.AsyncClient, asked: Asked
) -> None:
    await submit(browser, {"text": TEXT})
    (unread,) = await place.store["messages"].find({}).to_list(None)
    read = [unread | {"_id": str(uuid.uuid4()), "thread": str(uuid.uuid4()), "unread": False} for _ in range(ANSWERED)]
    await place.store["messages"].insert_many(read)
    asked.new()
    for shelf in SHELVES:
        await list_waiting(place.desk, a_counsellor("anna", "supervisor"), shelf)
    assert not [str(question) for question in asked.new() if question.examined > FEW]


async def test_page_by_page_everybody_comes_once_and_in_turn(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    """Of many hours, so that nothing is folded."""
    await submit(browser, {"text": TEXT})
    began = whole_hour(now()) - timedelta(days=30)
    for number in range(PAGE // 2 + 5):
        await copies(place, 3, at=began + timedelta(hours=number))
    address, seen = "/desk/lists/waiting", list[str]()
    while address:
        page = await page_of(desk, address)
        seen += links(page, "/desk/cases/")
        address = next(iter(links(page, "/desk/lists/waiting")), "")
    rows = await place.store["contacts"].find({}).sort("turn", 1).to_list(None)
    assert seen == [f"/desk/cases/{row['case_id']}" for row in rows]
    assert len(seen) > PAGE


async def test_what_is_closed_is_found_page_by_page_the_latest_first_and_only_ones_own(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await submit(browser, {"text": TEXT})
    began = whole_hour(now()) - timedelta(days=30)
    for number in range(PAGE // 2 + 5):
        await copies(place, 3, at=began + timedelta(hours=number))
    contacts = place.store["contacts"]
    await contacts.update_many({}, {"$set": {"state": "closed", "counsellor": "anna"}})
    await contacts.update_many({"recorded_at": began}, {"$set": {"counsellor": "bert"}})
    address, seen = "/desk/lists/closed", list[str]()
    while address:
        page = await page_of(desk, address)
        seen += links(page, "/desk/cases/")
        address = next(iter(links(page, r"/desk/lists/closed\?")), "")
    rows = await contacts.find({"counsellor": "anna"}).sort("turn", -1).to_list(None)
    assert seen == [f"/desk/cases/{row['case_id']}" for row in rows]
    assert len(seen) > PAGE
    assert not links(await page_of(desk, "/desk"), "/desk/cases/")


async def test_how_many_wait_is_a_number_of_its_own(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    assert await page_of(desk, "/desk/waiting/count") == "0"
    await submit(browser, {"text": TEXT})
    await copies(place, 50)
    assert await page_of(desk, "/desk/waiting/count") == "51"


async def test_a_row_shows_the_number_that_is_said_on_the_phone(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await submit(browser, {"text": TEXT})
    case = await place.store["cases"].find_one({})
    assert case
    assert case["number"] in await page_of(desk, "/desk")


async def test_what_somebody_calls_urgent_goes_before_and_not_without_end(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await submit(browser, {"text": TEXT, "urgency": "routine"})
    hour, ahead = whole_hour(now()), HEAD_START[Urgency.IMMEDIATE]
    (sooner,) = await copies(place, 1, at=hour - timedelta(hours=1), urgency="routine")
    (urgent,) = await copies(place, 1, at=hour, urgency="immediate")
    (longest,) = await copies(place, 1, at=hour - ahead - timedelta(hours=1), urgency="routine")
    page, _ = await list_waiting(place.desk, a_counsellor("anna"))
    order = [row.case.id for row in page.rows if row.case]
    assert order[:3] == [longest, urgent, sooner]


async def test_what_a_counsellor_judges_moves_it_among_her_own(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await submit(browser, {"text": TEXT, "urgency": "routine"})
    await submit(browser, {"text": TEXT, "urgency": "urgent"})
    contacts = await place.store["contacts"].find({}).sort("turn", -1).to_list(None)
    for row in contacts:
        await desk.post(f"/desk/contacts/{row['_id']}/take-over")
    await desk.post(
        f"/desk/cases/{contacts[0]['case_id']}/triage", data={"seen": "1", "urgency": "immediate", "land": "SN"}
    )
    page, _ = await list_waiting(place.desk, a_counsellor("anna"), "mine")
    assert [row.contact.id for row in page.rows] == [row["_id"] for row in contacts]


async def test_a_flood_hides_nobody(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, record_property: Callable[[str, object], None]
) -> None:
    """5,000 false reports of ten minutes that call themselves immediate; four of the ten real ones look like them."""
    await submit(browser, {"text": TEXT, "land": "SN"})
    hour = whole_hour(now())
    false = await copies(place, FALSE - 40, at=hour, urgency="immediate", land="NW")
    for land in LANDS[1:]:
        false += await copies(place, 10, at=hour, urgency="immediate", land=land)
    real = [(await copies(place, 1, at=hour, urgency=urgency, land="SN"))[0] for urgency in ("urgent", "routine")]
    real += [(await copies(place, 1, at=hour, urgency=each, land="BY"))[0] for each in ("unknown", "urgent", "routine")]
    real += await copies(place, 1, at=hour - timedelta(days=3))
    real += await copies(place, 4, at=hour, urgency="immediate", land="NW")

    began = time.perf_counter()
    first = await page_of(desk, "/desk")
    took_first = time.perf_counter() - began
    bursts = links(first, "/desk/auf-einmal/")
    assert len(bursts) == 1
    began = time.perf_counter()
    behind = await page_of(desk, bursts[0])
    took_behind = time.perf_counter() - began

    at_once, one_click = set(links(first, "/desk/cases/")), set(links(behind, "/desk/cases/"))
    assert {f"/desk/cases/{each}" for each in real[:6]} <= at_once
    assert {f"/desk/cases/{each}" for each in real} <= at_once | one_click
    assert not {f"/desk/cases/{each}" for each in false} & at_once
    assert "Ungewöhnlich viel auf einmal" in first
    record_property("seconds", {"queue": took_first, "burst": took_behind})


@pytest.mark.parametrize("seed", range(3))
async def test_nor_does_a_flood_in_which_no_two_need_to_be_alike(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, seed: int
) -> None:
    await submit(browser, {"text": TEXT})
    chance, hour = random.Random(seed), whole_hour(now())
    for land in LANDS:
        for urgency in Urgency:
            await copies(place, chance.randint(1, 60), at=hour, urgency=urgency, land=land)
    everybody = {f"/desk/cases/{row['_id']}" async for row in place.store["cases"].find({}, {"_id": 1})}
    first = await page_of(desk, "/desk")
    (burst,) = links(first, "/desk/auf-einmal/")
    assert everybody == {*links(first, "/desk/cases/"), *links(await page_of(desk, burst), "/desk/cases/")}
    assert len(everybody) < WHOLE_BURST


@pytest.mark.parametrize("hidden", [{"reason": "press"}, {"joined_to": str(uuid.uuid4())}], ids=["press", "joined"])
async def test_what_is_in_nobodys_rows_is_in_no_burst_either(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, hidden: dict[str, Any]
) -> None:
    """29 of them and one that she may take are no flood; the press is one to the head, who has it in her rows."""
    head = a_counsellor("sue", "supervisor")
    await register_colleague(place.desk, head)
    await submit(browser, {"text": TEXT})
    own = await place.store["cases"].find_one({})
    assert own
    others = await copies(place, BURST - 1)
    await place.store["contacts"].update_many({"case_id": {"$in": others}}, {"$set": hidden})
    page = await page_of(desk, "/desk")
    assert links(page, "/desk/auf-einmal/") == []
    assert links(page, "/desk/cases/") == [f"/desk/cases/{own['_id']}"]
    _, bursts = await list_waiting(place.desk, head)
    assert [each.count for each in bursts] == ([BURST - 1] if "reason" in hidden else [])


async def test_a_flood_is_a_number_that_an_alarm_looks_at(place: Place, browser: httpx2.AsyncClient) -> None:
    await submit(browser, {"text": TEXT})
    await measure_waiting(place.store)
    assert (value_of(WAITING), value_of(IN_BURSTS)) == (1, 0)
    await copies(place, 50)
    await measure_waiting(place.store)
    assert (value_of(WAITING), value_of(IN_BURSTS)) == (51, 51)


async def test_one_client_floods_nobody_and_what_it_typed_stays(place: Place, browser: httpx2.AsyncClient) -> None:
    browser.headers[HEADER] = "192.0.2.1"
    for _ in range(REPORTS_OF_ONE.at_once):
        await fill_in(browser, text=TEXT)
    form = {"attempt": "a" * 32, "text": "Und noch etwas."}
    refused = await browser.post("/anliegen", data=form)

    assert (refused.status_code, "Und noch etwas." in refused.text) == (429, True)
    assert 0 < int(refused.headers["retry-after"]) <= REPORTS_OF_ONE.every
    assert await place.count("contacts") == REPORTS_OF_ONE.at_once
    assert (await browser.post("/anliegen", data=form, headers={HEADER: "192.0.2.2"})).status_code == 201


async def test_nor_does_one_with_messages(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await fill_in(browser, text=TEXT)
    await browser.post("/rueckmeldung", data={"code": code})
    thread = (await on_follow_page(browser))["thread"]
    for number in range(MESSAGES_OF_ONE.at_once):
        form = {"attempt": f"{number:032d}", "thread": thread, "text": f"Nachricht {number}"}
        assert (await browser.post("/rueckmeldung/nachricht", data=form)).status_code == 303
    form = {"attempt": "a" * 32, "thread": thread, "text": "Und noch etwas."}
    refused = await browser.post("/rueckmeldung/nachricht", data=form)

    assert (refused.status_code, "Und noch etwas." in refused.text) == (429, True)
    assert await place.count("messages") == 1 + MESSAGES_OF_ONE.at_once
