"""The operator's command lets a partner in and shows it the door again."""

import asyncio
import sys
from pathlib import Path

import pytest

from infra.kafka.admin import Admin
from infra.kafka.grants import grants
from shared.bus.consume.connection import RefusedByBroker
from tests.harness.engines import kafka_client
from tests.harness.engines.single_node import PASSWORD
from tests.service.rights.conftest import PARTS, Guarded
from tests.service.rights.test_kafka_door import start

pytestmark = pytest.mark.engines

NEW = "lotse.partner.newpartner.referrals"
ANSWERS = "lotse.partner.newpartner.answers"


async def command(guarded: Guarded, folder: Path, *words: str) -> str:
    (folder / "admin").write_text(PASSWORD)
    told = ("--bootstrap", guarded.admin.bootstrap, "--password-file", str(folder / "admin"), *words)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "infra.kafka", *told, stdout=pipe)
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def test_a_partner_comes_and_goes(guarded: Guarded, tmp_path: Path) -> None:
    file = tmp_path / "password"
    await command(guarded, tmp_path, "add", "partner", "newpartner", "--user-password-file", str(file))
    assert file.stat().st_mode & 0o777 == 0o600

    theirs = guarded.of("partner-newpartner", file.read_text())
    assert await kafka_client.reads(theirs, [NEW, ANSWERS, "lotse.intake.case"]) == {NEW}
    assert await asyncio.to_thread(kafka_client.writes, theirs, [NEW, ANSWERS]) == {ANSWERS}
    assert await asyncio.to_thread(kafka_client.writes, guarded.of("referral"), [NEW]) == {NEW}
    assert await asyncio.to_thread(kafka_client.writes, guarded.of("intake"), [NEW]) == set()
    shown = await command(guarded, tmp_path, "list")
    assert f"partner-newpartner\n  read group: partner-newpartner, partner-newpartner.*\n  read topic: {NEW}" in shown

    await command(guarded, tmp_path, "remove", "partner", "newpartner")
    with pytest.raises(RefusedByBroker):
        await start(theirs)
    assert "newpartner" not in await command(guarded, tmp_path, "list")
    assert await Admin(guarded.admin).grants() == grants(PARTS)


async def test_a_right_that_the_catalogue_does_not_know_is_taken_back(guarded: Guarded) -> None:
    admin = Admin(guarded.admin)
    await admin.settle(grants({**PARTS, "partner": [*PARTS["partner"], "stranger1"]}))
    assert await admin.grants() != grants(PARTS)
    await admin.settle(grants(PARTS))
    assert await admin.grants() == grants(PARTS)


async def test_a_new_password_shuts_out_the_old_one(guarded: Guarded) -> None:
    await Admin(guarded.admin).put_users({"observer": "a-new-one"})
    with pytest.raises(RefusedByBroker):
        await start(guarded.of("observer"))
    await start(guarded.of("observer", "a-new-one"))
    await Admin(guarded.admin).put_users({"observer": PASSWORD})
