"""A person whose safe contact is an SMS gets a neutral one, in her hours; what became of it, the provider reports."""

import json
import logging
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from services.notification.domain.sms_length import length
from services.notification.domain.stated_hours import WEEKDAYS
from shared.clock import BERLIN, now
from shared.contracts.intake import CaseAnswered, SafeContactChanged, SafeContactWithdrawn
from tests.harness.eventually import eventually
from tests.harness.services.hostile_sink import Answer, SinkAt, a_sink, drip, endless_body, hang_up, noise, status
from tests.harness.services.notification import World
from tests.service.notification.conftest import REPORT_TOKEN, SMS_TOKEN

pytestmark = pytest.mark.engines

NUMBER = "+491713920012"
"""Of nobody: kept for films."""
WRITTEN = "0171 39200-12"
REPORTS = "/api/notification/sms/reports"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def provider(sms_port: int) -> AsyncIterator[SinkAt]:
    """Takes every message, unless a test says otherwise."""
    async with a_sink(status(202, body=b'{"status": "accepted"}'), port=sms_port) as sink:
        yield sink


def messages(provider: SinkAt) -> list[dict[str, str]]:
    return [json.loads(body) for _, body in provider.received]


async def by_sms(world: World, number: str = WRITTEN, **stated: Any) -> str:
    case_id = str(uuid.uuid4())
    await world.safe_contact(case_id, number, channel="sms", **stated)
    await world.applied(case_id, SafeContactChanged.TOPIC)
    return case_id


async def sent(world: World, provider: SinkAt) -> tuple[str, str]:
    """A case, and the reference of the SMS that left."""
    case_id = await by_sms(world)
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    return case_id, messages(provider)[-1]["reference"]


async def report(world: World, reference: str, said: str, token: str | None = REPORT_TOKEN) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await world.anyone.post(REPORTS, json={"reference": reference, "status": said}, headers=headers)


async def test_an_answer_is_told_by_one_neutral_sms_to_the_number_in_its_one_form(
    world: World, provider: SinkAt, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id, reference = await sent(world, provider)
    ((headers, _),) = provider.received
    (message,) = messages(provider)
    (fact,) = world.ear.about(case_id)
    assert (headers["authorization"], headers["idempotency-key"]) == (f"Bearer {SMS_TOKEN}", reference)
    assert (message["to"], message["from"], reference) == (NUMBER, "Nachricht", fact.data["dispatch_id"])
    assert "https://hilfe.example.org/rueckmeldung" in message["text"]
    assert length(message["text"]).segments == 1
    assert "canary" not in message["text"]
    assert (fact.data["channel"], fact.data["audience"]) == ("sms", "person")
    stored = [await world.store[name].find({}).to_list() for name in ("deliveries", "dispatches", "outbox")]
    for place in (json.dumps(fact.data), caplog.text, str(stored)):
        assert not any(number in place for number in (WRITTEN, NUMBER, NUMBER[3:]))


async def test_without_link_no_sms_leads_to_us(world: World, provider: SinkAt) -> None:
    case_id = await by_sms(world, without_link=True)
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert "://" not in messages(provider)[0]["text"]


async def test_the_allowed_hours_are_kept(world: World, provider: SinkAt) -> None:
    tomorrow = (now() + timedelta(hours=24)).astimezone(BERLIN)
    day, hour = WEEKDAYS[tomorrow.weekday()], f"{tomorrow:%H}:00"
    case_id = await by_sms(world, times=None, weekdays=[day], earliest=hour)
    await world.answered(case_id)
    (postponed,) = await world.ear.hear(case_id, 1)
    assert (postponed.type.split(".")[3], postponed.data["reason"]) == ("postponed", "allowed_hours")
    assert postponed.data["channel"] == "sms"
    (row,) = await world.store["dispatches"].find({"key": case_id}).to_list()
    assert row["due"] == tomorrow.replace(minute=0, second=0, microsecond=0)
    assert provider.received == []


async def test_one_day_has_one_sms(world: World, provider: SinkAt) -> None:
    case_id, _ = await sent(world, provider)
    await world.answered(case_id)
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.postponed.v1"]
    assert len(provider.received) == 1


@pytest.mark.parametrize("number", ["030 23125 100", "110", "0900 1234567"])
async def test_a_number_that_can_take_no_sms_is_somebodys_to_ring(world: World, provider: SinkAt, number: str) -> None:
    case_id = await by_sms(world, number)
    await world.answered(case_id)
    (suppressed,) = await world.ear.hear(case_id, 1)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "by_phone_only")
    assert provider.received == []


async def test_who_withdraws_before_the_sending_gets_none(world: World, provider: SinkAt) -> None:
    case_id = await by_sms(world)
    world.owners.away = True
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC)
    reference = (await world.store["safe_contacts"].find_one({"_id": case_id}) or {})["reference"]
    await world.speaker.say_and_send(case_id, SafeContactWithdrawn(reference=reference, case_id=case_id))
    await world.applied(case_id, SafeContactWithdrawn.TOPIC, 2)
    world.owners.away = False
    assert await world.facts(case_id, 1) == ["delivery.suppressed.v1"]
    assert provider.received == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(status(500), id="500"),
        pytest.param(status(429, "Retry-After: 1"), id="429"),
        pytest.param(status(302, "Location: http://169.254.169.254/"), id="redirect"),
        pytest.param(status(401), id="token refused"),
        pytest.param(hang_up, id="hangs up"),
        pytest.param(noise, id="noise"),
    ],
)
async def test_what_the_provider_did_not_take_goes_again_under_the_same_reference(
    world: World, provider: SinkAt, answer: Answer
) -> None:
    provider.answers["/messages"] = answer
    case_id = await by_sms(world)
    await world.answered(case_id)

    async def tried() -> int:
        return len(provider.received)

    await eventually(tried, lambda times: times >= 1)
    assert world.ear.about(case_id) == []
    provider.answers.clear()
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert len({each["reference"] for each in messages(provider)}) == 1
    assert {each["idempotency-key"] for each, _ in provider.received} == {messages(provider)[0]["reference"]}


