"""The fields of forms, each in one place: a renamed or new field is changed here."""

import io
import re
from datetime import date, timedelta
from typing import Final

from PIL import Image
from playwright.async_api import FilePayload, Page

from shared.clock import berlin_day, now

CONCERN: Final = "Ihr Anliegen"
MORE: Final = "Mehr angeben"
OWN_NAME: Final = "Ihr Name"
DANGER: Final = "Was geschehen ist und was droht"
WORDS_FOR_PARTNER: Final = "Ihre Worte dazu, für die Stelle"
LOOKED_FOR: Final = "Wonach suchen Sie?"
MESSAGE: Final = "Nachricht an uns"
LETTER: Final = "Einstellung des Verfahrens, mit Belehrung"
LETTER_CAME: Final = "Wann war der Brief da?"
LETTER_TEXT: Final = "Was steht darin?"
EVIDENCE_TEXT: Final = "Was ist darauf zu sehen?"
PICTURE: Final = bytes.fromhex("89504e470d0a1a0a") + b"A picture, as far as its first bytes go."
"""A PNG by its signature, which no program can show."""
CODE: Final = "Rückmeldecode"
PIN: Final = "PIN Ihrer Stelle"
SAFE_WAY: Final = "Wie dürfen wir uns melden?"
SAFE_ADDRESS: Final = "Adresse oder Nummer"
SAFE_WORDS: Final = "Mit welchen Worten?"
REMINDERS: Final = re.compile("bevor eine Frist abläuft")
"""Matches the label on the follow page and the one at the desk, which differ."""
ANSWER: Final = "Ihre Antwort"
HAPPENED: Final = "Was ist geschehen?"
NOTED: Final = "Worum es ging"
KNOWN_CASE: Final = "Fallnummer, Telefonnummer oder E-Mail-Adresse"
TOLD: Final = "Was die Person erzählt"
OCCASION: Final = "Anlass"
URGENCY: Final = "Dringlichkeit"
URGENT: Final = "Dringend"
KIND: Final = "Wie soll der Kontakt entstehen?"
WE_MEDIATE: Final = "Wir stellen den Kontakt her"
BY_HERSELF: Final = "Die Person meldet sich selbst"
NOT_ANSWERED: Final = "Die Person hat dazu noch nicht geantwortet: Die Frage ist wieder offen"
MISHEARD: Final = "Falsch verstanden, was die Person gesagt hat"
IN_YOUR_WORDS: Final = "Genauer, in Ihren Worten"
ITEM: Final = "Schilderung"
ITEM_TEXT: Final = f"Text zu: {ITEM}"
OUTCOME: Final = "Ergebnis"
TALK_PLACE: Final = "An welchem Ort?"
TALK_AUDIENCE: Final = "Für wen, und für wie viele?"
MEDIATED: Final = "An Partner vermittelt"
UNANSWERED: Final = "Warum ist keine Antwort nötig?"
WHY_UNANSWERED: Final = "Die Person weiß es schon, auf einem anderen Weg"
ACT_KNOWN: Final = "Die Tat ist der Person bekannt seit"
OFFENDER_KNOWN: Final = "Der Täter ist der Person bekannt seit"
ACT_KNOWN_TO_YOU: Final = "Wann haben Sie von der Tat erfahren?"
OFFENDER_KNOWN_TO_YOU: Final = "Wann haben Sie erfahren, wer es war?"
DAY_OF_THE_ACT: Final = "Die Tat war oder begann am"
SINCE: Final = "Dieser Stand gilt seit"
FILE_NUMBER: Final = "Aktenzeichen"
AUTHORITY: Final = "Land der Behörde"
OFFENCE: Final = "§ 185 StGB Beleidigung"
REASON: Final = "Grund"
QUESTION: Final = "Ihre Frage"
WAITLIST: Final = "Warteliste bis"
CLAIMS: Final = "Ansprüche werden geltend gemacht oder abgewehrt"
BY_HER_CODE: Final = "Sie hat auf ihrer Seite gefragt, mit ihrem Rückmeldecode"
LAST_DAY_OF_HOLD: Final = "Letzter Tag der Sperre"
OWN_WISH: Final = "Die Stelle bittet darum"
NO_CAPACITY: Final = "Zurzeit keine Kapazität"


