"""People who must not be reached at any hour, or who are in danger while nobody is at the desk."""

from datetime import timedelta

from infra.demo.journey.browser import Form
from infra.demo.journey.counselling import answer_once
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import reads, write
from infra.demo.journey.running_system import SENDER, later
from infra.demo.journey.sms import messages_of
from infra.demo.journey.steps import until
from shared.clock import BERLIN, now

FOLLOWED = "Seit Wochen steht derselbe Mann vor meinem Büro und vor der Schule meiner Kinder."
NUMBER = "0171 3920013"
"""Belongs to nobody: a number reserved for films."""
AT_THE_DOOR = "Jemand steht jetzt vor unserem Haus und schreit meinen Namen."


def is_written_to_in_her_hours_only(world: World) -> str:
    """The person allows two hours that are not now: the notice is owed until then and leaves then.

    The desk reads why it waits, and the person reads what they stated.
    """
    begins = (now().astimezone(BERLIN) + timedelta(hours=3)).replace(minute=0)
    ends = begins + timedelta(hours=2)
    earliest, latest = f"{begins:%H}:00", f"{ends:%H}:00"

    def stated(form: Form) -> Form:
        form.choose("Wie dürfen wir uns melden?", "SMS").fill("Adresse oder Nummer", NUMBER)
        return (
            form.fill("Frühestens um", earliest)
            .fill("Spätestens bis", latest)
            .fill("Mit welchen Worten?", "Buchhandlung")
        )

    case, _ = write(world, "followed", "/anliegen/selbst", FOLLOWED, stated)
    answer_once(world, case, "Wir rufen nicht an. Wann passt es Ihnen hier?")
    (owed,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.postponed"))
    assert owed["data"]["reason"] == "allowed_hours"
    notices = until(lambda: world.desk(f"/notification/cases/{case}/notices"), lambda page: page.has("verschoben"))
    assert notices.has("Die Person möchte nur zu bestimmten Zeiten benachrichtigt werden.")
    reference = owed["data"]["dispatch_id"]
    assert not messages_of(world, reference)
    with later(world, begins - now() + timedelta(minutes=5), SENDER):
        until(lambda: messages_of(world, reference))
    page = reads(
        world, "followed", "Wann passt es Ihnen hier?", "SMS", "Buchhandlung", f"{begins.hour}–{ends.hour} Uhr"
    )
    assert page.has(NUMBER), "what she stated stands there as she stated it"
    return f"delivery.postponed, no SMS; the sender's clock moved: at {earliest} it leaves"


def is_told_whom_to_call(world: World) -> str:
    """Someone in danger reads, at any hour: first 110, then when a human reads this, and no promise to watch."""
    case, receipt = write(world, "in_danger", "/anliegen/selbst", AT_THE_DOOR, _at_once)
    assert receipt.has("Bei Gefahr rufen Sie bitte jetzt die 110")
    assert receipt.has("Die Polizei ist immer da: 110 . Wir sind es nicht. Wir lesen montags bis freitags")
    start = seen(world.person("in_danger").get(f"{world.system['public']}/"))
    assert start.has("Gefahr jetzt? Rufen Sie die Polizei: 110")
    until(lambda: _stands_out(world, case))
    answer_once(world, case, "Sind Sie in Sicherheit? Wenn nicht: 110.")
    reads(world, "in_danger", "Sind Sie in Sicherheit? Wenn nicht: 110.")
    return "receipt: 110, and when somebody reads; marked among those who wait"


def _at_once(form: Form) -> Form:
    return form.choose("Wie eilig ist es aus Ihrer Sicht?", "Sofort")


def _stands_out(world: World, case: str) -> bool:
    link = world.desk("/desk").soup.find("a", href=f"/desk/cases/{case}")
    row = link.find_parent(["li", "tr"]) if link else None
    return row is not None and "Sofort" in row.get_text()
