"""What is erased is gone: keys first, then all that was kept; others hear of it, and nothing brings it back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, PartnerId
from services.intake.domain.note import Direction, NoteKind
from services.intake.domain.partner import ListedPartner
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case, erase_contact, forget
from services.intake.handlers.desk.erase_by_time import RetentionSweep
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.write_note import Written, write_note
from services.intake.handlers.requests.sweep import ClosedThreads
from services.intake.store import PARTNERS
from shared.bus import Erasures, Transaction
from shared.bus.write.outbox import OUTBOX, REPLAY, SENT, mark, send_again
from shared.clock import now
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem
from shared.errors import Conflict, NotFound
from shared.store import Document, Store
from tests.harness.services.closing import close_case, close_contact
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, signed_in, submit
from tests.harness.services.laid_out import laid_out

pytestmark = pytest.mark.engines

ANNA, SVEN = a_counsellor("anna"), a_counsellor("sven", "supervisor")
PARTNER = PartnerId("5d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b11")
SAID = {
    "text": "canary-text",
    "channel_reference": "canary-reference",
    "safe_contact": {"address": "canary@example.org"},
}
MARKS = {"ledger", "outbox", "erased", "audit"}


def erasures(place: Place, after: timedelta = timedelta()) -> Erasures:
    """The worker's chore, some time from now."""
    desk = place.desk
    return Erasures(place.unit_of_work, desk.keys, forget, desk.drop_keys, lambda: now() + after)


@laid_out
async def a_closed_case(place: Place, browser: httpx2.AsyncClient) -> tuple[ContactId, CaseId, str]:
    """Everything that can be kept of a case is kept of this one."""
    accepted = (await submit(browser, SAID)).json()
    await place.settle()
    contact_id, case_id = ContactId(accepted["contact_id"]), CaseId(accepted["case_id"])

    async def list_partner(tx: Transaction) -> None:
        await PARTNERS.put(tx, ListedPartner(id=PARTNER, name="Opferhilfe (Demo)", category="victim_support"))

    await place.unit_of_work(list_partner)
    await take_over(place.desk, contact_id, ANNA)
    await answer(place.desk, contact_id, ANNA, "canary-answer")
    for kind, direction, text in (
        (NoteKind.CALL, Direction.FROM_PERSON, "canary-call"),
        (NoteKind.NOTE, Direction.INTERNAL, "canary-thought"),
    ):
        await write_note(place.desk, contact_id, ANNA, Written(kind, direction, text))
    handover_id = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, {ConsentItem.ACCOUNT: "canary-account"})
    await note_decision(place.desk, handover_id, ANNA, "refused", ConsentHow.VOICE)
    await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)
    return contact_id, case_id, accepted["receipt_code"]


def days_later(place: Place, days: int) -> DeskDependencies:
    return replace(place.desk, clock=lambda: now() + timedelta(days=days))


async def sweep(place: Place, days: int) -> None:
    """As the worker does on that day."""
    await RetentionSweep(days_later(place, days))()


async def period_passes(place: Place) -> None:
    """Of a closed case: what is due is announced, and a month later erased."""
    await sweep(place, 3 * 366)
    await sweep(place, 3 * 366 + 31)


async def what_is_left(place: Place, *ids: str) -> set[str]:
    """The collections of all databases that still know one of the ids or hold something sealed."""
    return {
        name
        for store in (place.store, place.keys, place.face)
        for name in await store.database.list_collection_names()
        if any(each in repr(document) for document in await everything_in(store, name) for each in (*ids, "'box'"))
    }


async def everything_in(store: Store, collection: str) -> list[Document]:
    return await store[collection].find({}).to_list(None)


async def test_nothing_of_the_person_is_left_but_the_marks(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    before = await what_is_left(place, contact_id, case_id)
    assert before >= {"contacts", "cases", "messages", "safe_contacts", "handovers", "consents", "progress", "threads"}
    assert before >= {"requests", "taken", "notes", "keys", "ledger", "outbox"}

    await erase_case(place.desk, SVEN, case_id)

    assert await what_is_left(place, contact_id, case_id) == MARKS
    assert await place.types() == ["case.erased", "contact.erased"]
    ledgers = await place.store["ledger"].find({"_id": {"$in": [contact_id, case_id]}}).to_list(None)
    assert [set(ledger) for ledger in ledgers] == [{"_id", "issued", "applied", "writes", "changed", "erased"}] * 2
    gone = await browser.post("/rueckmeldung", data={"code": code})
    never_was = await browser.post("/rueckmeldung", data={"code": "0000-0000-0000-0000-0000-0000"})
    assert (gone.status_code, gone.text) == (never_was.status_code, never_was.text)


async def test_only_what_is_closed_and_read_is_erased(place: Place, browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, SAID)).json()
    with pytest.raises(Conflict, match="not-in-this-state"):
        await erase_case(place.desk, SVEN, accepted["case_id"])

    _, case_id, code = await a_closed_case(place, browser)
    await browser.post("/rueckmeldung", data={"code": code})
    await browser.post("/rueckmeldung/nachricht", data={"text": "Es fängt wieder an."} | await on_follow_page(browser))
    with pytest.raises(Conflict, match="not-in-this-state"):
        await erase_case(place.desk, SVEN, case_id)
    with pytest.raises(NotFound):
        await erase_case(place.desk, SVEN, CaseId("5d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b12"))
    assert await place.count("cases") == 2


