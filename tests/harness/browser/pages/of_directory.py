"""The pages of the directory: found, read, entered, changed and imported by staff; confirmed by the partner itself."""

import csv
import io
from typing import Final

from playwright.async_api import FilePayload

from tests.harness.browser.acts import OTHER_PARTNER
from tests.harness.browser.entries import (
    DIRECTORY,
    NAME,
    WEB,
    link_of_the_test,
    link_to_confirm,
    new_entry,
    partner_to_onboard,
)
from tests.harness.browser.fields import OWN_WISH, lately
from tests.harness.browser.pages.opens import Opens, staff
from tests.harness.browser.texts import LONG, LONG_NAME
from tests.harness.browser.visit import Visit

NEW: Final = "7a3f0a52-53c2-4a7e-9f53-0b5f1c3a9d10"


async def listed(visit: Visit) -> None:
    await visit.cases.made(lambda cases: cases.entry)
    await visit.staff(DIRECTORY)


async def entry(visit: Visit, user: str = "sven") -> None:
    await visit.staff(await visit.cases.made(lambda cases: cases.entry), user)


async def entry_of_a_counsellor(visit: Visit) -> None:
    await entry(visit, "anna")


async def edited(visit: Visit) -> None:
    await entry(visit)
    await visit.go("Bearbeiten")


async def edited_wrongly(visit: Visit) -> None:
    await edited(visit)
    await visit.page.get_by_label(NAME).fill("")
    await visit.page.get_by_label(WEB).fill("keine")
    await visit.press_unchecked("Speichern")


async def edited_too_late(visit: Visit) -> None:
    """Changes an entry that somebody else has saved since the form was opened."""
    await visit.staff(await visit.cases.made(lambda cases: new_entry(cases, "Zu spät geändert (Demo)")), "sven")
    there = visit.page.url
    await visit.go("Bearbeiten")
    other = await visit.page.context.new_page()
    await other.goto(there)
    await other.get_by_role("button", name="Stimmt noch").click()
    await other.locator("#erledigt").wait_for()
    await visit.page.get_by_label(NAME).fill(LONG_NAME)
    await visit.press("Speichern")


async def closed(visit: Visit) -> None:
    await visit.staff(await visit.cases.made(lambda cases: new_entry(cases, "Geschlossen (Demo)")), "sven")
    await visit.unfold("Vorübergehend schließen")
    await visit.press("Schließen")


async def delisted(visit: Visit) -> None:
    await visit.staff(await visit.cases.made(lambda cases: new_entry(cases, "Ausgetragen (Demo)")), "sven")
    await visit.press("Austragen")


async def suspended(visit: Visit, why: str = OWN_WISH) -> None:
    await visit.staff(await visit.cases.made(lambda cases: new_entry(cases, "Gesperrt (Demo)")), "sven")
    await visit.unfold("Zugang sperren")
    if why:
        await visit.page.get_by_label(why).check()
    await visit.press_unchecked("Sperren")


async def suspended_without_why(visit: Visit) -> None:
    await suspended(visit, "")


async def issued(visit: Visit, button: str = "Neue PIN ausstellen") -> None:
    await visit.staff(await visit.cases.made(lambda cases: new_entry(cases, "Neuer Zugang (Demo)")), "sven")
    await visit.unfold("Neue PIN oder neues Zugangszeichen")
    await visit.press(button)


async def issued_token(visit: Visit) -> None:
    await issued(visit, "Neues Zugangszeichen ausstellen")


async def onboarding(visit: Visit, mailbox: str = "einrichten@stelle.example.org") -> None:
    await visit.staff(await visit.cases.made(lambda cases: partner_to_onboard(cases, LONG_NAME, mailbox)), "sven")


async def onboarding_refused(visit: Visit) -> None:
    await onboarding(visit)
    await visit.page.get_by_label("Unter welcher Nummer?").fill("keine")
    await visit.press_unchecked("Rückruf festhalten")


async def onboarding_without_a_way_told(visit: Visit) -> None:
    await onboarding(visit)
    await visit.press("PIN ausstellen")
    await visit.go("Einrichten")
    await visit.press_unchecked("Festhalten")


async def mail_to_try(visit: Visit, mailbox: str = "probe@stelle.example.org") -> None:
    await onboarding(visit, mailbox)
    await visit.press("Probe senden")
    await visit.page.goto(await visit.cases.made(lambda cases: link_of_the_test(cases, mailbox)))


async def mail_that_arrived(visit: Visit) -> None:
    await mail_to_try(visit, "angekommen@stelle.example.org")
    await visit.press("Ja, die Mail ist angekommen")


