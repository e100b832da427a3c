"""A case that intake erased is gone here too: package, key, rows; and what still comes for it is dropped."""

import json

import pytest

from shared.contracts.intake import CaseErased, CaseTriaged
from shared.sealing import Erased, KeyStore
from shared.store import Document, connect
from tests.harness.case_events import case_triaged
from tests.harness.eventually import eventually
from tests.harness.services.referral import KEYS, PACKAGE, Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"
STAYS = ("ledger", "audit")
"""With a random id: that it was erased, and who had looked at it."""


async def test_nothing_of_the_case_is_left_but_the_mark(referral: Referral, mongo: str) -> None:
    store, key_store = connect(mongo, "lotse_referral"), connect(mongo, "lotse_referral_keys")
    keys = KeyStore(key_store, KEYS["referral"].public, KEYS["referral"])
    case_id, _, reference = await referral.at_partner()
    sealed = await store["packages"].find_one({"case_id": case_id})
    assert sealed
    assert PACKAGE["account"] not in repr(sealed)

    await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))

    async def ledger() -> Document:
        return await store["ledger"].find_one({"_id": case_id}) or {}

    await eventually(ledger, lambda seen: "erased" in seen)
    with pytest.raises(Erased):
        await keys.get(case_id)
    assert await key_store["erased"].find_one({"_id": case_id})
    gone = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    never_was = await referral.http.get(f"{API}/{case_id}", headers=referral.system("partner_a"))
    assert (gone.status_code, gone.text) == (404, never_was.text)

    late = CaseTriaged.model_validate(case_triaged(case_id).model_dump())
    other = await referral.opened()
    await referral.speaker.say_and_send(case_id, late, referral.consent(case_id, other, "partner_b"))
    await referral.opened()
    for name in await store.database.list_collection_names():
        rows = [json.dumps(row, default=str) async for row in store[name].find({})]
        assert name in STAYS or not any(case_id in row or reference in row for row in rows), name
    assert "erased" in await ledger()
    await store.close()
    await key_store.close()


async def test_erasure_leaves_nothing_of_the_case(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))

    async def left() -> list[str]:
        kept = {"ledger"}
        names = set(await referral.store.database.list_collection_names()) - kept
        about = {"$or": [{"_id": case_id}, {"case_id": case_id}, {"key": case_id}, {"owner": case_id}]}
        return [name for name in sorted(names) if await referral.store[name].find_one(about)]

    await eventually(left, lambda names: not names)
    keys = referral.store.client["lotse_referral_keys"]["keys"]
    assert await keys.find_one({"_id": case_id}) is None
    gone = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert gone.status_code == 404