async def test_a_contact_without_a_case_is_erased(place: Place, browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, SAID | {"reason": "prevention"})).json()
    contact_id = ContactId(accepted["contact_id"])
    await take_over(place.desk, contact_id, ANNA)
    await close_contact(place.desk, contact_id, ANNA)
    await erase_contact(place.desk, SVEN, contact_id)
    assert await what_is_left(place, contact_id) == MARKS
    assert await place.types() == ["contact.erased"]


async def test_who_asks_for_a_replay_gets_the_erasure_and_nothing_before(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, _ = await a_closed_case(place, browser)
    said = len([row for row in await place.published(case_id) if row["topic"] == "lotse.intake.case"])
    await erase_case(place.desk, SVEN, case_id)
    await mark(place.store, [row["_id"] for row in await place.published()], SENT)
    await send_again(place.store, "lotse.intake.case", case_id, 1, said + 1)
    asked = await place.store[OUTBOX].find({"status": REPLAY}).to_list(None)
    assert [(row["type"], row["sequence"]) for row in asked] == [("lotse.intake.case.erased.v1", said + 1)]


async def test_an_erasure_that_ended_halfway_is_finished(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id, _ = await a_closed_case(place, browser)
    for owner in (case_id, contact_id):
        await place.desk.keys.erase(owner)
    await erasures(place)()
    assert await what_is_left(place, contact_id, case_id) <= MARKS
    assert await place.types() == ["case.erased", "contact.erased"]
    await erasures(place)()
    assert await place.types() == ["case.erased", "contact.erased"]


@pytest.mark.parametrize("restored", ["the store", "the keys", "both, and the list of keys survived"])
async def test_a_backup_brings_nothing_back(place: Place, browser: httpx2.AsyncClient, restored: str) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    databases = {"the store": [place.store], "the keys": [place.keys]}.get(restored, [place.store, place.keys])
    backup = [
        (store, name, await everything_in(store, name))
        for store in databases
        for name in await store.database.list_collection_names()
    ]
    await erase_case(place.desk, SVEN, case_id)
    for store, name, documents in backup:
        if not restored.startswith("both") or name != "erased":
            await store[name].delete_many({})
            if documents:
                await store[name].insert_many(documents)
    await erasures(place)()
    assert await what_is_left(place, contact_id, case_id) <= MARKS
    assert (await place.types())[-2:] == ["case.erased", "contact.erased"]
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 404


async def test_keys_that_nobody_used_go_after_a_day(place: Place, browser: httpx2.AsyncClient) -> None:
    await submit(browser, SAID)
    for _ in range(2):
        await place.desk.keys.create(str(uuid4()))
    await erasures(place, timedelta(hours=23))()
    assert len(await everything_in(place.keys, "keys")) == 3
    await erasures(place, timedelta(hours=25))()
    (used,) = await everything_in(place.keys, "keys")
    assert await place.store["cases"].find_one({"_id": used["_id"]})
    assert await everything_in(place.keys, "erased") == []


async def test_an_older_copy_of_the_faces_database_shows_nothing_that_was_erased(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, code = await a_closed_case(place, browser)
    kept = (await submit(browser, SAID)).json()["receipt_code"]
    await place.settle()
    older = {name: await everything_in(place.face, name) for name in ("requests", "threads")}
    await erase_case(place.desk, SVEN, case_id)
    for name, documents in older.items():
        await place.face[name].delete_many({})
        await place.face[name].insert_many(documents)

    await ClosedThreads(place.desk)()

    assert await place.face["threads"].count_documents({}) == 1
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 404
    assert (await browser.post("/rueckmeldung", data={"code": kept})).status_code == 303


async def test_what_came_in_and_was_not_taken_over_goes_with_the_case(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    _, case_id, code = await a_closed_case(place, with_desk_away)
    await with_desk_away.post("/rueckmeldung", data={"code": code})
    shown = await on_follow_page(with_desk_away)
    await with_desk_away.post("/rueckmeldung/nachricht", data={"text": "canary-late"} | shown)

    await erase_case(place.desk, SVEN, case_id)

    assert await place.face["requests"].count_documents({}) == 0
    await place.settle()
    assert await place.types() == ["case.erased", "contact.erased"]


async def test_a_supervisor_erases_at_the_desk_and_nobody_else(
    place: Place, browser: httpx2.AsyncClient, mongo_of: Mapping[str, str]
) -> None:
    _, case_id, _ = await a_closed_case(place, browser)
    page = f"/desk/cases/{case_id}"
    async with signed_in(mongo_of, ANNA) as anna:
        assert "endgültig löschen" not in (await anna.get(f"{page}/record")).text
        refused = [await anna.get(f"{page}/erase"), await anna.post(f"{page}/erase", data={"sure": "ja"})]
        assert {answer.status_code for answer in refused} == {404}
    async with signed_in(mongo_of, SVEN) as without_a_reason:
        assert (await without_a_reason.get(f"{page}/erase")).headers["location"].startswith("/desk/begruendung/")
        await without_a_reason.post(f"{page}/erase", data={"sure": "ja"})
        assert await place.count("cases") == 1
    async with signed_in(mongo_of, SVEN.opening(case_id, now(), "quality")) as sven:
        assert f"{page}/erase" in (await sven.get(f"{page}/record")).text
        assert "Endgültig löschen" in (await sven.get(f"{page}/erase")).text
        assert (await sven.post(f"{page}/erase")).status_code == 422
        assert await place.count("cases") == 1
        assert (await sven.post(f"{page}/erase", data={"sure": "ja"})).headers["location"].startswith("/desk?")
        assert (await sven.get(page)).status_code == 404
    assert await place.count("cases") == 0
