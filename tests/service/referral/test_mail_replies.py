"""What somebody writes in answer to our mail is sealed at the referral, makes one task, and moves nothing."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.referral.handlers.services import take_reply
from shared.sealing import PrivateKey
from shared.sealing.keys import encode
from tests.harness.services.referral import KEYS, TOKENS, Referral
from tests.service.referral.test_answers_by_topic import an_offer
from tests.service.referral.test_questions import row_of

pytestmark = pytest.mark.engines

TEXT = "canary-of-a-reply: Dienstag um zehn"
SENDER = "Leitung <leitung@partner.example.org>"


def written(**more: Any) -> dict[str, Any]:
    return {"id": uuid4().hex, "sender": SENDER, "subject": "AW: Anfrage", "text": TEXT} | more


async def passed_on(
    referral: Referral, referral_id: str, content: Any, *, by: str = "notification", to: PrivateKey | None = None
) -> httpx2.Response:
    box = (to or KEYS["referral"]).public.seal(json.dumps(content).encode())
    headers = {"Authorization": f"Bearer {TOKENS[by]}"}
    there = f"/internal/referrals/{referral_id}/replies"
    return await referral.http.post(there, headers=headers, json={"sealed": encode(box)})


async def test_it_is_read_at_the_desk_and_nothing_of_it_travels(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    before = await row_of(referral, case_id)
    content = written(attached=["brief.pdf"], is_whole=False)
    assert (await passed_on(referral, before["_id"], content)).status_code == 200
    told = await referral.heard("referral.mail-received", case_id)
    assert told["data"] == {name: before[name] for name in ("case_id", "partner_id")} | {"referral_id": before["_id"]}
    stored = str(await referral.store["mail_replies"].find({"case_id": case_id}).to_list())
    assert not [each for each in (TEXT, "leitung@", "AW: ", "brief.pdf") if each in stored + json.dumps(referral.said)]
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    for each in (TEXT, "AW: Anfrage", "leitung@partner.example.org", "brief.pdf", "nicht im Verzeichnis"):
        assert each in page
    assert await row_of(referral, case_id) == before


async def test_a_sender_of_the_entry_is_shown_as_such(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    row = await row_of(referral, case_id)
    known = {"$set": {"mails": ["Leitung@partner.example.org"]}}
    await referral.store["partners"].update_one({"_id": row["partner_id"]}, known)
    await passed_on(referral, row["_id"], written())
    reply = await referral.store["mail_replies"].find_one({"case_id": case_id})
    assert reply
    assert reply["is_of_entry"] is True


async def test_however_often_it_comes_it_is_one(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    row, content = await row_of(referral, case_id), written()
    at_once = await asyncio.gather(*(passed_on(referral, row["_id"], content) for _ in range(3)))
    assert {each.status_code for each in [*at_once, await passed_on(referral, row["_id"], content)]} == {200}
    assert await referral.store["mail_replies"].count_documents({"case_id": case_id}) == 1
    await referral.heard("referral.mail-received", case_id)
    assert [each["type"] for each in referral.said if each["data"].get("case_id") == case_id].count(
        "lotse.referral.referral.mail-received.v1"
    ) == 1


async def test_beyond_the_most_it_says_that_it_stored_nothing(
    referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_reply, "MOST", 1)
    case_id, _ = await an_offer(referral)
    row, first = await row_of(referral, case_id), written()
    answers = [await passed_on(referral, row["_id"], each) for each in (first, written(), first)]
    assert [(each.status_code, each.json()) for each in answers] == [
        (200, {"stored": True}),
        (200, {"stored": False}),
        (200, {"stored": True}),
    ]
    assert await referral.store["mail_replies"].count_documents({"case_id": case_id}) == 1


async def test_only_notification_hands_in_what_is_sealed_for_referral(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    row = await row_of(referral, case_id)
    assert (await passed_on(referral, row["_id"], written(), by="intake")).status_code == 401
    assert (await passed_on(referral, row["_id"], written(), to=PrivateKey.generate())).status_code == 400
    wrongs: list[Any] = [[], "x", written(id="x"), written(text="x" * 30_001), written(more="x"), {"id": "0" * 32}]
    for wrong in wrongs:
        refused = await passed_on(referral, row["_id"], wrong)
        assert refused.status_code == 400
        assert "canary" not in refused.text
    assert await referral.store["mail_replies"].count_documents({"case_id": case_id}) == 0


async def test_of_a_referral_that_is_not_there_nothing_is_taken(referral: Referral) -> None:
    assert (await passed_on(referral, str(uuid4()), written())).status_code == 404
