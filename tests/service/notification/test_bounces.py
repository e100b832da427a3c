"""What other mail servers report reaches the delivery that it is of: once, proven, and with nothing of it kept."""

import asyncio
import json
import logging
import signal
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.notification.domain.bounce import COUNTS_FOR
from services.notification.domain.message_id import MessageIds
from services.notification.handlers.read_bounces import ReadBounces
from services.notification.settings import NotificationSettings
from shared.bus import Connection, UnitOfWork
from shared.clock import now
from shared.errors import TryLater
from shared.mailbox.imap import MailAccount, MailFolder
from shared.store import connect
from shared.telemetry import metrics
from tests.harness.engines.contents import contents
from tests.harness.eventually import eventually
from tests.harness.gauges import count_of, value_of
from tests.harness.services.bounces import (
    IN_FREE_WORDS,
    STILL_TRYING,
    by_exim,
    by_qmail,
    out_of_office,
    report,
    returned,
)
from tests.harness.services.imap_server import Inbox, a_mail, an_inbox
from tests.harness.services.notification import World, referral_sent
from tests.service.notification.conftest import DATABASE, RETURN_PATH, settings

pytestmark = pytest.mark.engines

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
WRITTEN = "Bitte helfen Sie mir."


async def sent(world: World, address: str) -> tuple[str, str]:
    """A case, and the Message-ID of the mail that left."""
    case_id = await world.a_case_with_safe_contact(address)
    await world.answered(case_id)
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    return case_id, str(world.mailbox.to(address)[-1]["Message-ID"])


async def comes_back(bounces: Inbox, *mails: bytes) -> None:
    """And is looked at: it has left the server."""
    await bounces.put(*mails)
    await bounces.until_read()


def counted(outcome: str) -> float:
    return count_of("lotse_bounces_total", outcome=outcome)


async def delivery(world: World, case_id: str) -> dict[str, Any]:
    return await world.store["deliveries"].find_one({"key": case_id}) or {}


async def test_a_mail_that_comes_back_has_failed_as_if_it_had_been_refused(
    world: World, bounces: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id, message_id = await sent(world, "gone@person.example.org")
    safe_contact = await world.store["safe_contacts"].find_one({"_id": case_id})

    await comes_back(bounces, report(message_id, "gone@person.example.org"))

    first, failed = await world.ear.hear(case_id, 2)
    assert (failed.type.split(".")[3], failed.data["channel"]) == ("failed", "mail")
    assert failed.data["dispatch_id"] == first.data["dispatch_id"]
    assert await world.store["safe_contacts"].find_one({"_id": case_id}) == safe_contact
    stored = [await world.store[name].find({}).to_list() for name in ("deliveries", "dispatches", "outbox", "ledger")]
    logged = [str(each.__dict__) for each in caplog.records if each.name.startswith(("services", "shared"))]
    kept = str(stored) + str(logged)
    assert not [each for each in ("canary-of-a", "gone@person", "mx.example.net") if each in kept]


async def test_it_leaves_from_the_return_path_and_is_written_by_the_sender(world: World) -> None:
    await sent(world, "returns@person.example.org")
    assert world.mailbox.senders[-1] == RETURN_PATH
    assert world.mailbox.to("returns@person.example.org")[0]["From"] == "nachricht@example.org"


async def test_it_takes_effect_once_however_often_it_comes(world: World, bounces: Inbox) -> None:
    case_id, message_id = await sent(world, "often@person.example.org")
    again = report(message_id, "often@person.example.org")
    known = counted("no_news")
    await comes_back(bounces, again, again)
    await comes_back(bounces, again)
    await world.facts(case_id, 2)
    assert counted("no_news") == known + 2
    assert len(world.ear.about(case_id)) == 2


async def test_a_report_of_the_first_sending_does_not_end_the_second(world: World, bounces: Inbox) -> None:
    address = "second@person.example.org"
    case_id, message_id = await sent(world, address)
    await comes_back(bounces, report(message_id, address))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]
    await world.taken_over(case_id)
    notice = (await delivery(world, case_id))["_id"]
    page = f"/notification/cases/{case_id}/notices"
    again = await world.staff.post(f"{page}/{notice}", data={"attempt": uuid.uuid4().hex}, headers=SAME_ORIGIN)
    assert again.status_code == 303
    assert (await world.facts(case_id, 3))[2] == "delivery.sent.v1"

    await comes_back(bounces, report(message_id, address))
    assert await world.states(case_id) == ["sent"]
    second = str(world.mailbox.to(address)[-1]["Message-ID"])
    assert second != message_id
    await comes_back(bounces, report(second, address))
    assert (await world.facts(case_id, 4))[3] == "delivery.failed.v1"


