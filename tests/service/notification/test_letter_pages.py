"""A counsellor gets a letter as a file; nothing of it stays anywhere."""

import json
import secrets
import uuid
from io import BytesIO

import pytest
from pypdf import PdfReader

from services.notification.letter_texts import LetterKind
from services.notification.pages.letters import ABOUT_A_PROCEEDING
from tests.harness.services.notification import World
from tests.service.notification.conftest import PUBLIC_URL, STAFF_URL

pytestmark = pytest.mark.engines
FROM_THE_PAGE = {"Origin": STAFF_URL, "Sec-Fetch-Site": "same-origin"}
CANARY = "Quastenflosserin"


def complaint() -> dict[str, str]:
    return {
        "attempt": secrets.token_hex(16),
        "name": CANARY,
        "postal_address": "Weg 1\n12345 Ort",
        "authority": "Staatsanwaltschaft",
        "town": "Ort",
        "decided_on": "2026-03-02",
        "notified_on": "2026-03-05",
        "reasons": "",
        "reference": "",
    }


async def a_page(world: World) -> str:
    await world.taken_over(case_id := str(uuid.uuid4()))
    return f"/notification/cases/{case_id}/letters"


async def test_a_letter_is_a_file_and_nothing_of_it_stays(world: World, caplog: pytest.LogCaptureFixture) -> None:
    letters = await a_page(world)
    assert "Beschwerde gegen die Einstellung" in (await world.staff.get(letters)).text
    assert "Beschwerde eingelegt" in (await world.staff.get(f"{letters}/complaint")).text
    for written_as in ("pdf", "text"):
        form = complaint() | {"written_as": written_as}
        answer = await world.staff.post(f"{letters}/complaint", data=form, headers=FROM_THE_PAGE)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith("attachment")
        if written_as == "text":
            assert answer.text.startswith(f"{CANARY}\nWeg 1\n")
        else:
            (page,) = PdfReader(BytesIO(answer.content)).pages
            assert CANARY in page.extract_text()
    for name in await world.store.database.list_collection_names():
        async for document in world.store[name].find({}):
            assert CANARY not in str(document)
    assert CANARY not in caplog.text


async def test_what_makes_no_letter_is_shown_again_as_it_was_typed(world: World) -> None:
    letters = await a_page(world)
    form = complaint() | {"notified_on": "2026-03-01", "postal_address": "日本"}
    refused = await world.staff.post(f"{letters}/complaint", data=form, headers=FROM_THE_PAGE)
    assert refused.status_code == 422
    assert "nicht vor seinem Datum" in refused.text
    assert CANARY in refused.text
    unprintable = form | {"notified_on": "2026-03-05", "written_as": "pdf"}
    as_pdf = await world.staff.post(f"{letters}/complaint", data=unprintable, headers=FROM_THE_PAGE)
    assert (as_pdf.status_code, "Als Text geht es" in as_pdf.text) == (422, True)
    as_text = await world.staff.post(
        f"{letters}/complaint", data=unprintable | {"written_as": "text"}, headers=FROM_THE_PAGE
    )
    assert (as_text.status_code, "日本" in as_text.text) == (200, True)


async def test_a_field_of_another_letter_is_refused(world: World) -> None:
    letters = await a_page(world)
    form = complaint() | {"asks": "trial"}
    assert (await world.staff.post(f"{letters}/complaint", data=form, headers=FROM_THE_PAGE)).status_code == 422


