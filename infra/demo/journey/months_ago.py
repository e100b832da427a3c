"""A mayor reported an offence months ago and heard nothing: which periods are over, and what can still be done."""

from datetime import timedelta

from infra.demo.journey.browser import Form
from infra.demo.journey.counselling import taken_over
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import (
    ACT_KNOWN,
    KNOWN_SINCE,
    OFFENDER_KNOWN,
    enter_proceeding,
    on,
    reads,
    write,
)
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import first_button
from shared.clock import berlin_day, now

ASKED = "Ich bin Bürgermeisterin. Im Frühjahr habe ich üble Nachrede angezeigt, seitdem höre ich nichts."
MONTHS = timedelta(days=230)


def reads_what_is_over(world: World) -> str:
    """The mayor reads that the period of § 77b StGB is over and what can still be done, and why nobody wrote."""
    case, _ = write(world, "mayor", "/anliegen/selbst", ASKED)
    world.memory["mayor_case"] = case
    taken_over(world, f"/desk/cases/{case}")
    enter_proceeding(world, case, _reported)
    reads(
        world,
        "mayor",
        "Die Tat ist angezeigt.",
        "Die Frist für Ihren Strafantrag ist nach unseren Angaben",
        "Bei manchen Taten kann die Staatsanwaltschaft auch ohne Antrag ermitteln",
        "können Sie Auskunft verlangen (§ 406d StPO)",
    )
    article = seen(world.person("mayor").get(f"{world.system['public']}/wissen/nichts-passiert"))
    assert article.has("Mitteilungen bekommen Sie meist nur, wenn Sie das beantragt haben")
    return "follow page: what is over, and what she can still ask for; article"


def writes_herself(world: World) -> str:
    """The mayor fills in the letter of § 406d StPO from the follow page; it is kept nowhere, given as PDF and text."""
    browser = world.person("mayor")
    offered = seen(browser.get(world.follow("mayor").link("Briefe zum Ausfüllen")))
    page = seen(browser.get(offered.link("Auskunft zum Verfahren")))
    assert page.has("Er ist keine Anzeige und kein Strafantrag")
    form = page.form("Als PDF herunterladen").fill("Ihr Name", "Erika Musterfrau")
    form.fill("Anschrift, unter der Post sicher ankommt", "Rathausplatz 1\n12345 Musterstadt")
    form.fill("Behörde mit Anschrift", "Staatsanwaltschaft Musterstadt").fill("Ort neben dem Datum", "Musterstadt")
    form.tick("ob das Verfahren eingestellt wird")
    text = seen(browser.submit(form, "Als Text herunterladen"))
    assert text.has("Nach § 406d StPO beantrage ich, mir mitzuteilen")
    assert browser.file(form, "Als PDF herunterladen").startswith(b"%PDF-")
    return "the letter as text and PDF; no case has it"


def is_told_until_when_to_complain(world: World) -> str:
    """The proceeding was discontinued with instruction: the mayor reads of the period, the counsellor has the task."""
    case = world.memory["mayor_case"]
    enter_proceeding(world, case, _discontinued)
    page = reads(world, "mayor", "Das Verfahren wurde eingestellt.", "Ihre Beschwerde gegen die Einstellung")
    assert page.has("Das heißt nicht, dass nichts geschehen ist.")
    until(lambda: world.watching.of(case, "lotse.notification.deadline.reminded"))
    until(lambda: first_button(world, case, "Frist läuft bald ab"))
    return "follow page: what discontinued means, and the period; Zu tun: the reminder"


def _reported(form: Form) -> Form:
    ago = berlin_day(now()) - MONTHS
    form.choose("Stand", "Angezeigt").tick("§ 186 StGB Üble Nachrede")
    return on(form, dict.fromkeys((KNOWN_SINCE, ACT_KNOWN, OFFENDER_KNOWN, "Anzeige erstattet"), ago))


def _discontinued(form: Form) -> Form:
    """Fills in a discontinuation whose letter came 13 days ago, so that its two weeks are over tomorrow."""
    came = berlin_day(now()) - timedelta(days=13)
    form.choose("Stand", "Eingestellt").choose("Art der Einstellung", "§ 170 Abs. 2 StPO")
    return on(form, dict.fromkeys((KNOWN_SINCE, "Einstellung mit Belehrung"), came))