async def test_an_answer_without_end_holds_nobody_up(world: World, provider: SinkAt) -> None:
    provider.answers["/messages"] = endless_body
    case_id = await by_sms(world)
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]


async def test_a_provider_that_drips_holds_up_no_mail(world: World, provider: SinkAt) -> None:
    provider.answers["/messages"] = drip
    slow = await by_sms(world)
    await world.answered(slow)
    mailed = await world.a_case_with_safe_contact("beside@person.example.org")
    await world.answered(mailed)
    assert await world.facts(mailed, 1) == ["delivery.sent.v1"]
    provider.answers.clear()
    assert await world.facts(slow, 1) == ["delivery.sent.v1"]


async def test_what_is_refused_for_good_fails_and_may_be_sent_once_more_under_another_reference(
    world: World, provider: SinkAt
) -> None:
    provider.answers["/messages"] = status(422)
    case_id = await by_sms(world)
    await world.answered(case_id)
    (failed,) = await world.ear.hear(case_id, 1)
    assert (failed.type.split(".")[3], failed.data["channel"]) == ("failed", "sms")
    await world.taken_over(case_id)
    page = (await world.staff.get(f"/notification/cases/{case_id}/notices")).text
    assert "per SMS" in page
    assert "Der SMS-Dienst konnte sie nicht zustellen" in page

    provider.answers.clear()
    notice = failed.data["dispatch_id"]
    again = await world.staff.post(
        f"/notification/cases/{case_id}/notices/{notice}", data={"attempt": uuid.uuid4().hex}, headers=SAME_ORIGIN
    )
    assert again.status_code == 303
    assert await world.facts(case_id, 2) == ["delivery.failed.v1", "delivery.sent.v1"]
    assert [each["reference"] for each in messages(provider)] == [notice, f"{notice}.1"]
    assert (await report(world, notice, "failed")).status_code == 204
    assert await world.states(case_id) == ["sent"]


async def test_what_arrived_is_said_to_be_there_and_stays_so(world: World, provider: SinkAt) -> None:
    case_id, reference = await sent(world, provider)
    for said in ("buffered", "delivered", "delivered", "failed"):
        assert (await report(world, reference, said)).status_code == 204
    await world.taken_over(case_id)
    page = (await world.staff.get(f"/notification/cases/{case_id}/notices")).text
    assert "Die SMS ist auf dem Telefon" in page
    assert await world.states(case_id) == ["sent"]
    assert len(world.ear.about(case_id)) == 1


async def test_what_never_arrives_fails_once_however_often_it_is_reported(world: World, provider: SinkAt) -> None:
    case_id, reference = await sent(world, provider)
    for said in ("failed", "failed", "delivered"):
        assert (await report(world, reference, said)).status_code == 204
    sent_first, failed = await world.ear.hear(case_id, 2)
    assert (failed.type.split(".")[3], failed.data["channel"]) == ("failed", "sms")
    assert failed.data["dispatch_id"] == sent_first.data["dispatch_id"]
    assert await world.states(case_id) == ["failed"]
    await world.answered(case_id)
    assert (await world.facts(case_id, 3))[2] == "delivery.sent.v1"


async def test_a_report_before_we_know_that_it_left_is_to_come_again(world: World, provider: SinkAt) -> None:
    provider.answers["/messages"] = status(503)
    case_id = await by_sms(world)
    await world.answered(case_id)

    async def tried() -> int:
        return len(provider.received)

    await eventually(tried, lambda times: times >= 1)
    reference = messages(provider)[0]["reference"]
    early = await report(world, reference, "delivered")
    assert (early.status_code, early.headers["Retry-After"]) == (503, "5")
    provider.answers.clear()
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert (await report(world, reference, "delivered")).status_code == 204


async def test_who_has_not_the_token_reports_nothing(world: World, provider: SinkAt) -> None:
    case_id, reference = await sent(world, provider)
    for token in (None, "", SMS_TOKEN, REPORT_TOKEN[:-1], REPORT_TOKEN + "x"):
        assert (await report(world, reference, "failed", token)).status_code == 401
    assert await world.states(case_id) == ["sent"]


async def test_what_is_no_sms_of_ours_is_answered_like_what_never_was(world: World, provider: SinkAt) -> None:
    by_mail = await world.a_case_with_safe_contact("no-sms@person.example.org")
    await world.answered(by_mail)
    (mail,) = await world.ear.hear(by_mail, 1)
    unknown = await report(world, str(uuid.uuid4()), "failed")
    known = await report(world, mail.data["dispatch_id"], "failed")
    assert (unknown.status_code, unknown.content) == (404, known.content)
    assert await world.states(by_mail) == ["sent"]


@pytest.mark.parametrize(
    "body",
    [{}, {"reference": "x", "status": "failed"}, {"reference": str(uuid.UUID(int=0))}, {"status": "failed"}, [], "x"],
    ids=range(6),
)
async def test_a_report_of_another_shape_is_refused_without_an_echo(world: World, body: object) -> None:
    headers = {"Authorization": f"Bearer {REPORT_TOKEN}"}
    answer = await world.anyone.post(REPORTS, json=body, headers=headers)
    assert answer.status_code == 422
