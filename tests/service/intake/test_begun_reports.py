"""Who stops writing goes on with what stood there: only with the code, for two hours, and until it is sent."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.domain.begun_report import KEPT_FOR
from services.intake.handlers.person import keep_report
from services.intake.pages.face import report
from shared import attempts
from shared.clock import now
from shared.store import Repository
from tests.harness.services.intake import Place

pytestmark = pytest.mark.engines

TEXT = "Seit Wochen steht jemand vor meinem Haus."
MORE = {"land": "SN", "threat_kinds": ["stalking", "defamation"], "channel": "phone", "address": "030 555 01 00"}


async def kept(browser: httpx2.AsyncClient, **fields: object) -> str:
    """The code of what is kept."""
    answer = await browser.post("/anliegen/entwurf", data={"text": TEXT} | fields)
    assert answer.status_code == 201, answer.text
    assert "Ihr Anliegen ist noch nicht bei uns" in answer.text
    code = re.search(r"ENTWURF(?:-\w{4}){6}", answer.text)
    assert code
    return code[0]


async def going_on(browser: httpx2.AsyncClient, code: str) -> httpx2.Response:
    return await browser.post("/anliegen/weiter", data={"code": code})


async def rows(place: Place) -> int:
    return await place.face["begun_reports"].count_documents({})


def attempt_on(page: str) -> str:
    found = re.search(r'name="attempt" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_with_the_code_everything_stands_there_again_also_on_another_device(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await kept(browser, **MORE)
    browser.cookies.clear()
    page = unescape((await going_on(browser, code.lower().replace("-", " "))).text)
    assert TEXT in page
    assert 'value="030 555 01 00"' in page
    assert page.count("checked") >= 2
    assert "<details open" in page, "nothing of it is overlooked"
    assert await place.count("contacts") == 0


async def test_it_is_sent_once_and_then_kept_no_more(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await kept(browser, attempt=attempts.new())
    page = (await going_on(browser, code)).text
    said = {"attempt": attempt_on(page), "text": TEXT, "draft": code}
    sent = [await browser.post("/anliegen", data=said) for _ in range(2)]
    assert [each.status_code for each in sent] == [201, 201]
    assert await place.count("contacts") == 1
    assert await rows(place) == 0
    assert (await going_on(browser, code)).status_code == 404


async def test_what_was_sent_from_another_window_meanwhile_is_the_same_concern(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    attempt = attempts.new()
    code = await kept(browser, attempt=attempt)
    assert (await browser.post("/anliegen", data={"attempt": attempt, "text": TEXT})).status_code == 201
    page = (await going_on(browser, code)).text
    assert attempt_on(page) == attempt
    assert (await browser.post("/anliegen", data={"attempt": attempt, "text": TEXT, "draft": code})).status_code == 201
    assert await place.count("contacts") == 1


async def test_kept_again_it_has_the_same_code_and_what_was_typed_last(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await kept(browser)
    assert await kept(browser, text="Später noch mehr.", draft=code) == code
    page = (await going_on(browser, code)).text
    assert "Später noch mehr." in page
    assert TEXT not in page
    assert await rows(place) == 1


async def test_what_is_refused_when_it_is_sent_can_still_be_kept(place: Place, browser: httpx2.AsyncClient) -> None:
    """Wrong fields and all: they stand there again as they were."""
    code = await kept(browser, channel="mail", address="nein@@nein", text="a" * 40_000)
    page = (await going_on(browser, code)).text
    assert "nein@@nein" in page
    refused = await browser.post("/anliegen", data={"text": " ", "draft": code})
    assert refused.status_code == 422
    assert f'name="draft" value="{code}"' in refused.text
    assert await rows(place) == 1


async def test_nobody_reads_it_without_the_code(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await kept(browser)
    found = await place.everything()
    bare = code.removeprefix("ENTWURF-")
    for said in (TEXT, code, bare, bare.replace("-", "")):
        assert said not in found
    other = await kept(browser, text="Etwas anderes.")
    box = (await place.face["begun_reports"].find({}).sort("until", -1).to_list(1))[0]["box"]
    await place.face["begun_reports"].update_many({}, {"$set": {"box": box}})
    assert (await going_on(browser, code)).status_code == 404, "a box in another place opens nothing"
    assert "Etwas anderes." in (await going_on(browser, other)).text
    page = (await browser.get("/anliegen")).text
    assert "ENTWURF" not in page
    assert not browser.cookies


async def test_after_two_hours_it_is_gone(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await kept(browser)
    (row,) = await place.face["begun_reports"].find({}).to_list(None)
    assert abs(row["until"] - now() - KEPT_FOR) < timedelta(minutes=1)
    await place.face["begun_reports"].update_many({}, {"$set": {"until": now() - timedelta(seconds=1)}})
    gone = await going_on(browser, code)
    assert gone.status_code == 404
    assert "nach zwei Stunden" in gone.text
    indexes = await place.face["begun_reports"].index_information()
    assert any(each.get("expireAfterSeconds") == 0 for each in indexes.values())


async def test_it_is_deleted_where_its_person_says_so(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await kept(browser)
    gone = await browser.post("/anliegen/entwurf/loeschen", data={"code": code})
    assert gone.headers["location"] == "/?erledigt=entwurf-geloescht"
    assert await rows(place) == 0


@pytest.mark.parametrize("code", ["ENTWURF-0000-0000-0000-0000-0000-0001", "abc", ""])
async def test_a_wrong_code_says_so(browser: httpx2.AsyncClient, code: str) -> None:
    for path in ("/anliegen/weiter", "/anliegen/entwurf/loeschen"):
        refused = await browser.post(path, data={"code": code})
        assert refused.status_code == 422
        assert '<a href="#f-code">' in refused.text


async def test_a_drafts_code_is_never_taken_for_a_receipt_code(browser: httpx2.AsyncClient) -> None:
    refused = await browser.post("/rueckmeldung", data={"code": await kept(browser)})
    assert refused.status_code == 422
    assert "noch nicht abgesendet" in refused.text


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "", "land": "SN", "threat_kinds": ["stalking"]}])
async def test_where_nothing_was_typed_nothing_is_kept(
    place: Place, browser: httpx2.AsyncClient, fields: Mapping[str, object]
) -> None:
    refused = await browser.post("/anliegen/entwurf", data=dict(fields))
    assert refused.status_code == 422
    assert "Es steht noch nichts da" in refused.text
    assert await rows(place) == 0


async def test_where_it_cannot_be_kept_the_text_stays_on_the_page(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ServerSelectionTimeoutError

    with monkeypatch.context() as broken:
        broken.setattr(Repository, "add", away)
        refused = await browser.post("/anliegen/entwurf", data={"text": TEXT})
    assert (refused.status_code, TEXT in refused.text) == (503, True)
    monkeypatch.setattr(keep_report, "MOST", 0)
    refused = await browser.post("/anliegen/entwurf", data={"text": TEXT})
    assert (refused.status_code, TEXT in refused.text) == (503, True)
    assert await rows(place) == 0


async def test_where_there_is_no_room_for_another_one_what_is_kept_can_be_kept_anew(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await kept(browser)
    monkeypatch.setattr(keep_report, "MOST", 1)
    again = await browser.post("/anliegen/entwurf", data={"text": f"{TEXT} Mehr.", "draft": code})
    assert (again.status_code, await rows(place)) == (201, 1)
    other = await browser.post("/anliegen/entwurf", data={"text": TEXT})
    assert (other.status_code, await rows(place)) == (503, 1)


async def test_a_report_is_taken_though_its_draft_cannot_be_removed(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ServerSelectionTimeoutError

    code = await kept(browser)
    monkeypatch.setattr(report, "end_report", away)
    assert (await browser.post("/anliegen", data={"text": TEXT, "draft": code})).status_code == 201
    assert (await browser.post("/anliegen", data={"text": TEXT, "draft": "no code"})).status_code == 201
