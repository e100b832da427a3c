"""What somebody answers to a mail to a partner goes to referral, sealed: once, and nothing of it stays."""

import asyncio
import json
import logging
import signal
import sys
import uuid
from collections.abc import Iterable
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest

from services.notification.domain.message_id import MessageIds
from services.notification.handlers.pass_on_replies import PassOnReplies
from services.notification.handlers.read_bounces import ReadBounces
from shared.bus import Connection, UnitOfWork
from shared.errors import Never, TryLater
from shared.web import Sealed, sealed_for
from tests.harness.services.imap_server import Inbox, a_mail, an_inbox
from tests.harness.services.notification import World
from tests.service.notification.conftest import DATABASE, RETURN_PATH
from tests.service.notification.test_bounces import counted, sent, told
from tests.service.notification.test_partner_notices import a_referral

pytestmark = pytest.mark.engines

CANARY = "canary-of-a-reply: am Dienstag um zehn"


async def mailed(world: World) -> tuple[str, str, str]:
    """Of a referral: its case, its id, and the Message-ID of the mail to its partner."""
    case_id, referral, address = await a_referral(world)
    return case_id, referral.referral_id, str(world.mailbox.to(address)[-1]["Message-ID"])


def answer(message_id: str, text: str = CANARY, **headers: str) -> bytes:
    own = f"<{uuid.uuid4()}@partner.example.org>"
    sender = "Leitung <leitung@partner.example.org>"
    return a_mail(text, message_id=own, sender=sender, subject="AW: Anfrage", In_Reply_To=message_id, **headers)


def given(world: World, referral_id: str) -> list[Any]:
    return [content for path, content in world.owners.given if path == f"/internal/referrals/{referral_id}/replies"]


def reading(world: World, own: Inbox, ids: MessageIds, give: Any = None) -> ReadBounces:
    async def hand_over(service: str, path: str, content: Any) -> dict[str, Any]:
        world.owners.given.append((path, content))
        return {"stored": True}

    unit_of_work = UnitOfWork(world.store, "notification")
    return ReadBounces(unit_of_work, own.account, ids, PassOnReplies(unit_of_work, give or hand_over, ids))


