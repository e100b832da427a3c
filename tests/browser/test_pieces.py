"""A large file is sent piece by piece where a script runs, and goes on after a break; without one the form sends it."""

import hashlib
from typing import Final

import pytest
from playwright.async_api import FilePayload, Route, expect

from services.intake.domain.evidence import PIECE
from tests.harness.browser import fields
from tests.harness.browser.pages.of_person import receipt
from tests.harness.browser.visit import Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

PICTURE: Final = fields.PICTURE + bytes(3 * PIECE)
WORDS: Final = "Was auf dem Bild zu sehen ist."
WHOLE: Final = "In Ihrem Browser laufen keine Skripte"
SENT: Final = "**/rueckmeldung/beweise/stueck"


def a_file(test: bytes) -> FilePayload:
    """Another one in each test: the same file is taken once."""
    return FilePayload(name="a.png", mimeType="image/png", buffer=PICTURE + test)


async def chosen(visit: Visit, file: FilePayload) -> str:
    """The receipt code of somebody who has just written."""
    await receipt(visit)
    code = await visit.page.locator("#receipt-code").inner_text()
    await visit.public("/rueckmeldung")
    await visit.enter_code(code)
    await visit.public("/rueckmeldung/beweise")
    await visit.page.get_by_label(fields.EVIDENCE_TEXT).fill(WORDS)
    await visit.page.locator("input[type=file]").set_input_files(file)
    return code


async def is_there(visit: Visit, file: FilePayload) -> None:
    await expect(visit.page.get_by_text(hashlib.sha256(file["buffer"]).hexdigest())).to_be_visible()


async def test_a_file_goes_in_pieces_and_on_after_a_break(visiting: Visiting) -> None:
    visit, sent, file = await visiting(), 0, a_file(b"A")
    await chosen(visit, file)
    await expect(visit.page.get_by_text(WHOLE)).to_have_count(0)

    async def breaks_off(route: Route) -> None:
        nonlocal sent
        sent += 1
        await (route.abort() if sent == 3 else route.continue_())

    await visit.page.route(SENT, breaks_off)
    await visit.press("Absenden")
    await is_there(visit, file)
    assert sent == 5, "four pieces, and one of them once more"


async def test_after_the_page_was_opened_anew_only_the_rest_is_sent(visiting: Visiting) -> None:
    visit, sent, file = await visiting(), 0, a_file(b"B")
    await chosen(visit, file)

    async def refused(route: Route) -> None:
        nonlocal sent
        sent += 1
        refusal = '{"title": "Gerade geht es nicht."}'
        await (route.continue_() if sent < 3 else route.fulfill(status=422, body=refusal))

    await visit.page.route(SENT, refused)
    await visit.page.get_by_role("button", name="Absenden").click()
    await expect(visit.page.get_by_role("status").filter(has_text="Gerade geht es nicht.")).to_be_visible()
    await expect(visit.page.get_by_label(fields.EVIDENCE_TEXT)).to_have_value(WORDS)
    await visit.page.unroute(SENT)
    await visit.public("/rueckmeldung/beweise")
    await visit.page.locator("input[type=file]").set_input_files(file)
    async with visit.page.expect_navigation(), visit.page.expect_request(SENT):
        await visit.page.get_by_role("button", name="Absenden").click()
    await is_there(visit, file)


async def test_without_a_script_the_form_sends_it_whole(visiting: Visiting) -> None:
    visit, file = await visiting(java_script_enabled=False), a_file(b"C")
    await chosen(visit, file)
    await expect(visit.page.get_by_text(WHOLE)).to_be_visible()
    await visit.press("Absenden")
    await is_there(visit, file)


async def asked_for_the_code(visit: Visit) -> None:
    """What was typed is there, and the file has to be chosen once more."""
    await expect(visit.page.get_by_label(fields.CODE)).to_be_visible()
    await expect(visit.page.get_by_label(fields.EVIDENCE_TEXT)).to_have_value(WORDS)
    await expect(visit.page.get_by_text("Bitte wählen Sie sie noch einmal.")).to_be_visible()


async def test_after_the_session_the_page_asks_for_the_code_and_takes_it(visiting: Visiting) -> None:
    visit, file = await visiting(), a_file(b"D")
    code = await chosen(visit, file)
    await visit.forget()
    await visit.press("Absenden")
    await asked_for_the_code(visit)
    await visit.page.get_by_label(fields.CODE).fill(code)
    await visit.page.locator("input[type=file]").set_input_files(file)
    async with visit.page.expect_request(SENT):
        await visit.press("Absenden")
    await is_there(visit, file)


async def test_a_page_closed_meanwhile_stays_closed_and_the_file_comes(visiting: Visiting) -> None:
    visit, sent, file = await visiting(), 0, a_file(b"E")
    code = await chosen(visit, file)

    async def closes(route: Route) -> None:
        nonlocal sent
        sent += 1
        if sent == 2:
            await visit.forget()
        await route.continue_()

    await visit.page.route(SENT, closes)
    await visit.press("Absenden")
    await expect(visit.page.get_by_text("Das ist angekommen.")).to_be_visible()
    await expect(visit.page.get_by_role("heading", name="Rückmeldung lesen")).to_be_visible()
    assert not await visit.page.context.cookies()
    await visit.enter_code(code)
    await visit.public("/rueckmeldung/beweise")
    await is_there(visit, file)


async def test_where_there_is_no_room_it_is_said_at_once(visiting: Visiting) -> None:
    visit, asked = await visiting(), 0
    await chosen(visit, a_file(b"F"))

    async def full(route: Route) -> None:
        nonlocal asked
        asked += 1
        await route.fulfill(status=503, headers={"retry-after": "3600"}, json={"title": "Gerade ist kein Platz."})

    await visit.page.route("**/rueckmeldung/beweise/stuecke", full)
    await visit.page.get_by_role("button", name="Absenden").click()
    await expect(visit.page.get_by_role("status").filter(has_text="Gerade ist kein Platz.")).to_be_visible()
    assert asked == 1


async def test_a_service_that_is_busy_is_not_told_as_a_broken_line(visiting: Visiting) -> None:
    visit, asked, file = await visiting(), 0, a_file(b"G")
    await chosen(visit, file)

    async def busy(route: Route) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            await route.continue_()
        else:
            await route.fulfill(status=503, headers={"retry-after": "5"}, json={"title": "x"})

    await visit.page.route("**/rueckmeldung/beweise/stuecke", busy)
    async with visit.page.expect_navigation():
        await visit.page.get_by_role("button", name="Absenden").click()
        await expect(visit.page.get_by_text("Es wird von selbst weiter versucht.")).to_be_visible()
    await is_there(visit, file)
