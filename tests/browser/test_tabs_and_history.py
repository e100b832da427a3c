"""Two tabs, and the way back: nothing lands with somebody else, is done again, or is shown after the end."""

import secrets

import pytest
from playwright.async_api import expect

from tests.harness.browser import fields
from tests.harness.browser.acts import awaited
from tests.harness.browser.cases import Cases
from tests.harness.browser.chromium import LOOKS
from tests.harness.browser.typed_forms import FORMS, send_again, still_there
from tests.harness.browser.visit import Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

SCRIPTS = ("plain", "without JavaScript")


async def other_tab(visit: Visit) -> Visit:
    return Visit(await visit.page.context.new_page(), visit.cases, visit.signed_in)


async def test_a_message_lands_where_its_tab_belongs(visiting: Visiting, cases: Cases) -> None:
    first, second, text = cases.new("Erstes Anliegen"), cases.new("Zweites Anliegen"), secrets.token_hex(8)
    tab = await visiting()
    await tab.follow(first)
    await tab.page.get_by_label(fields.MESSAGE).fill(text)
    await enter_other_code(await other_tab(tab), second.code)

    await tab.press("Absenden")
    if await still_there(tab, text).count():
        await send_again(tab, first, text)

    assert cases.follow(second).text.count(text) == 0
    assert cases.follow(first).text.count(text) == 1


async def enter_other_code(tab: Visit, code: str) -> None:
    """The page of the first is closed in this tab, and another code is entered."""
    await tab.public("/rueckmeldung")
    if not await tab.page.get_by_label(fields.CODE).count():
        await tab.press("Seite schließen")
        await tab.public("/rueckmeldung")
    await tab.enter_code(code)
    await expect(tab.page.get_by_text("Zweites Anliegen")).to_be_visible()


async def test_back_after_the_message_does_not_send_it_again(visiting: Visiting, cases: Cases) -> None:
    case, visit, text = cases.new("Es geht um Drohungen"), await visiting(), secrets.token_hex(8)
    await visit.follow(case)
    await visit.page.get_by_label(fields.MESSAGE).fill(text)
    await visit.press("Absenden")

    await visit.page.go_back()
    await visit.page.reload()
    await visit.page.go_forward()

    assert cases.follow(case).text.count(text) == 1


@pytest.mark.parametrize("look", SCRIPTS)
async def test_back_after_the_receipt_and_sent_again_is_the_same_request(
    visiting: Visiting, cases: Cases, look: str
) -> None:
    visit, text = await visiting(**LOOKS[look]), f"Es geht um Drohungen {secrets.token_hex(8)}"
    code = await sent(visit, text)

    await visit.page.go_back()
    await expect(visit.page.get_by_label(fields.CONCERN)).to_have_value(text)
    await visit.press("Vertraulich absenden")

    assert await visit.page.locator("#receipt-code").inner_text() == code
    assert awaited(lambda: cases.in_queue(text)) == 1


@pytest.mark.parametrize("look", SCRIPTS)
async def test_back_after_the_receipt_and_something_added_follows_the_first(
    visiting: Visiting, cases: Cases, look: str
) -> None:
    visit, text = await visiting(**LOOKS[look]), f"Es geht um Drohungen {secrets.token_hex(8)}"
    code = await sent(visit, text)

    await visit.page.go_back()
    await expect(visit.page.get_by_label(fields.CONCERN)).to_have_value(text)
    await visit.page.get_by_label(fields.CONCERN).fill(f"{text} Noch etwas.")
    await visit.press("Vertraulich absenden")
    await expect(visit.page.get_by_text("Ihr erstes Absenden war schon bei uns")).to_be_visible()
    assert await visit.page.locator("#receipt-code").inner_text() == code
    await visit.page.get_by_role("main").get_by_role("link", name="Ich habe den Code notiert").click()
    await visit.enter_code(code)

    await expect(visit.page.get_by_role("listitem").filter(has_text="Noch etwas.")).to_be_visible()
    assert cases.in_queue(text) == 1


async def sent(visit: Visit, text: str) -> str:
    """The receipt code."""
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(text)
    await visit.press("Vertraulich absenden")
    return await visit.page.locator("#receipt-code").inner_text()


async def test_back_after_the_call_was_noted_and_sent_again_is_the_same_call(visiting: Visiting, cases: Cases) -> None:
    visit, text, case = await visiting(), secrets.token_hex(8), cases.mine
    await FORMS["phone"].fill(visit, case, text)
    await visit.press(FORMS["phone"].button)

    await visit.page.go_back()
    await expect(visit.page.get_by_label(fields.TOLD)).to_have_value(text)
    await visit.press(FORMS["phone"].button)

    await expect(visit.page.locator("#one-time-code")).to_be_visible()
    assert cases.in_queue(text) == 1


async def test_what_is_much_too_large_is_still_in_the_browser(visiting: Visiting) -> None:
    visit, text = await visiting(), f"Es geht um Drohungen {secrets.token_hex(8)}"
    await visit.public("/anliegen")
    assert await visit.page.get_by_label(fields.CONCERN).get_attribute("maxlength") == "30000"
    await visit.page.get_by_label(fields.CONCERN).fill(text)
    await visit.swell(2_000_000)

    await visit.press("Vertraulich absenden")
    await expect(visit.page.get_by_text("Gehen Sie eine Seite zurück")).to_be_visible()
    await visit.page.go_back()

    assert await visit.page.get_by_label(fields.CONCERN).input_value() == text


async def test_back_after_the_page_was_closed_shows_nothing(visiting: Visiting, cases: Cases) -> None:
    case, visit = cases.new("Niemand soll das lesen"), await visiting()
    await visit.follow(case)
    await expect(visit.page.get_by_text("Niemand soll das lesen")).to_be_visible()
    await visit.press("Seite schließen")

    await visit.page.go_back()

    await expect(visit.page.get_by_label(fields.CODE)).to_be_visible()
    await expect(visit.page.get_by_text("Niemand soll das lesen")).to_have_count(0)


async def test_back_after_signing_out_shows_no_case(visiting: Visiting, cases: Cases) -> None:
    case, visit = cases.taken_over("Niemand soll das lesen"), await visiting()
    await visit.page.goto(f"{cases.system['staff']}/desk/cases/{case.case_id}")
    await visit.page.get_by_role("link", name="counsellor").click()
    await visit.press("Anzeigen")
    await expect(visit.page.get_by_text("Niemand soll das lesen")).to_be_visible()
    await visit.press("Abmelden")
    await visit.page.get_by_role("heading", name="Sie sind abgemeldet").wait_for()

    await visit.page.go_back()

    await expect(visit.page.get_by_text("Niemand soll das lesen")).to_have_count(0)