async def test_it_is_handed_to_referral_and_nothing_of_it_is_kept(
    world: World, bounces: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id, referral_id, message_id = await mailed(world)
    await bounces.put(answer(message_id))
    await bounces.until_read()
    (content,) = given(world, referral_id)
    assert (content["text"], content["subject"], content["is_whole"]) == (CANARY, "AW: Anfrage", True)
    assert content["sender"] == "Leitung <leitung@partner.example.org>"
    stored = [await world.store[name].find({}).to_list() for name in ("deliveries", "dispatches", "outbox", "ledger")]
    logged = [str(each.__dict__) for each in caplog.records if each.name.startswith(("services", "shared"))]
    assert not [each for each in (CANARY, "leitung@") if each in str(stored) + str(logged)]
    assert await world.states(case_id) == ["sent"]


async def test_only_a_mail_to_a_partner_says_where_an_answer_is_read(world: World) -> None:
    _, _, address = await a_referral(world)
    assert world.mailbox.to(address)[-1]["Reply-To"] == RETURN_PATH
    await sent(world, "not-answerable@person.example.org")
    assert world.mailbox.to("not-answerable@person.example.org")[-1]["Reply-To"] is None


async def test_what_a_machine_answers_is_counted_and_goes_nowhere(world: World, bounces: Inbox) -> None:
    _, referral_id, message_id = await mailed(world)
    before = counted("automatic")
    await bounces.put(answer(message_id, "Ich bin im Urlaub.", Auto_Submitted="auto-replied"))
    await bounces.until_read()
    assert counted("automatic") == before + 1
    assert given(world, referral_id) == []


async def test_forged_ones_and_answers_to_a_persons_mail_stay(mongo: str, kafka: Connection, world: World) -> None:
    _, referral_id, message_id = await mailed(world)
    reference = message_id[1:].partition(".")[0]
    _, persons = await sent(world, "her-own@person.example.org")
    forged = [
        answer(f"<{reference}@example.org>"),
        answer(MessageIds(b"guessed", "example.org").of(reference)),
        answer(message_id.replace(reference, str(uuid.uuid4()))),
        answer(""),
        answer(persons),
    ]
    async with an_inbox() as own:
        await own.put(*forged)
        read = reading(world, own, told(mongo, kafka, world).message_ids)
        for _ in range(2):
            await read()
        assert len(await own.uids()) == len(forged)
    assert given(world, referral_id) == []


async def test_a_mail_with_more_than_its_text_stays_until_somebody_looks(
    mongo: str, kafka: Connection, world: World
) -> None:
    _, referral_id, message_id = await mailed(world)
    with_file = (
        f"From: leitung@partner.example.org\r\nSubject: AW\r\nMessage-ID: <{uuid.uuid4()}@p.example>\r\n"
        f"References: <a@b.example> {message_id}\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Siehe Anhang</p>'
        '\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="brief.pdf"\r\n\r\nx'
        "\r\n--b--\r\n"
    ).encode()
    huge = answer(message_id, "Lang.\r\n" + "x" * 79 + "\r\n" * 10 + ("y" * 78 + "\r\n") * 60_000)
    async with an_inbox() as own:
        await own.put(with_file, huge)
        ids = told(mongo, kafka, world).message_ids
        first = reading(world, own, ids)
        for _ in range(2):
            await first()
        assert len(given(world, referral_id)) == 2
        await reading(world, own, ids)()
        assert len(await own.uids()) == 2
    contents = given(world, referral_id)
    assert [each["id"] for each in contents[:2]] == [each["id"] for each in contents[2:]]
    assert {each["is_whole"] for each in contents} == {False}
    assert (contents[0]["text"], contents[0]["attached"]) == ("Siehe Anhang", ["brief.pdf"])
    assert len(contents[1]["text"]) <= 30_000


async def test_while_referral_is_away_it_waits_and_of_an_erased_case_nothing_stays(
    mongo: str, kafka: Connection, world: World
) -> None:
    _, referral_id, message_id = await mailed(world)
    peers = told(mongo, kafka, world)
    async with an_inbox() as own:
        await own.put(answer(message_id))

        async def away(service: str, path: str, content: Any) -> None:
            raise TryLater("referral is away")

        with pytest.raises(TryLater):
            await reading(world, own, peers.message_ids, away)()
        assert len(await own.uids()) == 1
        await world.store["deliveries"].delete_many({"referral_id": referral_id})
        before = counted("unknown")
        await reading(world, own, peers.message_ids)()
        assert (await own.uids(), counted("unknown")) == ([], before + 1)
    assert given(world, referral_id) == []


async def test_what_referral_does_not_know_stays_until_the_case_is_erased_here(
    mongo: str, kafka: Connection, world: World
) -> None:
    _, referral_id, message_id = await mailed(world)
    ids = told(mongo, kafka, world).message_ids
    asked: list[str] = []

    async def unknown_there(service: str, path: str, content: Any) -> dict[str, Any]:
        asked.append(path)
        raise Never("referral answered 404")

    async with an_inbox() as own:
        await own.put(answer(message_id))
        read = reading(world, own, ids, unknown_there)
        for _ in range(2):
            await read()
        assert (len(await own.uids()), len(asked), read.looks.stay) == (1, 2, 1)
        await world.store["deliveries"].delete_many({"referral_id": referral_id})
        await read()
        assert (await own.uids(), len(asked)) == ([], 2)


async def test_what_referral_has_no_room_for_stays_and_is_not_asked_again(
    mongo: str, kafka: Connection, world: World
) -> None:
    _, _, message_id = await mailed(world)
    ids = told(mongo, kafka, world).message_ids
    asked: list[str] = []

    async def full(service: str, path: str, content: Any) -> dict[str, Any]:
        asked.append(path)
        return {"stored": False}

    async with an_inbox() as own:
        await own.put(answer(message_id))
        read = reading(world, own, ids, full)
        for _ in range(2):
            await read()
        assert (len(await own.uids()), len(asked), read.looks.stay) == (1, 1, 1)


async def test_what_a_ticket_system_sends_for_a_person_is_passed_on_and_other_bulk_is_removed(
    mongo: str, kafka: Connection, world: World
) -> None:
    _, referral_id, message_id = await mailed(world)
    _, persons = await sent(world, "no-partner@person.example.org")
    bulk = {"Precedence": "bulk", "List_Id": "<tickets.example>", "List_Unsubscribe": "<https://tickets.example>"}
    forged = message_id.replace(message_id.partition(".")[2][:8], "0" * 8)
    before = counted("automatic")
    async with an_inbox() as own:
        await own.put(
            answer(message_id, **bulk),
            answer(message_id, "Ich bin im Urlaub.", **bulk, Auto_Submitted="auto-replied"),
            answer(forged, "Werbung", **bulk),
            answer(persons, "Werbung", **bulk),
        )
        await reading(world, own, told(mongo, kafka, world).message_ids)()
        assert (await own.uids(), counted("automatic")) == ([], before + 3)
    assert [each["text"] for each in given(world, referral_id)] == [CANARY]


async def test_what_somebody_writes_from_the_mailbox_of_the_postmaster_is_passed_on_though_it_quotes_our_mail(
    mongo: str, kafka: Connection, world: World
) -> None:
    case_id, referral_id, message_id = await mailed(world)
    quoting = f"{CANARY}\r\n\r\n> Message-ID: {message_id}\r\n> Guten Tag"
    path = {"Return-Path": "<postmaster@verein.example.org>", "Message-ID": "<of-a-postmaster@verein.example.org>"}
    head = {**path, "From": "postmaster@verein.example.org", "Subject": "AW: Anfrage", "In-Reply-To": message_id}
    async with an_inbox() as own:
        await own.put("\r\n".join([*(f"{name}: {said}" for name, said in head.items()), "", quoting]).encode())
        await reading(world, own, told(mongo, kafka, world).message_ids)()
        assert await own.uids() == []
    assert [CANARY in each["text"] for each in given(world, referral_id)] == [True]
    assert await world.states(case_id) == ["sent"]


def with_files(message_id: str, text: str, names: Iterable[str]) -> bytes:
    mail = MIMEMultipart()
    mail["From"], mail["Subject"], mail["In-Reply-To"] = "leitung@partner.example.org", "AW: Anfrage", message_id
    mail.attach(MIMEText(text, "plain", "utf-8"))
    for name in names:
        part = MIMEApplication(b"x")
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        mail.attach(part)
    return mail.as_bytes().replace(b"\n", b"\r\n")


async def test_the_worst_that_fits_into_a_mail_fits_into_what_referral_takes(
    mongo: str, kafka: Connection, world: World
) -> None:
    _, referral_id, message_id = await mailed(world)
    peers = told(mongo, kafka, world)
    async with an_inbox() as own:
        await own.put(with_files(message_id, "😀" * 30_001, ("😀" * 300 for _ in range(200))))
        await reading(world, own, peers.message_ids)()
    (content,) = given(world, referral_id)
    assert [len(each) for each in content["attached"]] == [100] * 20
    assert (len(content["text"]), content["is_whole"]) == (30_000, False)
    Sealed.model_validate(sealed_for(peers, "referral", content))


async def test_a_reply_that_referral_refuses_holds_up_no_other(mongo: str, kafka: Connection, world: World) -> None:
    _, _, message_id = await mailed(world)
    ids = told(mongo, kafka, world).message_ids
    taken: list[str] = []

    async def refuses_one(service: str, path: str, content: Any) -> dict[str, Any]:
        if content["text"] == "refused":
            raise TryLater("referral answered 422")
        taken.append(content["text"])
        return {"stored": True}

    async with an_inbox() as own:
        await own.put(answer(message_id, "refused"), answer(message_id, "second"), answer(message_id, "third"))
        read = reading(world, own, ids, refuses_one)
        for _ in range(2):
            with pytest.raises(TryLater):
                await read()
        assert (len(await own.uids()), taken) == (1, ["second", "third"])


KILLED = """
import asyncio, json, os, signal, sys
from services.notification.domain.message_id import MessageIds
from services.notification.handlers.pass_on_replies import PassOnReplies
from services.notification.handlers.read_bounces import ReadBounces
from shared.bus import UnitOfWork
from shared.mailbox.imap import MailFolder
from shared.store import connect
from tests.harness.services.imap_server import Inbox

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def give(service, path, content):
    with open(sys.argv[3], "a") as taken:
        taken.write(json.dumps(content) + chr(10))
    return {"stored": True}

async def main():
    if sys.argv[4] == "dies":
        MailFolder.remove = die
    mongo, key = sys.stdin.readline().split()
    store = connect(mongo, sys.argv[2])
    unit_of_work, ids = UnitOfWork(store, "notification"), MessageIds(bytes.fromhex(key), "example.org")
    await ReadBounces(unit_of_work, Inbox(int(sys.argv[1])).account, ids, PassOnReplies(unit_of_work, give, ids))()
    await store.close()

asyncio.run(main())
"""


@pytest.mark.system
async def test_killed_between_referral_and_the_server_it_is_the_same_reply(
    mongo: str, kafka: Connection, world: World, tmp_path: Path
) -> None:
    _, _, message_id = await mailed(world)
    key = told(mongo, kafka, world).message_ids.key.hex()
    taken = tmp_path / "taken"
    async with an_inbox() as own:
        await own.put(answer(message_id))
        for what, code, left in (("dies", -signal.SIGKILL, 1), ("lives", 0, 0)):
            arguments = (sys.executable, "-c", KILLED, str(own.port), DATABASE, str(taken), what)
            process = await asyncio.create_subprocess_exec(*arguments, stdin=asyncio.subprocess.PIPE)
            await process.communicate(f"{mongo} {key}\n".encode())
            assert (process.returncode, len(await own.uids())) == (code, left)
    first, second = (json.loads(line) for line in taken.read_text().splitlines())
    assert first == second
