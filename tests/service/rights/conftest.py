"""A broker arranged from the catalogue, with a user for everybody who may come in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from infra.kafka.catalogue import named
from infra.kafka.grants import OBSERVER, user_of
from infra.kafka.provision import arrange
from shared.bus import Connection
from shared.contracts.catalogue import SERVICES
from tests.harness.engines.single_node import PASSWORD, a_kafka

PARTS = {"channel": ["channelone"], "partner": ["partnerone", "partnertwo"]}
USERS = (*SERVICES, OBSERVER, *(user_of(family, part) for family, parts in PARTS.items() for part in parts))
TOPICS = tuple(topic.name for topic in named(PARTS))


@dataclass(frozen=True)
class Guarded:
    admin: Connection

    def of(self, user: str, password: str = PASSWORD) -> Connection:
        return replace(self.admin, user=user, password=password)


@pytest.fixture(scope="package")
async def guarded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    async with a_kafka(tmp_path_factory.mktemp("guarded")) as engine:
        await arrange(engine.address, PARTS, dict.fromkeys(USERS, PASSWORD))
        yield Guarded(engine.address)
