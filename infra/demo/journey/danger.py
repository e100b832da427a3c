"""A life is in danger: the rescue service is told without asking, the person reads that, a supervisor reviews it."""

from typing import Final

from infra.demo.journey.browser import Page
from infra.demo.journey.counselling import taken_over
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until
from infra.demo.journey.submissions import hand_in_once

WRITTEN: Final = "Er steht mit einem Messer vor der Tür. Ich wohne in der Demostraße 1."
CALLED: Final = "Der Leitstelle die Adresse gesagt, weil jemand mit einem Messer vor der Tür steht."
NOTED: Final = "Die Leitstelle hat zurückgerufen: Der Wagen ist da."


def is_averted(world: World) -> str:
    """May be repeated when the story is played again: the disclosure is written down once."""
    case = hand_in_once(world, "danger", {"text": WRITTEN, "land": "SN"})
    until(lambda: world.watching.of(case, "lotse.intake.case.opened"))
    page, anna = taken_over(world, f"/desk/cases/{case}"), world.staff("anna")
    if not page.has(CALLED):
        form = seen(anna.get(page.link("Lebensgefahr"))).form("Festhalten").tick("Rettungsdienst", "Ja")
        page = seen(anna.submit(form.fill("Was haben Sie gesagt", CALLED)))
    assert page.has(CALLED)
    assert page.has("die Person kann es lesen")
    _notes(world, case)
    if page.has("noch nicht geprüft"):
        _reviews(world, case)
    assert world.desk(f"/desk/cases/{case}").has("geprüft von Sven")
    return "pages of the counsellor and of the supervisor, who came to it from the list of tasks"


def _notes(world: World, case: str) -> None:
    record = world.desk(f"/desk/cases/{case}/record")
    if not record.has(NOTED):
        form = seen(world.staff("anna").get(record.link("Anruf, Brief oder Notiz"))).form("In die Akte schreiben")
        record = seen(world.staff("anna").submit(form.tick("Notiz").fill("Worum es ging", NOTED)))
    assert record.has(NOTED)


def _reviews(world: World, case: str) -> None:
    """The supervisor opens the colleague's case, giving a reason, and reviews the disclosure."""
    sven = world.staff("sven")
    listed = until(lambda: world.desk("/desk/tasks", "sven"), lambda page: page.has("In Lebensgefahr informiert"))
    found = (_opened(world, address) for address in listed.links("/desk/contacts/"))
    page = next(each for each in found if each.has(CALLED))
    assert case in page.url
    assert seen(sven.submit(page.form("Geprüft"))).has("geprüft von Sven")


def _opened(world: World, address: str) -> Page:
    page, sven = seen(world.staff("sven").get(address)), world.staff("sven")
    if page.has("Warum öffnen Sie ihn?"):
        page = seen(sven.submit(page.form("Fall öffnen").tick("Fachliche Prüfung")))
    return page
