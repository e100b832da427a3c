from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest

from tests.harness.services.intake import Place, a_face, a_place


@pytest.fixture
async def place(mongo: str) -> AsyncIterator[Place]:
    async with a_place(mongo) as empty:
        yield empty


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
