"""Mails are taken from a real IMAP server: each once, none lost, and gone there only when the store has it."""

import asyncio
import logging
import re
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import Message

import pytest

from services.intake.domain.ids import CaseId
from services.intake.handlers.desk import erase
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.mail import take as taking
from services.intake.handlers.mail.read_mailbox import MeasureMailbox, ReadMailbox
from services.intake.handlers.mail.take import TakeMail
from shared.bus import Connection
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import TryLater
from shared.mailbox import read_mail as reading
from shared.mailbox.imap import MailAccount, MailFolder
from shared.mailbox.read_mail import EMPTY, UNREADABLE
from shared.store import Document
from shared.telemetry import metrics
from tests.harness.gauges import value_of
from tests.harness.services.closing import close_case
from tests.harness.services.imap_server import OWN, Inbox, a_mail, an_inbox
from tests.harness.services.intake import Place, a_counsellor, a_desk
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
BIG = 20 * 1024 * 1024


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with an_inbox() as opened:
        yield opened


def reader(place: Place, inbox: Inbox) -> ReadMailbox:
    return ReadMailbox(place.desk, inbox.account, TakeMail(place.desk, OWN))


async def all_of(place: Place, collection: str) -> list[Document]:
    return [each async for each in place.store[collection].find({}).sort([("number", 1)])]


async def only(place: Place, collection: str) -> Document:
    (found,) = await all_of(place, collection)
    return found


async def test_a_mail_becomes_a_sealed_case_and_leaves_the_server(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail())

    await reader(place, inbox)()

    assert await inbox.uids() == []
    assert await place.types() == ["contact.recorded", "case.opened"]
    contact, message = await only(place, "contacts"), await only(place, "messages")
    assert (contact["channel"], contact["state"]) == ("mail", "recorded")
    assert message["mail"] == (await only(place, "mails"))["_id"]
    assert [each["kind"] for each in await all_of(place, "tasks")] == ["first_answer"]
    stored = await place.everything()
    assert not [each for each in ("Drohbriefe", "person@example", "Bitte um", "eins@mail") if each in stored]


async def test_the_same_mail_twice_is_one_contact(place: Place, inbox: Inbox) -> None:
    """Delivered once more it has another UID, and other lines above it."""
    await inbox.put(a_mail(), b"Received: from elsewhere\r\n" + a_mail())

    await reader(place, inbox)()

    assert await inbox.uids() == []
    assert await place.count("contacts") == 1


async def test_two_mails_under_one_message_id_are_two_contacts(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail("Der eine Text."), a_mail("Ein anderer Text."))

    await reader(place, inbox)()

    assert await place.count("contacts") == 2


async def test_a_mail_stays_on_the_server_while_the_store_does_not_have_it(
    place: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await inbox.put(a_mail(), a_mail("Noch jemand.", message_id="<zwei@mail.example>"))

    async def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(taking, "_write", fails)
    await reader(place, inbox)()
    assert len(await inbox.uids()) == 2
    assert await place.count("contacts") == 0
    assert (await only(place, "mailboxes"))["waiting"] == 2

    monkeypatch.undo()
    await reader(place, inbox)()
    assert await inbox.uids() == []
    assert await place.count("contacts") == 2
    assert (await only(place, "mailboxes"))["waiting"] == 0


KILLED = """
import asyncio, os, signal, sys
from shared.mailbox.imap import MailAccount, MailFolder
from tests.harness.services import intake
from tests.harness.services.imap_server import Inbox
from tests.service.intake.test_mail_comes_in import reader

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    MailFolder.remove = die
    mongo = sys.stdin.readline().strip()
    store, keys = intake.connect_stores(mongo, mongo)
    await reader(intake.Place(store, keys, store), Inbox(int(sys.argv[1])))()

asyncio.run(main())
"""


@pytest.mark.system
async def test_killed_between_the_store_and_the_server_the_next_one_takes_nothing_twice(
    mongo: str, place: Place, inbox: Inbox
) -> None:
    await inbox.put(a_mail())
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(inbox.port), stdin=asyncio.subprocess.PIPE
    )
    await killed.communicate(f"{mongo}\n".encode())
    assert killed.returncode == -signal.SIGKILL
    assert await place.count("contacts") == 1
    assert len(await inbox.uids()) == 1

    await reader(place, inbox)()

    assert await inbox.uids() == []
    assert await place.count("contacts") == 1


