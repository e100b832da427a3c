"""A person writes to us on the public form: only the text is required, and nothing typed is lost."""

import re
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.pages.face import report
from services.intake.store import CONTACTS
from shared.sealing import receipt
from tests.harness.services.intake import Place, fill_in

pytestmark = pytest.mark.engines

TEXT = "Ich habe die Verleumdungen vor Monaten angezeigt und nichts ist passiert."
MAIL = {"channel": "mail", "address": "a@example.org"}


async def test_only_the_text_is_required(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await fill_in(browser, text=TEXT)

    assert receipt.read(code.lower().replace("-", " ")) == code
    assert await place.types() == ["contact.recorded", "case.opened"]


async def test_sending_the_same_page_twice_gives_the_same_code(place: Place, browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/anliegen")
    attempt = re.search(r'name="attempt" value="([^"]+)"', page.text)
    assert attempt
    form = {"attempt": attempt[1], "text": TEXT, "land": "SN", "threat_kinds": ["defamation", "hate_post"]}

    pages = [await browser.post("/anliegen", data=form) for _ in range(2)]

    assert [page.status_code for page in pages] == [201, 201]
    assert pages[0].text == pages[1].text
    assert await place.count("contacts") == 1


@pytest.mark.parametrize("reason", ["press", "counselling"])
async def test_the_receipt_says_who_answers(reason: str, browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/anliegen")
    attempt = re.search(r'name="attempt" value="([^"]+)"', page.text)
    assert attempt
    receipt_page = await browser.post("/anliegen", data={"attempt": attempt[1], "text": TEXT, "reason": reason})

    assert receipt_page.status_code == 201
    is_press = reason == "press"
    assert ("beantwortet die Leitung" in receipt_page.text) is is_press
    assert ("anvertrauen" in receipt_page.text) is not is_press
    assert ("Eine Beraterin oder ein Berater" in receipt_page.text) is not is_press


async def test_a_form_of_another_page_is_refused(browser: httpx2.AsyncClient) -> None:
    answer = await browser.post("/anliegen", data={"text": TEXT}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        pytest.param({"text": "  "}, "Bitte schreiben Sie, worum es geht.", id="nothing but spaces"),
        pytest.param(
            {"text": "a" * 30_001}, "Das sind 30.001 Zeichen. Bitte kürzen Sie auf höchstens 30.000.", id="too long"
        ),
        pytest.param({**MAIL, "address": "canary@@x"}, "Diese E-Mail-Adresse können wir nicht", id="no address"),
        pytest.param({**MAIL, "words": "a" * 201}, "auf höchstens 200.", id="words"),
        pytest.param({"canary": "x"}, "Bitte prüfen Sie Ihre Angaben.", id="a field that the form does not have"),
        pytest.param({"wishes": ["no_police", "canary"]}, "Bitte prüfen Sie Ihre Angaben.", id="a wish that is none"),
        pytest.param({"land": "canary"}, "Land: Bitte prüfen Sie diese Angabe.", id="a land that we did not offer"),
        pytest.param({"channel": "sms"}, "Bitte geben Sie an, unter welcher Adresse oder Nummer.", id="way to nowhere"),
        pytest.param({"earliest": "18:00"}, "Ohne Weg können wir das nicht verwenden.", id="hours of nothing"),
        pytest.param(
            {"address": "0170 1234567"}, "Ohne Weg können wir das nicht verwenden.", id="number without a way"
        ),
        pytest.param({**MAIL, "latest": "8"}, "Bitte geben Sie eine Uhrzeit an", id="no time of day"),
        pytest.param({**MAIL, "earliest": "18:00", "latest": "18:00"}, "eine andere Uhrzeit an", id="no hour left"),
    ],
)
async def test_what_was_typed_stays_before_their_eyes(
    place: Place, browser: httpx2.AsyncClient, wrong: dict[str, str], sentence: str
) -> None:
    typed = {"attempt": "a" * 32, "text": TEXT, "threat_kinds": ["hate_post"], "wishes": ["no_police"]}

    answer = await browser.post("/anliegen", data=typed | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "text" in wrong or TEXT in answer.text
    assert answer.text.count(" checked") == 4
    assert await place.count("contacts") == 0


async def test_what_was_typed_wrong_is_corrected_on_the_same_page(place: Place, browser: httpx2.AsyncClient) -> None:
    refused = await browser.post("/anliegen", data={"attempt": "", "text": TEXT, **MAIL, "address": "a@@b"})
    attempt = re.search(r'name="attempt" value="([^"]+)"', refused.text)
    assert attempt

    taken = await browser.post("/anliegen", data={"attempt": attempt[1], "text": TEXT, **MAIL})

    assert taken.status_code == 201
    assert await place.count("contacts") == 1


async def test_while_the_store_is_away_it_stays_and_is_sent_again(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"attempt": "a" * 32, "text": TEXT}

    with monkeypatch.context() as away:
        away.setattr(report, "submit", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await browser.post("/anliegen", data=typed)
    taken = await browser.post("/anliegen", data=typed)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert TEXT in refused.text
    assert "a" * 32 in refused.text
    assert taken.status_code == 201


async def test_a_file_is_no_text(place: Place, browser: httpx2.AsyncClient) -> None:
    answer = await browser.post("/anliegen", data={"attempt": "a" * 32}, files={"text": ("canary.txt", b"canary")})

    assert answer.status_code == 422
    assert "canary" not in answer.text
    assert await place.count("contacts") == 0


@pytest.mark.parametrize("path", ["/", "/anliegen", "/rueckmeldung", "/wissen", "/wissen/vorbeugen", "/datenschutz"])
async def test_pages_are_there_in_german_and_keep_no_cookie(browser: httpx2.AsyncClient, path: str) -> None:
    page = await browser.get(path)

    assert page.status_code == 200
    assert '<html lang="de">' in page.text
    assert "set-cookie" not in page.headers


async def test_the_first_answer_decides_whether_it_is_a_case(place: Place, browser: httpx2.AsyncClient) -> None:
    for about, reason in (("andere", "on_behalf"), ("vorbeugen", "prevention")):
        page = await browser.get(f"/anliegen/{about}")
        assert f'value="{reason}"' in page.text
        await fill_in(browser, text=TEXT, reason=reason)

    assert {each.reason for each in await place.unit_of_work(CONTACTS.all)} == {"on_behalf", "prevention"}
    assert await place.types() == ["contact.recorded", "case.opened", "contact.recorded"]
