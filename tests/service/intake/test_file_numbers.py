"""Referral tells under which numbers police and prosecution keep a case: she reads them, and nobody else's."""

from datetime import date
from functools import partial

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ThreadId
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.progress import Progress
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.case_progress import note_step
from services.intake.handlers.services.take_file_numbers import take_file_numbers
from services.intake.store import CONTACTS
from shared.clock import now
from shared.contracts import notification, referral
from shared.contracts.vocabulary import DeadlineRule
from shared.errors import NotFound
from shared.file_numbers import ActNumbers, FileNumber, FileNumbers
from tests.harness.services.intake import Place, a_counsellor, fill_in, queue_of
from tests.service.intake.test_tasks import consume

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
OF_POLICE = FileNumber(number="ST/0815/2026", office="Polizei Musterwest (Demo)")
OF_PROSECUTION = FileNumber(number="123 Js 4567/26")
FIRST, SECOND = "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f11", "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f12"


async def case_of(place: Place, browser: httpx2.AsyncClient, **more: str) -> CaseId:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Mir wurde gedroht.", **more)})
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.case
    await take_over(place.desk, waiting.contact.id, ANNA)
    return waiting.case.id


async def told(place: Place, case_id: CaseId, at: int, *acts: tuple[FileNumber, ...]) -> bool:
    content = FileNumbers(told=at, acts=tuple(ActNumbers(numbers=each) for each in acts))
    taken = await take_file_numbers(place.desk, case_id, content)
    await place.settle()
    return taken


async def page(browser: httpx2.AsyncClient) -> str:
    return (await browser.get("/rueckmeldung")).text


async def test_she_reads_each_number_with_its_office_and_begins_a_letter_with_it(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id = await case_of(place, browser)
    assert "Aktenzeichen</h2>" not in await page(browser)
    assert await told(place, case_id, 2, (OF_PROSECUTION, OF_POLICE))
    shown = await page(browser)
    assert "Ihre Aktenzeichen</h2>" in shown
    line = (
        "<li><strong><bdi>123 Js 4567/26</bdi></strong>, <strong><bdi>ST/0815/2026</bdi></strong> "
        "(<bdi>Polizei Musterwest (Demo)</bdi>): dieselbe Tat, zwei Nummern</li>"
    )
    assert line in shown
    assert '<option value="123 Js 4567/26" selected>123 Js 4567/26</option>' in shown
    assert '<option value="ST/0815/2026">ST/0815/2026 (Polizei Musterwest (Demo))</option>' in shown
    assert 'formaction="/briefe/auskunft-zum-verfahren/mit-aktenzeichen"' in shown


async def test_what_was_told_before_replaces_nothing_and_what_is_gone_is_gone(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id = await case_of(place, browser)
    assert await told(place, case_id, 3, (OF_POLICE,))
    assert not await told(place, case_id, 2, (OF_PROSECUTION,))
    assert "ST/0815/2026" in await page(browser)
    assert await told(place, case_id, 4)
    assert "Aktenzeichen</h2>" not in await page(browser)


async def test_they_are_sealed_given_on_request_and_erased_with_the_case(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    case_id = await case_of(place, browser)
    await told(place, case_id, 1, (OF_POLICE,))
    row = await place.desk.unit_of_work.store["file_numbers"].find_one({"_id": case_id})
    assert row
    assert "ST/0815" not in str(row)
    assert "Musterwest" not in str(row)
    (contact,) = await place.unit_of_work(lambda tx: CONTACTS.all(tx, case_id=case_id))
    own = await give_own_data(place.desk, contact.id, ANNA, IdentityCheck.WITH_CODE)
    assert "ST/0815/2026" in own.model_dump_json()
    await erase_owners(place.desk, [case_id])
    assert await place.desk.unit_of_work.store["file_numbers"].find_one({"_id": case_id}) is None
    with pytest.raises(NotFound):
        await told(place, case_id, 2, (OF_POLICE,))


async def test_who_reports_for_another_reads_none(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id = await case_of(place, browser, reason="on_behalf")
    await told(place, case_id, 1, (OF_POLICE,))
    shown = await page(browser)
    assert "Sie haben sich für jemand anderen gemeldet." in shown
    assert "ST/0815" not in shown


def an_account(proceeding_id: str, state: str, known_on: str, **more: object) -> dict[str, object]:
    return {
        "proceeding_id": proceeding_id,
        "state": state,
        "known_on": known_on,
        "act_known_on": "2026-08-20",
        "offender": {"ref": "offender-1"},
        "entitled": [{"ref": "entitled-self", "role": "self"}],
        "offences": ["stgb_241"],
        **more,
    }


async def test_of_one_act_she_reads_the_latest_news_once(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id = await case_of(place, browser)

    async def updated(proceeding_id: str, state: str, known_on: str, **more: object) -> None:
        account = an_account(proceeding_id, state, known_on, case_id=case_id, source="partner", **more)
        await consume(place, referral.ProceedingUpdated.model_validate(account))

    await updated(FIRST, "reported", "2026-09-01")
    await updated(SECOND, "investigation", "2026-09-10", same_act_as=FIRST)
    others = [an_account(SECOND, "investigation", "2026-09-10")]
    for _ in range(2):
        await updated(FIRST, "reported", "2026-09-01", accounts=others)
    await place.settle()
    shown = await page(browser)
    assert shown.count("Die Staatsanwaltschaft ermittelt.") == 1
    assert "Sie prüft, ob sie jemanden anklagt." in shown


async def test_a_deadline_that_another_one_counts_is_shown_no_more(place: Place, browser: httpx2.AsyncClient) -> None:
    case_id = await case_of(place, browser)
    days = dict.fromkeys(("safe_on", "act_by", "legal_on"), date(2099, 1, 5))
    common = {"case_id": case_id, "deadline_id": FIRST, "proceeding_id": FIRST, "rule": "strafantrag", **days}
    await consume(place, notification.DeadlineSet.model_validate(common))
    await place.settle()
    assert "5. Januar 2099" in await page(browser)
    await consume(place, notification.DeadlineCancelled.model_validate({**common, "counted_by": SECOND}))
    await place.settle()
    shown = await page(browser)
    assert "5. Januar 2099" not in shown
    assert "gilt nicht mehr" not in shown


@pytest.mark.parametrize("rule", ["evidence", "followup_406d"])
async def test_a_deadline_for_the_desk_is_not_shown_and_no_longer_where_it_once_was(
    place: Place, browser: httpx2.AsyncClient, rule: str
) -> None:
    case_id = await case_of(place, browser)
    days = dict.fromkeys(("safe_on", "act_by", "legal_on"), date(2099, 1, 5))
    near = {"case_id": case_id, "deadline_id": FIRST, "proceeding_id": FIRST, "rule": rule, **days}
    shown = Progress(
        id=FIRST, thread=ThreadId(case_id), step="deadline", at=now(), rule=DeadlineRule(rule), act_by=date(2099, 1, 5)
    )
    await place.unit_of_work(partial(note_step, step=shown))
    await place.settle()
    assert "5. Januar 2099" in await page(browser)
    await consume(place, notification.DeadlineReminded.model_validate(near))
    await place.settle()
    assert "5. Januar 2099" not in await page(browser)
