"""Forms into which somebody types: how to fill them in, and how often the text has arrived."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Locator

from tests.harness.browser import fields
from tests.harness.browser.acts import Case, awaited
from tests.harness.browser.cases import Cases
from tests.harness.browser.visit import Visit


@dataclass(frozen=True)
class TypedForm:
    """A form with a text. `fill` types the text, which is unique; `arrived` counts it where others read it.

    `then`: an element of the page that follows.
    """

    fill: Callable[[Visit, Case, str], Awaitable[None]]
    button: str
    arrived: Callable[[Cases, Case, str], int]
    by_staff: bool = False
    then: str = "#erledigt"


async def report(visit: Visit, case: Case, text: str) -> None:
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(text)


async def message(visit: Visit, case: Case, text: str) -> None:
    await visit.follow(case)
    await visit.page.get_by_label(fields.MESSAGE).fill(text)


async def safe_contact(visit: Visit, case: Case, text: str) -> None:
    await visit.follow(case)
    await visit.unfold("Kontaktweg")
    await fields.state_safe_contact(visit.page, "Telefon", "0170 1234567", text)


async def letter(visit: Visit, case: Case, text: str) -> None:
    await visit.follow(case)
    await visit.public("/rueckmeldung/post")
    await fields.tell_of_a_letter(visit.page, text, fields.yesterday())


async def answer(visit: Visit, case: Case, text: str) -> None:
    await visit.case(case)
    await visit.page.get_by_label(fields.ANSWER).fill(text)


async def note(visit: Visit, case: Case, text: str) -> None:
    await visit.staff(f"/desk/contacts/{case.contact_id}/notes")
    await fields.note_a_call(visit.page, text)


async def handover(visit: Visit, case: Case, text: str) -> None:
    await visit.staff(visit.cases.handover(case))
    await fields.ask_for_consent(visit.page, text)


async def phone(visit: Visit, case: Case, text: str) -> None:
    await visit.staff("/desk/contacts/new")
    await fields.tell_of_a_call(visit.page, text)


LOOKS_FOR_A_CASE: Final = "Nach dem Fall suchen"
"""The first button of the form for a call; it sends nothing off."""


def on_follow_page(cases: Cases, case: Case, text: str) -> int:
    return cases.follow(case).text.count(text)


def on_record(cases: Cases, case: Case, text: str) -> int:
    return cases.world.desk(f"/desk/cases/{case.case_id}/record").text.count(text)


def in_queue(cases: Cases, case: Case, text: str) -> int:
    """Counts the text in the queue; waits until the desk has taken it over."""
    return awaited(lambda: cases.in_queue(text))


FORMS: Final = {
    "report": TypedForm(report, "Vertraulich absenden", in_queue, then="#receipt-code"),
    "message": TypedForm(message, "Absenden", on_follow_page),
    "safe contact": TypedForm(safe_contact, "Kontaktweg speichern", on_follow_page),
    "letter that came": TypedForm(letter, "Absenden", on_follow_page),
    "answer": TypedForm(answer, "Antwort senden", on_follow_page, by_staff=True),
    "note": TypedForm(note, "In die Akte schreiben", on_record, by_staff=True),
    "handover": TypedForm(handover, "Person um Einwilligung bitten", on_follow_page, by_staff=True),
    "phone": TypedForm(phone, "Speichern und Einmalcode zeigen", in_queue, by_staff=True, then="#one-time-code"),
}


def still_there(visit: Visit, text: str) -> Locator:
    """Returns the form that holds the text, whichever page shows it."""
    kept = visit.page.locator(f"textarea:has-text('{text}'), input[value='{text}']")
    return visit.page.locator("main form").filter(has=kept)


async def send_again(visit: Visit, case: Case, text: str) -> None:
    """Sends the text again, with the receipt code where the page asks for it."""
    form = still_there(visit, text)
    if await form.get_by_label(fields.CODE).count():
        await form.get_by_label(fields.CODE).fill(case.code)
    async with visit.page.expect_navigation():
        await form.get_by_role("button").filter(has_not_text=LOOKS_FOR_A_CASE).first.click()
