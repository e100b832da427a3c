"""The desk answers for a service that is away: with the frame, the part that is missing, and what was typed."""

import re

import httpx2
import pytest

from services.intake.away_texts import PARTS
from services.intake.domain.ids import CaseId
from services.intake.pages.desk.away import SERVICES
from tests.harness.services.intake import Place, a_counsellor, fill_in
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

GONE = "Dieser Teil von Lotse antwortet gerade nicht."


@pytest.fixture
@laid_out
async def case_id(place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient) -> CaseId:
    """With Anna."""
    await fill_in(browser, text="Mir wurde gedroht.")
    page = await desk.get("/desk", headers=cookie_of(a_counsellor("anna")))
    found = re.search(r"/desk/cases/([0-9a-f-]+)", page.text)
    assert found
    case = await desk.get(f"/desk/cases/{found[1]}", headers=cookie_of(a_counsellor("anna")))
    take = re.search(r'action="(/desk/contacts/[^"]+/take-over)"', case.text)
    assert take
    await desk.post(take[1], headers=cookie_of(a_counsellor("anna")))
    return CaseId(found[1])


@pytest.mark.parametrize("begins", [begins for begins, _ in PARTS])
async def test_the_frame_stands_and_says_which_part_is_missing(
    desk: httpx2.AsyncClient, case_id: CaseId, begins: str
) -> None:
    part = dict(PARTS)[begins]
    page = await desk.get(begins.format(case=case_id), headers=cookie_of(a_counsellor("anna")))
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert part.sentence in page.text
    assert part.meanwhile in page.text
    assert GONE in page.text
    for link in ("/desk/tasks", "/desk/lists/mine", "/notification/deadlines", "/referral/referrals", "/statistics"):
        assert f'href="{link}"' in page.text
    assert ('aria-label="Fall"' in page.text) is ("{case}" in begins)
    if part.tab:
        assert re.search(rf'href="[^"]*/{part.tab}" aria-current="page"', page.text)


async def test_no_count_is_shown_of_what_nobody_knows(desk: httpx2.AsyncClient, case_id: CaseId) -> None:
    for path in (f"/referral/cases/{case_id}/proceedings/count", f"/notification/cases/{case_id}/deadlines/next"):
        asked = await desk.get(path, headers=cookie_of(a_counsellor("anna")) | {"hx-request": "true"})
        assert asked.status_code == 503, "htmx leaves the place empty"


async def test_a_case_that_is_not_theirs_is_not_there_either(desk: httpx2.AsyncClient, case_id: CaseId) -> None:
    path = f"/notification/cases/{case_id}/deadlines"
    of_bert = await desk.get(path, headers=cookie_of(a_counsellor("bert")))
    nobodys = await desk.get(path.replace(case_id[:8], "0" * 8), headers=cookie_of(a_counsellor("bert")))
    assert (of_bert.status_code, nobodys.status_code) == (404, 404)
    assert of_bert.text.replace(case_id, "") == nobodys.text.replace(case_id.replace(case_id[:8], "0" * 8), "")
    assert (await desk.get(path, headers=cookie_of(a_counsellor("olga", "operator")))).status_code == 404
    supervisor = await desk.get(path, headers=cookie_of(a_counsellor("sue", "supervisor")))
    assert (supervisor.status_code, supervisor.headers["location"].partition("?")[0]) == (
        303,
        f"/desk/begruendung/{case_id}",
    )


async def test_each_role_keeps_its_own_way_back(desk: httpx2.AsyncClient, place: Place) -> None:
    for role, there in (("operator", "/statistics/betrieb"), ("analyst", "/statistics")):
        page = await desk.get("/statistics/betrieb", headers=cookie_of(a_counsellor("olga", role)))
        assert (page.status_code, f'href="{there}"' in page.text) == (503, True)
        assert "/desk/tasks" not in page.text
    stranger = await desk.get("/statistics")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/desk/anmelden?next=/statistics")


@pytest.mark.parametrize("service", SERVICES)
async def test_what_was_typed_comes_back_and_nothing_is_done(
    desk: httpx2.AsyncClient, place: Place, service: str
) -> None:
    typed = {"attempt": "a" * 22, "reasons": "Die Stelle hat am Telefon zugesagt.", "state": "accepted"}
    for who in (cookie_of(a_counsellor("anna")), {}):
        page = await desk.post(f"/{service}/cases/1/x", data=typed, headers=who)
        assert page.status_code == 503
        assert "Es ist nichts geschehen." in page.text
        assert typed["reasons"] in page.text
        assert f'action="/{service}/cases/1/x"' in page.text
        assert f'name="attempt" value="{typed["attempt"]}"' in page.text