async def test_a_delay_is_noted_and_fails_nothing(world: World, bounces: Inbox) -> None:
    address = "slow@person.example.org"
    case_id, message_id = await sent(world, address)
    await comes_back(bounces, report(message_id, address, action="delayed", status="4.4.1"))
    found = await delivery(world, case_id)
    assert (found["state"], found["delayed"]) == ("sent", True)
    await world.taken_over(case_id)
    page = (await world.staff.get(f"/notification/cases/{case_id}/notices")).text
    assert "Ein Mailserver hat gemeldet, dass es länger dauert." in page
    await comes_back(bounces, report(message_id, address, status="4.4.7"))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


@pytest.mark.parametrize("words", [IN_FREE_WORDS, STILL_TRYING])
async def test_in_free_words_it_may_have_failed_and_a_human_asks(world: World, bounces: Inbox, words: str) -> None:
    address = f"free-words-{len(words)}@person.example.org"
    case_id, message_id = await sent(world, address)
    await comes_back(bounces, returned(message_id, words), returned(message_id, words))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.doubted.v1"]
    assert await world.states(case_id) == ["sent"]
    await world.taken_over(case_id)
    page = (await world.staff.get(f"/notification/cases/{case_id}/notices")).text
    assert "kam vielleicht nicht an" in page
    assert "Warum, wissen wir nicht" in page
    assert "Die Worte selbst speichern wir nicht." in page
    assert "Bitte auf einem anderen Weg nachfragen, den die Person erlaubt hat." in page
    await comes_back(bounces, report(message_id, address))
    assert (await world.facts(case_id, 3))[2] == "delivery.failed.v1"


async def test_of_free_words_the_code_is_kept_and_no_word_and_a_later_one_counts(world: World, bounces: Inbox) -> None:
    address = "codes@person.example.org"
    case_id, message_id = await sent(world, address)
    page = f"/notification/cases/{case_id}/notices"
    for words, said in (
        ("451 4.7.1 quokkawort, we keep trying", "Ein Mailserver hat noch nicht aufgegeben."),
        ("550 5.1.1 quokkawort", "Dieses Postfach gibt es dort nicht."),
        ("quokkawort", "Dieses Postfach gibt es dort nicht."),
    ):
        await comes_back(bounces, returned(message_id, words))
        await world.taken_over(case_id)
        shown = (await world.staff.get(page)).text
        assert ("kam vielleicht nicht an" in shown, said in shown, "quokkawort" in shown) == (True, True, False)
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.doubted.v1"]
    assert len(world.ear.about(case_id)) == 2
    assert "quokkawort" not in str(await contents(world.store))


@pytest.mark.parametrize("by", [by_exim, by_qmail])
async def test_a_format_of_a_servers_own_says_that_it_failed(
    world: World, bounces: Inbox, by: Callable[..., bytes]
) -> None:
    address = f"{by.__name__}@person.example.org"
    case_id, message_id = await sent(world, address)
    await comes_back(bounces, by(message_id, address))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


async def test_who_is_out_of_office_has_the_mail(world: World, bounces: Inbox) -> None:
    case_id, message_id = await sent(world, "on-holiday@person.example.org")
    before = counted("automatic")
    await comes_back(bounces, out_of_office(message_id))
    assert counted("automatic") == before + 1
    found = await delivery(world, case_id)
    assert (found["state"], found["doubted"], len(world.ear.about(case_id))) == ("sent", False, 1)


async def test_whoever_knows_what_is_on_the_bus_forges_nothing(world: World, bounces: Inbox) -> None:
    address = "forged@person.example.org"
    case_id, message_id = await sent(world, address)
    (fact,) = world.ear.about(case_id)
    reference = fact.data["dispatch_id"]
    before = counted("unknown")
    await comes_back(
        bounces,
        report(f"<{reference}@example.org>", address),
        report(MessageIds(b"guessed", "example.org").of(reference), address),
        report(message_id.replace(reference, str(uuid.uuid4())), address),
        report("", address, returned=""),
    )
    assert counted("unknown") == before + 4
    automatic = counted("automatic")
    await comes_back(bounces, returned(f"<{reference}@example.org>", IN_FREE_WORDS), by_exim("<x@y>", address))
    assert counted("automatic") == automatic + 2
    assert await world.states(case_id) == ["sent"]


