"""A mail cannot be delivered: its server says so later, and somebody at the desk has it as a task."""

import secrets

from imap_tools import MailBoxUnencrypted

from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until

ASKED = "Wie kann ich mein Büro besser schützen? Meine neue Adresse steht unten."
ADDRESS = "person@unzustellbar.example.org"


def comes_back(world: World) -> str:
    """The report leaves the mailbox of the return path; the case says what happened."""
    case = _handed_in(world)
    until(lambda: world.watching.of(case, "lotse.intake.case.opened"))
    page = world.desk(f"/desk/cases/{case}")
    if page.has("Anliegen übernehmen"):
        page = seen(world.staff("anna").submit(page.form("Anliegen übernehmen")))
    if not world.watching.of(case, "lotse.intake.case.answered"):
        seen(world.staff("anna").submit(page.form("Antwort senden").fill("Ihre Antwort", "Wir schicken jemanden.")))
    (sent,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.sent"))
    (failed,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.failed"))
    assert failed["data"]["dispatch_id"] == sent["data"]["dispatch_id"]
    until(lambda: not _waiting(world))
    until(lambda: world.desk(f"/notification/cases/{case}/notices").has("kam nicht an"))
    return "own Kafka consumer: delivery.sent, delivery.failed; mailbox of the return path; page of the notices"


def _handed_in(world: World) -> str:
    key = world.memory.setdefault("bounce_key", secrets.token_urlsafe(24))
    body = world.memory.setdefault(
        "bounce_body", {"text": ASKED, "safe_contact": {"channel": "mail", "address": ADDRESS}}
    )
    return str(world.submit(key, body)["case_id"])


def _waiting(world: World) -> list[str]:
    box = world.system["bounces"]
    with MailBoxUnencrypted(box["host"], box["port"], timeout=10).login(box["user"], box["password"]) as opened:
        return opened.uids()
