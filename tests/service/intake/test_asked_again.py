"""Asked again after whatever ended a question: on the line of the partner, with what the person said before."""

import re
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId, ReferralId
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_back import take_back
from services.intake.handlers.services.case_progress import note_referral_moved, note_referral_sent
from services.intake.handlers.services.partner_directory import list_partner
from shared.bus import Transaction
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem
from shared.referral_id import referral_of
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
TEXT = "Es wurde im Netz gedroht, mit einem Schreibfehler."
ITEMS = (ConsentItem.ACCOUNT,)

End = Callable[[Place, dict[str, str], HandoverId, PartnerId], Awaitable[None]]


async def refused(place: Place, person: dict[str, str], asked: HandoverId, partner: PartnerId) -> None:
    await note_decision(place.desk, asked, ANNA, "refused", ConsentHow.VOICE)


async def refused_for_good(place: Place, person: dict[str, str], asked: HandoverId, partner: PartnerId) -> None:
    await note_decision(place.desk, asked, ANNA, "refused", ConsentHow.WRITING, never=True)


async def withdrawn(place: Place, person: dict[str, str], asked: HandoverId, partner: PartnerId) -> None:
    await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE, items=ITEMS)
    await note_decision(place.desk, asked, ANNA, "withdrawn", ConsentHow.VOICE)


async def taken_back(place: Place, person: dict[str, str], asked: HandoverId, partner: PartnerId) -> None:
    await take_back(place.desk, asked, ANNA)


async def closed_and_opened_again(place: Place, person: dict[str, str], asked: HandoverId, partner: PartnerId) -> None:
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await reopen(place.desk, ContactId(person["contact_id"]), ANNA)


async def given_and_over(place: Place, person: dict[str, str], asked: HandoverId, partner: PartnerId) -> None:
    await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE, items=ITEMS)
    case, referral = CaseId(person["case_id"]), ReferralId(referral_of(asked))

    async def expires(tx: Transaction) -> None:
        await note_referral_sent(tx, case, referral, partner, tx.now)
        await note_referral_moved(tx, case, referral, "expired", ended=True)

    await place.unit_of_work(expires)


ENDS: dict[str, tuple[End, str]] = {
    "refused": (refused, "abgelehnt am"),
    "refused_for_good": (refused_for_good, "nie an diese Stelle am"),
    "withdrawn": (withdrawn, "widerrufen am"),
    "taken_back": (taken_back, ""),
    "closed": (closed_and_opened_again, ""),
    "over": (given_and_over, "eingewilligt am"),
}


@pytest.mark.parametrize("end", ENDS)
async def test_it_is_asked_again_on_its_line_with_what_she_said_and_the_text_of_before(
    place: Place, desk: httpx2.AsyncClient, person: dict[str, str], end: str
) -> None:
    case, (ends, said) = CaseId(person["case_id"]), ENDS[end]
    partner = await a_partner(place)
    asked = await ask_for_consent(place.desk, case, ANNA, partner, {ConsentItem.ACCOUNT: TEXT})
    assert "Neu fragen" not in (await shown(desk, f"/desk/cases/{case}/handovers"))
    await ends(place, person, asked, partner)

    page = await shown(desk, f"/desk/cases/{case}/handovers")
    assert ("Das hat die Person zu dieser Stelle gesagt" in page, said in page) == (bool(said), True)
    again = re.search(r'href="([^"]+)">Neu fragen', page)
    assert again
    form = await shown(desk, again[1].replace("&amp;", "&"))
    assert TEXT in form
    assert said in form
    assert " checked" not in form.split("Was soll die Stelle erfahren?")[1]
    data = {"partner": partner, "kind": "warm", "items": "account", "text_account": "Es wurde im Netz gedroht."}
    if end == "refused_for_good":
        assert "wenn die Person es selbst wieder möchte" in page
        without_her_word = await desk.post(f"/desk/cases/{case}/handovers", data=data, headers=cookie_of(ANNA))
        assert without_her_word.status_code == 409
        data |= {"despite_never": "true"}
    sent = await desk.post(f"/desk/cases/{case}/handovers", data=data, headers=cookie_of(ANNA))
    assert sent.status_code == 303, sent.text
    assert "Neu fragen" not in await shown(desk, f"/desk/cases/{case}/handovers")


async def a_partner(place: Place) -> PartnerId:
    partner = PartnerId(str(uuid4()))
    await place.unit_of_work(lambda tx: list_partner(tx, partner, "Stelle (Demo)", "legal"))
    return partner


async def shown(desk: httpx2.AsyncClient, path: str) -> str:
    page = await desk.get(path, headers=cookie_of(ANNA))
    assert page.status_code == 200
    return page.text
