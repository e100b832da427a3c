"""Real engines for tests, on free ports and in the run's folder; they can be killed and started again."""

import os
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from infra.embedded import kafka, mongo, noida
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import Probe, Program, Running, ready, start
from infra.embedded.record import write_private
from infra.mongo.users import ROOT
from shared.bus import Connection
from tests.harness.engines.store_queries import FILTERED

PASSWORD = "a-password-for-tests"
FEWEST_ROUNDS = "scramSHA256IterationCount=5000"
"""Fewest rounds of the password hash: tests sign in often, and the password stands in this file."""

A = TypeVar("A")


@dataclass
class Engine(Generic[A]):
    address: A
    program: Program
    probe: Probe
    running: Running | None = None

    async def start(self) -> None:
        self.running = await start(self.program)
        await ready(self.running, self.probe)

    async def kill(self) -> None:
        assert self.running is not None
        if self.running.alive:
            os.kill(self.running.pid, signal.SIGKILL)
        await self.running.ended()

    async def stop(self) -> None:
        if self.running is not None:
            await self.running.stop()


@asynccontextmanager
async def a_mongo(folder: Path, *options: str) -> AsyncIterator[Engine[str]]:
    """Yields a mongod; its address is the root user's."""
    (port,) = free_ports(1)
    write_private(folder / mongo.MEMBER_KEY, secrets.token_hex(32))
    program = mongo.program(folder, port, folder / "log", folder / mongo.MEMBER_KEY)
    program.command.extend(("--setParameter", FEWEST_ROUNDS, "--setParameter", FILTERED, *options))
    address = mongo.uri(port, ROOT, PASSWORD)
    async with _running(Engine(address, program, mongo.is_primary(port, PASSWORD))) as engine:
        yield engine


@asynccontextmanager
async def a_kafka(folder: Path) -> AsyncIterator[Engine[Connection]]:
    """Yields a Kafka node; its address is the administrator's."""
    port, controller_port = free_ports(2)
    passwords = dict.fromkeys(kafka.OWN_USERS, PASSWORD)
    program = kafka.program(folder, port, controller_port, folder / "log", print, passwords)
    address = Connection(f"{HOST}:{port}", kafka.ADMIN, PASSWORD)
    async with _running(Engine(address, program, kafka.answers(address))) as engine:
        yield engine


def told(kafka: Connection) -> dict[str, Any]:
    """Returns a service's settings for this connection."""
    return {
        "kafka": kafka.bootstrap,
        "kafka_user": kafka.user,
        "kafka_password": kafka.password,
        "kafka_mechanism": kafka.mechanism,
    }


@asynccontextmanager
async def _running(engine: Engine[A]) -> AsyncIterator[Engine[A]]:
    try:
        await engine.start()
        yield engine
    finally:
        await engine.stop()


@asynccontextmanager
async def a_forgetful_broker(folder: Path) -> AsyncIterator[Engine[Connection]]:
    """Yields a broker that knows no users and, when killed, loses records that it acknowledged."""
    (port,) = free_ports(1)
    program = noida.program(folder, port, folder / "log")
    address = Connection(f"{HOST}:{port}")
    async with _running(Engine(address, program, kafka.answers(address))) as engine:
        yield engine
