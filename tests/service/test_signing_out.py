"""Who signs out at the desk is signed out everywhere: by Kafka, over restarts, and for services that were away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from infra.kafka.topics import Wanted, create
from services.statistics.main import app as statistics
from services.statistics.settings import StatisticsSettings
from shared.bus import Connection
from shared.contracts.catalogue import TOPICS
from shared.sealing.keys import PrivateKey
from shared.store import connect
from tests.harness.engines.single_node import told
from tests.harness.eventually import eventually
from tests.harness.services.intake import (
    NOBODY_LISTENS,
    STAFF,
    Place,
    a_counsellor,
    a_desk,
    a_place,
    at,
)
from tests.harness.staff_cookies import TOLD, cookie_of

# A service that ends while it still connects leaves the connection to the garbage collector.
pytestmark = [pytest.mark.engines, pytest.mark.filterwarnings("ignore:Unclosed AIOKafkaConnection:ResourceWarning")]


@pytest.fixture
async def place(mongo: str, kafka: Connection) -> AsyncIterator[Place]:
    await create(kafka, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])
    async with a_place(mongo) as empty:
        yield empty


@pytest.fixture
async def database(mongo: str, store_name: str) -> AsyncIterator[str]:
    yield store_name
    store = connect(mongo, store_name)
    await store.client.drop_database(store_name)
    await store.close()


@asynccontextmanager
async def another_service(mongo: str, kafka: Connection, database: str) -> AsyncIterator[httpx2.AsyncClient]:
    settings = StatisticsSettings(
        store=mongo,
        **told(kafka),
        public_url="http://public.test",
        staff_url=STAFF,
        partner_url="http://partner.test",
        **TOLD,
        public_keys={"statistics": PrivateKey.generate().public.to_text()},
    )
    async with at(statistics(settings, database=database), STAFF) as opened:
        yield opened


def a_cookie() -> dict[str, str]:
    return cookie_of(a_counsellor("anna"))


async def status(service: httpx2.AsyncClient, cookie: dict[str, str], path: str = "/statistics") -> int:
    return (await service.get(path, headers=cookie)).status_code


async def test_a_stolen_cookie_ends_with_its_sign_in_at_every_service(
    mongo: str, kafka: Connection, place: Place, database: str
) -> None:
    hers, his = a_cookie(), a_cookie()
    async with a_desk(mongo, kafka) as desk:
        async with another_service(mongo, kafka, database) as other:
            assert await status(other, hers) == 200
            assert (await desk.post("/desk/abmelden", headers=hers)).status_code == 200
            assert await status(desk, hers, "/desk") == 303
            await eventually(lambda: status(other, hers), lambda seen: seen == 303)
            assert await status(other, his) == 200

        async with another_service(mongo, NOBODY_LISTENS, database) as restarted_without_kafka:
            assert await status(restarted_without_kafka, hers) == 303
            assert await status(restarted_without_kafka, his) == 200


async def test_a_service_that_was_away_hears_of_it_when_it_is_back(
    mongo: str, kafka: Connection, place: Place, database: str
) -> None:
    hers = a_cookie()
    async with a_desk(mongo, kafka) as desk:
        await desk.post("/desk/abmelden", headers=hers)
        told = place.store["dispatches"]
        await eventually(lambda: told.count_documents({"kind": "tell", "status": "done"}))

    async with another_service(mongo, kafka, database) as back:
        await eventually(lambda: status(back, hers), lambda seen: seen == 303)


async def test_without_kafka_a_sign_out_holds_at_the_desk_and_is_told_later(
    mongo: str, kafka: Connection, place: Place, database: str
) -> None:
    hers = a_cookie()
    async with a_desk(mongo, NOBODY_LISTENS) as desk:
        assert (await desk.post("/desk/abmelden", headers=hers)).status_code == 200
        assert await status(desk, hers, "/desk") == 303

    async with another_service(mongo, kafka, database) as other:
        assert await status(other, hers) == 200
        async with a_desk(mongo, kafka):
            await eventually(lambda: status(other, hers), lambda seen: seen == 303)
