"""A form that was refused comes again: it says so first, names each wrong field, and keeps what was typed."""

import re

import pytest
from playwright.async_api import expect

from tests.harness.browser import fields
from tests.harness.browser.entries import NAME, WEB
from tests.harness.browser.pages import PAGES
from tests.harness.browser.texts import LONG, LONGEST
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

FIELDS = {
    "report refused": {fields.CONCERN: "", fields.SAFE_ADDRESS: "niemand@"},
    "joining of proceedings refused": {},
    "proceeding refused": {fields.ACT_KNOWN: "1999-01-01"},
    "safe contact refused": {fields.SAFE_ADDRESS: "niemand@", fields.SAFE_WORDS: "Als Buchhandlung"},
    "call back refused": {},
    "decision refused": {},
    "desk's appointment refused": {fields.WORDS_FOR_PARTNER: LONG[:900]},
    "addition refused": {},
    "correction refused": {fields.IN_YOUR_WORDS: LONG[:1_900]},
    "breach assessment refused": {"Begründung": LONG},
    "addition decision refused": {},
    "emergency refused": {},
    "note refused": {},
    "way refused": {fields.SAFE_ADDRESS: "niemand@"},
    "asking for room refused": {},
    "partner's answer about room refused": {},
    "phone answer refused": {"Wer hat das gesagt?": ""},
    "giving refused": {},
    "joining refused": {"Nummer des Falls": "L-00000"},
    "prevention refused": {},
    "prevention, handover refused": {fields.ITEM_TEXT: LONG[:900]},
    "talk refused": {fields.TALK_PLACE: "Rathaus"},
    "new code refused": {},
    "second yes refused": {},
    "relating refused": {},
    "word refused": {"Wort für Anrufe": "kurz"},
    "hold refused": {},
    "readers refused": {},
    "report for another, link refused": {"Fallnummer": "L-00000"},
    "data refused": {},
    "absence refused": {},
    "entry refused": {NAME: "", WEB: "keine"},
    "own entry refused": {WEB: "keine"},
    "suspension refused": {},
    "import refused": {},
    "onboarding, call back refused": {"Unter welcher Nummer?": "keine"},
    "onboarding, way refused": {},
    "letter refused": {},
    "own letter refused": {fields.DANGER: LONG},
    "post refused": {fields.LETTER_TEXT: LONGEST},
    "feedback refused": {},
    "appointment refused": {"Möchten Sie der Stelle etwas dazu sagen?": "Nur abends."},
    "partner's appointments refused": {},
    "call wish refused": {},
    "partner wish refused": {},
    "evidence refused": {fields.EVIDENCE_TEXT: LONG},
    "wrong code": {},
    "draft refused": {},
    "partner's wrong PIN": {},
}


@pytest.mark.parametrize("name", FIELDS)
async def test_the_summary_is_read_first_and_leads_to_each_field(visiting: Visiting, name: str) -> None:
    visit = await visiting()
    await PAGES[name](visit)

    await expect(visit.page).to_have_title(re.compile("^Fehler: "))
    await expect(visit.page.locator("#fehler")).to_be_focused()
    for label, typed in FIELDS[name].items():
        await expect(visit.page.get_by_label(label)).to_have_value(typed)
    lines = visit.page.locator("#fehler a")
    assert await lines.count() >= 1
    for line in await lines.all():
        field = visit.page.locator((await line.get_attribute("href")) or "")
        await line.press("Enter")
        await expect(field).to_be_focused()
        await expect(field).to_have_attribute("aria-invalid", "true")
