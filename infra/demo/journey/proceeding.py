"""A proceeding is entered; the period of § 77b StGB waits for a known offender and then runs."""

from datetime import UTC, date, datetime

from infra.demo.journey.browser import Form, Page
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import is_to_do

FILE_NUMBER = "123 Js 4567/26"


def is_entered(world: World) -> str:
    page = world.desk(f"/referral/cases/{world.memory['threat_case']}/proceedings")
    form = _dated(page.form("Speichern"), "Die Tat ist der Person bekannt seit").choose("Stand", "Nicht angezeigt")
    seen(world.staff("anna").submit(form.tick("§ 185 StGB Beleidigung", "§ 241 StGB Bedrohung")))
    until(lambda: world.watching.of(world.memory["threat_case"], "lotse.referral.proceeding.updated"))
    return "own Kafka consumer: proceeding.updated"


def clock_does_not_run(world: World) -> str:
    until(lambda: _deadlines(world).has("läuft nicht: Täter unbekannt"))
    until(lambda: world.follow("threatened").has("läuft keine Frist für einen Strafantrag"))
    assert not world.watching.of(world.memory["threat_case"], "lotse.notification.deadline.set")
    return "HTML of the deadlines, follow page; no deadline.set"


def offender_becomes_known(world: World) -> str:
    page = world.desk(f"/referral/cases/{world.memory['threat_case']}/proceedings")
    form = seen(world.staff("anna").get(page.link("Ändern"))).form("Speichern")
    form.fill("Aktenzeichen", FILE_NUMBER)
    seen(world.staff("anna").submit(_dated(form, "Der Täter ist der Person bekannt seit")))
    updated = "lotse.referral.proceeding.updated"
    until(lambda: len(world.watching.of(world.memory["threat_case"], updated)) >= 2)
    return "own Kafka consumer: proceeding.updated"


def clock_runs(world: World) -> str:
    told = until(lambda: world.watching.of(world.memory["threat_case"], "lotse.notification.deadline.set"))
    act_by = date.fromisoformat(told[-1]["data"]["act_by"])
    shown = f"{act_by.day}."
    page = until(lambda: _deadlines(world), lambda page: page.has("Handeln bis"))
    assert page.has(shown)
    until(lambda: world.follow("threatened").has("Es läuft eine Frist"))
    page = until(lambda: world.follow("threatened"), lambda page: page.has(FILE_NUMBER))
    letter = seen(world.person("threatened").submit(page.form("Auskunft verlangen")))
    assert FILE_NUMBER in str(letter.soup), "the letter begins with her file number"
    assert not [event for event in list(world.watching.events) if FILE_NUMBER in str(event)]
    return f"deadline.set, HTML and follow page: act by {act_by.isoformat()}; her file number, also in a letter"


def a_letter_came(world: World) -> str:
    person = world.person("threatened")
    form = seen(person.get(world.follow("threatened").link("Ich habe Post bekommen"))).form("Absenden")
    form = _dated(form.tick("Einstellung des Verfahrens, mit Belehrung"), "Wann war der Brief da?")
    answered = seen(person.submit(form))
    assert answered.has("kann eine Frist von zwei Wochen laufen")
    until(lambda: is_to_do(world, "Person hat Post bekommen"))
    return "HTML of the answer; task of the counsellor"


def _deadlines(world: World) -> Page:
    return world.desk(f"/notification/cases/{world.memory['threat_case']}/deadlines")


def _dated(form: Form, label: str) -> Form:
    return form.fill(label, datetime.now(UTC).date().isoformat())
