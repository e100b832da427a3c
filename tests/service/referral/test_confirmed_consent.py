"""Before a partner reads anything, intake says whether the consent stands: the bus is not waited for."""

from pathlib import Path

import pytest

from shared.contracts.intake import ConsentCorrected, ConsentRefused, ConsentWithdrawn
from tests.harness.access.all_services import a_world, token_of
from tests.harness.engines.single_node import a_mongo
from tests.harness.eventually import eventually
from tests.harness.services.intake import NOBODY_LISTENS, a_desk, a_face, on_follow_page
from tests.harness.services.referral import PACKAGE, Referral
from tests.service.referral.test_access import _from_the_page, _link_again

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_with_the_bus_away_what_is_withdrawn_is_closed_within_five_seconds(tmp_path: Path) -> None:
    """The person withdraws at the face, the desk takes it over, and no event of it reaches referral."""
    async with (
        a_mongo(tmp_path) as engine,
        a_world(engine.address) as world,
        a_face(engine.address) as person,
        a_desk(engine.address, NOBODY_LISTENS),
    ):
        own, partner = world.things["anna"], world.services["referral"]
        link, inside = f"/partner/zugang/{own.link}", await world.credentials("pin", own)
        system = {"Authorization": f"Bearer {token_of('partner')}"}
        assert "Drohung." in (await partner.get(link, headers=inside)).text
        assert (await partner.get(f"{API}/{own.reference}", headers=system)).json()["items"] == {"account": "Drohung."}
        assert (await person.post("/rueckmeldung", data={"code": own.code})).status_code == 303
        form = await on_follow_page(person) | {"handover_id": own.given, "decision": "withdrawn"}
        assert (await person.post("/rueckmeldung/einwilligung", data=form)).status_code == 303

        async def page() -> str:
            return (await partner.get(link, headers=inside)).text

        shown = await eventually(page, lambda text: "Drohung." not in text, within=5, every=0.1)
        assert "Diese Vermittlung wurde zurückgezogen." in shown
        seen = (await partner.get(f"{API}/{own.reference}", headers=system)).json()
        assert (seen["state"], seen.keys() & {"items", "notice", "inquiries"}) == ("recalled", set())