async def test_a_mail_at_which_the_server_fails_holds_up_no_other(
    place: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await inbox.put(a_mail("Zuerst.", message_id="<a@mail.example>"), a_mail("Danach.", message_id="<b@mail.example>"))
    first = (await inbox.uids())[0]
    size = MailFolder.size

    async def fails_at_the_first(self: MailFolder, uid: str) -> int:
        if uid == first:
            raise TryLater("the mailbox is away")
        return await size(self, uid)

    monkeypatch.setattr(MailFolder, "size", fails_at_the_first)
    look = reader(place, inbox)
    for _ in range(2):
        with pytest.raises(TryLater):
            await look()

    assert await inbox.uids() == [first]
    assert await place.count("contacts") == 1


async def test_two_readers_at_once_take_each_mail_once(place: Place, inbox: Inbox) -> None:
    """The leader alone reads; who was leader a moment ago may still be at it."""
    await inbox.put(*(a_mail(f"Text {each}", message_id=f"<{each}@mail.example>") for each in range(4)))

    await asyncio.gather(*(reader(place, inbox)() for _ in range(2)))

    assert await inbox.uids() == []
    assert await place.count("contacts") == await place.count("mails") == await place.count("mail_parts") == 4


async def test_what_somebody_else_marked_as_deleted_stays_until_it_is_taken(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail("Zuerst.", message_id="<a@mail.example>"), a_mail("Danach.", message_id="<b@mail.example>"))
    marked = (await inbox.uids())[1]
    await inbox.mark_as_deleted(marked)
    seen: list[list[str]] = []
    take = TakeMail(place.desk, OWN)

    @dataclass(frozen=True)
    class Watching(TakeMail):
        async def __call__(self, at: str, source: taking.MailSource) -> None:
            seen.append(await inbox.uids())
            await take(at, source)

    await ReadMailbox(place.desk, inbox.account, Watching(place.desk, OWN))()

    assert marked in seen[1]
    assert await place.count("contacts") == 2


async def test_an_answer_joins_the_thread_of_the_mail_that_it_answers(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail())
    await reader(place, inbox)()
    case = await only(place, "cases")

    await inbox.put(a_mail("Es geht weiter.", message_id="<zwei@mail.example>", In_Reply_To="<eins@mail.example>"))
    await reader(place, inbox)()

    assert await place.count("contacts") == 1
    assert [(each["thread"], each["unread"]) for each in await all_of(place, "messages")] == [(case["_id"], True)] * 2


async def test_a_case_number_in_the_subject_joins_the_case_and_opens_a_task(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail())
    await reader(place, inbox)()
    case = await only(place, "cases")
    contact = await only(place, "contacts")
    await take_over(place.desk, contact["_id"], ANNA)
    await place.store["tasks"].update_many({}, {"$set": {"state": "done"}})
    before = await only(place, "cases"), await all_of(place, "safe_contacts")

    number = case["number"].lower()
    await inbox.put(
        a_mail("Ich bin jemand anderes.", message_id="<z@mail.example>", subject=f"AW: Fall {number}, bitte")
    )
    await reader(place, inbox)()

    assert [each["thread"] for each in await all_of(place, "messages")] == [case["_id"]] * 2
    assert [each["kind"] for each in await all_of(place, "tasks") if each["state"] == "open"] == ["wrote"]
    assert (await only(place, "cases"), await all_of(place, "safe_contacts")) == before


async def test_an_answer_to_an_erased_case_begins_anew(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail())
    await reader(place, inbox)()
    case = await only(place, "cases")
    contact = await only(place, "contacts")
    await take_over(place.desk, contact["_id"], ANNA)
    await close_case(place.desk, CaseId(case["_id"]), ANNA, CaseOutcome.OTHER)
    await place.store["messages"].update_many({}, {"$set": {"unread": False}})
    await erase.erase_case(place.desk, ANNA, CaseId(case["_id"]))
    assert [await place.count(each) for each in ("mails", "mail_parts", "messages")] == [0, 0, 0]

    subject = f"Zu {case['number']}"
    await inbox.put(
        a_mail("Noch einmal.", message_id="<z@m.example>", subject=subject, References="<eins@mail.example>")
    )
    await reader(place, inbox)()

    assert await inbox.uids() == []
    assert (await only(place, "cases"))["_id"] != case["_id"]


async def test_what_a_machine_sent_becomes_no_case(place: Place, inbox: Inbox) -> None:
    await inbox.put(a_mail("Ich bin im Urlaub.", Auto_Submitted="auto-replied"))

    await reader(place, inbox)()

    assert (await only(place, "contacts"))["reason"] == "other"
    assert await place.count("cases") == 0


@dataclass
class Long:
    """Twenty megabytes that nobody can read."""

    content: bytes = field(default_factory=lambda: secrets.token_hex(BIG // 2).encode())

    @property
    def mail(self) -> bytes:
        head = (
            'Subject: Fotos\r\nMessage-ID: <gross@mail.example>\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
        )
        text = "--x\r\nContent-Type: text/plain\r\n\r\nAnbei.\r\n"
        file = '--x\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename="a.jpg"\r\n\r\n'
        return (head + text + file).encode() + self.content + b"\r\n--x--\r\n"


def beside_what_is_folded(page: str) -> str:
    return re.sub(r'<details class="quoted">.*?</details>', "", page, flags=re.DOTALL)


async def test_a_mail_of_twenty_megabytes_is_kept_whole(mongo: str, place: Place, inbox: Inbox) -> None:
    long = Long()
    await inbox.put(long.mail)

    await reader(place, inbox)()

    assert await inbox.uids() == []
    async with a_desk(mongo, Connection("127.0.0.1:9")) as desk:
        desk.headers.update(cookie_of(ANNA))
        contact = await only(place, "contacts")
        page = (await desk.get(f"/desk/cases/{contact['case_id']}")).text
        assert "Anbei." in page
        assert "a.jpg" in page
        assert "a.jpg" not in beside_what_is_folded(page)
        file = re.search(r'href="(/desk/contacts/[^"]+/mails/[^"]+)"', page)
        assert file
        given = await desk.get(file[1])
    assert given.content == long.mail
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment;")


async def test_more_than_is_looked_into_is_kept_all_the_same(
    place: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "READ_AT_MOST", 1_000)
    monkeypatch.setattr(taking, "PART", 300)
    mail = a_mail("x" * 5_000)
    await inbox.put(mail)

    await reader(place, inbox)()

    found = await only(place, "mails")
    assert (found["size"], found["parts"]) == (len(mail), await place.count("mail_parts"))


async def test_what_no_rule_can_read_is_a_contact_that_says_so(
    mongo: str, place: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reading._read

    def fails(mail: Message, own: str) -> reading.ReadMail:
        return 1 / 0 if mail["Subject"] == "Kaputt" else read(mail, own)  # type: ignore[return-value]

    monkeypatch.setattr(reading, "_read", fails)
    await inbox.put(a_mail(subject="Kaputt"), b"\xff\xfe\x00 nichts", a_mail("", message_id="<leer@mail.example>"))

    await reader(place, inbox)()

    assert await inbox.uids() == []
    async with a_desk(mongo, Connection("127.0.0.1:9")) as desk:
        desk.headers.update(cookie_of(ANNA))
        cases = [contact["case_id"] for contact in await all_of(place, "contacts")]
        texts = [(await desk.get(f"/desk/cases/{each}")).text for each in cases]
    assert any(UNREADABLE in each for each in texts)
    assert any(EMPTY in each for each in texts)
    assert all("per Mail, nicht geprüft" in each for each in texts)


async def test_the_desk_shows_a_mail_as_text_and_answers_it(mongo: str, place: Place, inbox: Inbox) -> None:
    html = "<p>Hallo <b>Team</b></p><img src='https://tracker.example/x.gif'><script>alert(1)</script>"
    await inbox.put(a_mail(html).replace(b"text/plain", b"text/html"))
    await reader(place, inbox)()
    contact = await only(place, "contacts")
    await take_over(place.desk, contact["_id"], ANNA)

    async with a_desk(mongo, Connection("127.0.0.1:9")) as desk:
        desk.headers.update(cookie_of(ANNA))
        page = (await desk.get(f"/desk/cases/{contact['case_id']}")).text
        assert "Bitte um Hilfe" in page
        assert "Bitte um Hilfe" not in beside_what_is_folded(page)
        attempt = re.search(r'name="attempt" value="([^"]+)"', page)
        assert attempt
        sent = {"attempt": attempt[1], "text": "Wir rufen Sie gern an."}
        answered = await desk.post(f"/desk/contacts/{contact['_id']}/answers", data=sent)
        told = (await desk.get(answered.headers["location"])).text
        after = await desk.get(f"/desk/cases/{contact['case_id']}")
    assert after.status_code == 200
    assert "Wir rufen Sie gern an." in after.text
    assert answered.status_code == 303
    assert "die Person weiß es nicht: Sie hat keinen Rückmeldecode" in told
    assert "Die Person liest sie mit ihrem Rückmeldecode" not in page + told
    assert "Hallo Team" in page
    assert "Sie geht nicht per Mail hinaus" in page
    assert "Person &lt;person@example.org&gt;" in page
    assert not [each for each in ("tracker.example", "alert(1)", "<b>Team") if each in page]
    assert "case.answered" in await place.types()


async def test_with_a_wrong_password_or_no_server_it_is_tried_later(place: Place, inbox: Inbox) -> None:
    nowhere = MailAccount("127.0.0.1", 9, "x", lambda: "x", "INBOX", tls=False)
    for account in (nowhere, wrong(inbox)):
        with pytest.raises(TryLater):
            await ReadMailbox(place.desk, account, TakeMail(place.desk))()


def wrong(inbox: Inbox) -> MailAccount:
    known = inbox.account
    return MailAccount(known.host, known.port, known.user, lambda: "wrong", known.folder, tls=False)


async def test_the_figures_say_how_long_the_mailbox_was_not_read(place: Place, inbox: Inbox) -> None:
    with pytest.raises(TryLater):
        await ReadMailbox(place.desk, wrong(inbox), TakeMail(place.desk))()
    await place.store["mailboxes"].update_one({}, [{"$set": {"read_at": {"$subtract": ["$read_at", 3_600_000]}}}])
    await MeasureMailbox(place.desk, place.served)()
    assert value_of(metrics.MAILBOX_UNREAD) >= 3_600

    await reader(place, inbox)()
    await MeasureMailbox(place.desk, place.served)()
    assert value_of(metrics.MAILBOX_UNREAD) < 3_600


async def test_no_address_and_no_subject_is_logged(
    place: Place, inbox: Inbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    await inbox.put(a_mail(), b"\xff\xff")
    await reader(place, inbox)()
    monkeypatch.setattr(taking, "read_mail", lambda *_: 1 / 0)
    await inbox.put(a_mail("Neu.", message_id="<neu@mail.example>"))
    await reader(place, inbox)()

    said = caplog.text + str(await place.published())
    assert "mail not taken" in said
    assert not [each for each in ("person@example", "Bitte um", "mail.example", "Drohbriefe") if each in said]
