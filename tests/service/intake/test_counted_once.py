"""Who wrote twice, or was reported for as well, is one case in the figures, and as many contacts as there were."""

from collections.abc import Mapping
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.take_over import take_over
from shared.contracts.vocabulary import CaseOutcome
from tests.harness.services.closing import close_case
from tests.harness.services.counted import counted
from tests.harness.services.intake import Place, a_counsellor, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
Sent = Mapping[str, str]


async def sent(place: Place, browser: httpx2.AsyncClient, reason: str = "counselling") -> dict[str, str]:
    """With Anna."""
    accepted: dict[str, str] = (await submit(browser, {"text": "Ich bin es.", "reason": reason})).json()
    await place.settle()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    known = await place.store["contacts"].find_one({"_id": accepted["contact_id"]})
    assert known
    case = await place.store["cases"].find_one({"_id": known["case_id"]}) if known["case_id"] else None
    return accepted | {"case_id": known["case_id"] or "", "number": case["number"] if case else ""}


async def post(desk: httpx2.AsyncClient, of: Sent, act: str, **form: str) -> None:
    data = {"attempt": str(uuid4())} | form
    answer = await desk.post(f"/desk/contacts/{of['contact_id']}/{act}", data=data, headers=cookie_of(ANNA))
    assert answer.status_code == 303


async def test_a_joined_pair_is_one_case_and_two_contacts_and_parted_two_of_each(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    first, second = await sent(place, browser), await sent(place, browser)
    assert await counted(place, mongo) == {"cases": 2, "contacts": 2}
    attempt = str(uuid4())
    for _ in range(2):
        await post(desk, second, "join", number=first["number"], attempt=attempt)
    assert await counted(place, mongo) == {"cases": 1, "contacts": 2}
    await post(desk, second, "part")
    assert await counted(place, mongo) == {"cases": 2, "contacts": 2}
    await post(desk, second, "join", number=first["number"])
    assert await counted(place, mongo) == {"cases": 1, "contacts": 2}
    assert [each for each in await place.types(second["case_id"]) if each in ("case.joined", "case.parted")] == [
        "case.joined",
        "case.parted",
        "case.joined",
    ]


async def test_what_is_published_of_a_join_names_the_one_case_only(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    """Nobody on the bus learns which two belong together."""
    first, second = await sent(place, browser), await sent(place, browser)
    await post(desk, second, "join", number=first["number"])
    (joined,) = [row for row in await place.published() if row["type"] == "lotse.intake.case.joined.v1"]
    assert joined["key"] == second["case_id"]
    assert first["case_id"].encode() not in joined["body"]
    assert first["contact_id"].encode() not in joined["body"]


async def test_a_joined_pair_that_is_erased_stays_one_case(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    first, second = await sent(place, browser), await sent(place, browser)
    await post(desk, second, "join", number=first["number"])
    await close_case(place.desk, CaseId(first["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(first["case_id"]))
    published = await place.published()
    assert len([row for row in published if row["type"] == "lotse.intake.case.erased.v1"]) == 2
    assert "case.parted" not in await place.types()


async def test_what_is_no_case_is_joined_without_a_word(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    first, question = await sent(place, browser), await sent(place, browser, "information")
    await post(desk, question, "join", number=first["number"])
    assert await counted(place, mongo) == {"cases": 1, "contacts": 2}
    await post(desk, question, "part")
    assert {"case.joined", "case.parted"}.isdisjoint(await place.types())


async def test_who_reports_and_who_it_is_about_are_one_case_while_they_are_linked(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, mongo: str
) -> None:
    report, again, own = [await sent(place, browser, reason) for reason in ("on_behalf", "on_behalf", "counselling")]
    for each in (report, again):
        await post(desk, each, "link", number=own["number"])
    assert await counted(place, mongo) == {"cases": 1, "contacts": 3}
    another = await sent(place, browser)
    await post(desk, report, "link", number=another["number"])
    assert await counted(place, mongo) == {"cases": 2, "contacts": 4}
    await post(desk, report, "unlink")
    await post(desk, report, "unlink")
    assert await counted(place, mongo) == {"cases": 3, "contacts": 4}


async def test_a_report_is_not_counted_anew_because_the_case_it_was_about_is_erased(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    report, own = await sent(place, browser, "on_behalf"), await sent(place, browser)
    await post(desk, report, "link", number=own["number"])
    await close_case(place.desk, CaseId(own["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(own["case_id"]))
    assert "case.parted" not in await place.types(report["case_id"])


async def test_the_same_submission_sent_again_is_one_contact_and_one_case(
    place: Place, browser: httpx2.AsyncClient, mongo: str
) -> None:
    attempt = str(uuid4())
    for _ in range(3):
        await submit(browser, {"text": "Ich bin es."}, attempt=attempt)
        await place.settle()
    assert await counted(place, mongo) == {"cases": 1, "contacts": 1}