async def test_a_withdrawal_that_intake_tells_recalls_at_once_and_only_once(referral: Referral) -> None:
    case_id, handover_id, reference = await _offered(referral)
    system = referral.system("partner_b")
    referral.intake.standings[handover_id] = "withdrawn"
    seen = (await referral.http.get(f"{API}/{reference}", headers=system)).json()

    assert (seen["state"], seen.keys() & {"items", "notice", "inquiries"}) == ("recalled", set())
    assert await referral.store["packages"].count_documents({"case_id": case_id}) == 0
    late = await referral.http.post(f"{API}/{reference}/accept", headers=system)
    assert (late.status_code, late.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")
    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "consent_withdrawn"
    given = referral.consent(case_id, handover_id, "partner_b")
    await referral.speaker.say_and_send(case_id, ConsentWithdrawn.model_validate(given.data()))
    assert (await referral.http.get(f"{API}/{reference}", headers=system)).json() == seen


async def test_a_consent_that_never_was_recalls_with_the_true_reason(referral: Referral) -> None:
    case_id, handover_id, reference = await _offered(referral)
    link, origin = await _link_again(referral, case_id), _from_the_page(referral)
    entered = await referral.http.post(link, headers=origin, data={"pin": referral.partners["partner_b"]["pin"]})
    inside = origin | {"Cookie": entered.headers["set-cookie"].split(";")[0]}
    assert PACKAGE["account"] in (await referral.http.get(link, headers=inside)).text
    referral.intake.standings[handover_id] = "withdrawn"
    referral.intake.mistaken.add(handover_id)
    page = (await referral.http.get(link, headers=inside)).text
    assert PACKAGE["account"] not in page
    assert "Diese Vermittlung hätten Sie nicht bekommen dürfen." in page
    assert "Bitte löschen Sie" in page
    assert "widerrufen" not in page
    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "consent_mistaken"
    told = await referral.heard("referral.recalled", reference)
    assert told["data"]["reason"] == "consent_mistaken"

    ids = {"case_id": case_id, "handover_id": handover_id, "partner_id": referral.partners["partner_b"]["id"]}
    corrected = ConsentCorrected.model_validate({**ids, "was": "given", "truly": "refused"})
    await referral.speaker.say_and_send(case_id, corrected)

    async def standing() -> object:
        found = await referral.store["handovers"].find_one({"_id": handover_id})
        return found and found["state"]

    await eventually(standing, lambda stands: stands == "refused")


@pytest.mark.parametrize("truly", ["asked", "refused"])
async def test_what_the_bus_says_is_corrected_is_recalled_once(referral: Referral, truly: str) -> None:
    case_id, handover_id, reference = await _offered(referral)
    ids = {"case_id": case_id, "handover_id": handover_id, "partner_id": referral.partners["partner_b"]["id"]}
    corrected = ConsentCorrected.model_validate({**ids, "was": "given", "truly": truly})
    await referral.speaker.say_and_send(case_id, corrected)
    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "consent_mistaken"
    assert (await referral.heard("referral.recalled", reference))["data"]["reason"] == "consent_mistaken"
    assert await referral.store["packages"].count_documents({"case_id": case_id}) == 0
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "Einwilligung ist als widerrufen vermerkt" not in page
    assert ("Einwilligung irrtümlich eingetragen" in page) is True


async def test_a_withdrawal_that_never_was_gives_the_partner_nothing_back(referral: Referral) -> None:
    case_id, handover_id, reference = await _offered(referral)
    given = referral.consent(case_id, handover_id, "partner_b")
    ids = {"case_id": case_id, "handover_id": handover_id, "partner_id": referral.partners["partner_b"]["id"]}
    withdrawn = ConsentWithdrawn.model_validate(given.data())
    corrected = ConsentCorrected.model_validate({**ids, "was": "withdrawn", "truly": "given"})
    await referral.speaker.say_and_send(case_id, withdrawn, corrected)
    again = await referral.consented(case_id, "partner_a")

    async def states() -> dict[str, str]:
        found = await referral.store["handovers"].find({"case_id": case_id}).to_list()
        return {each["_id"]: each["state"] for each in found}

    assert (await eventually(states, lambda known: again in known))[handover_id] == "withdrawn"
    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "consent_withdrawn"
    told = [each["type"] for each in referral.said if each["partitionkey"] == case_id]
    assert told.count("lotse.referral.referral.recalled.v1") == 1
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_b"))
    assert "items" not in seen.json()


@pytest.mark.parametrize("truly", ["asked", "refused"])
async def test_an_exclusion_that_was_none_goes(referral: Referral, truly: str) -> None:
    case_id, handover_id = await referral.opened(), "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10"
    given = referral.consent(case_id, handover_id, "partner_b")
    said = given.data() | {"never": True}
    await referral.speaker.say_and_send(case_id, ConsentRefused.model_validate(said))

    async def refused() -> object:
        found = await referral.store["circumstances"].find_one({"_id": case_id})
        return found and found["refused"]

    await eventually(refused, bool)
    ids = {"case_id": case_id, "handover_id": handover_id, "partner_id": given.partner_id}
    corrected = ConsentCorrected.model_validate({**ids, "was": "refused", "truly": truly, "never": True})
    await referral.speaker.say_and_send(case_id, corrected)
    await eventually(refused, lambda known: not known)
    assert (await referral.store["handovers"].find_one({"_id": handover_id}) or {})["state"] == truly


@pytest.mark.parametrize("standing", [404, 500, "refused"])
async def test_without_an_answer_the_page_and_the_interface_show_nothing(
    referral: Referral, standing: int | str
) -> None:
    case_id, handover_id, reference = await _offered(referral)
    link, origin = await _link_again(referral, case_id), _from_the_page(referral)
    entered = await referral.http.post(link, headers=origin, data={"pin": referral.partners["partner_b"]["pin"]})
    inside = origin | {"Cookie": entered.headers["set-cookie"].split(";")[0]}
    system = referral.system("partner_b")
    referral.intake.standings[handover_id] = standing

    page = await referral.http.get(link, headers=inside)
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    assert "Das können wir gerade nicht zeigen" in page.text
    told = await referral.http.get(f"{API}/{reference}", headers=system)
    assert (told.status_code, told.json()["type"]) == (503, "urn:lotse:problem:consent-unconfirmed")
    assert told.json().keys() == {"type", "title", "status"}
    refused = await referral.http.post(f"{link}/antwort", headers=inside, data={"act": "accept", "version": "99"})
    assert refused.status_code == 503
    assert not [each for each in (page, told, refused) if PACKAGE["account"] in each.text or reference in each.text]
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert row is not None
    assert row["state"] == "sent"

    del referral.intake.standings[handover_id]
    assert PACKAGE["account"] in (await referral.http.get(link, headers=inside)).text


async def test_what_has_ended_is_shown_without_asking_and_without_items(referral: Referral) -> None:
    _, handover_id, reference = await _offered(referral)
    system = referral.system("partner_b")
    await referral.http.post(f"{API}/{reference}/decline", headers=system, json={"reason": "no_capacity"})
    referral.intake.standings[handover_id] = 500
    seen = await referral.http.get(f"{API}/{reference}", headers=system)

    assert (seen.status_code, seen.json()["state"], "items" in seen.json()) == (200, "declined", False)


async def _offered(referral: Referral) -> tuple[str, str, str]:
    """Case, hand-over and reference of a referral to partner_b, which has not opened it."""
    return await referral.at_partner("partner_b")
