"""A counsellor asks which offences come into question; nothing of it is stored, and wishes turn off no information."""

import re

import pytest

from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines
INSULTED_IN_OFFICE = {"happened": ["insulted"], "circumstances": ["in_office", "because_of_office"]}


def ticked(page: str, name: str) -> set[str]:
    return set(re.findall(rf'name="{name}" value="(\w+)" checked', page))


async def test_the_guide_begins_with_what_the_triage_ticked(referral: Referral) -> None:
    case_id = await referral.opened(threat_kinds=["threat", "doxing"], target_group="mandate")
    page = await referral.page(f"/referral/cases/{case_id}/offence-guide")
    assert ticked(page, "happened") == {"threatened_with_harm", "personal_data_spread"}
    assert ticked(page, "circumstances") == {"in_political_life", "because_of_office"}


async def test_it_says_who_may_file_and_fills_in_the_form(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}"
    answered = await referral.http.post(f"{path}/offence-guide", headers=referral.counsellor, data=INSULTED_IN_OFFICE)
    assert answered.status_code == 200
    assert "§ 185 StGB Beleidigung" in answered.text
    assert "Auch die Dienstvorgesetzten können Strafantrag stellen" in answered.text
    found = {"offences": ["stgb_185"], "roles": ["self", "superior"]}
    assert all(f'name="{name}" value="{each}"' in answered.text for name, values in found.items() for each in values)

    filled = await referral.http.post(f"{path}/proceedings/prefilled", headers=referral.counsellor, data=found)
    assert ticked(filled.text, "offences") == {"stgb_185"}
    assert ticked(filled.text, "roles") == {"self", "superior"}
    assert "Noch kein Verfahren" in filled.text
    assert await referral.page(f"{path}/proceedings/count") == ""


async def test_nothing_ticked_is_refused_at_its_field_and_the_rest_is_kept(referral: Referral) -> None:
    case_id = await referral.opened()
    refused = await referral.http.post(
        f"/referral/cases/{case_id}/offence-guide", headers=referral.counsellor, data={"circumstances": ["family"]}
    )
    assert refused.status_code == 422
    assert "Bitte kreuzen Sie an, was geschehen ist." in refused.text
    assert ticked(refused.text, "circumstances") == {"family"}


async def test_a_wish_turns_off_no_information(referral: Referral) -> None:
    case_id = await referral.opened(wishes={"no_police": True, "no_prosecution": True})
    page = await referral.page(f"/referral/cases/{case_id}/offence-guide")
    assert "weder Polizei noch Strafverfolgung" in page
    assert "Von hier geht nichts an eine Behörde" in page


async def test_the_form_of_a_proceeding_proposes_what_the_triage_ticked(referral: Referral) -> None:
    case_id = await referral.opened(threat_kinds=["trespass"])
    page = await referral.page(f"/referral/cases/{case_id}/proceedings")
    assert ticked(page, "offences") == {"stgb_123"}
    assert "nach der Einschätzung vorgeschlagen" in page