async def test_what_comes_much_later_counts_nothing(world: World, bounces: Inbox) -> None:
    address = "late@person.example.org"
    case_id, message_id = await sent(world, address)
    long_ago = now() - COUNTS_FOR - timedelta(minutes=1)
    await world.store["deliveries"].update_one({"key": case_id}, {"$set": {"at": long_ago}})
    await comes_back(bounces, report(message_id, address))
    assert await world.states(case_id) == ["sent"]


async def sent_to_partner(world: World, to: list[str]) -> tuple[str, str]:
    case_id, referral_id = await world.a_case_with_safe_contact("nobody-else@person.example.org"), str(uuid.uuid4())
    notice = json.dumps({"to": to, "link": "https://partner.example.org/partner/several"}).encode()
    world.owners.content[f"/internal/notices/{referral_id}"] = notice
    await world.speaker.say_and_send(case_id, referral_sent(case_id, referral_id))
    assert await world.facts(case_id, 1) == ["delivery.sent.v1"]
    return case_id, str(world.mailbox.to(to[0])[-1]["Message-ID"])


@pytest.mark.parametrize("served", [True, False])
async def test_it_has_not_failed_while_another_of_them_waits_for_our_own_server(
    world: World, bounces: Inbox, served: bool
) -> None:
    to = [f"{name}-{served}@waiting.example.org" for name in ("one", "two")]
    world.mailbox.hesitates.add(to[1])
    case_id, message_id = await sent_to_partner(world, to)
    await comes_back(bounces, report(message_id, to[0]))
    assert await world.states(case_id) == ["sent"]
    if not served:
        world.mailbox.refused.add(to[1])
    world.mailbox.hesitates.clear()
    if not served:
        assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]
        world.mailbox.refused.clear()
        return
    rows = world.store["dispatches"]
    await eventually(lambda: rows.count_documents({"key": case_id, "status": "done"}), lambda done: done == 2)
    assert await world.states(case_id) == ["sent"]
    await comes_back(bounces, report(message_id, to[1]))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


async def test_a_mailbox_behind_a_partners_address_is_not_the_address(world: World, bounces: Inbox) -> None:
    to = ["desk@alias.example.org"]
    case_id, message_id = await sent_to_partner(world, to)
    before = counted("behind_an_address")
    await comes_back(bounces, report(message_id, "on-holiday@behind.example.net", "full@behind.example.net"))
    assert (counted("behind_an_address"), await world.states(case_id)) == (before + 1, ["sent"])
    assert (await delivery(world, case_id))["returned"] == []
    await comes_back(bounces, report(message_id, *to))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


async def test_a_persons_mail_has_failed_also_where_it_was_passed_on(world: World, bounces: Inbox) -> None:
    case_id, message_id = await sent(world, "passed-on@person.example.org")
    assert (await delivery(world, case_id))["reached"] == []
    await comes_back(bounces, report(message_id, "elsewhere@person.example.net"))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


async def test_a_mail_to_several_fails_with_the_last_of_them(world: World, bounces: Inbox) -> None:
    to = [f"{name}@several.example.org" for name in ("one", "two")]
    case_id, message_id = await sent_to_partner(world, to)

    await comes_back(bounces, report(message_id, to[0]), report(message_id, to[0].upper()))
    assert await world.states(case_id) == ["sent"]
    found = await delivery(world, case_id)
    assert (found["recipients"], len(found["returned"])) == (2, 1)
    assert not any(each in str(found) for each in ("one@", "two@", "several.example"))
    await comes_back(bounces, report(message_id, to[1]))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


async def test_machines_mails_are_removed_and_what_a_person_may_have_written_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read by nobody else here, so that nothing is removed meanwhile; of what stays nothing is asked again."""
    automatic = a_mail("Ich bin im Urlaub.", Auto_Submitted="auto-replied")
    async with an_inbox() as own:
        await own.put(automatic, a_mail(WRITTEN), a_mail("Werbung", List_Id="<news>"), a_mail("Nachtrag"))
        read = ReadBounces(NOBODY_ASKED, own.account, MessageIds(b"key", "example.org"))
        await read()
        assert len(await own.uids()) == 2
        asked = fetches(monkeypatch)
        await read()
        assert (len(await own.uids()), asked) == (2, [])
        await read.measure()
        assert value_of(metrics.BOUNCES_STAYING) == 2


def fetches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of single mails from now on."""
    asked: list[str] = []
    fetch = MailFolder._fetch

    async def noted(folder: MailFolder, uid: str, what: str) -> list[Any]:
        asked.append(what)
        return await fetch(folder, uid, what)

    monkeypatch.setattr(MailFolder, "_fetch", noted)
    return asked


