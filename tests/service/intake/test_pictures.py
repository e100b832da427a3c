"""Staff see a picture that was made anew; what a file may do to whoever opens it, it does to nobody here."""

import base64
import io
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Final
from unittest.mock import AsyncMock

import httpx2
import pytest
from PIL import Image

from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.take_over import take_over
from tests.harness.services.intake import Place, a_counsellor, let_in
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_evidence import add, contact_of, evidence_of, nothing_came_of_it, original
from tests.unit.intake.hostile_files import HOSTILE_PICTURES, PLACE, TWO_THINGS, photo, xml_bomb, zip_bomb

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
NO_PICTURE: Final = "gibt es kein neu erzeugtes Bild"
AGAIN: Final = "Bitte versuchen Sie es noch einmal."
SUSPECTED: Final = "einem Programm schaden soll"
MAIL: Final = b"From: a@b.example\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\n"

STORED: Final[Mapping[str, Callable[[], bytes]]] = {
    **{name: HOSTILE_PICTURES[name][1] for name in ("pixel bomb", "text bomb")},
    **TWO_THINGS,
    "an archive in a mail": lambda: MAIL + base64.encodebytes(zip_bomb(2)),
    "an XML bomb in a mail": lambda: MAIL + xml_bomb(),
    "an XML bomb in a text": lambda: b"Hier steht es: " + xml_bomb(),
    "a PDF with an archive": lambda: b"%PDF-1.7\n" + zip_bomb(2),
}
REFUSED: Final[Mapping[str, Callable[[], bytes]]] = {
    "a zip bomb": lambda: zip_bomb(2),
    "an XML bomb": xml_bomb,
    "a drawing with a program": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}


@laid_out
async def taken_over(place: Place) -> str:
    """The page of the record, with what the person gave."""
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    return f"/desk/cases/{contact.case_id}/record"


async def looked_at(place: Place, what: str) -> int:
    return await place.store["audit"].count_documents({"what": what})


def shown_on(page: str) -> Image.Image:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', page)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


async def test_by_default_the_picture_is_one_made_anew(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    await add(browser, photo())
    record = await taken_over(place)
    kept = original((await desk.get(record, headers=cookie_of(ANNA))).text)
    assert await looked_at(place, "evidence-shown") == 0
    page, looks = await desk.get(f"{kept}/picture", headers=cookie_of(ANNA)), 1
    while NO_PICTURE in page.text and looks < 5:  # a machine that has much to do
        page, looks = await desk.get(f"{kept}/picture", headers=cookie_of(ANNA)), looks + 1
    assert shown_on(page.text).size == (64, 48)
    assert PLACE not in page.text
    assert PLACE.encode() not in base64.b64decode(page.text.partition("base64,")[2].partition('"')[0])
    assert f'href="{record}#beweise"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (await looked_at(place, "evidence-shown"), await looked_at(place, "evidence")) == (looks, 0)
    assert (await desk.get(kept, headers=cookie_of(ANNA))).content == photo(), "the original is another step"
    assert (await desk.get(f"{kept}/picture", headers=cookie_of(BERT))).status_code == 404
    assert await looked_at(place, "evidence-shown") == looks


async def test_the_picture_is_stored_nowhere(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    await add(browser, photo())
    kept = original((await desk.get(await taken_over(place), headers=cookie_of(ANNA))).text)
    collections = await place.store.database.list_collection_names()
    before = {each: await place.count(each) for each in collections}
    await desk.get(f"{kept}/picture", headers=cookie_of(ANNA))
    after = {each: await place.count(each) for each in collections}
    assert {each for each in collections if after[each] != before[each]} <= {"audit"}


@pytest.mark.parametrize("name", STORED)
async def test_a_hostile_file_is_stored_inert_and_opened_by_nobody(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, name: str
) -> None:
    content = STORED[name]()
    await let_in(browser)
    assert (await add(browser, content)).status_code == 303
    (piece,) = await evidence_of(place)
    assert piece.manifest.size == len(content)
    kept = original((await desk.get(await taken_over(place), headers=cookie_of(ANNA))).text)
    page = await desk.get(f"{kept}/picture", headers=cookie_of(ANNA))
    assert page.status_code == 200
    if name not in TWO_THINGS:
        assert NO_PICTURE in page.text
    assert f'href="{kept}"' in page.text
    got = await desk.get(kept, headers=cookie_of(ANNA))
    assert got.content == content
    assert got.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_kind_of_ours_is_refused(place: Place, browser: httpx2.AsyncClient, name: str) -> None:
    await let_in(browser)
    refused = await add(browser, REFUSED[name]())
    assert refused.status_code == 422
    assert "Diese Art von Datei nehmen wir nicht an." in unescape(refused.text)
    await nothing_came_of_it(place)


async def test_without_a_process_there_is_no_picture_and_the_original_stays(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await let_in(browser)
    await add(browser, photo())
    kept = original((await desk.get(await taken_over(place), headers=cookie_of(ANNA))).text)
    monkeypatch.setattr("asyncio.create_subprocess_exec", AsyncMock(side_effect=BlockingIOError))
    page = await desk.get(f"{kept}/picture", headers=cookie_of(ANNA))
    assert page.status_code == 200
    assert NO_PICTURE in page.text
    assert AGAIN in page.text
    assert SUSPECTED not in page.text, "nobody looked into the file"
    assert (await desk.get(kept, headers=cookie_of(ANNA))).content == photo()


@pytest.mark.parametrize(
    ("file", "said", "not_said"),
    [
        (b"%PDF-1.7\n", "Von Dateien dieser Art erzeugen wir keins.", (AGAIN, SUSPECTED)),
        (photo()[:200], SUSPECTED, (AGAIN,)),
    ],
    ids=["a kind that has none", "a broken one"],
)
async def test_of_a_picture_that_was_not_made_is_said_why(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, file: bytes, said: str, not_said: tuple[str]
) -> None:
    await let_in(browser)
    assert (await add(browser, file)).status_code == 303
    kept = original((await desk.get(await taken_over(place), headers=cookie_of(ANNA))).text)
    page, looks = (await desk.get(f"{kept}/picture", headers=cookie_of(ANNA))).text, 1
    while AGAIN in page and looks < 5:  # a machine that has much to do
        page, looks = (await desk.get(f"{kept}/picture", headers=cookie_of(ANNA))).text, looks + 1
    assert said in page
    for each in not_said:
        assert each not in page


async def test_who_asks_for_the_head_of_a_file_opens_nothing(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    await add(browser, photo())
    kept = original((await desk.get(await taken_over(place), headers=cookie_of(ANNA))).text)
    for address in (kept, f"{kept}/picture"):
        asked = await desk.head(address, headers=cookie_of(ANNA))
        assert (asked.status_code, asked.headers["allow"]) == (405, "GET")
    assert (await looked_at(place, "evidence-shown"), await looked_at(place, "evidence")) == (0, 0)


async def test_of_an_erased_case_nothing_is_shown(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    await add(browser, photo())
    kept = original((await desk.get(await taken_over(place), headers=cookie_of(ANNA))).text)
    await erase_owners(place.desk, [(await contact_of(place)).thread])
    assert (await desk.get(f"{kept}/picture", headers=cookie_of(ANNA))).status_code == 404
