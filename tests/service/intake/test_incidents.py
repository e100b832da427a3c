"""What was done to a person is entered: sealed, append-only, in the order of time; what she told is hers."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.own_data import IdentityCheck
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.give_own_data import give_own_data
from shared.contracts.vocabulary import CaseOutcome
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
TEXT = "Er stand vor dem Gartentor."
FIRST = {"first": "2026-03-02", "way": "social_media", "text": "Drohung unter einem Beitrag."}
SECOND = {
    "first": "2026-03-20",
    "way": "at_home",
    "offender": "same",
    "same_as": "1",
    "escalation": ["closer", "at_home"],
    "text": TEXT,
}


async def test_incidents_stand_in_the_order_of_time_with_the_gap_and_what_was_ticked(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await entered(desk, person, FIRST)
    await entered(desk, person, SECOND)
    await entered(desk, person, FIRST | {"first": "2026-01-05", "last": "2026-01-09", "about": "yes", "way": "phone"})
    page = await record(desk, person)
    assert page.index("etwa 5. Januar 2026 bis 9. Januar 2026") < page.index("2. März 2026") < page.index("20. März")
    assert "52 Tage nach dem vorigen" in page
    assert "18 Tage nach dem vorigen" in page
    assert page.count("Steigerung</span>") == 1
    assert "Als Steigerung angekreuzt: 1." in page
    assert "wie bei Nummer 1" in page
    assert TEXT in page
    stored = str(await place.store["incidents"].find({}).to_list(None))
    assert not [each for each in (TEXT, "at_home", "2026-03-20") if each in stored]
    assert "noted" in [entry["what"] async for entry in place.store["audit"].find({})]


async def test_a_correction_is_an_entry_of_its_own_and_comes_once(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await entered(desk, person, FIRST)
    (known,) = await place.store["incidents"].find({}).to_list(None)
    where = f"{incidents_of(person)}/{known['_id']}"
    form = (await desk.get(where, headers=cookie_of(ANNA))).text
    assert ("Drohung unter" in form, 'value="2026-03-02"' in form) == (True, True)
    said = [FIRST | {"text": each} for each in ("Es war im März.", "Es war im April.")]
    both = await asyncio.gather(*(desk.post(where, data=each, headers=cookie_of(ANNA)) for each in said))
    assert sorted(each.status_code for each in both) == [303, 409]
    lost = next(each for each in both if each.status_code == 409)
    assert any(each["text"] in lost.text for each in said)
    page = await record(desk, person)
    assert "Ein Vorfall: 1 × Soziale Medien." in page
    assert "Frühere Fassung, Nummer 1" in page
    assert page.count("Drohung unter einem Beitrag.") == 1


async def test_the_same_form_sent_twice_is_one_incident(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    for _ in range(2):
        await entered(desk, person, FIRST | {"attempt": "the-same-attempt-of-a-page"})
    assert await place.count("incidents") == 1


async def test_the_person_is_never_shown_it_and_nothing_of_it_is_on_the_bus(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    before = await place.types()
    await entered(desk, person, FIRST | {"text": TEXT})
    assert await place.types() == before
    await place.show_what_is_stored()
    await browser.post("/rueckmeldung", data={"code": person["receipt_code"]})
    assert TEXT not in (await browser.get("/rueckmeldung")).text


async def test_what_she_told_is_given_to_her_and_what_others_told_by_its_hour(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await entered(desk, person, FIRST)
    await entered(desk, person, FIRST | {"told_by": "others", "text": TEXT})
    own = await give_own_data(place.desk, ContactId(person["contact_id"]), ANNA, IdentityCheck.IN_PERSON)
    assert [each.account.text for each in own.incidents] == ["Drohung unter einem Beitrag."]
    assert len(own.internal_incidents) == 1
    asked = {"check": "in_person"}
    where = f"/desk/contacts/{person['contact_id']}/own-data"
    page = (await desk.post(where, data=asked, headers=cookie_of(ANNA))).text
    assert ("Drohung unter einem Beitrag." in page, TEXT in page) == (True, False)


async def test_it_goes_with_its_case(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    await entered(desk, person, FIRST)
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    closed = await desk.post(incidents_of(person), data=FIRST | {"text": TEXT}, headers=cookie_of(ANNA))
    assert (closed.status_code, TEXT in closed.text) == (409, True)
    await erase_case(place.desk, SUE, CaseId(person["case_id"]))
    assert await place.count("incidents") == 0


async def test_a_colleagues_case_has_no_incidents_for_others(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    refused = await desk.post(incidents_of(person), data=FIRST, headers=cookie_of(BERT))
    asked = await desk.get(incidents_of(person), headers=cookie_of(SUE))
    assert refused.status_code == 404
    assert "/desk/begruendung/" in asked.headers["location"]
    assert await place.count("incidents") == 0


@pytest.mark.parametrize(("changed", "field"), [
    ({"first": ""}, "first"),
    ({"first": "2099-01-01"}, "first"),
    ({"first": "gestern"}, "first"),
    ({"last": "2026-03-01"}, "last"),
    ({"last": "2099-12-31"}, "last"),
    ({"way": ""}, "way"),
    ({"way": "telepathy"}, "way"),
    ({"offender": "same"}, "same_as"),
    ({"offender": "same", "same_as": "7"}, "same_as"),
    ({"offender": "same", "same_as": "x"}, "same_as"),
    ({"same_as": "9" * 40}, "same_as"),
    ({"escalation": "worse"}, "escalation"),
    ({"text": "  "}, "text"),
    ({"text": "ä" * 100_000}, "text"),
], ids=[
    *("no day", "future", "no date", "ends before", "ends in future", "no way", "another way", "same as none"),
    *("same as no other", "no number", "huge number", "another escalation", "blank", "200 kB"),
])  # fmt: skip
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], changed: dict[str, str], field: str
) -> None:
    refused = await desk.post(incidents_of(person), data=FIRST | changed, headers=cookie_of(ANNA))
    assert (refused.status_code, f'href="#f-{field}"' in refused.text) == (422, True)
    assert changed.get("text", FIRST["text"]).strip() in refused.text
    assert await place.count("incidents") == 0


async def entered(desk: httpx2.AsyncClient, person: dict[str, str], form: Mapping[str, Any]) -> None:
    sent = await desk.post(incidents_of(person), data=form, headers=cookie_of(ANNA))
    assert sent.headers["location"] == f"/desk/cases/{person['case_id']}/record?erledigt=incident-entered"


async def record(desk: httpx2.AsyncClient, person: dict[str, str]) -> str:
    return (await desk.get(f"/desk/cases/{person['case_id']}/record", headers=cookie_of(ANNA))).text


def incidents_of(person: dict[str, str]) -> str:
    return f"/desk/contacts/{person['contact_id']}/incidents"
