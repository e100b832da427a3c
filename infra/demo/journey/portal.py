"""Acts of people at the portal in a story of their own: they write, and read on the follow page what came of it."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date

from infra.demo.journey.browser import Form, Page
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until

KNOWN_SINCE = "Dieser Stand ist bekannt seit"
ACT_KNOWN = "Die Tat ist der Person bekannt seit"
OFFENDER_KNOWN = "Der Täter ist der Person bekannt seit"
BAD = 400
OPENED = "lotse.intake.case.opened"


def write(
    world: World, who: str, path: str, text: str, more: Callable[[Form], Form] = lambda form: form
) -> tuple[str, Page]:
    """Writes at the portal in a new browser; returns the id of the case that it opens, and the receipt's page."""
    if known := world.browsers.pop(who, None):
        known.close()
    browser, before = world.person(who), _opened(world)
    form = seen(browser.get(f"{world.system['public']}{path}")).form("Vertraulich absenden")
    words = marked(text)
    receipt = seen(browser.submit(more(form.fill("Ihr Anliegen", words))))
    world.memory[f"{who}_code"] = code_on(receipt)
    return str(until(lambda: _case_with(world, words, _opened(world) - before))), receipt


def marked(text: str) -> str:
    """Returns the text with a random mark, by which it is found."""
    return f"{text} [{secrets.token_hex(6)}]"


def code_on(receipt: Page) -> str:
    shown = receipt.soup.find(id="receipt-code")
    assert shown is not None, "no receipt code"
    return str(shown.get_text(strip=True))


def reads(world: World, who: str, *sentences: str) -> Page:
    """Returns the follow page as soon as the person finds every sentence on it."""
    return until(lambda: world.follow(who), lambda page: all(page.has(each) for each in sentences))


def enter_proceeding(world: World, case: str, account: Callable[[Form], Form]) -> None:
    """Enters a proceeding or changes the one there is; waits for the page, which exists once referral has the case."""
    address = f"{world.system['staff']}/referral/cases/{case}/proceedings"
    anna = world.staff("anna")
    page = until(lambda: anna.get(address), lambda page: page.status < BAD)
    if entered := page.links("/proceedings/"):
        page = seen(anna.get(entered[0]))
    seen(anna.submit(account(page.form("Speichern"))))


def on(form: Form, days: Mapping[str, date]) -> Form:
    """Fills in each day in the field of that label."""
    for label, day in days.items():
        form.fill(label, day.isoformat())
    return form


def _case_with(world: World, text: str, opened: set[str]) -> str | None:
    """Returns the case whose page has the text, since a person at the portal is told no number of a case."""
    pages = ((case, world.staff("anna").get(f"{world.system['staff']}/desk/cases/{case}")) for case in opened)
    return next((case for case, page in pages if page.status < BAD and page.has(text)), None)


def _opened(world: World) -> set[str]:
    told = list(world.watching.events)
    return {event["partitionkey"] for event in told if event["type"].rpartition(".v")[0] == OPENED}
