"""Entries of the directory, made and looked up without a browser."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from infra.demo.journey.mailbox import link_in
from infra.demo.journey.participants import seen
from shared.clock import berlin_day, now
from tests.harness.browser.acts import Acts, awaited

DIRECTORY: Final = "/referral/directory"
MAILBOXES: Final = "Postfächer für unsere Hinweise"
NAME, NOTE, WEB, SEAT, ASSURED = "Name des Angebots", "Beschreibung", "Webseite", "Sitz", "Zuletzt bestätigt am"


def new_entry(acts: Acts, name: str, note: str = "", web: str = "") -> str:
    """Makes an entry and returns its path; it is proposed to none of the other cases."""
    page = acts.world.desk(f"{DIRECTORY}/new", "sven")
    form = page.form("Speichern").choose(SEAT, "Saarland").fill(NAME, name).fill(NOTE, note).fill(WEB, web)
    form = form.tick("Saarland").fill(ASSURED, (berlin_day(now()) - timedelta(days=400)).isoformat())
    return urlsplit(seen(acts.world.staff("sven").submit(form, "Speichern")).url).path


def partner_to_onboard(acts: Acts, name: str, mailbox: str) -> str:
    """Makes an entry that is reached in every way; returns the path of its onboarding."""
    page = acts.world.desk(f"{DIRECTORY}/new", "sven")
    form = page.form("Speichern").choose(SEAT, "Saarland").fill(NAME, name).fill(MAILBOXES, mailbox)
    form = form.tick("E-Mail", "Schnittstelle (Kafka)", "Schnittstelle (Webhook)")
    entry = urlsplit(seen(acts.world.staff("sven").submit(form, "Speichern")).url).path
    return f"{entry}/onboarding"


def link_of_the_test(acts: Acts, mailbox: str) -> str:
    """Returns the link in the mail that tests the mailbox."""
    return link_in(awaited(lambda: acts.world.mails.of(mailbox))[0])


def confirm(acts: Acts, path: str) -> None:
    form = acts.world.desk(path, "sven").form("Stimmt noch")
    seen(acts.world.staff("sven").submit(form))


def link_to_confirm(acts: Acts, partner: str) -> str:
    """Returns the link for confirming the entry that the desk sends to the partner."""
    page = acts.world.desk(f"{DIRECTORY}/{acts.system['partners'][partner]['id']}", "sven")
    return page.soup.select("section .typed")[0].text.strip()
