"""Forms in which something is chosen and nothing typed: how to get there, and how often the act was done."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from playwright.async_api import expect

from infra.demo.journey.browser import Page
from tests.harness.browser import fields
from tests.harness.browser.acts import OTHER_PARTNER, Case, awaited
from tests.harness.browser.cases import Cases
from tests.harness.browser.visit import Visit


@dataclass(frozen=True)
class Choice:
    """A form with a choice. `done` counts, from outside, how often it took effect."""

    case: Callable[[Cases, str], Case]
    choose: Callable[[Visit, Case, str], Awaitable[None]]
    button: str
    done: Callable[[Cases, Case], int]
    by: Literal["person", "staff", "partner"] = "staff"


def asked(cases: Cases, text: str) -> Case:
    return cases.asked("Mir wurde gedroht.", shared=text)


def agreed(cases: Cases, text: str) -> Case:
    return cases.agreed("Mir wurde gedroht.", OTHER_PARTNER, text)


def taken_over(cases: Cases, text: str) -> Case:
    return cases.taken_over(text)


async def consent(visit: Visit, case: Case, text: str) -> None:
    await visit.follow(case)
    await visit.page.get_by_role("checkbox", name=fields.ITEM, exact=True).check()


async def triage(visit: Visit, case: Case, text: str) -> None:
    await visit.case(case, "assessment")
    await visit.page.get_by_role("radio", name=fields.URGENT, exact=True).check()


async def proceeding(visit: Visit, case: Case, text: str) -> None:
    await visit.staff(f"/referral/cases/{case.case_id}/proceedings")
    await fields.describe_proceeding(visit.page)


async def decision(visit: Visit, case: Case, text: str) -> None:
    await visit.case(case, "handovers")
    await visit.unfold("Entscheidung der Person vermerken")
    await visit.page.get_by_role("radio", name="Mündlich").check()
    await visit.page.get_by_role("checkbox", name=fields.ITEM, exact=True).check()


async def closing(visit: Visit, case: Case, text: str) -> None:
    await visit.case(case, "record")
    await visit.unfold("Fall abschließen")
    await fields.choose_closing(visit.page)


async def partners_answer(visit: Visit, case: Case, text: str) -> None:
    await visit.page.goto(await visit.cases.made(lambda cases: cases.link_of(text)))
    await visit.enter_pin(OTHER_PARTNER)
    await expect(visit.page.get_by_text(text)).to_be_visible()


def said(sentence: str) -> Callable[[Cases, Case], int]:
    """Returns a count of the sentence on the follow page; waits, since other services' acts come there later."""

    def count(cases: Cases, case: Case) -> int:
        return awaited(lambda: cases.follow(case).text.count(sentence))

    return count


def proceedings(cases: Cases, case: Case) -> int:
    page = cases.world.desk(f"/referral/cases/{case.case_id}/proceedings")
    return len(page.soup.select("[data-proceeding]"))


def triages(cases: Cases, case: Case) -> int:
    """Counts triages by the case's version, which nothing else has changed."""
    return version_on(cases.world.desk(f"/desk/cases/{case.case_id}/assessment")) - 1


def version_on(page: Page) -> int:
    return int(str(page.form("Einschätzung speichern").tag.find_all("input", attrs={"name": "seen"})[0]["value"]))


CHOICES: Final = {
    "consent": Choice(asked, consent, "Ja, weitergeben", said("Sie haben zugestimmt"), "person"),
    "triage": Choice(taken_over, triage, "Einschätzung speichern", triages),
    "proceeding": Choice(lambda cases, text: cases.proposed(text), proceeding, "Speichern", proceedings),
    "decision": Choice(asked, decision, "Person willigt ein", said("Sie haben zugestimmt")),
    "closing": Choice(taken_over, closing, "Fall abschließen", said("Ihr Anliegen ist abgeschlossen.")),
    "partner's answer": Choice(agreed, partners_answer, "Annehmen", said("hat zugesagt zu helfen"), "partner"),
}


async def choose(visit: Visit, choice: Choice) -> Case:
    """Returns a new case, on whose page the choice is made and not sent yet."""
    text = f"Bitte nur abends {secrets.token_hex(8)}"
    case = await visit.cases.made(lambda cases: choice.case(cases, text))
    await choice.choose(visit, case, text)
    return case


async def after_the_end(visit: Visit, case: Case, choice: Choice) -> None:
    """Follows the page that says that the session is over; a consent is shown again as it was ticked."""
    if choice.by == "person":
        await visit.page.get_by_label(fields.CODE).fill(case.code)
        await visit.press("Weiter zur Frage")
        await expect(visit.page.get_by_role("checkbox", name=fields.ITEM, exact=True)).to_be_checked()
        await visit.press(choice.button)
    elif choice.by == "partner":
        await expect(visit.page.get_by_text(f"Ihre Antwort: {choice.button}")).to_be_visible()
        await visit.enter_pin(OTHER_PARTNER)
    else:
        await visit.page.get_by_role("link", name="counsellor").click()
        await expect(visit.page.get_by_role("heading", name="Ihre Eingabe ist noch da")).to_be_visible()
        await visit.press("Jetzt absenden")


async def send_again(visit: Visit, choice: Choice) -> None:
    """Follows the page that says that nothing could be done, and sends again."""
    if choice.by == "person":
        await visit.press("Weiter zur Frage")
        await visit.press(choice.button)
    else:
        await visit.press("Noch einmal absenden")
