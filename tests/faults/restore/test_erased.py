"""An erased case stays erased, whichever of store and keys is put back from before, also when nobody kept the list."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from infra.backup.loading import Saved, load
from infra.backup.parts import KEYS, STORES, parts
from infra.backup.saving import save
from infra.mongo.users import Client
from services.intake.handlers.desk.erase import erase_case
from shared.bus import Connection
from shared.bus.publish.relay import Relay
from shared.clock import now
from tests.harness.faults.operator_commands import put_right
from tests.harness.services.intake import Place
from tests.service.intake.test_erasure import MARKS, SVEN, a_closed_case, erasures, what_is_left

pytestmark = [pytest.mark.engines, pytest.mark.system]


@pytest.mark.parametrize("restored", [(STORES,), (KEYS,), (STORES, KEYS)], ids=" and ".join)
async def test_an_older_backup_brings_nothing_back(
    place: Place,
    browser: httpx2.AsyncClient,
    other_broker: Connection,
    mongo: str,
    tmp_path: Path,
    restored: tuple[str, ...],
) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    await sent(place, other_broker)
    with Client(mongo, w="majority", journal=True) as client:
        for part in parts(["intake"], restored):
            await asyncio.to_thread(save, client, part, tmp_path, now())
        await erase_case(place.desk, SVEN, case_id)
        await sent(place, other_broker)
        saved = [Saved.verified(client, tmp_path / name) for name in restored]
        await asyncio.to_thread(load, saved, over=True)
    if len(restored) > 1:
        await place.keys["erased"].delete_many({})
    looked_at = await put_right("intake", other_broker, mongo, mongo)
    assert not {case_id, contact_id} & set(looked_at)
    await erasures(place)()
    assert await what_is_left(place, contact_id, case_id) <= MARKS
    assert {case_id, contact_id} <= set(await place.keys["erased"].distinct("_id"))
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 404


async def sent(place: Place, kafka: Connection) -> None:
    relay = Relay(place.store, kafka)
    while await relay.work():
        pass
    await relay.close()
