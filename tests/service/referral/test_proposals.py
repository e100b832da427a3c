"""The counsellor's page of a case: partners with reasons, and what follows when one does not help."""

import re
import secrets
import uuid

import pytest

from shared.contracts.intake import ConsentAsked, ConsentLapsed, ConsentRefused
from tests.harness.engines.store_queries import Asked
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"
OF_A_REFERRAL = {"inquiries", "phone_answers", "mail_replies"}


async def test_a_triaged_case_gets_proposals_with_reasons_and_a_way_to_hand_over(referral: Referral) -> None:
    case_id = await referral.opened(wishes={"no_police": True})
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    first = referral.partners["partner_a"]["id"]
    assert f"/desk/cases/{case_id}/handovers/new?partner={first}" in page
    assert "deckt den Bedarf: Rechtliche Beratung, Beweise sichern" in page
    assert "Wunsch: keine Polizei" in page


async def test_a_declined_referral_brings_the_next_partner(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    answer = {"reason": "no_capacity"}
    said = await referral.http.post(f"{API}/{reference}/decline", headers=referral.system("partner_a"), json=answer)
    assert said.json()["state"] == "declined"
    sent = await referral.heard("referral.declined", case_id)
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    a, b = (referral.partners[key]["id"] for key in ("partner_a", "partner_b"))
    assert f'data-excluded="{a}" data-why="declined"' in page
    assert f"?partner={b}&amp;replaces={sent['data']['referral_id']}" in page
    assert f"?partner={a}" not in page


async def test_a_fragment_has_no_frame(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proposals"
    fragment = (await referral.http.get(path, headers=referral.counsellor | {"HX-Request": "true"})).text
    assert "<html" not in fragment
    assert "data-partner" in fragment


async def test_a_question_that_is_not_asked_any_longer_does_not_block_the_partner(referral: Referral) -> None:
    case_id, handover_id = await referral.opened(), str(uuid.uuid4())
    given = referral.consent(case_id, handover_id, "partner_a")
    path, partner = f"/referral/cases/{case_id}/proposals", given.partner_id
    await referral.speaker.say_and_send(
        case_id, ConsentAsked.model_validate(given.model_dump(exclude={"how", "purpose"}))
    )
    await eventually(lambda: referral.page(path), lambda page: excluded(page).get(partner) == "consent_asked")
    lapsed = ConsentLapsed(case_id=case_id, handover_id=handover_id, partner_id=partner)
    await referral.speaker.say_and_send(case_id, lapsed)
    await eventually(lambda: referral.page(path), lambda page: f'data-partner="{partner}"' in page)


async def test_who_is_in_danger_is_not_told_to_wait_for_an_answer(referral: Referral) -> None:
    case_id = await referral.opened(urgency="immediate")
    await referral.consented(case_id)
    await referral.heard("referral.sent", case_id)
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    first, *_ = page.partition("<h2>Vorgeschlagene Stellen</h2>")
    assert "Warten Sie nicht auf die Antwort. Erst 110, dann die Stelle anrufen." in first
    assert 'href="tel:' in first


async def test_of_a_case_with_many_referrals_the_store_is_asked_as_often_as_with_one(
    referral: Referral, all_asked: Asked
) -> None:
    case_id, asked = await referral.opened(), list[list[str]]()
    for number, partner in enumerate(("partner_a", "partner_b"), 1):
        await referral.consented(case_id, partner)
        sent = {"case_id": case_id, "state": "sent"}
        await eventually(lambda sent=sent: referral.store["referrals"].count_documents(sent), number.__eq__)  # type: ignore[misc]
        all_asked.forget()
        assert await referral.page(f"/referral/cases/{case_id}/proposals")
        asked.append(sorted(each.collection for each in all_asked.new() if each.collection in OF_A_REFERRAL))
    assert asked == [sorted(OF_A_REFERRAL)] * 2


def excluded(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-excluded="([^"]+)" data-why="([^"]+)"', page))


async def entered(referral: Referral, address: str, **fields: str | list[str]) -> int:
    sent = {"attempt": secrets.token_urlsafe(24)} | fields
    return (await referral.http.post(address, headers=referral.counsellor, data=sent)).status_code


async def municipal_partner(referral: Referral) -> str:
    found = await referral.store["partners"].find_one({"level": "municipal", "areas": "BE"})
    assert found is not None
    return str(found["_id"])


async def test_partners_that_together_serve_every_need_are_proposed_first(referral: Referral) -> None:
    case_id = await referral.opened(needs=["peer", "media"])
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    together = page.partition('aria-label="Vorschlag"')[2].partition("</ol>")[0]
    assert together.count("<strong>Für: ") == together.count("data-partner=") > 0
    assert "data-gap=" not in page


async def test_who_must_act_is_shown_with_that_duty(referral: Referral) -> None:
    case_id = await referral.opened(needs=["police_security"])
    assert 'data-caution="must_act"' in await referral.page(f"/referral/cases/{case_id}/proposals")


async def test_the_source_of_the_threat_is_stored_sealed_and_excludes_who_belongs_to_it(referral: Referral) -> None:
    case_id = await referral.opened(land="BE", needs=["orientation"])
    municipal = await municipal_partner(referral)
    assert f'data-partner="{municipal}"' in await referral.page(f"/referral/cases/{case_id}/proposals")
    assert (
        await entered(referral, f"/referral/cases/{case_id}/source", conflict="administration", place="11000000") == 303
    )
    after = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert excluded(after)[municipal] == "conflict_of_interest"
    assert 'value="11000000"' in after
    stored = await referral.store["circumstances"].find_one({"_id": case_id})
    assert stored is not None
    assert set(stored["source"]) == {"kid", "box"}
    assert b"11000000" not in bytes(stored["source"]["box"])
    assert await entered(referral, f"/referral/cases/{case_id}/source") == 303
    assert municipal not in excluded(await referral.page(f"/referral/cases/{case_id}/proposals"))


async def test_a_municipality_that_is_no_key_is_refused_with_what_was_typed(referral: Referral) -> None:
    case_id = await referral.opened()
    sent = {"attempt": secrets.token_urlsafe(24), "place": "Bonn"}
    page = await referral.http.post(f"/referral/cases/{case_id}/source", headers=referral.counsellor, data=sent)
    assert (page.status_code, 'value="Bonn"' in page.text) == (422, True)
    assert "fünf Ziffern" in page.text


async def test_whom_the_person_does_not_want_is_not_proposed_until_that_is_taken_back(referral: Referral) -> None:
    case_id = await referral.opened()
    partner = referral.partners["partner_a"]["id"]
    address = f"/referral/cases/{case_id}/refusals"
    assert await entered(referral, address, partner=partner, refused="true") == 303
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert excluded(page)[partner] == "excluded_by_person"
    assert "Kommt wieder in Frage" in page
    assert await entered(referral, address, partner=partner, refused="false") == 303
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert partner not in excluded(page)
    assert f'data-partner="{partner}"' in page


async def test_one_that_is_not_proposed_now_can_be_refused_for_good_too(referral: Referral) -> None:
    """The person named it before anybody asked: when it would fit one day, it stays out for her reason."""
    case_id = await referral.opened()
    address, proposals = f"/referral/cases/{case_id}/refusals", f"/referral/cases/{case_id}/proposals"
    reasons = excluded(page := await referral.page(proposals))
    partner = next(each for each, why in reasons.items() if why != "excluded_by_person")
    assert f'<option value="{partner}"' in page
    sent = {"attempt": secrets.token_urlsafe(24), "partner": "", "refused": "true"}
    refused = await referral.http.post(address, headers=referral.counsellor, data=sent)
    assert (refused.status_code, "Bitte wählen Sie eine Stelle." in refused.text) == (422, True)
    assert await entered(referral, address, partner=partner, refused="true") == 303
    assert excluded(page := await referral.page(proposals))[partner] == "excluded_by_person"
    assert f'<option value="{partner}"' not in page


async def test_a_refused_consent_excludes_and_shows_the_way_back(referral: Referral) -> None:
    case_id = await referral.opened()
    partner = referral.partners["partner_a"]["id"]
    given = referral.consent(case_id, str(uuid.uuid4()), "partner_a")
    await referral.speaker.say_and_send(case_id, ConsentRefused.model_validate(given.data()))
    page = await eventually(
        lambda: referral.page(f"/referral/cases/{case_id}/proposals"), lambda page: partner in excluded(page)
    )
    assert excluded(page)[partner] == "consent_refused"
    assert f'<a href="/desk/cases/{case_id}/handovers/new?partner={partner}">Neu fragen</a>' in page


async def test_a_partner_that_the_person_refused_for_good_is_excluded_by_her(referral: Referral) -> None:
    case_id = await referral.opened()
    partner = referral.partners["partner_a"]["id"]
    refused = referral.consent(case_id, str(uuid.uuid4()), "partner_a").data() | {"never": True}
    await referral.speaker.say_and_send(case_id, ConsentRefused.model_validate(refused))
    page = await eventually(
        lambda: referral.page(f"/referral/cases/{case_id}/proposals"), lambda page: partner in excluded(page)
    )
    assert excluded(page)[partner] == "excluded_by_person"
    assert await entered(referral, f"/referral/cases/{case_id}/refusals", partner=partner, refused="false") == 303
