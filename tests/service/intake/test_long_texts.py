"""What the page promises it takes, in every script and encoding: 30,000 characters, a line break being one."""

import json
from uuid import uuid4

import httpx2
import pytest

from services.intake.handlers.desk.read_file import file_of_contact
from tests.harness.services.intake import TOKEN, Place, a_counsellor, fill_in, on_follow_page, queue_of, submit
from tests.service.intake.test_sealed_submissions import sealed

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
LONGEST = 30_000
TEXTS = {
    "Cyrillic": "Ж" * LONGEST,
    "emoji": "😀" * LONGEST,
    "emoji with joiners": ("👩‍💻" * LONGEST)[:LONGEST],
    "line breaks": "a\r\n" * (LONGEST // 2 - 1) + "ab",
    "Hebrew with spaces": ("שלום " * LONGEST)[: LONGEST - 1] + "ש",
}


@pytest.fixture(params=TEXTS, ids=list(TEXTS))
def text(request: pytest.FixtureRequest) -> str:
    return TEXTS[request.param]


async def first_text(place: Place) -> str:
    (waiting,) = await queue_of(place, ANNA)
    return (await file_of_contact(place.desk, ANNA, waiting.contact.id)).content.messages[-1].text


async def test_the_form_takes_it(place: Place, browser: httpx2.AsyncClient, text: str) -> None:
    await fill_in(browser, text=text)

    assert await first_text(place) == text.replace("\r\n", "\n")


async def test_the_follow_page_takes_it(place: Place, browser: httpx2.AsyncClient, text: str) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Ein Anliegen")})

    taken = await browser.post("/rueckmeldung/nachricht", data={"text": text} | await on_follow_page(browser))

    assert taken.status_code == 303
    assert await first_text(place) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("ascii_only", [True, False], ids=["escaped", "utf-8"])
async def test_the_api_takes_it(place: Place, browser: httpx2.AsyncClient, text: str, ascii_only: bool) -> None:
    answer = await post(browser, json.dumps({"text": text}, ensure_ascii=ascii_only).encode())

    assert answer.status_code == 201, answer.text
    assert await first_text(place) == text.replace("\r\n", "\n")


async def test_the_api_takes_it_sealed(place: Place, browser: httpx2.AsyncClient, text: str) -> None:
    assert (await submit(browser, sealed({"text": text}))).status_code == 201

    assert await first_text(place) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;x=y"])
async def test_a_media_type_is_compared_without_parameters_and_case(
    place: Place, browser: httpx2.AsyncClient, media_type: str
) -> None:
    assert (await post(browser, b'{"text": "kurz"}', media_type)).status_code == 201


@pytest.mark.parametrize(
    ("text", "slug"),
    [("a" * (LONGEST + 1), "too-long"), ("\\ud83d", "bad-text"), ("a\\u0000b", "bad-text"), (" \\n ", "wrong-value")],
    ids=["one more", "half a character", "NUL", "nothing"],
)
async def test_what_it_cannot_take_has_a_name(browser: httpx2.AsyncClient, text: str, slug: str) -> None:
    answer = await post(browser, f'{{"text": "{text}"}}'.encode())

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:lotse:problem:{slug}")


@pytest.mark.parametrize("text", ["Ж" * (LONGEST + 1), "a\r\n" * LONGEST])
async def test_one_character_more_is_told_in_numbers_and_stays(
    place: Place, browser: httpx2.AsyncClient, text: str
) -> None:
    refused = await browser.post("/anliegen", data={"attempt": "a" * 32, "text": text + "."})

    assert refused.status_code == 422
    assert "Bitte kürzen Sie auf höchstens 30.000." in refused.text
    assert text.replace("\r\n", "\n") in refused.text.replace("\r\n", "\n")
    assert await place.count("contacts") == 0


async def test_a_form_much_too_large_loses_no_text(place: Place, browser: httpx2.AsyncClient) -> None:
    refused = await browser.post("/anliegen", data={"attempt": "a" * 32, "text": "Wichtig.", "words": "😀" * 60_000})

    assert (refused.status_code, "Wichtig." in refused.text) == (413, True)
    assert await place.count("contacts") == 0


async def post(browser: httpx2.AsyncClient, content: bytes, media_type: str = "application/json") -> httpx2.Response:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": str(uuid4()), "Content-Type": media_type}
    return await browser.post("/api/intake/submissions", content=content, headers=headers)
