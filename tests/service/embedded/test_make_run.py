"""`make run` with all real parts, as scripts and people see it."""

import asyncio
import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from infra.demo.journey.browser import Browser
from infra.embedded import auditing, control, demo
from infra.embedded.folders import Folders
from infra.kafka.catalogue import wanted
from shared.bus import Connection
from shared.store import connect
from tests.harness.system.embedded import System, a_system, begun

pytestmark = pytest.mark.system

PROCESSES = {
    "kafka", "mongo", "caddy", "identity", "mail", "webhooks", "sms", "mailbox",
    "intake-face", "intake-desk", "referral", "notification", "statistics",
}  # fmt: skip


async def test_scripts_find_everything_in_one_file(system: System) -> None:
    told = system.embedded
    assert {"public", "staff", "partner", "kafka", "mongo", "users", "tokens", "partners"} < set(told)
    assert {"mailbox", "sms", "inbox", "bounces"} < set(told)
    assert told["kafka"]["mechanism"] == "SCRAM-SHA-512"
    assert set(told["kafka"]["users"]) == {"observer", "channel", "partner_a", "partner_b"}
    assert all(set(each) == {"username", "password"} for each in told["kafka"]["users"].values())
    assert set(told["processes"]) == PROCESSES
    assert all(psutil.pid_exists(pid) for pid in told["processes"].values())
    assert set(told["tokens"]) == {"channel", "partner_a", "partner_b"}
    assert all(set(told["partners"][each]) == {"id", "topic", "pin"} for each in ("partner_a", "partner_b"))
    assert {user["role"] for user in told["users"]} == {"counsellor", "supervisor", "operator", "analyst"}
    assert (system.folder / "embedded.json").stat().st_mode & 0o777 == 0o600


async def test_what_lies_in_the_data_folder_is_for_its_owner_only(system: System) -> None:
    lying = [system.folder, *(each for each in system.folder.rglob("*") if not each.is_symlink())]
    assert {"logs", "kafka", "mongo", "secrets", "mail"} <= {each.name for each in lying}
    assert [str(each) for each in lying if each.exists() and each.stat().st_mode & 0o077] == []


async def test_the_three_doors_answer(system: System) -> None:
    async with httpx2.AsyncClient() as http:
        assert (await http.get(system.embedded["public"] + "/")).status_code == 200
        assert (await http.get(system.embedded["staff"] + "/desk/anmelden")).status_code == 303
        assert (await http.get(system.embedded["partner"] + "/partner/zugang/wrong")).status_code == 404


def signed_in_and_out(staff: str) -> tuple[str, str]:
    """What is said after the sign-out, and what is shown to who wants to come in again."""
    browser = Browser()
    browser.get(browser.get(f"{staff}/desk/anmelden").link("counsellor"))
    said = browser.submit(browser.get(f"{staff}/desk").form("Abmelden"))
    again = browser.get(f"{staff}/desk")
    browser.close()
    return said.text, again.text


async def test_who_signs_out_is_asked_who_they_are_before_they_come_in_again(system: System) -> None:
    said, again = await asyncio.to_thread(signed_in_and_out, system.embedded["staff"])
    assert "In diesem Browser ist keine Anmeldung mehr offen" in said
    assert again.startswith("Anmeldung (Demo)")


async def test_every_topic_of_the_catalogue_is_there(system: System) -> None:
    kafka = system.embedded["kafka"]
    observer = kafka["users"]["observer"]
    seen = Connection(kafka["bootstrap"], observer["username"], observer["password"], kafka["mechanism"])
    admin = AIOKafkaAdminClient(**seen.options)
    await admin.start()
    try:
        assert {topic.name for topic in wanted(demo.opaque_parts())} <= set(await admin.list_topics())
    finally:
        await admin.close()


async def test_the_record_of_who_read_what_is_as_it_was_written(system: System) -> None:
    said = await asyncio.to_thread(lambda: list(auditing.verify(Folders(system.folder))))
    assert [each.partition(":")[0] for each in said] == ["intake", "referral", "notification"]
    assert all("each as it was written" in each for each in said)


async def test_every_part_says_it_is_ready(system: System) -> None:
    assert set((await asyncio.to_thread(control.status, Folders(system.folder))).values()) == {"ready"}


async def test_a_taken_port_is_one_sentence_and_starts_nothing(system: System, tmp_path: Path) -> None:
    port = urlsplit(system.embedded["public"]).port
    assert port is not None
    async with begun(tmp_path, port) as second:
        said = await second.told(f"Port {port} is taken")
        assert said.count("\n") == 1
        assert await second.ended() == 1
    assert not (tmp_path / "kafka").exists()
    assert not (tmp_path / "embedded.json").exists()


async def test_a_killed_store_comes_back_and_scripts_are_told(system: System) -> None:
    killed = system.embedded["processes"]["mongo"]
    before = len(system.console)
    os.kill(killed, signal.SIGKILL)
    await system.told("mongo ended by itself (-9)", after=before)
    await system.told("mongo runs again", after=before)
    assert system.embedded["processes"]["mongo"] not in {killed, None}


async def test_a_second_run_finds_its_data_and_nothing_is_left_after_it(tmp_path: Path) -> None:
    async with a_system(tmp_path) as first:
        before = first.embedded
        store = connect((tmp_path / "secrets" / "referral" / "store").read_text(), "lotse_referral")
        await store["things"].insert_one({"_id": 1})
        await store.close()
        assert await first.stop() == 0
    async with a_system(tmp_path) as second:
        after = second.embedded
        store = connect(after["mongo"], "lotse_referral")
        assert await store["things"].count_documents({}) == 1
        await store.close()
        assert {name: after[name] for name in ("tokens", "partners")} == {
            name: before[name] for name in ("tokens", "partners")
        }
        assert await second.stop() == 0
    assert not any(map(psutil.pid_exists, [*before["processes"].values(), *after["processes"].values()]))
