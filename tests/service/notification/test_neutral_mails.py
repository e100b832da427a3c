"""An event is consumed, a neutral mail is sent once, and an event is published about how its delivery ended."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from functools import partial

import pytest

from services.notification.domain.message_id import MessageIds
from services.notification.mail_texts import MailText
from services.notification.smtp import Answers, Mail, MailServer
from shared.clock import now
from shared.contracts.intake import CaseAnswered, CaseErased, ContactAnswered, SafeContactChanged, SafeContactWithdrawn
from shared.contracts.message import Message
from shared.contracts.notification import DeliverySent
from shared.contracts.referral import ReferralAccepted, ReferralDeclined, ReferralSent
from shared.contracts.vocabulary import Reason, ReferralKind
from tests.harness.eventually import eventually
from tests.harness.gauges import count_of
from tests.harness.services.notification import World, consent_asked, referral_answered, referral_sent, threat

pytestmark = pytest.mark.engines

SUPPRESSED = "lotse.notification.delivery.suppressed.v1"


async def mails(world: World, address: str, number: int = 1) -> list[EmailMessage]:
    async def look() -> list[EmailMessage]:
        return world.mailbox.to(address)

    return await eventually(look, lambda seen: len(seen) >= number)


async def test_a_partner_is_told_nothing_of_a_cold_referral_of_an_earlier_release(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("cold@person.example.org")
    cold = referral_sent(case_id, str(uuid.uuid4())).model_copy(update={"kind": ReferralKind.COLD})
    await world.speaker.say_and_send(case_id, cold)
    await world.applied(case_id, ReferralSent.TOPIC)
    assert await world.store["deliveries"].count_documents({"key": case_id, "audience": "partner"}) == 0
    assert await world.store["clocks"].count_documents({"case_id": case_id}) == 0


async def test_an_answer_is_told_by_one_neutral_mail(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("canary-name@person.example.org")
    event_id = await world.answered(case_id)
    (mail,) = await mails(world, "canary-name@person.example.org")
    (sent,) = await world.ear.hear(case_id, 1)
    assert sent.type == "lotse.notification.delivery.sent.v1"
    assert sent.cause == event_id
    assert sent.data["rule"] == "desk_answered"
    proven = rf"<{sent.data['dispatch_id']}\.[0-9a-f]{{32}}@example\.org>"
    assert re.fullmatch(proven, mail["Message-ID"])
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "https://hilfe.example.org/rueckmeldung" in text.splitlines()
    assert case_id not in mail.as_string()
    assert "canary" not in text + mail["Subject"] + json.dumps(sent.data)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (consent_asked, "consent_asked"),
        (partial(referral_answered, ReferralAccepted), "referral_accepted"),
        (partial(referral_answered, ReferralDeclined), "referral_declined"),
    ],
)
async def test_each_step_that_concerns_the_person_is_told(
    world: World, said: Callable[[str], Message], rule: str
) -> None:
    case_id = await world.a_case_with_safe_contact(f"{rule}@person.example.org")
    await world.speaker.say_and_send(case_id, said(case_id))
    (sent,) = await world.ear.hear(case_id, 1)
    assert (sent.data["audience"], sent.data["rule"]) == ("person", rule)
    assert len(world.mailbox.to(f"{rule}@person.example.org")) == 1


@pytest.mark.parametrize(
    "said", [consent_asked, partial(referral_answered, ReferralAccepted), partial(referral_answered, ReferralDeclined)]
)
async def test_who_reports_for_another_is_told_of_an_answer_and_of_nothing_else(
    world: World, said: Callable[[str], Message]
) -> None:
    address = f"{uuid.uuid4()}@person.example.org"
    case_id = await world.a_case_with_safe_contact(address)
    await world.taken_over(case_id, reason=Reason.ON_BEHALF)
    await world.speaker.say_and_send(case_id, said(case_id))
    await world.answered(case_id)
    (sent,) = await world.ear.hear(case_id, 1)
    assert (sent.data["audience"], sent.data["rule"]) == ("person", "desk_answered")
    assert await world.store["deliveries"].count_documents({"key": case_id, "audience": "person"}) == 1
    assert len(world.mailbox.to(address)) == 1


async def test_a_mail_that_left_before_a_restore_holds_up_no_other(world: World) -> None:
    """The backup was taken between the wish for the mail and its sending; `restore` knows that it left."""
    case_id = await world.a_case_with_safe_contact("restored@person.example.org")
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    of_the_backup = {"state": "waiting", "at": now() - timedelta(hours=24, minutes=1)}
    await world.store["deliveries"].update_many({"key": case_id}, {"$set": of_the_backup})
    await world.answered(case_id)
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.sent.v1"]


async def test_the_same_event_twice_is_one_mail(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("twice@person.example.org")
    await world.answered(case_id)
    await world.facts(case_id, 1)
    await world.speaker.send_again(case_id)
    await world.answered(case_id)
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.postponed.v1"]
    assert len(world.mailbox.to("twice@person.example.org")) == 1


async def test_a_person_without_a_safe_contact_gets_nothing_and_nothing_is_said(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC)
    assert world.ear.about(case_id) == []
    assert await world.states(case_id) == ["owed"]


async def test_without_a_safe_contact_for_a_day_the_desk_is_told(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC)
    await world.time_comes(case_id)
    (suppressed,) = await world.ear.hear(case_id, 1)
    assert (suppressed.type, suppressed.data["reason"]) == (SUPPRESSED, "no_safe_contact")


async def test_a_safe_contact_that_comes_after_the_fact_still_brings_one_mail(world: World) -> None:
    """Their topics know no common order: a service that was away may hear the second first."""
    case_id = str(uuid.uuid4())
    await world.answered(case_id)
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC, 2)
    await world.safe_contact(case_id, "afterwards@person.example.org")
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert len(await mails(world, "afterwards@person.example.org")) == 1
    assert await world.states(case_id) == ["sent", "sent"]


async def test_what_left_before_a_restore_is_not_due_again_where_the_safe_contact_is_read_after_the_fact(
    world: World,
) -> None:
    """Of the mail that Kafka tells of, the restore has noted no more than that its effect is done."""
    case_id = str(uuid.uuid4())
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC)
    done = {"$set": {"status": "done", "kind": DeliverySent.TYPE}, "$unset": {"payload": "", "created": ""}}
    await world.store["dispatches"].update_one({"key": case_id}, done)
    await world.safe_contact(case_id, "left@person.example.org")
    await world.applied(case_id, SafeContactChanged.TOPIC)
    assert await world.store["dispatches"].distinct("status", {"key": case_id}) == ["done"]
    assert world.mailbox.to("left@person.example.org") == []


async def test_a_safe_contact_brings_up_nothing_of_days_ago(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC)
    yesterday = now() - timedelta(hours=24, minutes=1)
    await world.store["deliveries"].update_many({"key": case_id}, {"$set": {"at": yesterday}})
    await world.safe_contact(case_id, "old@person.example.org")
    await world.applied(case_id, SafeContactChanged.TOPIC)
    assert await world.states(case_id) == ["owed"]
    assert world.mailbox.to("old@person.example.org") == []


async def test_a_contact_without_a_case_is_told_under_its_own_key(world: World) -> None:
    contact_id = await world.a_case_with_safe_contact("contact@person.example.org")
    await world.speaker.say_and_send(contact_id, ContactAnswered(contact_id=contact_id))
    (sent,) = await world.ear.hear(contact_id, 1)
    assert sent.data["contact_id"] == contact_id
    assert "case_id" not in sent.data


async def test_while_the_owner_is_away_the_mail_waits(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("later@person.example.org")
    asked, world.owners.away = len(world.owners.asked), True
    await world.answered(case_id)

    async def tries() -> int:
        return len(world.owners.asked) - asked

    await eventually(tries, lambda number: number >= 2)
    assert world.ear.about(case_id) == []
    world.owners.away = False
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]


async def test_while_the_mail_server_is_away_the_mail_waits(running: World) -> None:
    case_id = await running.a_case_with_safe_contact("outage@person.example.org")
    await running.answered(case_id)

    async def tries() -> int:
        row = await running.store["dispatches"].find_one({"key": case_id})
        return int(row["tries"]) if row else 0

    await eventually(tries, lambda number: number >= 1)
    async with running.mailbox.open():
        assert await running.facts(case_id, 1) == ["delivery.sent.v1"]


async def test_a_refused_address_fails_and_does_not_hold_back_the_next_mail(world: World) -> None:
    world.mailbox.refused.add("gone@person.example.org")
    case_id = await world.a_case_with_safe_contact("gone@person.example.org")
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.failed.v1"]
    world.mailbox.refused.clear()
    await world.answered(case_id)
    assert await world.facts(case_id, 2) == ["delivery.failed.v1", "delivery.sent.v1"]


@pytest.mark.parametrize(
    "address",
    ["a@person.example.org\r\nBcc: b@person.example.org", "a@person.example.org, b@person.example.org", "nobody", ""],
)
async def test_an_address_that_is_more_or_less_than_one_is_never_written_to(world: World, address: str) -> None:
    before = len(world.mailbox.mails)
    case_id = await world.a_case_with_safe_contact(address)
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.failed.v1"]
    assert len(world.mailbox.mails) == before


async def test_a_safe_contact_withdrawn_meanwhile_is_not_written_to(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("withdrawn@person.example.org")
    world.owners.away = True
    await world.answered(case_id)
    await world.applied(case_id, CaseAnswered.TOPIC)
    reference = (await world.store["safe_contacts"].find_one({"_id": case_id}) or {})["reference"]
    await world.speaker.say_and_send(case_id, SafeContactWithdrawn(reference=reference, case_id=case_id))
    await world.applied(case_id, SafeContactWithdrawn.TOPIC, 2)
    world.owners.away = False
    assert await world.facts(case_id, 1) == ["delivery.suppressed.v1"]
    assert world.mailbox.to("withdrawn@person.example.org") == []


async def test_who_withdraws_between_the_look_and_the_sending_is_not_written_to(world: World) -> None:
    address = "between@person.example.org"
    case_id = await world.a_case_with_safe_contact(address)
    reference = (await world.store["safe_contacts"].find_one({"_id": case_id}) or {})["reference"]

    async def withdraws() -> None:
        await world.speaker.say_and_send(case_id, SafeContactWithdrawn(reference=reference, case_id=case_id))
        await world.applied(case_id, SafeContactWithdrawn.TOPIC, 2)

    world.owners.meanwhile = withdraws
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.suppressed.v1"]
    assert world.owners.meanwhile is None, "it was asked, and answered as before"
    assert world.mailbox.to(address) == []


async def test_another_way_that_is_stated_between_the_look_and_the_sending_is_the_one(world: World) -> None:
    before, after = "before@person.example.org", "after@person.example.org"
    case_id = await world.a_case_with_safe_contact(before)

    async def changes() -> None:
        await world.safe_contact(case_id, after)
        await world.applied(case_id, SafeContactChanged.TOPIC, 2)

    world.owners.meanwhile = changes
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert world.owners.meanwhile is None, "it was asked, and answered as before"
    assert (len(world.mailbox.to(before)), len(world.mailbox.to(after))) == (0, 1)


async def test_a_partner_is_told_of_every_referral_with_its_link(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("person@person.example.org")
    for number in ("1", "2"):
        referral_id = str(uuid.uuid4())
        notice = {"to": ["desk@partner.example.org"], "link": f"https://partner.example.org/partner/{number}"}
        world.owners.content[f"/internal/notices/{referral_id}"] = json.dumps(notice).encode()
        await world.speaker.say_and_send(case_id, referral_sent(case_id, referral_id))
    first, second = await mails(world, "desk@partner.example.org", 2)
    assert {"/1" in first.get_content(), "/1" in second.get_content()} == {True, False}
    events = await world.ear.hear(case_id, 2)
    assert {event.data["audience"] for event in events} == {"partner"}
    assert case_id not in first.as_string()
    assert world.mailbox.to("person@person.example.org") == []


async def test_a_recalled_referral_fails_without_a_mail(world: World) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    world.owners.content[f"/internal/notices/{referral_id}"] = None
    await world.speaker.say_and_send(case_id, referral_sent(case_id, referral_id))
    assert await world.facts(case_id, 1) == ["delivery.failed.v1"]


async def test_erasure_leaves_nothing_of_the_case(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("erased@person.example.org")
    await world.answered(case_id)
    await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), "2026-09-25"))
    await world.facts(case_id, 2)
    assert await documents(world, case_id) == 3
    await world.speaker.say_and_send(case_id, CaseErased(case_id=case_id))
    await world.applied(case_id, CaseErased.TOPIC, 2)
    assert await documents(world, case_id) == 0


async def documents(world: World, case_id: str) -> int:
    of_the_case = {"$or": [{"_id": case_id}, {"key": case_id}, {"case_id": case_id}]}
    names = ("safe_contacts", "deliveries", "clocks")
    return sum([await world.store[name].count_documents(of_the_case) for name in names])


async def test_a_stored_address_from_before_ends_as_failed_and_holds_nothing_back(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("p@example..org")
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.failed.v1"]
    await world.safe_contact(case_id, "p@person.example.org")
    await world.applied(case_id, SafeContactChanged.TOPIC, 2)
    await world.answered(case_id)
    assert await world.facts(case_id, 2) == ["delivery.failed.v1", "delivery.sent.v1"]


async def test_two_of_three_recipients_get_the_mail_once(world: World, caplog: pytest.LogCaptureFixture) -> None:
    to = tuple(f"{name}@partner.example.org" for name in ("one", "two", "three"))
    world.mailbox.refused.add(to[1])
    ids = MessageIds(b"key", "example.org")
    server = MailServer(world.mailbox.host, world.mailbox.port, "lotse@example.org", ids, tls=False)
    before = {each: count_of("lotse_mail_recipients_total", outcome=each) for each in ("taken", "refused", "late")}
    answers = await server.send(Mail(str(uuid.uuid4()), now(), to, MailText("Betreff", "Text")))
    world.mailbox.refused.clear()
    ((recipients, _),) = [each for each in world.mailbox.mails if to[0] in each[0]]
    assert (recipients, answers) == ([to[0], to[2]], Answers(taken=(to[0], to[2]), late=()))
    assert {each: count_of("lotse_mail_recipients_total", outcome=each) - before[each] for each in before} == {
        "taken": 2,
        "refused": 1,
        "late": 0,
    }
    assert [record.__dict__["reason"] for record in caplog.records if record.msg == "mail refused for some"] == ["550"]


async def test_a_recipient_for_whom_the_server_hesitates_gets_the_mail_later_and_the_others_once(world: World) -> None:
    to = [f"{name}@late.example.org" for name in ("served", "greylisted", "gone")]
    world.mailbox.hesitates.add(to[1])
    world.mailbox.refused.add(to[2])
    case_id = await world.a_case_with_safe_contact("nobody@person.example.org")
    referral_id = str(uuid.uuid4())
    notice = {"to": to, "link": "https://partner.example.org/partner/late"}
    world.owners.content[f"/internal/notices/{referral_id}"] = json.dumps(notice).encode()

    await world.speaker.say_and_send(case_id, referral_sent(case_id, referral_id))
    (first,) = await mails(world, to[0])
    rows = world.store["dispatches"]
    await eventually(lambda: rows.find_one({"key": case_id, "tries": {"$gte": 1}}))
    stored = await rows.find({"key": case_id}).to_list(None)
    world.mailbox.hesitates.clear()
    (second,) = await mails(world, to[1])
    await eventually(lambda: rows.count_documents({"key": case_id, "status": "done"}), lambda done: done == 2)

    assert (len(world.mailbox.to(to[0])), world.mailbox.to(to[2])) == (1, [])
    assert second["Message-ID"] == first["Message-ID"]
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    assert not any(address in str(stored) for address in to)
