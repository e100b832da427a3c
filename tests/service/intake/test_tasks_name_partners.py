"""A task about a partner names it, whichever fact made it, and its first button leads to what is said about it."""

from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId
from services.intake.domain.task import Task, TaskKind
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.services.partner_directory import delist_partner
from services.intake.store import TASKS
from services.intake.task_labels_de import TASKS as LABELS
from services.intake.task_table import RECALLED, TABLE
from shared.contracts import notification, referral
from shared.contracts.catalogue import topic_of
from shared.contracts.message import Message
from shared.contracts.sample import made
from shared.contracts.vocabulary import ConsentHow
from shared.referral_id import referral_of
from tests.harness.services.intake import Place
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_tasks import (
    ACCOUNT,
    ANNA,
    PARTNER,
    case_id,
    consume,
    failed_notice,
    open_tasks,
    sent,
    with_anna,
)

pytestmark = pytest.mark.engines
__all__ = ["case_id", "with_anna"]

NAME: Final = "Beratungsstelle (Demo)"
OF_A_REFERRAL: Final = [
    fact for fact, rule in TABLE.items() if rule.makes and fact.TOPIC == referral.ReferralSent.TOPIC
]
"""Those that ask for room are among them."""


def about(case: CaseId, fact: type[Message], **ids: Any) -> Message:
    data = made(fact, topic_of(fact.TYPE))["data"]
    return fact.model_validate(data | {"case_id": case, "partner_id": PARTNER} | ids)


async def all_tasks(place: Place, case: CaseId) -> list[Task]:
    return await place.unit_of_work(lambda tx: TASKS.all(tx, thread=case))


def to_partner(case: CaseId, fact: type[Message], **ids: Any) -> Message:
    of = {"audience": "partner", "rule": "referral_sent", **ids}
    return fact.model_validate(failed_notice(case).data() | of)


async def test_whatever_happens_to_a_referral_or_to_a_question_for_room_its_task_names_the_partner(
    place: Place, with_anna: CaseId
) -> None:
    inquiry = str(uuid4())
    asked = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    ids = {"referral_id": referral_of(asked)}
    for mailed in (notification.DeliveryDoubted, notification.DeliveryFailed):
        await consume(place, to_partner(with_anna, mailed, **ids))
    await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE)
    await consume(place, sent(with_anna, asked))
    for fact in OF_A_REFERRAL:
        has_inquiry = "inquiry_id" in fact.model_fields
        await consume(place, about(with_anna, fact, **({"inquiry_id": inquiry} if has_inquiry else ids)))
    for reason in RECALLED:
        await consume(place, about(with_anna, referral.ReferralRecalled, reason=reason, **ids))
    doubted = to_partner(with_anna, notification.DeliveryDoubted, inquiry_id=inquiry, addressee_id=PARTNER)
    await consume(place, doubted)

    tasks = [each for each in await all_tasks(place, with_anna) if each.about in (ids["referral_id"], inquiry)]
    assert {each.kind for each in tasks} >= {rule.makes for rule in (TABLE[fact] for fact in OF_A_REFERRAL)} | {
        TaskKind.CONSENTED, TaskKind.PARTNER_LEFT, TaskKind.NOT_ASKED,
        TaskKind.PARTNER_NOT_REACHED, TaskKind.PARTNER_MAYBE_NOT_REACHED,
    }  # fmt: skip
    assert {(each.kind, each.about): each.partner for each in tasks if each.partner != NAME} == {}


async def test_who_left_while_the_person_was_asked_is_named_too(place: Place, with_anna: CaseId) -> None:
    await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    await place.unit_of_work(lambda tx: delist_partner(tx, PARTNER))
    left = [each for each in await open_tasks(place, with_anna) if each.kind is TaskKind.PARTNER_LEFT]
    assert [each.partner for each in left] == [NAME]


@pytest.mark.parametrize("said", ["unanswered", "doubtful"])
async def test_a_question_for_room_that_nobody_answered_or_perhaps_nobody_has_leads_to_its_place_on_the_page(
    place: Place, desk: httpx2.AsyncClient, with_anna: CaseId, said: str
) -> None:
    inquiry = str(uuid4())
    if said == "unanswered":
        kind = TaskKind.CAPACITY_LAPSED
        await consume(place, about(with_anna, referral.CapacityLapsed, inquiry_id=inquiry))
    else:
        kind, told = TaskKind.PARTNER_MAYBE_NOT_REACHED, {"inquiry_id": inquiry, "addressee_id": PARTNER}
        await consume(place, to_partner(with_anna, notification.DeliveryDoubted, **told))
    page = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    row = page.partition(f'id="aufgabe-{kind}')[2].partition("</li>")[0]
    assert f"{LABELS[kind]}: <bdi>{NAME}</bdi>" in row
    assert row.partition('href="')[2].partition('"')[0] == f"/referral/cases/{with_anna}/proposals#stelle-{inquiry}"


async def test_of_an_earlier_release_of_notification_the_task_is_there_without_the_name(
    place: Place, with_anna: CaseId
) -> None:
    inquiry = str(uuid4())
    await consume(place, to_partner(with_anna, notification.DeliveryDoubted, inquiry_id=inquiry))
    assert [(each.kind, each.partner) for each in await open_tasks(place, with_anna) if each.about == inquiry] == [
        (TaskKind.PARTNER_MAYBE_NOT_REACHED, None)
    ]
