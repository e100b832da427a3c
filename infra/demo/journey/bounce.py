"""A mail cannot be delivered: its server reports that later, and the desk has a task."""

from imap_tools import MailBoxUnencrypted

from infra.demo.journey.counselling import answer_once
from infra.demo.journey.participants import World
from infra.demo.journey.steps import until
from infra.demo.journey.submissions import hand_in_once
from infra.demo.journey.to_do import is_to_do

ASKED = "Wie kann ich mein Büro besser schützen? Meine neue Adresse steht unten."
ADDRESS = "person@unzustellbar.example.org"
SOMEWHERE = "person@unklar.example.org"


def comes_back(world: World) -> str:
    """The report is taken from the return path's mailbox, and the case says that the mail did not arrive."""
    case = hand_in_once(world, "bounce", {"text": ASKED, "safe_contact": {"channel": "mail", "address": ADDRESS}})
    answer_once(world, case, "Wir schicken jemanden.")
    (sent,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.sent"))
    (failed,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.failed"))
    assert failed["data"]["dispatch_id"] == sent["data"]["dispatch_id"]
    until(lambda: not _waiting(world))
    until(lambda: world.desk(f"/notification/cases/{case}/notices").has("kam nicht an"))
    return "own Kafka consumer: delivery.sent, delivery.failed; mailbox of the return path; page of the notices"


def is_unclear(world: World) -> str:
    """A report in free words counts as neither failure nor delivery: a counsellor has to ask the person another way."""
    case = hand_in_once(world, "unclear", {"text": ASKED, "safe_contact": {"channel": "mail", "address": SOMEWHERE}})
    answer_once(world, case, "Wir schicken jemanden.")
    (doubted,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.doubted"))
    (sent,) = world.watching.of(case, "lotse.notification.delivery.sent")
    assert doubted["data"]["dispatch_id"] == sent["data"]["dispatch_id"]
    assert world.desk(f"/notification/cases/{case}/notices").has("kam vielleicht nicht an")
    until(lambda: is_to_do(world, "Benachrichtigung kam zurück, Grund unklar: Vielleicht kam sie nicht an"))
    return "own Kafka consumer: delivery.doubted; page of the notices; Zu tun: ask another way"


def _waiting(world: World) -> list[str]:
    box = world.system["bounces"]
    with MailBoxUnencrypted(box["host"], box["port"], timeout=10).login(box["user"], box["password"]) as opened:
        return opened.uids()
