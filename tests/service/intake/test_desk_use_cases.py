"""What the desk does, and what others hear of it."""

import json
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.situation import Situation
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.open_with_reason import open_with_reason
from services.intake.handlers.desk.read_file import file_of_case, file_of_contact
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.triage import triage
from services.intake.handlers.services.fetch import fetch_safe_contact
from shared.audit import Actor
from shared.contracts.vocabulary import CaseOutcome, Land, Need, ThreatKind, Urgency
from shared.errors import Conflict, NotFound
from shared.opening_reason import OpeningReason
from shared.store import Document
from tests.harness.services.closing import close_case, close_contact
from tests.harness.services.intake import Place, a_counsellor, queue_of, requests_of, submit
from tests.harness.services.laid_out import laid_out

pytestmark = pytest.mark.engines

ANNA, BERT, SVEN = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sven", "supervisor")
NOTIFICATION = Actor("notification", "service")
SEEN = Situation(
    land=Land.SN, threat_kinds=(ThreatKind.THREAT,), urgency=Urgency.IMMEDIATE, needs=(Need.LEGAL, Need.PEER)
)


async def test_the_most_urgent_waits_at_the_top(place: Place, browser: httpx2.AsyncClient) -> None:
    await a_case(browser, urgency="routine")
    urgent = await a_case(browser, urgency="immediate")

    assert [waiting.urgency for waiting in await queue_of(place, ANNA)] == [Urgency.IMMEDIATE, Urgency.ROUTINE]
    assert (await queue_of(place, ANNA))[0].contact.id == urgent[0]


async def test_taking_over_is_told_once(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id = await a_case(browser)
    await take_over(place.desk, contact_id, ANNA)
    await take_over(place.desk, contact_id, ANNA)
    standing_in = await open_with_reason(place.desk, SVEN, ThreadId(case_id), OpeningReason.ABSENCE)
    await take_over(place.desk, contact_id, standing_in)

    assert await place.types(contact_id) == ["contact.recorded", "contact.assigned", "contact.assigned"]


async def test_triage_replaces_the_whole_set(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id = await a_case(browser, urgency="routine", tenure="honorary")
    await take_over(place.desk, contact_id, ANNA)
    await triage(place.desk, case_id, ANNA, SEEN)

    last = json.loads((await place.published(case_id))[-1]["body"])
    assert last["type"] == "lotse.intake.case.triaged.v1"
    assert last["sequence"] == "0000000002"
    assert last["data"]["urgency"] == "immediate"
    assert last["data"]["urgency_self_assessed"] == "routine"
    assert last["data"]["tenure"] == "unknown"
    assert last["data"]["needs"] == ["legal", "peer"]


async def test_two_counsellors_do_not_overwrite_each_other(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id = await a_case(browser)
    await take_over(place.desk, contact_id, ANNA)
    shown = await file_of_case(place.desk, ANNA, case_id)
    assert shown.case
    await triage(place.desk, case_id, ANNA, SEEN, seen=shown.case.version)

    with pytest.raises(Conflict, match="changed-meanwhile"):
        await triage(place.desk, case_id, ANNA, Situation(), seen=shown.case.version)


async def test_who_has_not_taken_over_cannot_act(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id = await a_case(browser)
    for act in (
        triage(place.desk, case_id, BERT, SEEN),
        answer(place.desk, contact_id, BERT, "Guten Tag"),
        close_case(place.desk, case_id, BERT, CaseOutcome.RESOLVED),
    ):
        with pytest.raises(Conflict, match="not-in-this-state"):
            await act


async def test_a_prevention_enquiry_is_answered_and_closed(place: Place, browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, {"text": "Wie beuge ich vor?", "reason": "prevention"})).json()
    contact_id = ContactId(accepted["contact_id"])
    await take_over(place.desk, contact_id, ANNA)
    await answer(place.desk, contact_id, ANNA, "Lesen Sie gern /wissen/vorbeugen.")
    await close_contact(place.desk, contact_id, ANNA)

    assert await place.types() == ["contact.recorded", "contact.assigned", "contact.answered", "contact.closed"]
    assert [spoken.text for spoken in (await file_of_contact(place.desk, ANNA, contact_id)).content.messages] == [
        "Wie beuge ich vor?",
        "Lesen Sie gern /wissen/vorbeugen.",
    ]
    assert await queue_of(place, ANNA) == []


async def test_closing_a_case_closes_its_contact(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id = await a_case(browser)
    await take_over(place.desk, contact_id, ANNA)
    await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)

    assert (await place.types(case_id))[-1] == "case.closed"
    assert (await place.types(contact_id))[-1] == "contact.closed"
    with pytest.raises(Conflict):
        await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)


async def test_the_safe_contact_is_handed_out_by_its_reference(place: Place, browser: httpx2.AsyncClient) -> None:
    safe = {"channel": "mail", "address": "person@example.org", "times": "abends"}
    _, case_id = await a_case(browser, safe_contact=safe)
    reference = json.loads((await place.published(case_id))[-1]["body"])["data"]["reference"]

    assert await fetch_safe_contact(place.desk, NOTIFICATION, reference) == safe
    with pytest.raises(NotFound):
        await fetch_safe_contact(place.desk, NOTIFICATION, str(uuid4()))


async def test_an_event_that_cannot_be_kept_leaves_the_whole_request_waiting(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await refuse(place, {"topic": {"$ne": "lotse.intake.case"}})
    try:
        assert (await submit(browser, {"text": "Das darf nicht halb ankommen."})).status_code == 201
        for collection in ("contacts", "cases", "messages", "taken", "outbox"):
            assert await place.count(collection) == 0
        assert await place.face["threads"].count_documents({}) == 0
    finally:
        await refuse(place, {})
    assert [(each.state, each.tries > 0) for each in await requests_of(place)] == [("waiting", True)]
    await place.face["requests"].update_many({}, {"$unset": {"due": 1}})
    await place.settle()
    assert await place.types() == ["contact.recorded", "case.opened"]


async def refuse(place: Place, unless: Document) -> None:
    """From now on the store takes only such rows into the outbox."""
    await place.store.database.command("collMod", "outbox", validator=unless)


@laid_out
async def a_case(browser: httpx2.AsyncClient, **fields: object) -> tuple[ContactId, CaseId]:
    answered = await submit(browser, {"text": "Mir wurde gedroht.", **fields})
    assert answered.status_code == 201
    return ContactId(answered.json()["contact_id"]), CaseId(answered.json()["case_id"])
