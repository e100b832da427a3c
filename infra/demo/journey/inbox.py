"""Somebody writes a mail to the contact point; the desk has it as a case, and answers."""

from email.message import EmailMessage
from email.utils import make_msgid

from imap_tools import MailBoxUnencrypted

from infra.demo.journey.counselling import all_in_queue
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until

SENDER = "person@example.org"
ASKED = "Unbekannte haben unser Rathaus beschmiert. An wen wende ich mich?"


def by_mail(world: World) -> str:
    """A mail becomes a case; it leaves the mail server as soon as the desk has it."""
    _write(world, f"{ASKED} [{world.memory['marker']}]")
    until(lambda: not _waiting(world))
    until(lambda: _acknowledged(world), within=40)
    address = str(until(lambda: _at_the_desk(world)))
    page = seen(world.staff("anna").get(address))
    assert page.has("per Mail, nicht geprüft")
    page = seen(world.staff("anna").submit(page.form("Anliegen übernehmen")))
    seen(world.staff("anna").submit(page.form("Antwort bereitlegen").fill("Ihre Antwort", "Wir rufen Sie gern an.")))
    until(lambda: world.watching.of(address.rpartition("/")[2], "lotse.intake.case.answered"))
    return "gone from the IMAP server; the automatic answer; page of the case; own Kafka consumer: case.answered"


def _write(world: World, text: str) -> None:
    mail = EmailMessage()
    mail["From"] = f"Person <{SENDER}>"
    mail["To"] = "anlaufstelle@example.org"
    mail["Subject"] = "Bitte um Rat"
    mail["Message-ID"] = make_msgid(domain="example.org")
    mail.set_content(text)
    with _opened(world) as box:
        box.append(mail.as_bytes(), "INBOX")


def _acknowledged(world: World) -> bool:
    """Whether the sender has an automatic answer; there is one a day, however often the story is played."""
    return any(mail["Auto-Submitted"] == "auto-replied" for mail in world.mails.of(SENDER))


def _waiting(world: World) -> list[str]:
    with _opened(world) as box:
        return box.uids()


def _opened(world: World) -> MailBoxUnencrypted:
    inbox = world.system["inbox"]
    return MailBoxUnencrypted(inbox["host"], inbox["port"], timeout=10).login(inbox["user"], inbox["password"])


def _at_the_desk(world: World) -> str | None:
    wanted = f"{ASKED} [{world.memory['marker']}]"
    found = all_in_queue(world, "/desk/cases/")
    return next((each for each in found if seen(world.staff("anna").get(each)).has(wanted)), None)
