"""Enter pressed three times at referral's pages is one act, and what is refused comes back with its reason."""

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta

import httpx2
import pytest

from shared.clock import berlin_day, now
from tests.harness.services.referral import Referral
from tests.service.referral.test_proceedings import TOLD

pytestmark = pytest.mark.engines

ATTEMPT: dict[str, object] = {"attempt": "a" * 32}


async def press(referral: Referral, there: str, data: Mapping[str, object]) -> list[httpx2.Response]:
    """Three times at once, then once more with the back button."""
    sent = [referral.http.post(there, headers=referral.counsellor, data=data) for _ in range(3)]
    return [*await asyncio.gather(*sent), await referral.http.post(there, headers=referral.counsellor, data=data)]


def says_at(page: httpx2.Response, field: str) -> str:
    assert "<title>Fehler: " in page.text
    assert f'href="#f-{field}"' in page.text, page.text
    found = re.search(rf'id="f-{field}-error">.*?<span class="kern-body">([^<]+)<', page.text, re.DOTALL)
    assert found
    return found[1]


async def test_a_proceeding_entered_three_times_is_one(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    pages = await press(referral, path, {**TOLD, **ATTEMPT})
    first = await referral.heard("proceeding.updated", case_id)
    one = f"{path}/{first['data']['proceeding_id']}"
    changed = await press(referral, one, {**TOLD, **ATTEMPT, "authority_land": "BY", "version": "1"})

    assert {each.status_code for each in [*pages, *changed]} == {303}
    assert await referral.store["proceedings"].count_documents({"case_id": case_id}) == 1
    row = await referral.store["proceedings"].find_one({"case_id": case_id})
    assert row is not None
    assert row["version"] == 2
    done = await referral.http.get(pages[0].headers["location"], headers=referral.counsellor)
    assert "Das Verfahren ist eingetragen." in done.text


async def test_a_proceeding_changed_and_sent_again_by_the_same_page_is_still_one(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    await referral.http.post(path, headers=referral.counsellor, data={**TOLD, **ATTEMPT})
    first = await referral.heard("proceeding.updated", case_id)
    one = f"{path}/{first['data']['proceeding_id']}"
    changed = {**TOLD, **ATTEMPT, "authority_land": "BY"}
    shown = await referral.http.post(path, headers=referral.counsellor, data=changed)

    assert shown.status_code == 409
    assert "schon eingetragen" in shown.text
    assert f'action="{one}"' in shown.text
    assert re.search(r"Land der Behörde</th><td>Bayern</td><td>Nordrhein-Westfalen</td>", shown.text)
    assert await referral.store["proceedings"].count_documents({"case_id": case_id}) == 1

    saved = await referral.http.post(one, headers=referral.counsellor, data=changed | {"version": "1"})
    assert saved.status_code == 303
    assert await referral.store["proceedings"].count_documents({"case_id": case_id}) == 1


TOMORROW = (berlin_day(now()) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"act_known_on": "gestern"}, "act_known_on", "Jahr, Monat und Tag"),
        ({"known_on": "20260901"}, "known_on", "Jahr, Monat und Tag"),
        ({"offender_known_on": "2026-W47-5"}, "offender_known_on", "Jahr, Monat und Tag"),
        ({"act_known_on": "1026-08-20"}, "act_known_on", "prüfen Sie das Jahr"),
        ({"known_on": ""}, "known_on", "füllen Sie dieses Feld aus"),
        ({"offender_known_on": TOMORROW}, "offender_known_on", "liegt in der Zukunft"),
        ({"notice_report_filed": TOMORROW}, "notice_report_filed", "liegt in der Zukunft"),
        ({"notice_request_filed": "2026-08-19"}, "notice_request_filed", "nicht vor der Tat"),
        ({"known_on": "2026-08-19"}, "known_on", "vor dem Tag"),
        (
            {"notice_discontinuation": "2026-09-02", "notice_complaint_filed": "2026-09-01"},
            "notice_complaint_filed",
            "vor der Einstellung",
        ),
        (
            {"notice_conciliation_started": "2026-09-02", "notice_conciliation_certified": "2026-09-01"},
            "notice_conciliation_certified",
            "vor dem Sühneversuch",
        ),
        ({"offences": []}, "offences", "mindestens ein Delikt"),
        ({"roles": []}, "roles", "Strafantrag"),
        ({"discontinuation": "stpo_153"}, "discontinuation", "eingestellten Verfahren"),
        ({"state": "discontinued"}, "discontinuation", "wie das Verfahren eingestellt"),
    ],
)
async def test_a_proceeding_with_something_wrong_comes_back_as_it_was_typed(
    referral: Referral, wrong: dict[str, object], field: str, sentence: str
) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    typed = TOLD | {"notice_act_ended": "2026-08-21", **wrong}
    refused = await referral.http.post(path, headers=referral.counsellor, data=typed)

    assert refused.status_code == 422
    assert sentence in says_at(refused, field)
    assert re.search(r'name="notice_act_ended" type="date" value="2026-08-21"', refused.text)
    assert re.search(r'<option value="NW" selected', refused.text)
    assert f'max="{berlin_day(now()).isoformat()}"' in refused.text
    assert "Noch kein Verfahren" in await referral.page(path)


async def test_a_change_that_came_too_late_stands_beside_what_is_stored(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proceedings"
    await referral.http.post(path, headers=referral.counsellor, data=TOLD)
    first = await referral.heard("proceeding.updated", case_id)
    one = f"{path}/{first['data']['proceeding_id']}"
    theirs, mine = ({"version": "1", "known_on": day} for day in ("2026-09-02", "2026-09-03"))
    await referral.http.post(one, headers=referral.counsellor, data=TOLD | theirs)
    late = await referral.http.post(one, headers=referral.counsellor, data=TOLD | mine)

    assert late.status_code == 409
    rows = re.findall(r"<tr>(.*?)</tr>", late.text.split("Was sich unterscheidet")[-1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    assert ["Dieser Stand ist bekannt seit", "3. September 2026", "2. September 2026"] in cells
    assert len(cells) == 2
    assert 'name="version" value="2"' in late.text
    over = await referral.http.post(one, headers=referral.counsellor, data=TOLD | mine | {"version": "2"})
    assert over.status_code == 303


async def test_an_answer_entered_three_times_is_one_and_a_late_one_shows_both_states(referral: Referral) -> None:
    case_id, *_ = await referral.at_partner()
    sent = await referral.heard("referral.sent", case_id)
    there = f"/referral/cases/{case_id}/referrals/{sent['data']['referral_id']}"
    accepted = {"act": "accept", "version": "2", "seen": "sent"}
    pages = await press(referral, there, accepted | ATTEMPT)
    assert {each.status_code for each in pages} == {303}

    recall = {"act": "recall", "reason": "by_counsellor", "version": "2", "seen": "sent"}
    late = await referral.http.post(there, headers=referral.counsellor, data=recall)
    assert late.status_code == 409
    assert re.search(r"Als Sie die Seite öffneten</dt><dd>übermittelt.*Jetzt</dt><dd>angenommen", late.text, re.DOTALL)
    assert re.search(
        r'id="f-recall-[^"]+" name="reason".*?<option value="by_counsellor" selected', late.text, re.DOTALL
    )
    without = await referral.http.post(
        there, headers=referral.counsellor, data={"act": "recall", "version": "3", "seen": "accepted"}
    )
    assert without.status_code == 422
    assert "angebotenen Gründe" in re.search(r'id="f-recall-[^"]+-error">(.*?)</p>', without.text, re.DOTALL)[1]  # type: ignore[index]
