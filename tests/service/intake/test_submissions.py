"""Channels submit: HTTP in, one transaction, events in the outbox."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.concern import Concern
from services.intake.main import face
from shared.contracts.vocabulary import Channel
from tests.harness.services.beginnings import a_beginning, signed
from tests.harness.services.intake import (
    OTHER_TOKEN,
    PUBLIC,
    Place,
    at,
    face_over,
    face_settings,
    requests_of,
    submit,
)

pytestmark = pytest.mark.engines

TEXT = "In einem Social Media-Kommentar wurden mir Prügel angedroht. Was kann ich tun?"


async def test_a_submission_becomes_a_contact_and_a_case(place: Place, browser: httpx2.AsyncClient) -> None:
    answer = await submit(browser, {"text": TEXT, "land": "NW", "threat_kinds": ["threat"], "urgency": "urgent"})

    assert answer.status_code == 201
    accepted = answer.json()
    assert set(accepted) == {"contact_id", "case_id", "receipt_code"}
    assert await place.types(accepted["contact_id"]) == ["contact.recorded"]
    assert await place.types(accepted["case_id"]) == ["case.opened"]
    (opened,) = await place.published(accepted["case_id"])
    event = json.loads(opened["body"])
    assert event["data"]["land"] == "NW"
    assert event["data"]["threat_kinds"] == ["threat"]
    assert event["data"]["channel"] == "other_portal"
    assert event["time"].endswith(":00:00Z")


async def test_a_prevention_enquiry_never_becomes_a_case(place: Place, browser: httpx2.AsyncClient) -> None:
    answer = await submit(browser, {"text": "Wie schütze ich meine Adresse?", "reason": "prevention"})

    assert set(answer.json()) == {"contact_id", "receipt_code"}
    assert await place.types() == ["contact.recorded"]
    assert await place.count("cases") == 0


async def test_the_same_attempt_again_gets_the_same_answer(place: Place, browser: httpx2.AsyncClient) -> None:
    attempt = str(uuid4())
    first = await submit(browser, {"text": TEXT}, attempt=attempt)
    again = await submit(browser, {"text": TEXT}, attempt=attempt)

    assert again.status_code == 201
    assert again.json() == first.json()
    assert await place.count("contacts") == 1
    assert len(await place.published()) == 2


async def test_the_same_attempt_at_the_same_time_is_taken_once(place: Place, browser: httpx2.AsyncClient) -> None:
    attempt = str(uuid4())
    answers = await asyncio.gather(*(submit(browser, {"text": TEXT}, attempt=attempt) for _ in range(4)))

    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].status_code == 201
    assert await place.count("contacts") == 1
    code = answers[0].json()["receipt_code"]
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 303


async def test_what_comes_at_the_same_moment_is_answered_each_for_itself(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    """New ones, a retry and one that says something else under a key that is taken, in the same commands."""
    taken, forgotten = str(uuid4()), str(uuid4())
    first = await submit(browser, {"text": TEXT}, attempt=taken)
    await submit(browser, {"text": TEXT}, attempt=forgotten)
    await place.settle()
    await place.face["requests"].delete_many({"contact_id": {"$ne": first.json()["contact_id"]}})

    again, other, too_late, *new = await asyncio.gather(
        submit(browser, {"text": TEXT}, attempt=taken),
        submit(browser, {"text": "Etwas ganz anderes"}, attempt=taken),
        submit(browser, {"text": TEXT}, attempt=forgotten),
        *(submit(browser, {"text": f"{TEXT} {number}"}) for number in range(8)),
    )

    assert (again.status_code, again.json()) == (201, first.json())
    refused(other, 409, "reused-idempotency-key")
    refused(too_late, 409, "reused-idempotency-key")
    assert {each.status_code for each in new} == {201}
    assert len({each.json()["receipt_code"] for each in new}) == 8
    await place.settle()
    assert await place.count("contacts") == 10


async def test_one_that_cannot_be_written_is_refused_to_nobody_else(place: Place) -> None:
    """No field of a submission makes one; a defect of ours could."""
    concern = Concern(channel=Channel.PORTAL, text=TEXT)
    right = [signed(*a_beginning("submission", concern, f"place {number}")) for number in range(3)]
    too_large = right[1].model_copy(update={"number": 2**70})
    keep = face_over(place.face).mailbox.keep

    answers = await asyncio.gather(*map(keep, [right[0], too_large, right[2]]), return_exceptions=True)

    assert [answers[0], type(answers[1]), answers[2]] == [True, OverflowError, True]
    await place.settle()
    assert await place.count("contacts") == 2


async def test_the_same_key_with_another_body_is_refused(place: Place, browser: httpx2.AsyncClient) -> None:
    attempt = str(uuid4())
    await submit(browser, {"text": TEXT}, attempt=attempt)
    other = await submit(browser, {"text": "Etwas ganz anderes"}, attempt=attempt)

    refused(other, 409, "reused-idempotency-key")
    assert await place.count("contacts") == 1


async def test_a_key_that_is_not_remembered_any_more_opens_no_second_contact(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    """Its receipt code is derived from it, and leads to the first one."""
    attempt = str(uuid4())
    await submit(browser, {"text": TEXT}, attempt=attempt)
    await place.face["requests"].delete_many({})

    refused(await submit(browser, {"text": TEXT}, attempt=attempt), 409, "reused-idempotency-key")
    assert await place.count("contacts") == 1


async def test_two_channels_may_choose_the_same_key(place: Place, browser: httpx2.AsyncClient) -> None:
    attempt = str(uuid4())
    one = await submit(browser, {"text": TEXT}, attempt=attempt)
    two = await submit(browser, {"text": TEXT}, attempt=attempt, token=OTHER_TOKEN)

    assert one.json()["receipt_code"] != two.json()["receipt_code"]
    assert await place.count("contacts") == 2


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({}, "wrong-value"),
        ({"text": "  "}, "wrong-value"),
        ({"text": 7}, "wrong-value"),
        ({"text": TEXT, "land": "XX"}, "unknown-land"),
        ({"text": TEXT, "unknown": True}, "wrong-value"),
        ({"text": TEXT, "threat_kinds": ["tickling"]}, "wrong-value"),
        ({"text": TEXT, "wishes": {"cake": True}}, "wrong-value"),
        ({"text": TEXT, "safe_contact": {"channel": "mail", "address": "nobody"}}, "bad-mail-address"),
        (
            {"text": TEXT, "safe_contact": {"channel": "mail", "address": "a@b.example\r\nBcc: c@d.example"}},
            "bad-mail-address",
        ),
    ],
)
async def test_what_is_not_valid_is_refused_without_an_echo(
    place: Place, browser: httpx2.AsyncClient, body: dict[str, Any], slug: str
) -> None:
    answer = await submit(browser, body)

    refused(answer, 422, slug)
    assert "Social" not in answer.text
    assert await nothing_happened(place)


@pytest.mark.parametrize("key", ["", "too-short", "x" * 21, "x" * 129, "spaces are not among them"])
async def test_a_key_of_another_shape_is_refused(place: Place, browser: httpx2.AsyncClient, key: str) -> None:
    answer = await submit(browser, {"text": TEXT}, attempt=key or " ")

    refused(answer, 422, "bad-idempotency-key")
    assert await nothing_happened(place)


async def test_without_a_valid_token_nothing_is_taken(place: Place, browser: httpx2.AsyncClient) -> None:
    refused(await submit(browser, {"text": TEXT}, token="wrong"), 401, "unauthenticated")
    refused(await browser.post("/api/intake/submissions", json={"text": TEXT}), 401, "unauthenticated")
    assert await nothing_happened(place)


async def test_malformed_and_oversize_bodies_are_refused(place: Place, browser: httpx2.AsyncClient) -> None:
    headers = {"Authorization": "Bearer a-channel's-token", "Idempotency-Key": str(uuid4())}
    malformed = await browser.post(
        "/api/intake/submissions", content=b'{"text": ', headers={**headers, "content-type": "application/json"}
    )
    refused(malformed, 400, "malformed")
    unknown = await browser.post("/api/intake/submissions", content=b"{", headers={"Content-Type": "application/json"})
    refused(unknown, 401, "unauthenticated")
    refused(await submit(browser, {"text": "x" * 700_000}), 413, "too-large")
    assert await nothing_happened(place)


async def test_content_lies_in_no_store_as_plain_text(place: Place, browser: httpx2.AsyncClient) -> None:
    safe = {
        "channel": "mail",
        "address": "canary-address@example.org",
        "words": "canary-words",
        "times": "canary-times",
    }
    attempt = "canary-attempt-0123456789"
    answer = await submit(
        browser,
        {"text": "canary-text", "safe_contact": safe, "channel_reference": "canary-reference"},
        attempt=attempt,
    )

    assert answer.status_code == 201
    kept = await place.everything()
    assert "canary" not in kept
    assert answer.json()["receipt_code"] not in kept
    assert "a-channel's-token" not in kept


async def test_a_safe_contact_is_told_as_a_reference_only(place: Place, browser: httpx2.AsyncClient) -> None:
    safe = {"channel": "mail", "address": "person@example.org"}
    accepted = (await submit(browser, {"text": TEXT, "safe_contact": safe})).json()

    changed = [row for row in await place.published(accepted["case_id"]) if row["topic"].endswith("safe-contact")]
    assert set(json.loads(changed[0]["body"])["data"]) == {"case_id", "reference"}


def refused(answer: httpx2.Response, status: int, slug: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:lotse:problem:{slug}"


async def nothing_happened(place: Place) -> bool:
    collections = ("contacts", "cases", "messages", "taken", "outbox")
    return not (await requests_of(place) or any([await place.count(name) for name in collections]))


async def test_the_interface_describes_itself(browser: httpx2.AsyncClient) -> None:
    described = (await browser.get("/api/intake/openapi.json")).json()

    assert list(described["paths"]) == ["/api/intake/submissions", "/api/intake/sealing-key"]
    assert described["components"]["schemas"]["Submission"]["examples"]


async def test_a_channel_submits_so_many_in_a_minute(place: Place, mongo_of: Mapping[str, str]) -> None:
    """Each channel its own; what was turned away is taken later under the same key."""
    settings = face_settings(mongo_of["intake-face"]).model_copy(update={"channel_per_minute": 3})
    async with at(face(settings), PUBLIC) as browser:
        answers = [await submit(browser, {"text": TEXT}) for _ in range(5)]
        other = await submit(browser, {"text": TEXT}, token=OTHER_TOKEN)

    assert [each.status_code for each in answers] == [201, 201, 201, 429, 429]
    assert answers[-1].json()["type"] == "urn:lotse:problem:too-many"
    assert 0 < int(answers[-1].headers["retry-after"]) <= 20
    assert other.status_code == 201
    await place.settle()
    assert await place.count("contacts") == 4
