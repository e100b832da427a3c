from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest

from services.intake.domain.ids import ContactId
from services.intake.handlers.desk.take_over import take_over
from tests.harness.services.intake import (
    Place,
    a_connected_place,
    a_counsellor,
    a_face,
    emptied,
    staff_browser,
    submit,
)
from tests.harness.services.kept_processes import processes_kept
from tests.harness.services.laid_out import laid_out


@pytest.fixture(scope="package")
async def connected(mongo: str) -> AsyncIterator[Place]:
    async with a_connected_place(mongo) as place, processes_kept():
        yield place


@pytest.fixture
async def place(connected: Place) -> AsyncIterator[Place]:
    async with emptied(connected):
        yield connected


@pytest.fixture
async def browser(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody at the public door; behind it the face has its own few rights, and the desk takes over at once."""
    async with a_face(mongo_of["intake-face"], place) as opened:
        yield opened
    await place.show_what_is_stored()


@pytest.fixture
async def with_desk_away(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody at the public door while nobody takes over what the face accepts."""
    async with a_face(mongo_of["intake-face"]) as opened:
        yield opened


@pytest.fixture
async def desk(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    async with staff_browser(mongo_of["intake-desk"]) as opened:
        yield opened


@pytest.fixture
@laid_out
async def person(browser: httpx2.AsyncClient, place: Place) -> dict[str, str]:
    """Of whom Anna has a case."""
    accepted: dict[str, str] = (await submit(browser, {"text": "Ich werde bedroht."})).json()
    await take_over(place.desk, ContactId(accepted["contact_id"]), a_counsellor("anna"))
    return accepted
