"""A case that a supervisor opened: said on its pages, ended at once, judged by another, all in the chain."""

import re
from pathlib import Path

import httpx2
import pytest

import services.intake
from services.intake.audit_labels_de import LOOKS
from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.team import register_colleague
from shared.audit import Audit
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from shared.web.session import OPEN_FOR
from tests.harness.services.closing import close_case
from tests.harness.services.intake import AUDIT_KEY, Place, a_counsellor, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SVEN, SUE = a_counsellor("sven", "supervisor"), a_counsellor("sue", "supervisor")
TEXT = "In einem Kommentar wurden mir Prügel angedroht."
NOTE = "Der Grund passt nicht zu dem, was angesehen wurde."
ATTEMPT = "the-same-attempt-of-one-page"
SAID = "Mit einem Grund geöffnet: Fachliche Prüfung"


@pytest.fixture
@laid_out
async def annas(place: Place, browser: httpx2.AsyncClient) -> dict[str, str]:
    accepted: dict[str, str] = (await submit(browser, {"text": TEXT})).json()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    for each in (ANNA, SVEN, SUE):
        await register_colleague(place.desk, each)
    return accepted


async def test_every_page_of_the_case_says_why_and_until_when_it_is_open(
    desk: httpx2.AsyncClient, annas: dict[str, str]
) -> None:
    opened, case, contact = await opening(desk, annas), annas["case_id"], annas["contact_id"]
    pages = [f"/desk/cases/{case}{tab}" for tab in ("", "/assessment", "/handovers", "/record", "/erase")]
    pages += [f"/desk/contacts/{contact}/{form}" for form in ("emergency", "give", "hold", "own-data")]
    for path in pages:
        page = await desk.get(path, headers=opened)
        assert page.status_code == 200, path
        assert SAID in page.text, path
        assert re.search(r"Offen bis \d\d:\d\d Uhr", page.text), path
    assert SAID not in (await desk.get("/desk/tasks", headers=opened)).text
    assert SAID not in (await desk.get(f"/desk/cases/{case}", headers=cookie_of(ANNA))).text


async def test_it_is_ended_at_once_and_needs_a_reason_again(
    desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]
) -> None:
    opened, case = await opening(desk, annas), f"/desk/cases/{annas['case_id']}"
    ended = await desk.post(f"/desk/begruendung/{annas['case_id']}/ende", headers=opened)
    assert ended.headers["location"] == "/desk/tasks?erledigt=opening-ended"
    assert (await desk.get(case, headers=given_by(ended))).status_code == 303
    row = await place.store["inspections"].find_one({})
    assert row
    assert row["until"] < row["at"] + OPEN_FOR
    assert await words(place) == ["opened", "opening-ended"]


async def test_opened_twice_it_is_ended_once(desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]) -> None:
    await opening(desk, annas)
    opened = await opening(desk, annas)
    for _ in range(2):
        await desk.post(f"/desk/begruendung/{annas['case_id']}/ende", headers=opened)
    assert await words(place) == ["opened", "opened", "opening-ended"]


async def test_the_form_of_an_opening_that_was_ended_opens_nothing_when_it_is_sent_again(
    desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]
) -> None:
    opened = await opening(desk, annas, attempt=ATTEMPT)
    await desk.post(f"/desk/begruendung/{annas['case_id']}/ende", headers=opened)
    again = await opening(desk, annas, attempt=ATTEMPT)
    assert (await desk.get(f"/desk/cases/{annas['case_id']}", headers=again)).status_code == 303
    assert await place.count("inspections") == 1


async def test_another_supervisor_finds_it_to_be_judged_and_opens_nothing_for_that(
    desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]
) -> None:
    await opening(desk, annas)
    listed = (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text
    assert "Einsicht prüfen: Fachliche Prüfung" in listed
    for other in (SVEN, ANNA, BERT):
        assert "Einsicht prüfen" not in (await desk.get("/desk/tasks", headers=cookie_of(other))).text
    page = (await desk.get(await address(place), headers=cookie_of(SUE))).text
    assert "Fachliche Prüfung" in page
    assert TEXT not in page
    judged = await judge(desk, place, SUE, verdict="in_order")
    assert judged.headers["location"] == "/desk/tasks?erledigt=inspected"
    assert "Einsicht prüfen" not in (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text
    assert await words(place) == ["opened", "inspection-reviewed"]


async def test_who_opened_it_and_who_is_no_supervisor_does_not_judge_it(
    desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]
) -> None:
    await opening(desk, annas)
    assert "Prüfung festhalten" not in (await desk.get(await address(place), headers=cookie_of(SVEN))).text
    assert (await judge(desk, place, SVEN, verdict="in_order")).status_code == 409
    for other in (ANNA, BERT):
        assert (await desk.get(await address(place), headers=cookie_of(other))).status_code == 404
        assert (await judge(desk, place, other, verdict="in_order")).status_code == 404
    assert await words(place) == ["opened"]


async def test_what_is_not_in_order_needs_a_note_and_that_is_sealed(
    desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]
) -> None:
    await opening(desk, annas)
    without = await judge(desk, place, SUE, verdict="not_in_order")
    assert without.status_code == 422
    assert "was nicht in Ordnung ist" in without.text
    undecided = await judge(desk, place, SUE, note=NOTE)
    assert (undecided.status_code, NOTE in undecided.text) == (422, True)
    for _ in range(2):
        judged = await judge(desk, place, SUE, verdict="not_in_order", note=NOTE, attempt=ATTEMPT)
        assert judged.status_code == 303
    stored = await place.store["inspections"].find_one({})
    assert stored
    assert stored["verdict"] == "not_in_order"
    assert NOTE not in str(stored)
    assert NOTE in (await desk.get(await address(place), headers=cookie_of(SUE))).text
    assert (await judge(desk, place, a_counsellor("tom", "supervisor"), verdict="in_order")).status_code == 409


