"""A criminal proceeding is entered, changed and published; an account that cannot be true is refused."""

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest

from services.referral.handlers.effects.tell_file_numbers import TellEarlierNumbers
from shared.bus import UnitOfWork
from shared.contracts.intake import CaseErased
from tests.harness.eventually import eventually
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


FILE_NUMBER = "123 Js 4567/26"


async def stored(referral: Referral, case_id: str) -> dict[str, object]:
    row = await referral.store["proceedings"].find_one({"case_id": case_id})
    assert row
    return dict(row)


async def test_a_file_number_is_sealed_and_shown_where_the_proceeding_is(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    numbered = TOLD | {"file_number": " 123  Js 4567/26 "}
    assert (await referral.http.post(path, headers=referral.counsellor, data=numbered)).status_code == 303
    updated = await referral.heard("proceeding.updated", case_id)
    assert "Js 4567" not in json.dumps(updated)
    assert "Js 4567" not in str(await stored(referral, case_id))
    assert f"Aktenzeichen</dt><dd><bdi>{FILE_NUMBER}</bdi>" in await referral.page(path)
    own = await referral.page(f"{path}/own-data")
    assert FILE_NUMBER in own
    assert "<html" not in own

    one = f"{path}/{updated['data']['proceeding_id']}"
    assert f'value="{FILE_NUMBER}"' in await referral.page(one)
    without = TOLD | {"file_number": "", "version": "1"}
    assert (await referral.http.post(one, headers=referral.counsellor, data=without)).status_code == 303
    assert (await stored(referral, case_id))["file_number"] is None
    assert (await referral.page(f"{path}/own-data")).strip() == ""


async def test_what_is_no_file_number_is_refused_at_its_field_and_still_there(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    typed = TOLD | {"file_number": "liegt beim Amtsgericht"}
    refused = await referral.http.post(path, headers=referral.counsellor, data=typed)
    assert refused.status_code == 422
    assert "Das sieht nicht nach einem Aktenzeichen aus" in refused.text
    assert 'href="#f-file_number"' in refused.text
    assert 'value="liegt beim Amtsgericht"' in refused.text
    assert "Noch kein Verfahren" in await referral.page(path)


async def test_the_same_page_with_another_file_number_says_that_it_was_entered_before(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    first = TOLD | {"attempt": "f" * 32, "file_number": FILE_NUMBER}
    for _ in range(2):
        assert (await referral.http.post(path, headers=referral.counsellor, data=first)).status_code == 303
    other = await referral.http.post(path, headers=referral.counsellor, data=first | {"file_number": "124 Js 1/26"})
    assert other.status_code == 409
    assert f"<td>124 Js 1/26</td><td>{FILE_NUMBER}</td>" in other.text


async def test_a_file_number_of_an_erased_case_is_gone(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    await referral.http.post(path, headers=referral.counsellor, data=TOLD | {"file_number": FILE_NUMBER})
    row = await stored(referral, case_id)
    await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))

    async def is_gone() -> bool:
        return await referral.store["proceedings"].find_one({"case_id": case_id}) is None

    await eventually(is_gone)
    key_store = referral.store.client["lotse_referral_keys"]
    assert await key_store["keys"].find_one({"_id": case_id}) is None
    assert row["file_number"]


async def two(referral: Referral, case_id: str, **more: object) -> list[str]:
    """Ids of two proceedings that were entered, the second with `more`."""
    path = f"/referral/cases/{case_id}/proceedings"
    for each in (TOLD | {"file_number": FILE_NUMBER}, TOLD | {"file_number": "ST/0815/2026"} | more):
        assert (await referral.http.post(path, headers=referral.counsellor, data=each)).status_code == 303
    rows = await referral.store["proceedings"].find({"case_id": case_id}).sort("case_id", 1).to_list(None)
    return [row["_id"] for row in rows]


def published(referral: Referral, case_id: str) -> list[Any]:
    return [
        each["data"]
        for each in referral.said
        if each["type"].endswith(".proceeding.updated.v1") and each["partitionkey"] == case_id
    ]


async def told_numbers(referral: Referral, case_id: str) -> list[list[str]]:
    found = referral.intake.file_numbers.get(case_id, {"acts": []})
    return [[each["number"] for each in act["numbers"]] for act in found["acts"]]


async def test_intake_is_given_the_file_numbers_whenever_they_change(referral: Referral) -> None:
    case_id = await referral.opened()
    await two(referral, case_id)

    async def has_both() -> bool:
        return await told_numbers(referral, case_id) == [[FILE_NUMBER], ["ST/0815/2026"]]

    await eventually(has_both)
    path = f"/referral/cases/{case_id}/proceedings"
    first = (await referral.store["proceedings"].find_one({"case_id": case_id}))["_id"]  # type: ignore[index]
    without = TOLD | {"file_number": "", "version": "1"}
    await referral.http.post(f"{path}/{first}", headers=referral.counsellor, data=without)

    async def has_one() -> bool:
        return await told_numbers(referral, case_id) == [["ST/0815/2026"]]

    await eventually(has_one)


async def test_two_proceedings_of_one_act_are_one_line_and_one_event_until_they_are_parted(referral: Referral) -> None:
    case_id = await referral.opened()
    first, second = await two(referral, case_id, offender_known_on="2026-08-25")
    path = f"/referral/cases/{case_id}/proceedings"
    assert "Gehört zusammen" in await referral.page(path)
    together = f"{path}/{second}/same-act"
    for _ in range(2):
        done = await referral.http.post(together, headers=referral.counsellor, data={"to": first, "attempt": "a" * 32})
        assert done.status_code == 303
    page = await referral.page(path)
    line = f"Eine Tat: <bdi>{FILE_NUMBER}</bdi> (eingetragen von der Beratung); <bdi>ST/0815/2026</bdi>"
    assert line in page
    assert "Gehört zusammen" not in page

    async def joined() -> list[Any]:
        return [each for each in published(referral, case_id) if "accounts" in each]

    (event,) = await eventually(joined)
    assert (event["proceeding_id"], [each["proceeding_id"] for each in event["accounts"]]) == (first, [second])
    of_second = [each for each in published(referral, case_id) if each["proceeding_id"] == second]
    assert of_second[-1]["same_act_as"] == first

    parted = await referral.http.post(f"{path}/{second}/own-act", headers=referral.counsellor)
    assert parted.status_code == 303
    assert "Eine Tat:" not in await referral.page(path)
    again = await referral.http.post(f"{path}/{second}/own-act", headers=referral.counsellor)
    assert (again.status_code, "steht schon für sich" in again.text) == (409, True)
    audit = await referral.store["audit"].find({"case": case_id}).to_list(None)
    assert {"proceedings-joined", "proceedings-parted"} <= {row["what"] for row in audit}


@pytest.mark.parametrize("to", ["itself", "foreign", "nothing", "empty"])
async def test_what_cannot_be_joined_is_refused(referral: Referral, to: str) -> None:
    case_id, other = await referral.opened(), await referral.opened()
    first, _ = await two(referral, case_id)
    foreign, _ = await two(referral, other)
    wanted = {"itself": first, "foreign": foreign, "nothing": "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10", "empty": ""}
    there = f"/referral/cases/{case_id}/proceedings/{first}/same-act"
    refused = await referral.http.post(there, headers=referral.counsellor, data={"to": wanted[to]})
    assert refused.status_code == {"itself": 409, "foreign": 404, "nothing": 404, "empty": 422}[to]
    assert ("Weiteres Verfahren eintragen" in refused.text) == (to in ("itself", "empty"))
    assert not re.search(r"<details open>\s*<summary>Weiteres Verfahren", refused.text)
    assert (f'id="f-to-{first}-error"' in refused.text) == (to in ("itself", "empty"))
    assert "Eine Tat:" not in await referral.page(f"/referral/cases/{case_id}/proceedings")


async def test_a_file_number_of_an_earlier_release_is_told_once(referral: Referral) -> None:
    case_id = await referral.opened()
    await two(referral, case_id)

    async def is_told() -> bool:
        return len(await told_numbers(referral, case_id)) == 2

    await eventually(is_told)
    referral.intake.file_numbers.clear()
    versions = [each["version"] async for each in referral.store["proceedings"].find({"case_id": case_id})]
    await referral.store["proceedings"].update_many({"case_id": case_id}, {"$unset": {"same_act_as": ""}})
    await referral.store["announcements"].update_many({}, {"$unset": {"file_numbers": ""}})
    await TellEarlierNumbers(UnitOfWork(referral.store, "referral"))()
    await eventually(is_told)
    rows = await referral.store["proceedings"].find({"case_id": case_id}).to_list(None)
    assert [(row["version"], row["same_act_as"]) for row in rows] == [(version, None) for version in versions]
