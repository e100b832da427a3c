from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest

from tests.harness.services.intake import Place, a_connected_place, a_face, emptied


@pytest.fixture(scope="package")
async def connected(mongo: str) -> AsyncIterator[Place]:
    async with a_connected_place(mongo) as place:
        yield place


@pytest.fixture
async def place(mongo: str, connected: Place) -> AsyncIterator[Place]:
    async with emptied(mongo, connected):
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
