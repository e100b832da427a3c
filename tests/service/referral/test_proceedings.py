"""A criminal proceeding is entered, changed and published; an account that cannot be true is refused."""

from urllib.parse import unquote

import pytest

from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines
TOLD: dict[str, object] = {
    "state": "unreported",
    "source": "affected_person",
    "known_on": "2026-09-01",
    "act_known_on": "2026-08-20",
    "offender_known_on": "",
    "offences": ["stgb_241"],
    "roles": ["self"],
    "authority_land": "NW",
}


async def test_a_proceeding_with_unknown_offender_is_entered_and_the_offender_becomes_known(
    referral: Referral,
) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    entered = await referral.http.post(path, headers=referral.counsellor, data=TOLD)
    assert entered.status_code == 303
    first = await referral.heard("proceeding.updated", case_id)
    assert first["data"]["state"] == "unreported"
    assert first["data"]["offender"] == {"ref": "offender-1"}
    assert "Täter</dt><dd>unbekannt" in await referral.page(path)

    one = f"{path}/{first['data']['proceeding_id']}"
    known = TOLD | {"offender_known_on": "2026-09-05", "version": "1"}
    assert (await referral.http.post(one, headers=referral.counsellor, data=known)).status_code == 303
    assert (await referral.http.post(one, headers=referral.counsellor, data=known)).status_code == 409
    page = await referral.page(path)
    assert "bekannt seit 5. September 2026" in page
    assert await referral.page(f"{path}/count") == "<span>(1)</span>"


async def test_each_of_several_offenders_is_published_and_shown(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    several = {"offender_2_known_on": "2026-09-01", "offender_4_known_on": "2026-09-03", "others_unknown": "true"}
    assert (await referral.http.post(path, headers=referral.counsellor, data=TOLD | several)).status_code == 303
    updated = await referral.heard("proceeding.updated", case_id)
    assert updated["data"]["further_offenders"] == [
        {"ref": "offender-2", "known_on": "2026-09-01"},
        {"ref": "offender-4", "known_on": "2026-09-03"},
        {"ref": "offender-unknown"},
    ]
    assert "bekannt seit 1. September 2026, bekannt seit 3. September 2026, unbekannte" in await referral.page(path)

    shown = await referral.page(f"{path}/{updated['data']['proceeding_id']}")
    filled = ('value="2026-09-01"', 'value="2026-09-03"', 'name="others_unknown" value="true" checked')
    assert all(each in shown for each in filled)


async def test_each_entitled_office_has_its_own_days_of_knowledge(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    known = {"superior_act_known_on": "2026-08-25", "superior_offender_known_on": "2026-08-28"}
    insult = {"offences": ["stgb_185"], "roles": ["self", "superior"]}
    assert (await referral.http.post(path, headers=referral.counsellor, data=TOLD | insult | known)).status_code == 303
    updated = await referral.heard("proceeding.updated", case_id)
    assert updated["data"]["entitled"] == [
        {"ref": "entitled-self", "role": "self"},
        {
            "ref": "entitled-superior",
            "role": "superior",
            "act_known_on": "2026-08-25",
            "offender_known_on": "2026-08-28",
        },
    ]
    one = await referral.page(f"{path}/{updated['data']['proceeding_id']}")
    assert 'value="2026-08-25"' in one


@pytest.mark.parametrize(
    "wrong",
    [
        {"superior_act_known_on": "2026-08-25"},
        {"supervisory_offender_known_on": "2999-01-01", "roles": ["self", "supervisory"]},
        {"act_known_on": "gestern"},
        {"act_known_on": "2999-01-01"},
        {"state": "lost"},
        {"offences": []},
        {"discontinuation": "stpo_153"},
        {"authority_land": "XX"},
        {"offender_3_known_on": "2999-01-01"},
        {"others_unknown": "perhaps"},
    ],
)
async def test_what_makes_no_sense_is_refused(referral: Referral, wrong: dict[str, object]) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    refused = await referral.http.post(path, headers=referral.counsellor, data=TOLD | wrong)
    assert refused.status_code == 422
    assert "Noch kein Verfahren" in await referral.page(path)


async def test_what_was_entered_when_the_sign_in_was_over_is_there_after_the_next_one(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    late = await referral.http.post(path, headers=referral.signed_in_before, data=TOLD)
    there = unquote(late.text.partition("/desk/anmelden?next=")[2].partition('"')[0])
    remembered = late.headers["set-cookie"].partition(";")[0]
    again = referral.counsellor | {"Cookie": f"{referral.counsellor['Cookie']}; {remembered}"}
    shown = await referral.http.get(there, headers=again)

    assert late.status_code == 401
    assert there.startswith("/referral/fortsetzen/")
    assert f'<form method="post" action="{path}">' in shown.text
    assert '<input type="hidden" name="act_known_on" value="2026-08-20">' in shown.text
    assert "Noch kein Verfahren" in await referral.page(path)
