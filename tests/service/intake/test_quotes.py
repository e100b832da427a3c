"""What somebody threatened stands folded until who reads it asks for it: once a case and day, without a script."""

import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ThreadId
from services.intake.handlers.desk import erase
from services.intake.main import TEMPLATES
from services.intake.store import QUOTES_SHOWN
from shared.bus import Transaction
from tests.harness.services.intake import Place, a_counsellor, fill_in
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

NOT_OF_THE_FILE = {"own_data.html", "inspection.html", "tasks.html"}
LOOKED_AT = {
    "quoted.html": 1,
    "notes.html": 1,  # an earlier version, folded by itself
    "evidence.html": 1,  # a list of addresses and check sums, folded by itself
    "additions.html": 1,  # what is passed on in addition, folded by itself
    "handovers.html": 1,  # what is passed on, folded by itself
    "arranged.html": 2,  # of the partner's appointments
    "assessment.html": 2,  # why a consent was noted by mistake, and what was decided of it: words of the team
}
"""How often each types something out beside the fold."""

ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
TEXT = "Wir wissen, wo deine Kinder zur Schule gehen."
FOLDED = f'<details class="quoted"><summary>Wortlaut anzeigen</summary><div class="typed" dir="auto">{TEXT}'


@pytest.fixture
@laid_out
async def case_id(place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient) -> CaseId:
    """With Anna, with an incident."""
    await fill_in(browser, text=TEXT)
    (case,) = await place.store["cases"].find({}).to_list()
    await send(desk, f"/desk/contacts/{case['contact_id']}/take-over")
    incident = {"first": "2026-01-05", "way": "phone", "offender": "unknown", "told_by": "person", "text": TEXT}
    await send(desk, f"/desk/contacts/{case['contact_id']}/incidents", incident)
    return CaseId(case["_id"])


async def page(desk: httpx2.AsyncClient, path: str) -> str:
    return plain((await desk.get(path, headers=cookie_of(ANNA))).text)


async def send(desk: httpx2.AsyncClient, path: str, fields: Mapping[str, str] | None = None) -> httpx2.Response:
    data = {"attempt": str(uuid4())} | dict(fields or {})
    sent = await desk.post(path, data=data, headers=cookie_of(ANNA))
    assert sent.status_code == 303, sent.text
    return sent


def plain(text: str) -> str:
    return re.sub(r">\s+<", "><", text)


async def shows(desk: httpx2.AsyncClient, case_id: CaseId) -> httpx2.Response:
    (where,) = re.findall(r'action="(/desk/contacts/[^"]+/quotes)"', await page(desk, f"/desk/cases/{case_id}/record"))
    return await send(desk, where, {"tab": "record"})


async def test_it_is_folded_until_it_is_asked_for_and_then_open_on_every_tab(
    desk: httpx2.AsyncClient, case_id: CaseId
) -> None:
    for tab in ("", "/record"):
        seen = await page(desk, f"/desk/cases/{case_id}{tab}")
        assert FOLDED in seen
        assert "Das kann belasten." in seen
    there = await shows(desk, case_id)
    assert there.headers["location"].startswith(f"/desk/cases/{case_id}/record")
    for tab in ("", "/record"):
        seen = await page(desk, f"/desk/cases/{case_id}{tab}")
        assert "Wortlaut anzeigen" not in seen
        assert "Das kann belasten." not in seen
        assert TEXT in seen


async def test_the_next_day_and_for_a_colleague_it_is_folded(
    desk: httpx2.AsyncClient, place: Place, case_id: CaseId
) -> None:
    await shows(desk, case_id)
    reason = await desk.post(f"/desk/begruendung/{case_id}", headers=cookie_of(SUE), data={"reason": "absence"})
    desk.cookies.clear()
    opened = {"Cookie": reason.headers["set-cookie"].partition(";")[0]}
    assert FOLDED in plain((await desk.get(f"/desk/cases/{case_id}", headers=opened)).text)

    async def yesterday(tx: Transaction) -> None:
        (known,) = await QUOTES_SHOWN.all(tx, thread=ThreadId(case_id))
        await QUOTES_SHOWN.put(tx, known.model_copy(update={"day": known.day - timedelta(days=1)}))

    await place.unit_of_work(yesterday)
    assert FOLDED in await page(desk, f"/desk/cases/{case_id}")
    await shows(desk, case_id)
    assert FOLDED not in await page(desk, f"/desk/cases/{case_id}")


async def test_what_a_counsellor_wrote_and_an_enquiry_are_not_folded(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, case_id: CaseId
) -> None:
    (contact,) = await place.store["contacts"].find({}).to_list()
    await send(desk, f"/desk/contacts/{contact['_id']}/answers", {"text": "Wir sind für Sie da."})
    seen = await page(desk, f"/desk/cases/{case_id}")
    assert seen.count("Wortlaut anzeigen") == 1
    await fill_in(browser, text="Gibt es Schulungen?", reason="prevention")
    enquiry = await place.store["contacts"].find_one({"case_id": None})
    assert enquiry is not None
    seen = await page(desk, f"/desk/contacts/{enquiry['_id']}")
    assert "Gibt es Schulungen?" in seen
    assert "Wortlaut anzeigen" not in seen


async def test_nothing_of_the_wording_stands_outside_of_what_is_folded(
    desk: httpx2.AsyncClient, place: Place, case_id: CaseId
) -> None:
    (contact,) = await place.store["contacts"].find({}).to_list()
    where = f"/desk/contacts/{contact['_id']}"
    await send(desk, f"{where}/notes", {"kind": "call", "direction": "from_person", "text": TEXT})
    await send(desk, f"{where}/emergency", {"informed": "police", "text": TEXT, "may_know": "nein"})
    for tab in ("", "/record", "/handovers", "/assessment"):
        seen = await page(desk, f"/desk/cases/{case_id}{tab}")
        assert (TEXT in seen) is (tab in ("", "/record"))
        assert TEXT not in re.sub(r'<details class="quoted">.*?</details>', "", seen, flags=re.DOTALL)
    assert "In Lebensgefahr informiert: Polizei" in await page(desk, f"/desk/cases/{case_id}/record")


def test_each_part_of_the_file_that_quotes_uses_the_one_fold() -> None:
    """What a person or a mail says is typed out in one place; whatever else is, was looked at."""
    typed = {
        each.name: len(re.findall(r"ui\.typed\(", each.read_text()))
        for each in (TEMPLATES / "desk").glob("*.html")
        if each.name not in NOT_OF_THE_FILE
    }
    assert {name: count for name, count in typed.items() if count} == LOOKED_AT


async def test_who_asked_to_see_it_is_forgotten_with_the_case(case_id: CaseId) -> None:
    assert QUOTES_SHOWN in erase.OF_A_THREAD
