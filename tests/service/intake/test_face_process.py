"""The face as its own process: it needs neither the private key nor Kafka, and refuses the former."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.embedded.ports import HOST, free_ports
from services.intake.commands import token_in
from services.intake.main import refuse_earlier_layout
from shared.store import Store
from tests.harness.eventually import eventually
from tests.harness.patience import as_long_as_it_lives
from tests.harness.services.intake import FOLLOW_KEY, NOBODY_LISTENS, TEAM_KEY, Place, desk_settings

pytestmark = [pytest.mark.engines, pytest.mark.system]


def environment_of(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_text()


def surroundings(mongo: str, secrets: Path, port: int) -> dict[str, str]:
    told = {
        "PORT_OWN": str(port),
        "STORE": mongo,
        "PUBLIC_URL": "http://public.test",
        "STAFF_URL": "http://staff.test",
        "PARTNER_URL": "http://partner.test",
        "PUBLIC_KEYS": f'{{"intake": "{TEAM_KEY.public.to_text()}"}}',
        "SECRETS": str(secrets),
    }
    return {"PATH": os.environ["PATH"], **{f"LOTSE_{name}": value for name, value in told.items()}}


async def start(environment: dict[str, str]) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "services.intake.main", "face")
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=pipe, stderr=asyncio.subprocess.STDOUT
    )


async def test_the_face_runs_without_private_key_and_kafka(
    mongo_of: Mapping[str, str], place: Place, tmp_path: Path
) -> None:
    (tmp_path / "pepper").write_text("a-pepper-for-tests")
    (tmp_path / "follow_key").write_text(FOLLOW_KEY)
    (port,) = free_ports(1)
    process = await start(surroundings(mongo_of["intake-face"], tmp_path, port))
    try:
        await eventually(lambda: is_ready(port))
        known = environment_of(process.pid)
        assert TEAM_KEY.to_text() not in known
        assert "LOTSE_KAFKA" not in known
    finally:
        process.terminate()
        async with as_long_as_it_lives(process):
            await process.communicate()


async def test_with_a_private_key_in_reach_the_face_does_not_start(mongo: str, tmp_path: Path) -> None:
    (tmp_path / "pepper").write_text("a-pepper-for-tests")
    (tmp_path / "follow_key").write_text(FOLLOW_KEY)
    (tmp_path / "private_key").write_text(TEAM_KEY.to_text())
    process = await start(surroundings(mongo, tmp_path, free_ports(1)[0]))

    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()

    assert process.returncode
    assert b"must not be given the private key" in said
    assert TEAM_KEY.to_text().encode() not in said


def test_a_channels_token_is_made_once(tmp_path: Path) -> None:
    made = token_in(tmp_path / "token")
    assert token_in(tmp_path / "token") == made
    assert (tmp_path / "token").stat().st_mode & 0o077 == 0


async def is_ready(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.write(b"GET /health/ready HTTP/1.0\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return b"200 OK" in answer


@pytest.mark.parametrize(("database", "collection"), [("store", "threads"), ("keys", "receipts")])
async def test_data_in_which_the_face_wrote_at_the_desk_is_refused_with_one_sentence(
    mongo: str, place: Place, database: str, collection: str
) -> None:
    settings = desk_settings(mongo, NOBODY_LISTENS)
    await refuse_earlier_layout(settings)
    earlier: Store = getattr(place, database)
    await earlier[collection].insert_one({"_id": "of an earlier revision"})
    try:
        with pytest.raises(SystemExit, match=r"^lotse: The data of intake has an earlier layout, [^.]+\.$"):
            await refuse_earlier_layout(settings)
    finally:
        await earlier.database.drop_collection(collection)
