"""The pages of the desk that belong to no single case: lists, search, calls, sign-out; operations and figures."""

from datetime import UTC, datetime
from typing import Final

from playwright.async_api import expect

from infra.embedded.demo import listed
from services.intake.pages.desk.queue import HOUR
from services.statistics.domain.tables import TABLES
from tests.harness.browser import fields
from tests.harness.browser.pages.opens import Opens, made, staff
from tests.harness.browser.texts import LONG, LONG_NAME
from tests.harness.browser.visit import Visit

WITH_A_SYSTEM: Final = next(each["id"] for each in listed() if "webhook" in each["ways"])
"""The id of a partner of the demo's directory with a system; its messages lie in a folder."""


async def refused_system(visit: Visit) -> None:
    await visit.staff(f"/notification/webhooks/{WITH_A_SYSTEM}", "sven")
    await visit.page.get_by_label("Adresse des Systems").fill(f"https://nicht-freigegeben.example.org/{'a' * 300}")
    await visit.press_unchecked("Ändern")


async def queue(visit: Visit) -> None:
    await made(visit, "waiting")
    await visit.staff("/desk")


async def came_at_once(visit: Visit) -> None:
    """Opens the burst of this hour, as the queue links to it when much came."""
    await made(visit, "waiting")
    await visit.staff(f"/desk/auf-einmal/{datetime.now(UTC).strftime(HOUR)}")


async def tasks(visit: Visit, user: str = "anna") -> None:
    await made(visit, "called_back")
    await made(visit, "declined")
    await visit.staff("/desk/tasks", user)


async def tasks_of_all(visit: Visit) -> None:
    await tasks(visit, "sven")


async def task_done(visit: Visit) -> None:
    """Finishes a task of a case at the beginning of the list."""
    case = await visit.cases.made(lambda cases: cases.taken_over(LONG, urgency="immediate"))
    await visit.staff("/desk/tasks?whose=mine")
    task = visit.page.get_by_role("listitem").filter(has_text=await visit.cases.made(lambda cases: cases.number(case)))
    async with visit.page.expect_navigation():
        await task.get_by_role("link", name="Ohne Antwort erledigen").click()
    await visit.unfold("Ohne Antwort erledigen")
    await visit.page.locator("#zu-tun").get_by_label(fields.UNANSWERED).select_option(label=fields.WHY_UNANSWERED)
    await visit.press("Erledigt")


async def search(visit: Visit, wanted: str) -> None:
    """Searches by the field in the page's head."""
    await visit.staff("/desk")
    await visit.page.get_by_role("search").get_by_label("Nummer, Telefon oder E-Mail").fill(wanted)
    await visit.press("Suchen")


async def found_case(visit: Visit) -> None:
    case = await made(visit, "mine")
    number = await visit.cases.made(lambda cases: cases.number(case))
    await search(visit, number.lower())
    assert case.case_id in visit.page.url


async def no_case_found(visit: Visit) -> None:
    await search(visit, "L-00000")


async def no_case_number(visit: Visit) -> None:
    await search(visit, LONG_NAME)


async def read_out_code(visit: Visit) -> None:
    await visit.staff("/desk/contacts/new")
    await fields.tell_of_a_call(visit.page, LONG)
    await visit.press("Speichern und Einmalcode zeigen")


async def refused_call(visit: Visit) -> None:
    await visit.staff("/desk/contacts/new")
    await visit.press_unchecked("Speichern und Einmalcode zeigen")


async def drafted_call(visit: Visit) -> None:
    """Types a call until its draft is kept, and opens the page anew, which offers the draft."""
    await visit.staff("/desk/contacts/new")
    await fields.tell_of_a_call(visit.page, LONG)
    await expect(visit.page.get_by_text("Entwurf gesichert um")).to_be_visible()
    await visit.staff("/desk/contacts/new")


async def call_written_on(visit: Visit) -> None:
    await drafted_call(visit)
    await visit.go("Weiterschreiben")


async def call_of_a_known_case(visit: Visit) -> None:
    """Writes down a call of a known case: the page offers that case and a new one."""
    case = await made(visit, "mine")
    number = await visit.cases.made(lambda cases: cases.number(case))
    await visit.staff("/desk/contacts/new")
    await fields.tell_of_a_call(visit.page, LONG)
    await visit.page.get_by_label(fields.KNOWN_CASE).last.fill(number)
    await visit.press("Nach dem Fall suchen")


async def refused_joining(visit: Visit) -> None:
    await call_of_a_known_case(visit)
    await visit.press_unchecked("Speichern und Einmalcode zeigen")


async def joined_call(visit: Visit) -> None:
    """Writes a call into the record of a known case."""
    await call_of_a_known_case(visit)
    await visit.page.get_by_label("In den Fall").first.check()
    await visit.press("Speichern und Einmalcode zeigen")
    await visit.page.get_by_text("Vorfälle").first.wait_for()


async def silent_call(visit: Visit) -> None:
    await visit.staff("/desk/contacts/new")
    await visit.press("Stiller Anruf")


async def deadlines_by_day(visit: Visit) -> None:
    await made(visit, "with_deadlines")
    await visit.staff("/notification/deadlines")


async def refused_absence(visit: Visit) -> None:
    await visit.staff("/desk/team")
    await visit.press_unchecked("Eintragen")


async def signed_out(visit: Visit) -> None:
    await visit.page.goto(f"{visit.cases.system['staff']}/desk")
    await visit.page.get_by_role("link", name="analyst").click()
    await visit.press("Abmelden")


PAGES: Final[dict[str, Opens]] = {
    "queue": queue,
    "queue of a supervisor": staff("/desk", "sven"),
    "my cases": staff("/desk/lists/mine"),
    "closed cases": staff("/desk/lists/closed"),
    "what came at once": came_at_once,
    "tasks": tasks,
    "tasks of all": tasks_of_all,
    "task done": task_done,
    "case found": found_case,
    "no case found": no_case_found,
    "no case number": no_case_number,
    "search": staff("/desk/search"),
    "team": staff("/desk/team"),
    "team of a supervisor": staff("/desk/team", "sven"),
    "absence refused": refused_absence,
    "phone": staff("/desk/contacts/new"),
    "phone refused": refused_call,
    "phone with a draft": drafted_call,
    "phone from a draft": call_written_on,
    "phone, case found": call_of_a_known_case,
    "phone, case found, refused": refused_joining,
    "phone, joined to a case": joined_call,
    "phone, nobody spoke": silent_call,
    "one-time code": read_out_code,
    "deadlines by day": deadlines_by_day,
    "notices of all cases": staff("/notification/notices"),
    "texts of notices": staff("/notification/templates"),
    "systems of partners": staff("/notification/webhooks", "sven"),
    "system of a partner": staff(f"/notification/webhooks/{WITH_A_SYSTEM}", "sven"),
    "system of a partner, refused": refused_system,
    **{f"table {name}": staff(f"/statistics/tabellen/{name}", "ines") for name in TABLES},
    "figures": staff("/statistics", "ines"),
    "operations": staff("/statistics/betrieb", "omar"),
    "signed out": signed_out,
    "not found at the desk": staff("/desk/nirgends"),
}
