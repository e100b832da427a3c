"""The operator's command lets a partner in and shows it the door again."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from infra.kafka.admin import Admin
from infra.kafka.grants import grants
from infra.kafka.quotas import GUEST, quotas_of
from shared.bus.consume.connection import RefusedByBroker
from tests.harness.engines import kafka_client
from tests.harness.engines.single_node import PASSWORD
from tests.harness.patience import as_long_as_it_lives
from tests.service.rights.conftest import PARTS, USERS, Guarded
from tests.service.rights.test_kafka_door import start

pytestmark = [pytest.mark.engines, pytest.mark.system]

NEW = "lotse.partner.newpartner.referrals"
ANSWERS = "lotse.partner.newpartner.answers"
SUBMISSIONS = "lotse.channel.channelone.submissions"
HERE = grants(PARTS, observed=True)


async def command(guarded: Guarded, folder: Path, *words: str) -> str:
    (folder / "admin").write_text(PASSWORD)
    told = ("--bootstrap", guarded.admin.bootstrap, "--password-file", str(folder / "admin"), *words)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "infra.kafka", *told, stdout=pipe)
    async with as_long_as_it_lives(process):
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
    assert await quotas_of(guarded.admin, "partner-newpartner") == GUEST
    assert f"partner-newpartner\n  read group: partner-newpartner, partner-newpartner.*\n  read topic: {NEW}" in shown

    await command(guarded, tmp_path, "remove", "partner", "newpartner")
    with pytest.raises(RefusedByBroker):
        await start(theirs)
    assert "newpartner" not in await command(guarded, tmp_path, "list")
    assert await Admin(guarded.admin).grants() == HERE
    assert await quotas_of(guarded.admin, "partner-newpartner") == {}


async def test_outsiders_have_quotas_and_nobody_else(guarded: Guarded) -> None:
    limited = {user for user in USERS if await quotas_of(guarded.admin, user) == GUEST}
    assert limited == {"channel-channelone", "partner-partnerone", "partner-partnertwo"}
    assert [user for user in {*USERS} - limited if await quotas_of(guarded.admin, user)] == []


async def test_who_writes_more_than_the_quota_waits(guarded: Guarded) -> None:
    """The broker says for how long at each answer."""
    channel = guarded.of("channel-channelone")
    throttled = await asyncio.to_thread(kafka_client.throttled, channel, SUBMISSIONS, 16 * GUEST["producer_byte_rate"])
    assert throttled > 1.0


async def test_no_observer_is_let_in_by_the_operators_command(guarded: Guarded, tmp_path: Path) -> None:
    (tmp_path / "users.json").write_text(json.dumps({"observer": "a-word"}))
    with pytest.raises(AssertionError):
        await command(guarded, tmp_path, "prepare", "--users", str(tmp_path / "users.json"))


async def test_a_right_that_the_catalogue_does_not_know_is_taken_back(guarded: Guarded) -> None:
    admin = Admin(guarded.admin)
    await admin.settle(grants({**PARTS, "partner": [*PARTS["partner"], "stranger1"]}, observed=True))
    assert await admin.grants() != HERE
    await admin.settle(HERE)
    assert await admin.grants() == HERE


async def test_a_new_password_shuts_out_the_old_one(guarded: Guarded) -> None:
    await Admin(guarded.admin).put_users({"observer": "a-new-one"})
    with pytest.raises(RefusedByBroker):
        await start(guarded.of("observer"))
    await start(guarded.of("observer", "a-new-one"))
    await Admin(guarded.admin).put_users({"observer": PASSWORD})
