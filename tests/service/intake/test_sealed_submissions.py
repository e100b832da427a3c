"""What a channel sealed itself: the face keeps it closed, the desk takes it in; by HTTP and by the channel's topic."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import nacl.public
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from infra.kafka.topics import Wanted, create
from services.intake.domain.request import ids_of_contact
from services.intake.handlers.desk.read_file import File, file_of_contact
from services.intake.handlers.requests.opened import brought_along
from shared.bus import Connection
from shared.bus.consume.dead_letters import DEAD_LETTERS, OPEN_CIRCUITS, TOO_MANY
from shared.bus.consume.external import EXTERNAL
from shared.bus.publish.relay import Relay
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.contracts.catalogue import TOPICS
from shared.contracts.channel import SubmissionReceived
from shared.contracts.cloudevent import EXTERNAL_LIMIT
from shared.sealing import PrivateKey, PublicKey
from shared.sealing.keys import decode, encode
from shared.text import LONGEST
from tests.harness.eventually import eventually
from tests.harness.services.external_sender import Outsider, an_opaque_part
from tests.harness.services.intake import TEAM_KEY, Place, a_counsellor, a_desk, queue_of, requests_of, submit

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
TYPE = SubmissionReceived.TYPE
TEXT = "Auf dem Parkplatz wurde mir gedroht (Demo)."
SAID = {"text": TEXT, "land": "NW", "threat_kinds": ["threat"], "safe_contact": {"address": "person@example.org"}}


def sealed(body: Any, public: PublicKey = TEAM_KEY.public) -> dict[str, Any]:
    return {"kid": public.fingerprint, "box": encode(public.seal(json.dumps(body).encode()))}


async def files(place: Place) -> list[File]:
    return [await file_of_contact(place.desk, ANNA, waiting.contact.id) for waiting in await queue_of(place, ANNA)]


async def texts(place: Place) -> list[str]:
    return sorted([file.content.messages[0].text for file in await files(place)])


async def test_the_published_key_is_enough_to_submit(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    browser = with_desk_away
    key = (await browser.get("/api/intake/sealing-key")).json()
    assert (key["kty"], key["crv"]) == ("OKP", "X25519")
    box = nacl.public.SealedBox(nacl.public.PublicKey(decode(key["x"]))).encrypt(json.dumps(SAID).encode())
    answer = await submit(browser, {"kid": key["kid"], "box": encode(bytes(box))})
    assert answer.status_code == 201, answer.text
    assert set(answer.json()) == {"contact_id", "receipt_code"}
    assert await place.count("contacts") == 0

    await place.settle()
    (file,) = await files(place)
    assert file.contact.id == answer.json()["contact_id"]
    assert (file.content.messages[0].text, file.case and file.case.situation.land) == (TEXT, "NW")
    assert file.content.safe_contact
    entered = await browser.post("/rueckmeldung", data={"code": answer.json()["receipt_code"]})
    assert entered.status_code == 303
    assert TEXT in (await browser.get("/rueckmeldung")).text


async def test_the_same_key_and_box_are_one_contact_also_when_the_desk_stumbles(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    attempt, body = str(uuid4()), sealed(SAID)
    first, again = [await submit(with_desk_away, body, attempt=attempt) for _ in range(2)]
    assert first.json() == again.json()
    other = await submit(with_desk_away, sealed(SAID), attempt=attempt)
    assert (other.status_code, other.json()["type"]) == (409, "urn:lotse:problem:reused-idempotency-key")
    (request,) = await requests_of(place)
    await place.desk.keys.keep(ids_of_contact(request.id, request.sealed["kid"])[1], brought_along(place.desk, request))
    await place.settle()
    assert await texts(place) == [TEXT]


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (sealed(SAID) | {"kid": "an-old-one"}, 409, "unknown-sealing-key"),
        (sealed(SAID) | {"text": "plain"}, 422, "wrong-value"),
        ({"kid": TEAM_KEY.public.fingerprint, "box": "no base64 at all"}, 422, "wrong-value"),
        ({"box": sealed(SAID)["box"]}, 422, "wrong-value"),
    ],
)
async def test_a_box_that_cannot_be_right_is_refused_at_once(
    place: Place, browser: httpx2.AsyncClient, body: dict[str, Any], status: int, slug: str
) -> None:
    answer = await submit(browser, body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:lotse:problem:{slug}")
    assert await place.face["requests"].count_documents({}) == 0


@pytest.mark.parametrize("inside", [{"text": TEXT, "land": "XX"}, {"message": TEXT}, [TEXT], TEXT])
async def test_what_is_not_valid_inside_is_read_by_a_human(
    place: Place, browser: httpx2.AsyncClient, inside: Any
) -> None:
    assert (await submit(browser, sealed(inside))).status_code == 201
    (text,) = await texts(place)
    assert TEXT in json.dumps(text, ensure_ascii=False)


@pytest.fixture
async def channel(kafka: Connection, place: Place) -> AsyncIterator[Outsider]:
    await create(kafka, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])
    relay = Relay(place.store, kafka)
    topic = f"lotse.channel.{an_opaque_part()}.submissions"
    await create(kafka, [Wanted(topic, largest_event=EXTERNAL_LIMIT)])
    yield Outsider(relay, topic)
    await relay.close()
    await forget_channels(kafka)


async def forget_channels(kafka: Connection) -> None:
    """A desk with an empty store would take from their topics what an earlier test wrote."""
    admin = AIOKafkaAdminClient(**kafka.options)
    await kafka.start(admin)
    try:
        await admin.delete_topics([each for each in await admin.list_topics() if each.startswith("lotse.channel.")])
    finally:
        await admin.close()


async def test_a_submission_by_topic_becomes_one_case(
    place: Place, mongo: str, kafka: Connection, channel: Outsider
) -> None:
    coarse = {"land": "SN", "urgency": "routine", "wishes": {"no_police": True}}
    body = sealed({"text": TEXT, "urgency": "immediate"}) | coarse
    async with a_desk(mongo, kafka):
        for _ in range(3):
            await channel.write(TYPE, body, id="1")
        (file,) = await eventually(lambda: files(place), lambda seen: len(seen) == 1)
        await channel.write(TYPE, sealed({"text": "Noch eine"}), id="2")
        await eventually(lambda: texts(place), lambda seen: len(seen) == 2)
    assert file.case
    situation = file.case.situation
    assert (file.content.messages[0].text, situation.land, situation.urgency) == (TEXT, "SN", "immediate")
    assert situation.wishes.no_police
    assert await place.face["threads"].count_documents({}) == 0
    assert TEXT not in await place.everything()
    assert await place.types(file.case.id) == ["case.opened"]


@pytest.mark.parametrize("text", ["😀" * LONGEST, "ß" * LONGEST], ids=["four bytes each", "two bytes each"])
async def test_a_channel_may_submit_on_its_topic_what_the_interface_takes(
    place: Place, mongo: str, kafka: Connection, channel: Outsider, text: str
) -> None:
    async with a_desk(mongo, kafka):
        await channel.write(TYPE, sealed({"text": text}), id="1")
        assert await eventually(lambda: texts(place), bool) == [text]


async def test_the_same_id_with_another_body_is_kept_sealed_and_makes_no_case(
    place: Place, mongo: str, kafka: Connection, channel: Outsider
) -> None:
    async with a_desk(mongo, kafka):
        for text in ("one", "two", "three"):
            await channel.write(TYPE, sealed({"text": text}), id="1")
        await channel.write(TYPE, sealed({"text": "four"}), id="2")
        await eventually(lambda: texts(place), lambda seen: seen == ["four", "one"])
    kept = await place.store[DEAD_LETTERS].find({"topic": channel.topic}).to_list(None)
    assert [row["reason"] for row in kept] == ["id-reused"] * 2
    assert all(b"submission.received" in TEAM_KEY.open(row["sealed_value"]) for row in kept)


async def test_a_poisoned_channel_stops_alone(place: Place, mongo: str, kafka: Connection, channel: Outsider) -> None:
    other = Outsider(channel.relay, f"lotse.channel.{an_opaque_part()}.submissions")
    async with a_desk(mongo, kafka):
        for number in range(TOO_MANY):
            await channel.write_raw(b"poison %d" % number)
        await eventually(lambda: place.store[OPEN_CIRCUITS].find_one({"_id": channel.topic}))
        await channel.write(TYPE, sealed({"text": "behind"}), id="1")
        await create(kafka, [Wanted(other.topic)])
        await other.write(TYPE, sealed({"text": "a topic made meanwhile"}), id="1")
        await eventually(lambda: texts(place), lambda seen: seen == ["a topic made meanwhile"])


async def test_what_is_sealed_for_somebody_else_waits_for_a_human(
    place: Place, mongo: str, kafka: Connection, channel: Outsider
) -> None:
    async with a_desk(mongo, kafka):
        await channel.write(TYPE, sealed({"text": "lost"}, PrivateKey.generate().public), id="1")
        row = await eventually(lambda: place.store[RETRY_QUEUE].find_one({"topic": channel.topic}))
    assert row
    assert row["human"]
    assert await place.store[EXTERNAL].count_documents({"topic": channel.topic}) == 1
    assert "lost" not in await texts(place)