async def onboarded(visit: Visit) -> None:
    """Takes a partner through every step of onboarding."""
    mailbox = "fertig@stelle.example.org"
    await onboarding(visit, mailbox)
    there = visit.page.url
    await visit.press("Probe senden")
    await visit.page.goto(await visit.cases.made(lambda cases: link_of_the_test(cases, mailbox)))
    await visit.press("Ja, die Mail ist angekommen")
    await visit.page.goto(there)
    await visit.page.get_by_label("Tag des Anrufs").fill(lately().isoformat())
    await visit.page.get_by_label("Unter welcher Nummer?").fill("030 5550123")
    await visit.page.get_by_label("Impressum der Webseite").check()
    await visit.press("Rückruf festhalten")
    await visit.press("PIN ausstellen")
    await visit.go("Einrichten")
    await visit.page.get_by_label("mit einem Brief").check()
    await visit.press("Festhalten")
    await visit.press("Zugangszeichen ausstellen")
    await visit.page.goto(there)
    await visit.press("Der Betrieb hat den Zugang ausgestellt")
    await visit.press("Für Anfragen freigeben")


async def preview(visit: Visit, *, wrong: bool = False) -> None:
    """Opens the preview of a file with a new entry, and an old one under another name."""
    await visit.staff(f"{DIRECTORY}/import", "sven")
    exported = await visit.page.context.request.get(f"{visit.cases.system['staff']}{DIRECTORY}/export.csv")
    file = changed(await exported.text(), wrong=wrong).encode()
    await visit.page.get_by_label("Format").select_option(label="CSV")
    uploaded = FilePayload(name="verzeichnis.csv", mimeType="text/csv", buffer=file)
    await visit.page.get_by_label("Datei").set_input_files(uploaded)
    await visit.press("Vorschau zeigen")


def changed(content: str, *, wrong: bool) -> str:
    rows = list(csv.DictReader(io.StringIO(content)))[:2]
    rows[0] |= {"name": LONG_NAME, "note": LONG[:900]}
    rows[1] |= {"id": NEW} | ({"web": "keine", "assured_on": "morgen"} if wrong else {})
    file = io.StringIO()
    table = csv.DictWriter(file, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return file.getvalue()


async def preview_of_faults(visit: Visit) -> None:
    await preview(visit, wrong=True)


async def refused_import(visit: Visit) -> None:
    await visit.staff(f"{DIRECTORY}/import", "sven")
    await visit.press_unchecked("Vorschau zeigen")


async def asked_for_its_pin(visit: Visit) -> None:
    await visit.page.goto(await visit.cases.made(lambda cases: link_to_confirm(cases, OTHER_PARTNER)))


async def refused_pin(visit: Visit) -> None:
    await asked_for_its_pin(visit)
    await visit.enter_pin(OTHER_PARTNER, "0000")


async def own_entry(visit: Visit) -> None:
    await asked_for_its_pin(visit)
    await visit.enter_pin(OTHER_PARTNER)


async def own_entry_refused(visit: Visit) -> None:
    await own_entry(visit)
    await visit.page.get_by_label(WEB).fill("keine")
    await visit.press_unchecked("Bestätigen")


async def own_entry_confirmed(visit: Visit) -> None:
    await own_entry(visit)
    await visit.press("Alles stimmt so, bestätigen")


PAGES: Final[dict[str, Opens]] = {
    "directory": listed,
    "directory searched": staff(f"{DIRECTORY}?q=Kommunal&land=SL&only=listed"),
    "directory, nothing found": staff(f"{DIRECTORY}?q={'x' * 60}"),
    "directory of a supervisor": staff(DIRECTORY, "sven"),
    "entry": entry,
    "entry of a counsellor": entry_of_a_counsellor,
    "entry closed": closed,
    "entry delisted": delisted,
    "entry suspended": suspended,
    "suspension refused": suspended_without_why,
    "entry's new PIN": issued,
    "entry's new token": issued_token,
    "onboarding": onboarding,
    "onboarding, call back refused": onboarding_refused,
    "onboarding, way refused": onboarding_without_a_way_told,
    "onboarding done": onboarded,
    "test of a mailbox": mail_to_try,
    "test that arrived": mail_that_arrived,
    "growth of the network": staff(f"{DIRECTORY}/growth", "sven"),
    "new entry": staff(f"{DIRECTORY}/new", "sven"),
    "entry to change": edited,
    "entry refused": edited_wrongly,
    "entry too late": edited_too_late,
    "import": staff(f"{DIRECTORY}/import", "sven"),
    "import refused": refused_import,
    "import preview": preview,
    "import preview of faults": preview_of_faults,
    "own entry's PIN": asked_for_its_pin,
    "own entry's wrong PIN": refused_pin,
    "own entry": own_entry,
    "own entry refused": own_entry_refused,
    "own entry confirmed": own_entry_confirmed,
}
