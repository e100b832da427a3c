"""Each other service is really stopped: the staff's frame stands, says what is missing, and keeps what was typed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import expect

from infra.embedded import control
from infra.embedded.folders import Folders
from tests.harness.browser.checks import accessibility, layout
from tests.harness.browser.looking import PICTURES, WIDTHS
from tests.harness.browser.pages.opens import made
from tests.harness.browser.visit import Visit, Visiting
from tests.harness.eventually import eventually
from tests.harness.system.embedded import System

pytestmark = [pytest.mark.browser, pytest.mark.system]

AWAY = {
    "referral": ["/referral/referrals", "/referral/directory", "/referral/cases/{case}/proceedings"],
    "notification": ["/notification/deadlines", "/notification/cases/{case}/deadlines"],
    "statistics": ["/statistics"],
}


@asynccontextmanager
async def stopped(system: System, service: str) -> AsyncIterator[None]:
    folders = Folders(system.folder)
    await asyncio.to_thread(control.stop, folders, service)
    try:
        yield
    finally:
        await asyncio.to_thread(control.start, folders, service)


@pytest.mark.parametrize("service", AWAY)
async def test_the_frame_stands_while_a_service_is_stopped(visiting: Visiting, system: System, service: str) -> None:
    visit = await visiting()
    case = await made(visit, "mine")
    async with stopped(system, service):
        for path in AWAY[service]:
            await visit.staff(path.format(case=case.case_id))
            await looks_whole(visit, path)
        await visit.case(case)
        frame, tabs = (visit.page.get_by_role("navigation", name=name) for name in ("Hauptnavigation", "Fall"))
        await expect(frame.get_by_role("link", name="Zu tun")).to_be_visible()
        deadlines = tabs.get_by_role("link", name="Fristen")
        await expect(deadlines).to_be_visible()
        if service == "notification":
            await expect(deadlines).to_have_text("Fristen")


async def test_what_was_typed_for_a_service_that_is_away_is_there_and_goes_when_it_is_back(
    visiting: Visiting, system: System
) -> None:
    visit = await visiting()
    case = await made(visit, "mine")
    await visit.staff(f"/notification/cases/{case.case_id}/letters/complaint")
    typed = "An die Staatsanwaltschaft Musterstadt, Az. 12 Js 34/26"
    field = visit.page.locator("main textarea").first
    await field.fill(typed)
    async with stopped(system, "notification"):
        await visit.press_unchecked("Als PDF herunterladen")
        await expect(visit.page.get_by_text("Es ist nichts geschehen.")).to_be_visible()
        await expect(visit.page.locator("textarea", has_text=typed)).to_be_visible()

    async def sent_again() -> bool:
        """The door asks once a second whether the service is back."""
        await visit.press("Noch einmal absenden")
        return await visit.page.get_by_text("Es ist nichts geschehen.").count() == 0

    await eventually(sent_again, every=0.3)


async def looks_whole(visit: Visit, path: str) -> None:
    page = visit.page
    await expect(page.get_by_text("Dieser Teil von Lotse antwortet gerade nicht.")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Hauptnavigation")).to_be_visible()
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert await layout(page, is_whole=False) == [], "the counts of the service that is away never come"
        assert await accessibility(page) == []
        if PICTURES:
            name = path.replace("/", "-").replace("{case}", "case")
            await page.screenshot(path=f"{PICTURES}/away{name}-{width}.png", full_page=True)
