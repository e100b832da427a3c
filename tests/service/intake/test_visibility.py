"""A case is its counsellor's: for colleagues it is not there, a supervisor gives a reason, and every look is kept."""

import json

import httpx2
import pytest

from services.intake.domain.ids import CaseId, PartnerId
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.services.partner_directory import list_partner
from shared.audit import Audit
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import ReasonNeeded
from shared.store import Document
from tests.harness.services.intake import AUDIT_KEY, Place, a_counsellor, fill_in, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT, SVEN = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sven", "supervisor")
TEXT = "In einem Kommentar wurden mir Prügel angedroht."
SAFE = {"channel": "mail", "address": "person@example.org"}
PARTNER = PartnerId("5d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b11")
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
@laid_out
async def annas(place: Place, browser: httpx2.AsyncClient) -> CaseId:
    accepted = (await submit(browser, {"text": TEXT, "safe_contact": SAFE})).json()
    await take_over(place.desk, accepted["contact_id"], ANNA)
    return CaseId(accepted["case_id"])


async def test_a_colleagues_case_is_not_there(place: Place, annas: CaseId, desk: httpx2.AsyncClient) -> None:
    for path in (f"/desk/cases/{annas}", f"/desk/cases/{annas}/handovers/new?partner={PARTNER}"):
        hers = await desk.get(path, headers=cookie_of(BERT))
        nobodys = await desk.get(path.replace(annas, NOWHERE), headers=cookie_of(BERT))
        assert (hers.status_code, hers.content) == (404, nobodys.content)

    assert annas not in (await desk.get("/desk", headers=cookie_of(BERT))).text
    assert annas in (await desk.get("/desk/lists/mine", headers=cookie_of(ANNA))).text
    assert await looks(place) == []


async def test_a_supervisor_gives_a_reason_that_is_kept_before_the_case_opens(
    place: Place, annas: CaseId, desk: httpx2.AsyncClient
) -> None:
    case = f"/desk/cases/{annas}"
    assert annas in (await desk.get("/desk", headers=cookie_of(SVEN))).text
    asked = await desk.get(case, headers=cookie_of(SVEN))
    assert (asked.status_code, asked.headers["location"]) == (303, f"/desk/begruendung/{annas}?next={case}")
    form = await desk.get(asked.headers["location"], headers=cookie_of(SVEN))
    assert "bei jemand anderem" in form.text
    assert TEXT not in form.text

    reason = f"/desk/begruendung/{annas}"
    assert (await desk.post(reason, headers=cookie_of(SVEN), data={"next": case})).status_code == 422
    assert (await desk.post(reason, headers=cookie_of(BERT), data={"reason": "danger"})).status_code == 404
    assert await looks(place) == []

    given = await desk.post(reason, headers=cookie_of(SVEN), data={"reason": "danger", "next": case})
    opened = {"Cookie": given.headers["set-cookie"].partition(";")[0]}
    assert (given.status_code, given.headers["location"]) == (303, case)
    assert TEXT in (await desk.get(case, headers=opened)).text
    assert await looks(place) == [("sven", "opened", "danger"), ("sven", "file", None)]

    with pytest.raises(ReasonNeeded):
        await place.unit_of_work(lambda tx: load_visible(tx, SVEN, case_id=annas))


async def test_what_is_not_there_cannot_be_opened(place: Place, desk: httpx2.AsyncClient) -> None:
    there = f"/desk/begruendung/{NOWHERE}"
    assert (await desk.get(there, headers=cookie_of(SVEN))).status_code == 404
    assert (await desk.post(there, headers=cookie_of(SVEN), data={"reason": "danger"})).status_code == 404
    assert await looks(place) == []


async def test_every_look_at_content_is_kept_and_the_persons_own_never(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text=TEXT, channel="mail", address=SAFE["address"])
    assert TEXT in (await browser.post("/rueckmeldung", data={"code": code}, follow_redirects=True)).text
    assert await looks(place) == []

    contact = await place.store["contacts"].find_one({})
    assert contact is not None
    case_id, contact_id = contact["case_id"], contact["_id"]
    await take_over(place.desk, contact_id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Opferhilfe (Demo)", "victim_support"))
    handover_id = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, {ConsentItem.ACCOUNT: "Drohung."})
    await note_decision(place.desk, handover_id, ANNA, "given", ConsentHow.VOICE)
    reference = json.loads(next(row for row in await place.published() if "safe-contact" in row["type"])["body"])
    assert await looks(place) == [], "acting is no look"

    hers = cookie_of(ANNA)
    onwards = await desk.get(f"/desk/contacts/{contact_id}", headers=hers)
    await desk.get(onwards.headers["location"], headers=hers)
    await desk.get(f"/desk/cases/{case_id}/handovers/new?partner={PARTNER}", headers=hers)
    for service, path in (
        ("referral", f"handovers/{handover_id}/package"),
        ("notification", f"safe-contacts/{reference['data']['reference']}"),
    ):
        answer = await desk.get(f"/internal/{path}", headers={"Authorization": f"Bearer token of {service}"})
        assert answer.status_code == 200

    assert await looks(place) == [
        ("anna", "file", None),
        ("anna", "file", None),
        ("referral", "package", None),
        ("notification", "safe-contact", None),
    ]
    assert {entry["case"] for entry in await entries(place)} == {case_id}
    assert (await Audit(AUDIT_KEY).verify(place.store)).number == 4
    assert TEXT not in str(await entries(place))


async def entries(place: Place) -> list[Document]:
    return [entry async for entry in place.store["audit"].find({}).sort("_id", 1)]


async def looks(place: Place) -> list[tuple[str, str, str | None]]:
    return [(entry["by"], entry["what"], entry.get("reason")) for entry in await entries(place)]
