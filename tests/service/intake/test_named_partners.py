"""An answer to somebody without a case names a partner: she reads how to reach it, and it learns nothing."""

import httpx2
import pytest

from services.intake.domain.contact_card import ContactCard
from services.intake.domain.ids import ContactId, PartnerId
from services.intake.domain.partner import PartnerDescription
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.partner_directory import delist_partner, list_partner
from tests.harness.services.intake import Place, a_counsellor, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
PUBLIC, CONFIDENTIAL = PartnerId("partner-public"), PartnerId("partner-confidential")
CARD = ContactCard(phones=("030 23125101",), mail="hilfe@example.org", web="https://hilfe.example.org/")
DOES = PartnerDescription(does="Berät zu Sicherheit im Amt.", does_not="Ermittelt nicht.")


@pytest.fixture
async def desk(desk: httpx2.AsyncClient, place: Place) -> httpx2.AsyncClient:
    await with_partners(place)
    return desk


@laid_out
async def with_partners(place: Place) -> None:
    await place.unit_of_work(lambda tx: list_partner(tx, PUBLIC, "Beratung Nord (Demo)", "police", DOES, CARD))
    await place.unit_of_work(lambda tx: list_partner(tx, CONFIDENTIAL, "Schutzwohnung (Demo)", "victim_support", DOES))


@laid_out
async def taken(place: Place, browser: httpx2.AsyncClient, reason: str) -> tuple[str, str]:
    """Contact and receipt code."""
    accepted = (await submit(browser, {"text": "Haben Sie jemanden für einen Vortrag?", "reason": reason})).json()
    await place.settle()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    return accepted["contact_id"], accepted["receipt_code"]


async def answered(desk: httpx2.AsyncClient, contact_id: str, **form: str) -> httpx2.Response:
    return await desk.post(f"/desk/contacts/{contact_id}/answers", data=form, headers=cookie_of(ANNA))


async def test_the_person_reads_what_it_does_and_how_to_reach_it_under_the_answer(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, code = await taken(place, browser, "prevention")
    page = (await desk.get(f"/desk/contacts/{contact_id}", headers=cookie_of(ANNA))).text
    assert ("Beratung Nord (Demo)" in page, "Schutzwohnung (Demo)" in page) == (True, False)
    before = len(await place.published())
    sent = await answered(desk, contact_id, text="Gern.", partner=PUBLIC)
    assert sent.status_code == 303
    await place.settle()
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 303
    shown = (await browser.get("/rueckmeldung")).text
    for words in ("Gern.", "Beratung Nord (Demo)", DOES.does, DOES.does_not, *CARD.phones, CARD.mail, CARD.web):
        assert words
        assert words in shown
    assert "Wir haben dort nicht gesagt, wer Sie sind." in shown
    assert "muss handeln" in shown, "police must act on what it is told"
    told = (await place.published())[before:]
    assert [each for each in told if PUBLIC in str(each)] == []
    assert await place.count("handovers") == 0


@pytest.mark.parametrize("who", [CONFIDENTIAL, "nobody"])
async def test_who_is_not_public_or_not_there_is_not_named(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, who: str
) -> None:
    contact_id, _ = await taken(place, browser, "prevention")
    refused = await answered(desk, contact_id, text="canary-typed", partner=who)
    assert refused.status_code == 409
    assert "Diese Stelle kann zurzeit nicht genannt werden." in refused.text
    assert "canary-typed" in refused.text
    assert await place.count("messages") == 1


async def test_who_left_the_directory_is_named_no_more(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, _ = await taken(place, browser, "prevention")
    await place.unit_of_work(lambda tx: delist_partner(tx, PUBLIC))
    assert "Stelle nennen" not in (await desk.get(f"/desk/contacts/{contact_id}", headers=cookie_of(ANNA))).text
    assert (await answered(desk, contact_id, text="Gern.", partner=PUBLIC)).status_code == 409


async def test_a_case_has_hand_overs_and_names_nobody_in_an_answer(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, _ = await taken(place, browser, "counselling")
    page = await desk.get(f"/desk/contacts/{contact_id}", headers=cookie_of(ANNA), follow_redirects=True)
    assert "Stelle nennen" not in page.text
    assert (await answered(desk, contact_id, text="Gern.", partner=PUBLIC)).status_code == 409
