"""The deployment's processes, started as compose starts them, on engines of this machine."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from infra import secrets
from infra.embedded import mongo
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import ready, start
from tests.deploy import compose
from tests.deploy.container import Container, Outside

PATIENCE = 60.0


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an interpreter that has what an image has: the pins of requirements/run.txt and nothing else."""
    made, uv = tmp_path_factory.mktemp("image") / "python", Path(sys.executable).parent / "uv"
    pins = compose.ROOT / "requirements" / "run.txt"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, made], check=True)
    into = ["--compile-bytecode", "--python", str(made / "bin" / "python")]
    subprocess.run([uv, "pip", "install", "--quiet", "--require-hashes", *into, "-r", pins], check=True)
    return made / "bin"


@pytest.fixture(scope="module")
async def outside(python: Path, kafka: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outside]:
    """A store that asks who is there, as compose's does, and the secrets that the operator makes."""
    folder = tmp_path_factory.mktemp("deployed")
    (port,) = free_ports(1)
    members = f"{HOST}:{port}"
    secrets.make(folder / "secrets", members)
    async with AsyncExitStack() as stack:
        given = folder / "secrets" / "mongo"
        key = folder / "member_key"
        key.write_bytes((given / "member_key").read_bytes())
        key.chmod(0o400)
        guarded = await start(mongo.program(folder, port, folder / "mongo.log", key))
        stack.push_async_callback(guarded.stop)
        await ready(guarded, mongo.is_primary(port, (given / "root_password").read_text()), PATIENCE)
        ports = dict(zip(compose.processes(), free_ports(len(compose.processes())), strict=True))
        yield Outside(folder, python, kafka, members, ports)


@pytest.fixture(scope="module")
async def prepared(outside: Outside) -> Outside:
    """Topics and users are made by compose's own jobs."""
    for job in ("kafka-topics", "mongo-users"):
        ended = await (await Container.start(job, outside)).ended()
        assert ended == 0, Container.log(job, outside)
    return outside
