"""Somebody agreed that the police is told, and withdraws: the person reads what ends, and what cannot be undone."""

import re
from urllib.parse import urljoin

from infra.demo.journey.browser import Form, Page
from infra.demo.journey.counselling import taken_over
from infra.demo.journey.participants import World, seen
from infra.demo.journey.portal import reads, write
from infra.demo.journey.steps import until
from infra.demo.journey.to_do import first_button

ASKED = "In einem Kommentar steht, dass man mich verprügeln wird. Davon habe ich ein Bildschirmfoto."
POLICE = "Ansprechstelle Amt und Mandat, Polizei Musterwest (Demo)"
KNOWS = "Drohung mit Schlägen in einem Kommentar."


def agrees_after_reading_what_they_must_do(world: World) -> str:
    case, _ = write(world, "took_back", "/anliegen/selbst", ASKED, _from_the_west)
    world.memory["took_back_case"] = case
    taken_over(world, f"/desk/cases/{case}")
    anna = world.staff("anna")
    form = seen(anna.get(_ask_the_police(world, case))).form("Person um Einwilligung bitten")
    form.tick("Wir stellen den Kontakt her", "Schilderung").fill("Text zu: Schilderung", KNOWS)
    seen(anna.submit(form))
    page = reads(world, "took_back", f"Dürfen wir das weitergeben an {POLICE}?", KNOWS)
    assert page.has("Diese Stelle muss handeln.")
    assert page.has("Die Weitergabe ist weder Strafanzeige noch Strafantrag.")
    seen(world.person("took_back").submit(page.form("Ja, weitergeben").tick("Schilderung"), "Ja, weitergeben"))
    until(lambda: world.watching.of(case, "lotse.referral.referral.sent"))
    reads(world, "took_back", f"{POLICE} wurde um Hilfe gebeten.")
    return "follow page: the duty to act stands above the buttons; referral.sent"


def takes_it_back(world: World) -> str:
    """The person answers one question; then the partner reads nothing any more."""
    case, page = world.memory["took_back_case"], world.follow("took_back")
    if page.has("Ja, widerrufen"):
        assert page.has("Was die Polizei schon weiß, lässt sich nicht zurückholen.")
        assert page.has("müssen Polizei und Staatsanwaltschaft auch nach Ihrem Widerruf weiter ermitteln")
        seen(world.person("took_back").submit(page.form("Ja, widerrufen")))
    until(lambda: world.watching.of(case, "lotse.referral.referral.recalled"))
    taken_back = f"Die Vermittlung an {POLICE} ist zurückgenommen."
    reads(world, "took_back", "Sie haben widerrufen. Von uns erfährt die Stelle nichts mehr", taken_back)
    until(lambda: first_button(world, case, "Person hat die Einwilligung widerrufen"))
    return "follow page: withdrawn, and what the police knows stays known; referral.recalled; task of the counsellor"


def _from_the_west(form: Form) -> Form:
    return form.choose("Land", "Nordrhein-Westfalen").tick("Bedrohung", "Schutz durch die Polizei")


def _ask_the_police(world: World, case: str) -> str:
    """Returns the address behind the proposal's button for asking the person."""
    proposals = f"{world.system['staff']}/referral/cases/{case}/proposals"
    return str(until(lambda: _way_to_ask(world.staff("anna").get(proposals))))


def _way_to_ask(page: Page) -> str | None:
    for card in page.soup.find_all("li", attrs={"data-partner": True}):
        if POLICE in card.get_text():
            link = card.find("a", href=re.compile("/handovers/new"))
            return urljoin(page.url, str(link["href"])) if link else None
    return None
