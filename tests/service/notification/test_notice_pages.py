"""Counsellors see by case and partner what became of each notice, and have sent once more what failed."""

import json
import secrets
import uuid

import pytest

from services.notification.handlers.list_notices import LATELY
from shared.clock import now
from shared.contracts.intake import SafeContactChanged
from shared.contracts.referral import PartnerDelisted, PartnerListed
from shared.contracts.vocabulary import Level, PartnerCategory, Way
from tests.harness.services.notification import World, referral_sent
from tests.service.notification.conftest import STAFF_URL, cookie
from tests.service.notification.test_owed_notices import HOUR, around

pytestmark = pytest.mark.engines
FROM_THE_PAGE = {"Origin": STAFF_URL, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
async def what_is_left_is_long_past(world: World) -> None:
    """The list of all cases shows the oldest first, and no more than some hundred: the other tests' notices fill it."""
    await world.store["deliveries"].update_many({}, {"$set": {"at": now() - 2 * LATELY}})


def page_of(case_id: str) -> str:
    return f"/notification/cases/{case_id}/notices"


async def a_failed_notice(world: World, by: str = "anna") -> tuple[str, str]:
    """Case and notice; the address was stored before addresses were checked."""
    case_id = await world.a_case_with_safe_contact("p@example..org")
    await world.taken_over(case_id, by)
    await world.answered(case_id)
    (failed,) = await world.ear.hear(case_id, 1)
    assert failed.type.endswith("failed.v1")
    return case_id, failed.data["dispatch_id"]


async def test_what_waits_and_what_was_moved_names_its_rule_and_its_time(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.taken_over(case_id)
    assert "noch niemand benachrichtigt" in (await world.staff.get(page_of(case_id))).text
    await world.answered(case_id)
    await world.applied(case_id, "lotse.intake.case")
    assert "noch kein sicherer Kontaktweg" in (await world.staff.get(page_of(case_id))).text

    await world.safe_contact(case_id, "moved@person.example.org", times=around(now() + 24 * HOUR))
    await world.facts(case_id, 1)
    shown = (await world.staff.get(page_of(case_id))).text
    assert "verschoben" in shown
    assert "nur zu bestimmten Zeiten" in shown
    assert "Nächster Versuch: " in shown
    assert "nicht versandt" not in shown
    assert case_id in (await world.staff.get("/notification/notices")).text


async def test_what_failed_is_sent_once_more_and_only_once(world: World) -> None:
    case_id, notice = await a_failed_notice(world)
    shown = (await world.staff.get(page_of(case_id))).text
    assert "kam nicht an" in shown
    assert "Noch einmal versenden" in shown
    await world.safe_contact(case_id, "whole@person.example.org")
    await world.applied(case_id, SafeContactChanged.TOPIC, 2)

    form = {"attempt": secrets.token_hex(16)}
    first = await world.staff.post(f"{page_of(case_id)}/{notice}", data=form, headers=FROM_THE_PAGE)
    assert (first.status_code, first.headers["location"]) == (303, f"{page_of(case_id)}?erledigt=retried")
    assert await world.facts(case_id, 2) == ["delivery.failed.v1", "delivery.sent.v1"]
    again = await world.staff.post(f"{page_of(case_id)}/{notice}", data=form, headers=FROM_THE_PAGE)
    assert again.status_code == 303
    another = {"attempt": secrets.token_hex(16)}
    late = await world.staff.post(f"{page_of(case_id)}/{notice}", data=another, headers=FROM_THE_PAGE)
    assert late.status_code == 409
    assert "schon unterwegs oder versandt" in late.text
    assert len(world.mailbox.to("whole@person.example.org")) == 1
    assert "Noch einmal versenden" not in (await world.staff.get(page_of(case_id))).text


async def test_what_failed_together_is_sent_together(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("together@person.example.org")
    await world.taken_over(case_id)
    world.owners.away = True
    for _ in range(2):
        await world.answered(case_id)
    await world.applied(case_id, "lotse.intake.case", 2)
    world.mailbox.refused.add("together@person.example.org")
    world.owners.away = False
    await world.time_comes(case_id)
    (failed,) = await world.ear.hear(case_id, 1)
    assert await world.states(case_id) == ["failed", "failed"]
    world.mailbox.refused.clear()
    form = {"attempt": secrets.token_hex(16)}
    await world.staff.post(f"{page_of(case_id)}/{failed.data['dispatch_id']}", data=form, headers=FROM_THE_PAGE)
    await world.facts(case_id, 2)
    assert await world.states(case_id) == ["sent", "sent"]
    assert len(world.mailbox.to("together@person.example.org")) == 1


async def test_a_retry_keeps_to_what_the_person_allows_now(world: World) -> None:
    case_id, notice = await a_failed_notice(world)
    await world.safe_contact(case_id, "phone@person.example.org", channel="phone")
    await world.applied(case_id, SafeContactChanged.TOPIC, 2)
    form = {"attempt": secrets.token_hex(16)}
    await world.staff.post(f"{page_of(case_id)}/{notice}", data=form, headers=FROM_THE_PAGE)
    *_, suppressed = await world.ear.hear(case_id, 2)
    assert suppressed.data["reason"] == "by_phone_only"
    assert "Bitte selbst melden" in (await world.staff.get(page_of(case_id))).text


async def test_a_partner_that_is_not_reached_is_named(world: World) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    await world.taken_over(case_id)
    sent = referral_sent(case_id, referral_id)
    listed = PartnerListed(
        partner_id=sent.partner_id,
        category=PartnerCategory.LEGAL,
        level=Level.LAND,
        name="Beratung <Nord>",
        ways=(Way.MAIL,),
    )
    await world.speaker.say_and_send(sent.partner_id, listed)
    await world.applied(sent.partner_id, PartnerListed.TOPIC)
    world.owners.content[f"/internal/notices/{referral_id}"] = json.dumps(
        {"to": ["nowhere@"], "link": "https://partner.example.org/x"}
    ).encode()
    await world.speaker.say_and_send(case_id, sent)
    assert await world.facts(case_id, 1) == ["delivery.failed.v1"]
    for page in (page_of(case_id), "/notification/notices"):
        assert "An Beratung &lt;Nord&gt;" in (await world.staff.get(page)).text
    await world.speaker.say_and_send(sent.partner_id, PartnerDelisted(partner_id=sent.partner_id))
    await world.applied(sent.partner_id, PartnerListed.TOPIC, 2)
    assert "deren Name hier nicht steht" in (await world.staff.get(page_of(case_id))).text


async def test_a_colleagues_notices_are_not_there_and_listed_for_supervisors_only(world: World) -> None:
    case_id, notice = await a_failed_notice(world, by="bert")
    form = {"attempt": secrets.token_hex(16)}
    assert (await world.staff.get(page_of(case_id))).status_code == 404
    tried = await world.staff.post(f"{page_of(case_id)}/{notice}", data=form, headers=FROM_THE_PAGE)
    assert tried.status_code == 404
    mine, own_case = await world.staff.get("/notification/notices"), await a_failed_notice(world)
    foreign = await world.staff.post(f"{page_of(own_case[0])}/{notice}", data=form, headers=FROM_THE_PAGE)
    assert foreign.status_code == 404
    all_of_them = await world.anyone.get("/notification/notices", headers=cookie("supervisor"))
    assert (case_id in mine.text, case_id in all_of_them.text) == (False, True)


async def test_each_case_of_which_something_has_not_arrived_is_named(world: World) -> None:
    case_id, _ = await a_failed_notice(world)
    await world.numbered(case_id, "L-4F7K2")
    page = (await world.staff.get("/notification/notices")).text
    (row,) = [each for each in page.split("<li>") if case_id in each]
    assert "L-4F7K2" in row


async def test_that_somebody_saw_the_notices_is_recorded(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.taken_over(case_id)
    await world.staff.get(page_of(case_id))
    seen = await world.store["audit"].find_one({"case": case_id})
    assert seen is not None
    assert (seen["by"], seen["what"]) == ("anna", "notices")


@pytest.mark.parametrize("page", ["/notification/notices", page_of("0f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21")])
async def test_only_counsellors_see_the_pages_of_notices(world: World, page: str) -> None:
    assert (await world.anyone.get(page)).status_code == 303
    assert (await world.anyone.get(page, headers=cookie("analyst"))).status_code == 404
