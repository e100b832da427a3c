from collections.abc import AsyncIterator

import pytest

from shared.store import Store
from shared.web import retention
from tests.harness.engines.contents import empty
from tests.harness.services.recording_service import a_bare_store
from tests.harness.services.unlisted_fields import nothing_unlisted
from tests.harness.sign_in.staff_door import Browser, StaffDoor, a_staff_door


@pytest.fixture(scope="package")
async def opened(mongo: str) -> AsyncIterator[Store]:
    async with a_bare_store(mongo, "staff_door") as store:
        yield store


@pytest.fixture
async def store(opened: Store) -> AsyncIterator[Store]:
    await empty(opened)
    yield opened
    await nothing_unlisted(opened, retention.AT_THE_DESK)


@pytest.fixture
async def door(store: Store) -> AsyncIterator[StaffDoor]:
    async with a_staff_door(store) as door:
        yield door


@pytest.fixture
def browser(door: StaffDoor) -> Browser:
    return door.browser()