async def test_of_a_letter_that_somebody_writes_alone_nothing_stays(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """At the public door, without a sign-in; a page of staff is not there."""
    from_the_portal = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin"}
    for written_as in ("pdf", "text"):
        form = complaint() | {"written_as": written_as}
        answer = await world.anyone.post("/briefe/beschwerde", data=form, headers=from_the_portal)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
    refused = await world.anyone.post("/briefe/beschwerde", data=complaint() | {"town": ""}, headers=from_the_portal)
    assert (refused.status_code, CANARY in refused.text) == (422, True)
    for name in await world.store.database.list_collection_names():
        async for document in world.store[name].find({}):
            assert CANARY not in str(document)
    assert CANARY not in caplog.text


def numbers(*known: tuple[str, str | None]) -> bytes:
    acts = [{"numbers": [{"number": number, "office": office}]} for number, office in known]
    return json.dumps({"told": 1, "acts": acts}).encode()


async def test_a_letter_of_a_case_begins_with_its_file_number(world: World) -> None:
    letters = await a_page(world)
    case_id = letters.split("/")[3]
    there = f"/internal/cases/{case_id}/file-numbers"
    world.owners.content[there] = numbers(("123 Js 4567/26", None))
    page = (await world.staff.get(f"{letters}/complaint")).text
    assert 'name="reference" type="text" value="123 Js 4567/26"' in page
    assert "Beim Verfahren eingetragen. Bitte prüfen Sie es." in page
    assert "Js 4567" not in (await world.staff.get(f"{letters}/register-block")).text

    world.owners.content[there] = numbers(("123 Js 4567/26", None), ("ST/0815/2026", "Polizei Musterwest (Demo)"))
    page = (await world.staff.get(f"{letters}/complaint")).text
    assert 'name="reference" type="text" value=""' in page
    assert "ST/0815/2026 (Polizei Musterwest (Demo))" in page

    world.owners.content[there] = numbers()
    assert "Eingetragen" not in (await world.staff.get(f"{letters}/complaint")).text
    del world.owners.content[there]
    assert "Das Aktenzeichen lässt sich gerade nicht holen." in (await world.staff.get(f"{letters}/complaint")).text
    noted = await world.store["audit"].find({"case": case_id, "what": "file-numbers"}).to_list(None)
    assert len(noted) == 4
    for name in await world.store.database.list_collection_names():
        async for document in world.store[name].find({}):
            assert "Js 4567" not in str(document)


async def test_a_colleagues_letter_tells_no_file_number(world: World) -> None:
    await world.taken_over(case_id := str(uuid.uuid4()), by="bert")
    world.owners.content[f"/internal/cases/{case_id}/file-numbers"] = numbers(("123 Js 4567/26", None))
    refused = await world.staff.get(f"/notification/cases/{case_id}/letters/complaint")
    assert (refused.status_code, "4567" in refused.text) == (404, False)


def of_a_proceeding() -> list[LetterKind]:
    return sorted(ABOUT_A_PROCEEDING)


async def test_where_nothing_happened_no_page_knows_of_deadlines_and_one_letter_is_left(world: World) -> None:
    """Until something did, after all."""
    letters = await a_page(world)
    case_id = letters.split("/")[3]
    case = f"/notification/cases/{case_id}"
    await world.opened(case_id, purpose="prevention")
    for page in ("notices", "letters", f"letters/{LetterKind.REGISTER_BLOCK}"):
        shown = (await world.staff.get(f"{case}/{page}")).text
        assert (f"{case_id}/proceedings" in shown, f"{case_id}/deadlines" in shown) == (False, False), page
        assert f'href="{case}/letters"' in shown, page
        assert 'aria-current="page"' in shown, page
    chosen = (await world.staff.get(letters)).text
    assert f"{letters}/{LetterKind.REGISTER_BLOCK}" in chosen
    assert [each for each in of_a_proceeding() if f"{letters}/{each}" in chosen] == []
    behind = ["deadlines", *[f"letters/{each}" for each in of_a_proceeding()]]
    assert {(await world.staff.get(f"{case}/{each}")).status_code for each in behind} == {404}
    written = await world.staff.post(f"{letters}/complaint", data=complaint(), headers=FROM_THE_PAGE)
    assert written.status_code == 404
    assert (await world.staff.get(f"{case}/deadlines/next")).text == ""

    await world.opened(case_id)
    assert {(await world.staff.get(f"{case}/{each}")).status_code for each in behind} == {200}
    assert f'href="{case}/deadlines"' in (await world.staff.get(f"{case}/notices")).text
