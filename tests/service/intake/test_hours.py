"""A person's own acts are kept with the hour, not the minute; what is kept more exactly is named, with its reason."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from bson import ObjectId

from services.intake.domain.concern import Concern
from services.intake.domain.ids import PartnerId
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.give_one_time_code import give_one_time_code
from services.intake.handlers.desk.record_call import record_call
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.find_by_way import MARK, Marking
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.handlers.show import SHOW, Showing
from services.intake.store import CONTACTS
from shared.bus.write.effects import EffectsWorker
from shared.bus.write.outbox import SENT, mark
from shared.clock import whole_hour
from shared.contracts.vocabulary import Channel, ConsentItem
from tests.harness.services.intake import Place, a_counsellor, fill_in, on_follow_page
from tests.service.intake.test_erasure import SVEN, a_closed_case

pytestmark = pytest.mark.engines

CONCEPT: Final = Path(__file__).parents[3] / "docs" / "datenschutz" / "loeschkonzept.md"
ANNA: Final = a_counsellor("anna")
PARTNER: Final = PartnerId(str(uuid4()))


def named_as_more_exact() -> set[str]:
    section = CONCEPT.read_text().partition("## Auf die Stunde genau")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {field for row in rows for field in re.findall(r"`([\w.]+)`", row)}


def times(document: Any, path: str) -> Iterator[tuple[str, datetime]]:
    """Every one in the document, an id that holds one included."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from times(value, f"{path}.{name}")
    elif isinstance(document, list):
        for each in document:
            yield from times(each, path)
    elif isinstance(document, datetime):
        yield path, document
    elif isinstance(document, ObjectId):
        yield path, document.generation_time


async def times_kept(place: Place) -> list[tuple[str, datetime, dict[str, Any]]]:
    return [
        (path, at, document)
        for store in (place.store, place.keys, place.face)
        for name in await store.database.list_collection_names()
        for document in await store[name].find({}).to_list(None)
        for path, at in times(document, name)
    ]


async def everything_that_a_person_does(place: Place, browser: httpx2.AsyncClient) -> None:
    """Reports, writes, says how to be reached, is asked and agrees, rings; then the events are sent."""
    code = await fill_in(browser, text="Es hört nicht auf.", channel="mail", address="person@example.org")
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    assert contact.case_id
    await take_over(place.desk, contact.id, ANNA)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Opferhilfe (Demo)", "victim_support"))
    await answer(place.desk, contact.id, ANNA, "Wir sind für Sie da.")
    asked = await ask_for_consent(place.desk, contact.case_id, ANNA, PARTNER, {ConsentItem.ACCOUNT: "Genau das."})
    await place.settle()
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 303
    await browser.get("/rueckmeldung")
    for where, fields in (
        ("nachricht", {"text": "Danke."}),
        ("kontakt", {"channel": "mail", "address": "dann@example.org"}),
        ("einwilligung", {"handover_id": asked, "decision": "given", "items": "account"}),
    ):
        sent = await browser.post(f"/rueckmeldung/{where}", data={**await on_follow_page(browser), **fields})
        assert sent.status_code == 303, sent.text
    await place.settle()
    called = await record_call(place.desk, Concern(channel=Channel.PHONE, text="Es eilt."), ANNA, attempt=str(uuid4()))
    await give_one_time_code(place.desk, called, ANNA)
    await EffectsWorker(place.unit_of_work, {SHOW: Showing(place.desk), MARK: Marking(place.desk)}).work()
    await mark(place.store, [row["_id"] for row in await place.published()], SENT)


async def test_what_a_person_does_is_kept_with_the_hour_only(place: Place, browser: httpx2.AsyncClient) -> None:
    await everything_that_a_person_does(place, browser)
    kept = await times_kept(place)
    exact = {path for path, at, _ in kept if at != whole_hour(at)}
    assert exact - named_as_more_exact() == set()
    assert {path.split(".")[0] for path, _, _ in kept} >= {
        "contacts", "cases", "messages", "consents", "handovers", "safe_contacts", "progress", "tasks", "taken",
        "requests", "threads", "one_time_codes", "keys", "ledger", "outbox", "dispatches",
    }  # fmt: skip
    by_the_person = [(path, at) for path, at, document in kept if document.get("by") == "person"]
    assert by_the_person
    assert [path for path, at in by_the_person if at != whole_hour(at)] == []


async def test_what_left_or_is_done_is_kept_with_the_hour_only(place: Place, browser: httpx2.AsyncClient) -> None:
    await everything_that_a_person_does(place, browser)
    kept = await times_kept(place)
    over = [(path, at) for path, at, row in kept if row.get("status") == "sent" or "done" in row]
    assert {path for path, _ in over} >= {"outbox.since", "dispatches.created", "dispatches.done"}
    assert [path for path, at in over if at != whole_hour(at)] == []


async def test_the_marks_of_an_erasure_tell_the_hour_only(place: Place, browser: httpx2.AsyncClient) -> None:
    _, case_id, _ = await a_closed_case(place, browser)
    await erase_case(place.desk, SVEN, case_id)
    marks = [(path, at) for path, at, _ in await times_kept(place) if path in ("erased.at", "ledger.erased")]
    assert {path for path, _ in marks} == {"erased.at", "ledger.erased"}
    assert [path for path, at in marks if at != whole_hour(at)] == []
