"""The deployment's processes, started as compose starts them, on engines of this machine."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path

import pytest

from infra import secrets
from infra.embedded import kafka, mongo
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import ready, start
from tests.harness.deploy import broker, compose
from tests.harness.deploy.container import Container, Outside


@pytest.fixture(scope="session")
def pythons(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of an interpreter that has what an image has: the packages of its pins and nothing else."""
    uv = str(Path(sys.executable).parent / "uv")

    @cache
    def made(pins: str) -> Path:
        python = tmp_path_factory.mktemp("image") / "python"
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, python], check=True)
        into = ["--compile-bytecode", "--python", str(python / "bin" / "python")]
        install = [uv, "pip", "install", "--quiet", "--require-hashes", *into, "-r", str(compose.ROOT / pins)]
        subprocess.run(install, check=True)
        return python / "bin"

    return made


@pytest.fixture(scope="module")
async def outside(pythons: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outside]:
    """A store and a broker that ask who is there, as compose's do, and the secrets that the operator makes."""
    folder = tmp_path_factory.mktemp("deployed")
    port, clients, brokers, controllers = free_ports(4)
    members = f"{HOST}:{port}"
    secrets.make(folder / "secrets", members)
    async with AsyncExitStack() as stack:
        given = folder / "secrets" / "mongo"
        key = folder / "member_key"
        key.write_bytes((given / "member_key").read_bytes())
        key.chmod(0o400)
        guarded = await start(mongo.program(folder, port, folder / "mongo.log", key))
        stack.push_async_callback(guarded.stop)
        await ready(guarded, mongo.is_primary(port, (given / "root_password").read_text()))
        node = await start(broker.program(folder, clients, brokers, controllers))
        stack.push_async_callback(node.stop)
        await ready(node, kafka.answers(broker.administrator(folder, brokers)))
        ports = dict(zip(compose.processes(), free_ports(len(compose.processes())), strict=True))
        yield Outside(folder, pythons, clients, brokers, members, ports)


@pytest.fixture(scope="module")
async def prepared(outside: Outside) -> Outside:
    """Topics and users are made by compose's own jobs."""
    for job in ("kafka-topics", "mongo-users"):
        ended = await (await Container.start(job, outside)).ended()
        assert ended == 0, Container.log(job, outside)
    await broker.say_as_three_would(broker.administrator(outside.folder, outside.brokers))
    return outside