async def _fails(work: Any) -> Any:
    raise AssertionError("no delivery is looked for")


NOBODY_ASKED: Any = _fails


async def test_hostile_mails_hold_up_no_report(world: World, bounces: Inbox) -> None:
    address = "beside@person.example.org"
    case_id, message_id = await sent(world, address)
    big = report("<x@example.org>", address, after="x" * 20 * 1024 * 1024)
    many = report("<x@example.org>", *[f"{each}@example.org" for each in range(10_000)])
    await comes_back(bounces, big, many, report(message_id, address))
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]


async def test_before_it_is_stored_that_the_mail_left_the_report_waits_on_the_server(
    mongo: str, kafka: Connection, world: World
) -> None:
    address = "early@person.example.org"
    case_id, message_id = await sent(world, address)
    notice = (await delivery(world, case_id))["_id"]
    async with an_inbox() as own:
        read = ReadBounces(UnitOfWork(world.store, "notification"), own.account, told(mongo, kafka, world).message_ids)
        await own.put(report(message_id, address))
        waits = {"$set": {"status": "waiting", "due": now() + timedelta(days=1)}}
        await world.store["dispatches"].update_one({"_id": notice}, waits)
        await read()
        assert (len(await own.uids()), await world.states(case_id)) == (1, ["sent"])
        await world.store["dispatches"].update_one({"_id": notice}, {"$set": {"status": "done"}})
        await read()
        assert (await own.uids(), await world.states(case_id)) == ([], ["failed"])


async def test_with_a_wrong_password_or_no_server_it_is_read_later(bounces: Inbox) -> None:
    nowhere = MailAccount("127.0.0.1", 9, "x", lambda: "x", "INBOX", tls=False)
    known = bounces.account
    wrong = MailAccount(known.host, known.port, known.user, lambda: "wrong", known.folder, tls=False)
    for account in (nowhere, wrong):
        with pytest.raises(TryLater):
            await ReadBounces(NOBODY_ASKED, account, MessageIds(b"key", "example.org"))()


KILLED = """
import asyncio, os, signal, sys
from services.notification.domain.message_id import MessageIds
from services.notification.handlers.read_bounces import ReadBounces
from shared.bus import UnitOfWork
from shared.mailbox.imap import MailFolder
from shared.store import connect
from tests.harness.services.imap_server import Inbox

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    MailFolder.remove = die
    mongo, key = sys.stdin.readline().split()
    unit_of_work = UnitOfWork(connect(mongo, sys.argv[2]), "notification")
    ids = MessageIds(bytes.fromhex(key), "example.org")
    await ReadBounces(unit_of_work, Inbox(int(sys.argv[1])).account, ids)()

asyncio.run(main())
"""


@pytest.mark.system
async def test_killed_between_the_store_and_the_server_it_fails_once(
    mongo: str, kafka: Connection, world: World
) -> None:
    address = "killed@person.example.org"
    case_id, message_id = await sent(world, address)
    ids = told(mongo, kafka, world).message_ids
    async with an_inbox() as own:
        await own.put(report(message_id, address))
        killed = await asyncio.create_subprocess_exec(
            sys.executable, "-c", KILLED, str(own.port), DATABASE, stdin=asyncio.subprocess.PIPE
        )
        await killed.communicate(f"{mongo} {ids.key.hex()}\n".encode())
        assert killed.returncode == -signal.SIGKILL
        assert (len(await own.uids()), await world.states(case_id)) == (1, ["failed"])

        store = connect(mongo, DATABASE)
        await ReadBounces(UnitOfWork(store, "notification"), own.account, ids)()
        await store.close()
        assert await own.uids() == []
    assert await world.facts(case_id, 2) == ["delivery.sent.v1", "delivery.failed.v1"]
    assert await world.store["outbox"].count_documents({"key": case_id}) == 2


def told(mongo: str, kafka: Connection, world: World) -> NotificationSettings:
    """What the service in these tests was told, as far as its Message-IDs need it."""
    return settings(mongo, kafka, world.mailbox, world.owners)
