"""One mongod and one Kafka for a whole run; each measurement gets its own databases and consumer groups."""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient
from confluent_kafka.admin import AdminClient

from infra.embedded.kafka import FRUGAL
from infra.kafka.admin import librdkafka
from infra.kafka.topics import Wanted, create
from shared.bus import INDEXES, Connection
from shared.contracts.catalogue import TOPICS
from shared.store import Index, Store, connect, prepare
from tests.harness.engines.single_node import Engine, a_kafka, a_mongo
from tests.harness.eventually import eventually


@dataclass(frozen=True)
class Place:
    folder: Path
    mongo: Engine[str]
    broker: Engine[Connection]

    @property
    def kafka(self) -> Connection:
        return self.broker.address

    @asynccontextmanager
    async def store(
        self, own: Mapping[str, Sequence[Index]] | None = None, name: str | None = None
    ) -> AsyncIterator[Store]:
        """Yields a store with the bus's collections and `own`; dropped afterwards."""
        store = connect(self.mongo.address, name or f"bench_{uuid4().hex[:8]}")
        try:
            await prepare(store, {**INDEXES, **(own or {})})
            yield store
        finally:
            await store.client.drop_database(store.database.name)
            await store.close()

    async def topics(self) -> None:
        """Makes the catalogue's topics anew, so that they are empty."""
        wanted = [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque]
        names = [topic.name for topic in wanted]
        async with self.admin() as admin:
            if there := sorted(set(names) & set(await admin.list_topics())):
                await admin.delete_topics(there)
            await eventually(admin.list_topics, lambda left: not set(names) & set(left))
        await create(self.kafka, wanted)

    async def topic(self, partitions: int = 6) -> str:
        name = f"bench-{uuid4().hex[:8]}"
        await create(self.kafka, [Wanted(name, partitions)])
        return name

    async def forget_group(self, group: str) -> None:
        admin = AdminClient(librdkafka(self.kafka))
        await asyncio.wrap_future(admin.delete_consumer_groups([group])[group])

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(**self.kafka.options)
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()

    def sizes(self) -> str:
        command = self.mongo.program.command
        cache = command[command.index("--wiredTigerCacheSizeGB") + 1]
        heap = next(option.removeprefix("-Xmx") for option in FRUGAL if option.startswith("-Xmx"))
        version = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=True)
        return f"{version.stdout.splitlines()[0]}, cache {cache} GB; Kafka heap {heap}"


@asynccontextmanager
async def a_place() -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with a_mongo(folder / "mongo") as mongo, a_kafka(folder / "kafka") as broker:
            yield Place(folder, mongo, broker)


class Stopwatch:
    """Measures seconds of elapsed time and of this process's processor time."""

    def __init__(self) -> None:
        self._wall, self._own = time.perf_counter(), time.process_time()

    @property
    def wall(self) -> float:
        return time.perf_counter() - self._wall

    @property
    def own(self) -> float:
        return time.process_time() - self._own
