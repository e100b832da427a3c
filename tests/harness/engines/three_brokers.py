"""A cluster of three real brokers: each record lies on all, and two must have it before it counts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient

from infra.embedded import kafka
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import Program
from infra.embedded.record import write_private
from infra.kafka import jaas
from shared.bus import Connection
from tests.harness.engines.single_node import PASSWORD, Engine
from tests.harness.eventually import eventually

NODES: Final = (1, 2, 3)
SAFE: Final = """
default.replication.factor = 3
min.insync.replicas = 2
unclean.leader.election.enable = false
offsets.topic.replication.factor = 3
transaction.state.log.replication.factor = 3
transaction.state.log.min.isr = 2
"""
QUICK: Final = """
broker.heartbeat.interval.ms = 300
broker.session.timeout.ms = 2000
controller.quorum.election.timeout.ms = 500
controller.quorum.fetch.timeout.ms = 1000
controller.quorum.election.backoff.max.ms = 300
replica.fetch.wait.max.ms = 200
"""


@dataclass(frozen=True)
class Cluster:
    address: Connection
    nodes: dict[int, Engine[str]]

    async def leader_of(self, topic: str) -> Engine[str]:
        """Returns the leader of the topic's first partition."""
        first = min(await self._partitions(topic), key=lambda part: int(part["partition"]))
        return self.nodes[first["leader"]]

    async def whole(self, topic: str) -> None:
        """Waits until every node has all records of the topic."""

        async def fewest() -> int:
            return min(len(part["isr"]) for part in await self._partitions(topic))

        await eventually(fewest, lambda copies: copies == len(NODES), within=60, every=0.2)

    async def present(self) -> int:
        async with self._admin() as admin:
            return len((await admin.describe_cluster())["brokers"])

    async def _partitions(self, topic: str) -> list[dict[str, Any]]:
        async with self._admin() as admin:
            (described,) = await admin.describe_topics([topic])
        parts: list[dict[str, Any]] = described["partitions"]
        return parts

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(**self.address.options)
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()


@asynccontextmanager
async def three_brokers(folder: Path) -> AsyncIterator[Cluster]:
    ports = free_ports(2 * len(NODES))
    clients, controllers = ports[: len(NODES)], ports[len(NODES) :]
    address = Connection(",".join(f"{HOST}:{port}" for port in clients), kafka.ADMIN, PASSWORD)
    name = kafka.cluster_id()
    programs = await asyncio.gather(
        *(asyncio.to_thread(_program, folder / str(node), node, clients, controllers, name) for node in NODES)
    )
    probes = [kafka.answers(Connection(f"{HOST}:{port}", kafka.ADMIN, PASSWORD)) for port in clients]
    engines = [Engine(program.name, program, probe) for program, probe in zip(programs, probes, strict=True)]
    cluster = Cluster(address, dict(zip(NODES, engines, strict=True)))
    async with AsyncExitStack() as stack:
        for engine in engines:
            stack.push_async_callback(engine.kill)
        await asyncio.gather(*(engine.start() for engine in engines))
        await eventually(cluster.present, lambda seen: seen == len(NODES))
        yield cluster


def _program(folder: Path, node: int, clients: list[int], controllers: list[int], cluster: str) -> Program:
    folder.mkdir()
    settings, port = folder / "server.properties", clients[node - 1]
    passwords = dict.fromkeys((kafka.BROKER, kafka.ADMIN), PASSWORD)
    own = (
        f"node.id = {node}",
        f"listeners = CLIENT://{HOST}:{port},CONTROLLER://{HOST}:{controllers[node - 1]}",
        f"advertised.listeners = CLIENT://{HOST}:{port}",
        f"controller.quorum.voters = {','.join(f'{n}@{HOST}:{controllers[n - 1]}' for n in NODES)}",
        f"log.dirs = {folder / 'data'}",
        f"super.users = {';'.join(f'User:{user}' for user in kafka.OWN_USERS)}",
        jaas.scram("client", {"username": kafka.BROKER, "password": PASSWORD}),
        jaas.plain("controller", kafka.CONTROLLER, {kafka.CONTROLLER: PASSWORD}),
    )
    base = (kafka.HERE / "kafka.properties").read_text()
    write_private(settings, base + SAFE + QUICK + "\n".join(own) + "\n")
    return kafka.node(settings, folder / "data", port, folder / "log", print, passwords, cluster)
