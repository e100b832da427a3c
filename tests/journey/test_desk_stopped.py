"""The whole system with its desk stopped: people are heard all the same, and nobody is lost when it comes back."""

import asyncio
from uuid import uuid4

import httpx2
import pytest

from infra.embedded import control
from infra.embedded.folders import Folders
from shared.store import connect
from tests.harness.eventually import eventually
from tests.harness.system.embedded import System

pytestmark = pytest.mark.system

TEXT = "Heute standen sie zu dritt vor dem Rathaus."


async def test_what_is_handed_in_meanwhile_is_shown_and_becomes_a_case(system: System) -> None:
    folders = Folders(system.folder)
    await asyncio.to_thread(control.stop, folders, "intake-desk")
    try:
        accepted = await submitted(system)
        shown = await follow(system, accepted["receipt_code"])
        assert TEXT in shown
        assert "liegt für uns bereit" in shown
        assert await is_stored(system, accepted["case_id"]) is False
    finally:
        await asyncio.to_thread(control.start, folders, "intake-desk")
    await eventually(lambda: is_stored(system, accepted["case_id"]), within=30)

    async def shown_as_taken() -> bool:
        page = await follow(system, accepted["receipt_code"])
        return TEXT in page and "liegt für uns bereit" not in page

    await eventually(shown_as_taken, within=30)


async def is_stored(system: System, case_id: str) -> bool:
    store = connect(system.embedded["mongo"], "lotse_intake")
    try:
        return await store["cases"].find_one({"_id": case_id}) is not None
    finally:
        await store.close()


async def submitted(system: System) -> dict[str, str]:
    token = system.embedded["tokens"]["channel"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    async with httpx2.AsyncClient(base_url=system.embedded["public"]) as channel:
        answers = [
            await channel.post("/api/intake/submissions", json={"text": TEXT}, headers=headers) for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [201, 201]
    first, again = (answer.json() for answer in answers)
    assert first == again
    told: dict[str, str] = first
    return told


async def follow(system: System, code: str) -> str:
    """What the person sees who enters this code."""
    same = {"Sec-Fetch-Site": "same-origin"}
    async with httpx2.AsyncClient(base_url=system.embedded["public"], headers=same) as browser:
        entered = await browser.post("/rueckmeldung", data={"code": code})
        assert entered.status_code == 303
        cookie = entered.headers["set-cookie"].partition(";")[0]  # it is marked Secure, and this is http
        return (await browser.get("/rueckmeldung", headers={"Cookie": cookie})).text
