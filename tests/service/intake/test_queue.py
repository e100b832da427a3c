"""What the desk is shown is as much work after years as on the first day."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

import httpx2
import pytest

from services.intake.handlers.desk.list_waiting import list_waiting
from tests.harness.engines.store_queries import Asked
from tests.harness.services.intake import Place, a_counsellor, staff_browser, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANSWERED = 500
FEW = 10
MANY = 600


async def test_the_queue_does_not_look_at_messages_that_were_read(
    place: Place, browser: httpx2.AsyncClient, asked: Asked
) -> None:
    await submit(browser, {"text": "Wir wissen, wo du wohnst."})
    (unread,) = await place.store["messages"].find({}).to_list(None)
    read = [unread | {"_id": str(uuid.uuid4()), "thread": str(uuid.uuid4()), "unread": False} for _ in range(ANSWERED)]
    await place.store["messages"].insert_many(read)
    asked.new()
    (waiting,) = await list_waiting(place.desk, a_counsellor("anna"))
    assert waiting.unread
    assert not [str(question) for question in asked.new() if question.examined > FEW]


async def test_the_most_urgent_is_first_and_nobody_is_left_out_however_many_wait(
    place: Place, browser: httpx2.AsyncClient, mongo_of: Mapping[str, str]
) -> None:
    await submit(browser, {"text": "Wir wissen, wo du wohnst."})
    (contact,), (case,) = [await place.store[name].find({}).to_list(None) for name in ("contacts", "cases")]
    ids = [(str(uuid.uuid4()), str(uuid.uuid4())) for _ in range(MANY)]
    await place.store["contacts"].insert_many([contact | {"_id": of, "case_id": to} for of, to in ids])
    await place.store["cases"].insert_many([case | {"_id": to, "number": None} for _, to in ids])
    late, urgent = ids[-1]
    later = contact["recorded_at"] + timedelta(hours=1)
    await place.store["contacts"].update_one({"_id": late}, {"$set": {"recorded_at": later}})
    await place.store["cases"].update_one({"_id": urgent}, {"$set": {"situation.urgency": "immediate"}})
    waiting = await list_waiting(place.desk, a_counsellor("anna"))
    assert waiting[0].contact.id == late
    assert len(waiting) == MANY + 1
    async with staff_browser(mongo_of["intake-desk"]) as desk:
        page = (await desk.get("/desk", headers=cookie_of(a_counsellor("anna")))).text
    assert f"/desk/cases/{urgent}" in page
    assert f"Dazu {MANY + 1 - 200} weitere" in page