def lately() -> date:
    """Returns a day of an act whose periods still run for weeks."""
    return berlin_day(now()) - timedelta(days=26)


def months_ago() -> date:
    """Returns a day of an act for which three months were over a few days ago."""
    return berlin_day(now()) - timedelta(days=100)


def yesterday() -> date:
    return berlin_day(now()) - timedelta(days=1)


def tomorrow() -> date:
    return berlin_day(now()) + timedelta(days=1)


async def state_safe_contact(page: Page, way: str, address: str, words: str) -> None:
    """Fills in the safe contact; the part of the page with its fields must be open."""
    await page.get_by_label(SAFE_WAY, exact=True).select_option(label=way)
    await page.get_by_label(SAFE_ADDRESS).fill(address)
    folded = page.locator("details:not([open]) > summary", has_text="Zeiten, Worte und Erinnerungen")
    if await folded.count():
        await folded.first.click()
    await page.get_by_label(SAFE_WORDS).fill(words)
    await page.get_by_label(REMINDERS).check()


async def tell_of_a_call(page: Page, text: str) -> None:
    await page.get_by_label(TOLD).fill(text)
    await page.get_by_label(OCCASION).select_option(label="Information")


async def note_a_call(page: Page, text: str) -> None:
    await page.get_by_label("Anruf", exact=True).check()
    await page.get_by_label("Von der Person", exact=True).check()
    await page.get_by_label(NOTED).fill(text)


async def enter_an_incident(page: Page, text: str) -> None:
    await page.get_by_label("Wann war es?").fill(lately().isoformat())
    await page.get_by_label("Zu Hause", exact=True).check()
    await page.get_by_label("In kürzeren Abständen").check()
    await page.get_by_label(HAPPENED).fill(text)


async def tell_of_a_letter(page: Page, text: str, received_on: date) -> None:
    await page.get_by_label(LETTER).check()
    await page.get_by_label(LETTER_CAME).fill(received_on.isoformat())
    await page.get_by_label(LETTER_TEXT).fill(text)


def photo() -> bytes:
    """Returns a picture that is larger than any page is wide."""
    written = io.BytesIO()
    Image.linear_gradient("L").resize((2_400, 1_800)).save(written, "PNG")
    return written.getvalue()


async def add_evidence(page: Page, text: str, file: bytes) -> None:
    await page.get_by_label(EVIDENCE_TEXT).fill(text)
    chosen = FilePayload(name="aufnahme.png", mimeType="image/png", buffer=file)
    await page.locator("input[type=file]").set_input_files(chosen)


async def ask_for_consent(page: Page, text: str) -> None:
    await page.get_by_label(WE_MEDIATE).check()
    await page.get_by_role("checkbox", name=ITEM).check()
    await page.get_by_label(ITEM_TEXT).fill(text)


async def say_who_asks(page: Page) -> None:
    await page.get_by_label(BY_HER_CODE).check()


async def hold(page: Page) -> None:
    await page.get_by_label(CLAIMS).check()
    await page.get_by_label(LAST_DAY_OF_HOLD).fill(tomorrow().isoformat())


async def describe_proceeding(page: Page, authority: str | None = None) -> None:
    await page.get_by_label(ACT_KNOWN).fill(lately().isoformat())
    await page.get_by_label(OFFENCE).check()
    if authority:
        await page.get_by_label(AUTHORITY).select_option(label=authority)


async def choose_closing(page: Page) -> None:
    """Fills in how a case is closed, and why nobody is answered, where somebody still waits."""
    await page.get_by_label(OUTCOME).select_option(label=MEDIATED)
    why = page.locator("#abschluss").get_by_label(UNANSWERED)
    if await why.count():
        await why.select_option(label=WHY_UNANSWERED)