async def test_it_is_erased_with_the_case(desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]) -> None:
    await opening(desk, annas)
    await close_case(place.desk, CaseId(annas["case_id"]), ANNA, CaseOutcome.RESOLVED)
    path = await address(place)
    await erase_case(place.desk, SUE, CaseId(annas["case_id"]))
    assert await place.count("inspections") == 0
    assert (await desk.get(path, headers=cookie_of(SUE))).status_code == 404
    assert "Einsicht prüfen" not in (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text


async def test_who_read_the_case_is_shown_after_a_cause_that_goes_into_the_chain(
    desk: httpx2.AsyncClient, place: Place, annas: dict[str, str]
) -> None:
    opened = await opening(desk, annas)
    await desk.get(f"/desk/cases/{annas['case_id']}", headers=opened)
    path = f"/desk/readers/{annas['case_id']}"
    asked = (await desk.get(path, headers=cookie_of(SUE))).text
    assert "Mit einem Grund geöffnet" not in asked
    assert (await desk.post(path, headers=cookie_of(SUE))).status_code == 422
    assert await words(place) == ["opened", "file"]

    shown = (await desk.post(path, headers=cookie_of(SUE), data={"cause": "suspicion"})).text
    rows = re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td><td>[^<]* Uhr</td><td>([^<]*)</td>', shown)
    assert rows == [
        (SUE.name, "Nachgesehen, wer gelesen hat", "Verdacht auf eine unbefugte Einsicht"),
        (SVEN.name, "Gelesen", ""),
        (SVEN.name, "Mit einem Grund geöffnet", "Fachliche Prüfung"),
    ]
    assert TEXT not in shown
    assert f'{await address(place)}">Fachliche Prüfung' in shown
    assert "noch nicht geprüft" in shown
    assert (await Audit(AUDIT_KEY).verify(place.store)).number == 3


async def test_of_another_case_nothing_is_shown_and_nobody_but_supervisors_sees_it(
    desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, annas: dict[str, str]
) -> None:
    await opening(desk, annas)
    other = (await submit(browser, {"text": "Etwas anderes."})).json()["case_id"]
    shown = (await desk.post(f"/desk/readers/{other}", headers=cookie_of(SUE), data={"cause": "complaint"})).text
    assert "Nachgesehen, wer gelesen hat" in shown
    assert "Mit einem Grund geöffnet" not in shown
    for who in (ANNA, BERT):
        answer = await desk.post(f"/desk/readers/{other}", headers=cookie_of(who), data={"cause": "complaint"})
        assert answer.status_code == 404


def test_every_look_that_the_desk_notes_has_its_words() -> None:
    sources = [path.read_text() for path in Path(str(services.intake.__file__)).parent.rglob("*.py")]
    noted = {word for text in sources for word in re.findall(r'(?:audit\.note|find_noted)\([^()"]*"([a-z-]+)"', text)}
    noted |= {"new-code-approved", "new-code-refused"}
    assert noted == LOOKS.keys()


async def opening(desk: httpx2.AsyncClient, of: dict[str, str], attempt: str = "") -> dict[str, str]:
    """The cookie with which Sven sees the case."""
    form = {"reason": "quality", "attempt": attempt}
    return given_by(await desk.post(f"/desk/begruendung/{of['case_id']}", headers=cookie_of(SVEN), data=form))


def given_by(answer: httpx2.Response) -> dict[str, str]:
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


async def address(place: Place) -> str:
    found = await place.store["inspections"].find_one({})
    assert found
    return f"/desk/inspections/{found['_id']}"


async def judge(desk: httpx2.AsyncClient, place: Place, me: Staff, **form: str) -> httpx2.Response:
    return await desk.post(await address(place), headers=cookie_of(me), data=form)


async def words(place: Place) -> list[str]:
    return [entry["what"] async for entry in place.store["audit"].find({}).sort("_id", 1)]
