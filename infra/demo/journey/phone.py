"""Somebody calls; the counsellor reads out a one-time code, which the person exchanges for a receipt code."""

from typing import Any

from infra.demo.journey.browser import Page
from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until

ASKED = "Welche Stelle begleitet mich zu einer Aussage?"


def by_phone(world: World) -> str:
    page = world.desk("/desk/contacts/new")
    form = page.form("Speichern und Einmalcode zeigen").fill("Was die Person erzählt", ASKED)
    read_out = seen(world.staff("anna").submit(form.choose("Anlass", "Information")))
    contact = read_out.links("/desk/contacts/")[0].rpartition("/")[2]
    until(lambda: world.watching.of(contact, "lotse.intake.contact.assigned"))

    own = comes_back(world, "called", shown(read_out, "one-time-code"))
    world.memory["called_code"] = own
    world.browsers.pop("called").close()
    assert world.follow("called").has(ASKED)

    page = world.desk(f"/desk/contacts/{contact}")
    seen(world.staff("anna").submit(page.form("Anliegen abschließen")))
    return "one-time code, exchanged once; follow page by the receipt code"


def comes_back(world: World, who: str, one_time_code: str) -> str:
    """Lets the person in with the code that was read out; returns the receipt code that replaces it."""
    browser = world.person(who)
    ask = browser.get(f"{world.system['public']}/rueckmeldung")
    given = seen(browser.submit(ask.form("Weiter").fill("Rückmeldecode", one_time_code)))
    seen(browser.submit(given.form("Ich habe den Code notiert")))
    until(lambda: _opens_nothing(world, who, one_time_code))
    return shown(given, "receipt-code")


def _opens_nothing(world: World, who: str, one_time_code: str) -> bool:
    """Whether the one-time code opens nothing any more, as when the desk knows that the receipt code was noted."""
    browser, address = world.person(who), f"{world.system['public']}/rueckmeldung"
    page = browser.get(address)
    if page.has("Seite schließen"):
        seen(browser.submit(page.form("Seite schließen")))
        page = browser.get(address)
    return browser.submit(page.form("Weiter").fill("Rückmeldecode", one_time_code)).status == 404


def shown(page: Page, id: str) -> str:
    tag: Any = page.soup.find(id=id)
    assert tag is not None, "no code"
    return str(tag.get_text(strip=True))
