"""A partner is silent: it is reminded, is overdue, is waited for no longer, and then answers after all."""

from datetime import datetime, timedelta

from infra.demo.journey.browser import Form
from infra.demo.journey.counselling import close
from infra.demo.journey.participants import World
from infra.demo.journey.partners import partner
from infra.demo.journey.portal import reads
from infra.demo.journey.referred import Referred
from infra.demo.journey.running_system import REFERRAL, SENDER, later, without
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import first_button
from shared.clock import berlin_day, berlin_time, now

WHO = "waiting"
TOLD = "Seit die Nachricht kam, zucke ich bei jedem Klingeln zusammen. Ich brauche jemanden zum Reden."
KNOWS = "Sucht nach einer Drohung ein Gespräch, bald."
SILENT = "Psychologische Beratung Atempause (Demo)"
NEXT = "Opferberatung Lindenhof (Demo)"
REMINDED = "Erinnerung: Anfrage im Partnernetz"
LATE = "Eine Anfrage im Partnernetz wartet auf Ihre Antwort"


def is_reminded_and_overdue(world: World) -> str:
    """The partner gets a mail on the day before, by the sender's clock, and one when its time is over, by referral's.

    Deadlines are looked at once an hour and when the service starts, so it is started on that day.
    """
    her = _her(world)
    her.begin(TOLD, _seeks_somebody_to_talk_to)
    her.refer(SILENT)
    respond_by = datetime.fromisoformat(her.told(SILENT, "sent")[0]["data"]["respond_by"])
    if not _has_mail(her, REMINDED):
        _is_reminded(her, berlin_time(berlin_day(respond_by) - timedelta(days=1), "12:00"))
    if not _has_mail(her, LATE):
        with later(world, respond_by - now() + timedelta(minutes=1), REFERRAL, SENDER):
            until(lambda: her.told(SILENT, "overdue"))
            until(lambda: _has_mail(her, LATE))
    reads(world, WHO, f"{SILENT} hat noch nicht geantwortet.")
    assert her.behind_the_link(SILENT).has(KNOWS), "it may still answer"
    return "the clocks moved: two mails; own Kafka consumer: referral.overdue; follow page: no answer yet"


def is_given_up(world: World) -> str:
    """*Zu tun* leads to the next partner; only the counsellor ends the waiting."""
    her = _her(world)
    if her.standing(SILENT)[1]["data-state"] == "overdue":
        step = until(lambda: first_button(world, her.case, "Stelle hat nicht rechtzeitig geantwortet"))
        assert str(step).startswith(f"/referral/cases/{her.case}/proposals#stelle-")
        assert her.proposed()[0] == partner(NEXT).id, "the next one stands first, without who is silent"
        her.enters(SILENT, "Nicht länger warten")
    until(lambda: her.told(SILENT, "expired"))
    reads(world, WHO, f"{SILENT} hat nicht geantwortet.")
    assert not her.behind_the_link(SILENT).has(KNOWS)
    her.refer(NEXT)
    assert her.behind_the_link(NEXT).has(KNOWS)
    return "Zu tun, proposals; referral.expired by a counsellor alone; the next one reads what she agreed to"


def answers_late(world: World) -> str:
    """The late answer is shown to the counsellor, and does not bring back the referral that is over."""
    her = _her(world)
    page = her.behind_the_link(SILENT)
    if not page.has("Ihre Antwort ist angekommen."):
        assert page.has("Wir haben auf Ihre Antwort nicht länger gewartet.")
        page = her.answers(SILENT, page.form("Annehmen"))
    assert page.has("Ihre Antwort ist angekommen.")
    until(lambda: first_button(world, her.case, "Stelle hat doch noch geantwortet"))
    assert her.standing(SILENT)[1]["data-state"] == "expired"
    assert not her.behind_the_link(SILENT).has(KNOWS)
    if her.standing(NEXT)[1]["data-state"] != "recalled":
        her.enters(NEXT, "Zurückziehen", "Von der Beratung zurückgerufen")
    reads(world, WHO, f"Die Vermittlung an {NEXT} ist zurückgenommen.")
    close(world, her.case)
    return "the link of who was silent: the answer came; Zu tun: to look at; it reads nothing again"


def _is_reminded(her: Referred, day_before: datetime) -> None:
    with later(her.world, day_before - now(), SENDER):
        with without(her.world, SENDER):
            pass
        until(lambda: _has_mail(her, REMINDED))
    assert not her.told(SILENT, "overdue"), "it still has time"


def _her(world: World) -> Referred:
    return Referred(world, WHO, KNOWS)


def _seeks_somebody_to_talk_to(form: Form) -> Form:
    form.choose("Land", "Nordrhein-Westfalen").tick("Bedrohung")
    return form.tick("Psychologische Hilfe")


def _has_mail(her: Referred, subject: str) -> bool:
    return any(str(mail["subject"]) == subject for mail in her.mails(SILENT))
