"""A counsellor gets a letter as a file; nothing of it stays anywhere."""

import secrets
import uuid
from io import BytesIO

import pytest
from pypdf import PdfReader

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
