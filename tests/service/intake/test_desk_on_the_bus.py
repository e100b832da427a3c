"""The desk on the bus: what it says arrives, and what it hears becomes the person's steps."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import uuid4

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer

from infra.kafka.topics import Wanted, create
from services.intake.domain.consent import Decision
from services.intake.domain.ids import CaseId, ContactId, PartnerId
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.read_file import file_of_case
from services.intake.handlers.desk.take_over import take_over
from services.intake.state_texts.texts import of_progress
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.contracts import notification, referral
from shared.contracts.catalogue import TOPICS
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem
from shared.errors import Conflict
from shared.sealing.keys import decode
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.closing import close_case
from tests.harness.services.intake import PEERS, Place, a_counsellor, a_desk, submit
from tests.harness.services.recording_service import a_store

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
BEFORE_THE_DAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
ACCOUNT = {ConsentItem.ACCOUNT: "Seit März kommen Drohungen."}


@pytest.fixture(scope="session")
async def topics(kafka: Connection) -> None:
    await create(kafka, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])


@pytest.fixture
async def at_desk(mongo: str, kafka: Connection, place: Place, topics: None) -> AsyncIterator[httpx2.AsyncClient]:
    async with a_desk(mongo, kafka) as opened:
        yield opened


@pytest.fixture
async def others(mongo: str, store_name: str, kafka: Connection, topics: None) -> AsyncIterator[Speaker]:
    """Referral and notification, as far as intake hears them."""
    async with a_store(mongo, store_name) as store:
        relay = Relay(store, kafka)
        yield Speaker(UnitOfWork(store, "referral"), relay)
        await relay.close()


async def test_an_accepted_case_arrives_on_kafka(
    kafka: Connection, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    accepted = (await submit(browser, {"text": "canary-text"})).json()
    consumer = AIOKafkaConsumer("lotse.intake.case", **kafka.options, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            record = await anext(r async for r in consumer if r.key == accepted["case_id"].encode())
    finally:
        await consumer.stop()

    event = json.loads(record.value)
    assert event["type"] == "lotse.intake.case.opened.v1"
    assert event["source"] == "/lotse/intake"
    assert event["sequence"] == "0000000001"
    assert b"canary" not in record.value


async def test_what_others_say_becomes_steps(
    place: Place, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, others: Speaker
) -> None:
    case_id, partner_id = await a_case(browser), PartnerId(str(uuid4()))
    await others.say_and_send(partner_id, listed(partner_id))
    sent, accepted = a_referral(case_id, partner_id)
    await others.say_and_send(case_id, sent, accepted, unreported(case_id), a_deadline(case_id))

    async def steps() -> list[str]:
        content = (await file_of_case(place.desk, ANNA, case_id)).content
        return [of_progress(each, "person", BEFORE_THE_DAY).happened for each in content.progress]

    said = await eventually(steps, lambda seen: len(seen) == 4)
    assert set(said) == {
        "Beratungsstelle (Demo) wurde um Hilfe gebeten.",
        "Beratungsstelle (Demo) hat zugesagt zu helfen.",
        "Die Tat ist nicht angezeigt.",
        "Es läuft eine Frist für Ihren Strafantrag: bis Freitag, 12. Februar 2027.",
    }


async def test_a_case_is_closed_only_when_its_referral_ended(
    place: Place, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, others: Speaker
) -> None:
    case_id, partner_id = await a_case(browser), PartnerId(str(uuid4()))
    await others.say_and_send(partner_id, listed(partner_id))
    sent, _ = a_referral(case_id, partner_id)
    await others.say_and_send(case_id, sent)

    async def open_referrals() -> list[bool]:
        case = (await file_of_case(place.desk, ANNA, case_id)).case
        return [each.open for each in case.referrals] if case else []

    await eventually(open_referrals, lambda seen: seen == [True])
    await take_over(place.desk, await contact_of(place, case_id), ANNA)
    with pytest.raises(Conflict, match="open-referrals"):
        await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)

    completed = referral.ReferralCompleted.model_validate({**_ids(sent), "by": "partner", "outcome": "helped"})
    await others.say_and_send(case_id, completed)
    await eventually(open_referrals, lambda seen: seen == [False])
    await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)
    assert (await place.types(case_id))[-1] == "case.closed"


async def test_a_referral_to_a_partner_that_left_is_a_task_for_the_counsellor(
    place: Place, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, others: Speaker
) -> None:
    case_id, partner_id = await a_case(browser), PartnerId(str(uuid4()))
    await others.say_and_send(partner_id, listed(partner_id))
    sent, _ = a_referral(case_id, partner_id)
    recalled = referral.ReferralRecalled.model_validate({**_ids(sent), "reason": "partner_delisted"})
    await others.say_and_send(case_id, sent, recalled)

    async def left() -> list[str]:
        found = place.store["tasks"].find({"thread": case_id, "kind": "partner_left", "state": "open"})
        return [each["about"] async for each in found]

    assert await eventually(left) == [sent.referral_id]


async def test_who_could_not_be_asked_is_a_task_for_the_counsellor_and_nobody_reads_that_it_was(
    place: Place, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, others: Speaker
) -> None:
    case_id, partner_id = await a_case(browser), PartnerId(str(uuid4()))
    await others.say_and_send(partner_id, listed(partner_id))
    await eventually(lambda: place.store["partners"].find_one({"_id": partner_id}))
    never_sent, _ = a_referral(case_id, partner_id)
    recalled = referral.ReferralRecalled.model_validate({**_ids(never_sent), "reason": "not_onboarded"})
    await others.say_and_send(case_id, recalled)

    async def open_tasks() -> list[str]:
        found = place.store["tasks"].find({"thread": case_id, "kind": "not_asked", "state": "open"})
        return [each["about"] async for each in found]

    assert await eventually(open_tasks) == [never_sent.referral_id]
    content = (await file_of_case(place.desk, ANNA, case_id)).content
    (said,) = (of_progress(each, "person", BEFORE_THE_DAY) for each in content.progress)
    assert (
        said.happened
        == "Beratungsstelle (Demo) kann unsere Anfragen noch nicht bekommen. Wir haben dort nicht gefragt."
    )


async def test_the_package_is_for_referral_and_after_consent_only(
    place: Place, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, others: Speaker
) -> None:
    case_id, partner_id = await a_case(browser), PartnerId(str(uuid4()))
    await others.say_and_send(partner_id, listed(partner_id))
    await take_over(place.desk, await contact_of(place, case_id), ANNA)
    kept = await eventually(lambda: place.store["partners"].find_one({"_id": partner_id}))
    assert kept is not None
    assert kept["description"] == {"does": "", "does_not": "Vertritt nicht vor Gericht.", "phrase": ""}
    handover_id = await ask_for_consent(place.desk, case_id, ANNA, partner_id, ACCOUNT)

    async def fetch(by: str, path: str = f"/internal/handovers/{handover_id}/package") -> httpx2.Response:
        return await at_desk.get(path, headers={"Authorization": f"Bearer token of {by}"})

    assert (await fetch("referral")).status_code == 409
    await note_decision(place.desk, handover_id, ANNA, "given", ConsentHow.VOICE)

    assert (await fetch("notification")).status_code == 401
    assert (await fetch("referral", f"/internal/handovers/{uuid4()}/package")).status_code == 404
    given = await fetch("referral")
    assert "Drohungen" not in given.text
    opened = PEERS["referral"].open(decode(given.json()["sealed"]))
    assert json.loads(opened) == {"items": ACCOUNT, "kind": "warm", "files": []}

    await note_decision(place.desk, handover_id, ANNA, "withdrawn", ConsentHow.VOICE)
    assert (await fetch("referral")).status_code == 410


async def test_whether_the_consent_stands_is_for_referral_only_and_holds_nothing_else(
    place: Place, at_desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, others: Speaker
) -> None:
    case_id, partner_id = await a_case(browser), PartnerId(str(uuid4()))
    await others.say_and_send(partner_id, listed(partner_id))
    await take_over(place.desk, await contact_of(place, case_id), ANNA)
    await eventually(lambda: place.store["partners"].find_one({"_id": partner_id}))
    handover_id = await ask_for_consent(place.desk, case_id, ANNA, partner_id, ACCOUNT)

    async def ask(by: str, about: str = handover_id) -> httpx2.Response:
        path = f"/internal/handovers/{about}/standing"
        return await at_desk.get(path, headers={"Authorization": f"Bearer token of {by}"})

    async def told() -> dict[str, object]:
        opened: dict[str, object] = json.loads(PEERS["referral"].open(decode((await ask("referral")).json()["sealed"])))
        return opened

    assert await told() == {"standing": "asked", "added": False}
    decisions: tuple[Decision, ...] = ("given", "withdrawn")
    for decision in decisions:
        await note_decision(place.desk, handover_id, ANNA, decision, ConsentHow.VOICE)
        assert await told() == {"standing": decision, "added": False}
    assert (await ask("notification")).status_code == 401
    never = [await ask("referral", about) for about in (str(uuid4()), "x" * 5_000, "%00", "..%2f..%2fpackage")]
    assert {each.status_code for each in never} == {404}


async def a_case(browser: httpx2.AsyncClient) -> CaseId:
    return CaseId((await submit(browser, {"text": "Mir wurde gedroht."})).json()["case_id"])


async def contact_of(place: Place, case_id: CaseId) -> ContactId:
    return (await file_of_case(place.desk, ANNA, case_id)).contact.id


def listed(partner_id: PartnerId) -> referral.PartnerListed:
    return referral.PartnerListed.model_validate(
        {
            "partner_id": partner_id,
            "category": "legal",
            "level": "land",
            "name": "Beratungsstelle (Demo)",
            "ways": ["mail"],
            "does_not": "Vertritt nicht vor Gericht.",
        }
    )


def a_referral(case_id: CaseId, partner_id: PartnerId) -> tuple[referral.ReferralSent, referral.ReferralAccepted]:
    ids = {
        "case_id": case_id,
        "referral_id": str(uuid4()),
        "partner_id": partner_id,
        "partner_category": "legal",
        "level": "land",
        "kind": "warm",
        "urgency": "urgent",
    }
    sent = referral.ReferralSent.model_validate({**ids, "respond_by": "2026-11-24T14:00:00Z"})
    return sent, referral.ReferralAccepted.model_validate({**ids, "by": "partner"})


def _ids(sent: referral.ReferralSent) -> dict[str, object]:
    return sent.model_dump(exclude={"respond_by", "replaces", "purpose"})


def unreported(case_id: CaseId) -> referral.ProceedingUpdated:
    return referral.ProceedingUpdated.model_validate(
        {
            "case_id": case_id,
            "proceeding_id": str(uuid4()),
            "state": "unreported",
            "source": "affected_person",
            "known_on": "2026-11-20",
            "act_known_on": "2026-11-12",
            "offender": {"ref": "offender-1"},
            "entitled": [{"ref": "entitled-1", "role": "self"}],
            "offences": ["stgb_241"],
        }
    )


def a_deadline(case_id: CaseId) -> notification.DeadlineSet:
    day = date(2027, 2, 12)
    return notification.DeadlineSet.model_validate(
        {
            "case_id": case_id,
            "deadline_id": str(uuid4()),
            "proceeding_id": str(uuid4()),
            "rule": "strafantrag",
            "safe_on": day,
            "act_by": day,
            "legal_on": day,
        }
    )
