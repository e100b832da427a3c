"""A town hall asks for advice before anything happened: it is referred, and counted as no case."""

from typing import Final
from urllib.parse import urlsplit

from infra.demo.journey.browser import Page
from infra.demo.journey.mailbox import link_in
from infra.demo.journey.participants import World, remember, seen
from infra.demo.journey.steps import until

CALLED: Final = "Das Büro der Bürgermeisterin bittet um eine Schulung für den Rat, bevor der Wahlkampf beginnt."
WANTED: Final = "Schulung für den Rat, gern im Januar."
PARTNER: Final = "partner_b"
MAILBOX: Final = "eingang@rathausnetz.example.org"
ASK: Final = "Person um Einwilligung bitten"


def is_referred(world: World) -> str:
    """The call is written down; the contact is passed on for prevention, and stays out of the counted cases."""
    if "town_hall" not in world.memory:
        world.memory["town_hall"] = _calls(world)
        world.memory["town_hall_mails"] = len(world.mails.of(MAILBOX))
        remember(world)
    contact = world.memory["town_hall"]
    page = world.desk(f"/desk/contacts/{contact}")
    for way in page.links("/prevention"):
        form = seen(world.staff("anna").get(way)).form("Weiter zur Weitergabe")
        form.tick("Rechtliche Beratung", "Schulung", "Nein. Die Person hat von keiner Tat erzählt.")
        page = seen(world.staff("anna").submit(form.choose("Land", "Nordrhein-Westfalen")))
    opened = until(lambda: world.watching.of(contact, "lotse.intake.case.opened"))
    assert (opened[0]["data"]["purpose"], opened[0]["data"]["threat_kinds"]) == ("prevention", [])
    page = world.desk(f"/desk/cases/{contact}/handovers")
    assert page.has("Hier geht es um Vorbeugung: Von einer Tat ist nichts erzählt.")
    return "own Kafka consumer: case.opened for prevention; the desk's page: no case"


def agrees_on_the_phone(world: World) -> str:
    """The text for the partner is read out word for word, and it is noted who heard the yes."""
    contact, partner = world.memory["town_hall"], world.system["partners"][PARTNER]["id"]
    page = world.desk(f"/desk/cases/{contact}/handovers")
    if not page.has("Rathausnetz"):
        way = f"/desk/cases/{contact}/handovers/new?partner={partner}"
        proposals = f"{world.system['staff']}/referral/cases/{contact}/proposals"
        offered = until(lambda: world.staff("anna").get(proposals).links(way))
        form = seen(world.staff("anna").get(offered[0])).form(ASK)
        form.tick("Wir stellen den Kontakt her", "Schilderung", "Nein, nur was gewünscht ist")
        page = seen(world.staff("anna").submit(form.fill("Text zu: Schilderung", WANTED), ASK))
    if page.has("Person willigt ein"):
        form = page.form("Person willigt ein").tick("Mündlich", "Schilderung")
        page = seen(world.staff("anna").submit(form, "Person willigt ein"))
    assert page.has("mündlich, gehört von")
    (sent,) = until(lambda: world.watching.of(contact, "lotse.referral.referral.sent"))
    assert sent["data"]["purpose"] == "prevention"
    assert not any(WANTED in str(event) for event in world.watching.events)
    return "the desk's page: who heard it; own Kafka consumer: referral.sent for prevention, no word of the text"


def is_taken_on(world: World) -> str:
    """The partner reads that nothing happened, and helps."""
    page = _behind_the_link(world)
    assert page.has("Es geht um Vorbeugung.")
    assert page.has(WANTED)
    assert not page.has("Gibt es ein Strafverfahren?")
    if page.has("Annehmen"):
        seen(world.person("at_town_hall").submit(page.form("Annehmen")))
    until(lambda: world.watching.of(world.memory["town_hall"], "lotse.referral.referral.accepted"))
    until(lambda: world.desk(f"/desk/cases/{world.memory['town_hall']}/record").has("hat zugesagt"))
    return "mail with link, PIN; the desk's record: agreed to help"


def _calls(world: World) -> str:
    form = world.desk("/desk/contacts/new").form("Speichern und Einmalcode zeigen")
    form.fill("Was die Person erzählt", CALLED).choose("Anlass", "Vorbeugung")
    read_out = seen(world.staff("anna").submit(form))
    return urlsplit(read_out.links("/desk/contacts/")[0]).path.rpartition("/")[2]


def _behind_the_link(world: World) -> Page:
    browser = world.person("at_town_hall")
    mails = until(lambda: world.mails.of(MAILBOX)[world.memory["town_hall_mails"] :])
    page = seen(browser.get(link_in(mails[-1])))
    if page.has("PIN Ihrer Stelle"):
        pin = world.system["partners"][PARTNER]["pin"]
        page = seen(browser.submit(page.form("Öffnen").fill("PIN Ihrer Stelle", pin)))
    return page
