"""One browser window of a test: its page, and the doors that it can open."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.async_api import Browser, Page, expect

from services.intake.pages.desk.file import ADDRESSES, Tab
from tests.harness.browser import fields
from tests.harness.browser.acts import Case
from tests.harness.browser.cases import Cases
from tests.harness.browser.chromium import a_context


@dataclass(frozen=True)
class Visit:
    page: Page
    cases: Cases
    signed_in: "SignedIn"

    def signed_in_alone(self) -> "Visit":
        """Returns a visit with its own sign-ins: ending one of them signs nobody else out."""
        return replace(self, signed_in=SignedIn(self.signed_in.chromium, self.signed_in.staff_url))

    async def public(self, path: str) -> None:
        await self.page.goto(self.cases.system["public"] + path)

    async def partner(self, path: str) -> None:
        await self.page.goto(self.cases.system["partner"] + path)

    async def staff(self, path: str, user: str = "anna") -> None:
        """Opens the path as this user, without a new sign-in each time; one that must be confirmed is followed."""
        await self.page.context.add_cookies(await self.signed_in.cookies(user))
        await self.page.goto(self.cases.system["staff"] + path)
        await expect(self.page.locator("meta[http-equiv=refresh]")).to_have_count(0)

    async def case(self, case: Case, tab: Tab = "conversation", user: str = "anna") -> None:
        await self.staff(f"/desk/cases/{case.case_id}{ADDRESSES[tab]}", user)

    async def follow(self, case: Case) -> None:
        await self.public("/rueckmeldung")
        await self.enter_code(case.code)

    async def enter_code(self, code: str) -> None:
        await self.page.get_by_label(fields.CODE).fill(code)
        await self.press("Weiter")

    async def enter_pin(self, partner: str, pin: str | None = None) -> None:
        """Enters the partner's PIN, or the given one."""
        right = self.cases.system["partners"][partner]["pin"]
        await self.page.get_by_label(fields.PIN).fill(right if pin is None else pin)
        await self.press("Öffnen")

    async def go(self, link: str) -> None:
        """Follows a link of the page's own content."""
        async with self.page.expect_navigation():
            await self.page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()

    async def press(self, button: str) -> None:
        """Presses the button; returns when the page that it leads to is there."""
        async with self.page.expect_navigation():
            await self.page.get_by_role("button", name=button, exact=True).first.click()

    async def press_unchecked(self, button: str) -> None:
        """Presses the button without the browser's own check of the fields."""
        await self.page.locator("form").evaluate_all("forms => forms.forEach(each => { each.noValidate = true; })")
        await self.press(button)

    async def unfold(self, summary: str) -> None:
        await self.page.locator("summary", has_text=summary).first.click()

    async def swell(self, size: int) -> None:
        """Makes the page's form so many bytes larger."""
        filling = "each => { each.insertAdjacentHTML('beforeend', '<input type=hidden name=filling>'); }"
        await self.page.locator("main form").evaluate(filling)
        await self.page.locator("[name=filling]").evaluate("(each, size) => { each.value = 'x'.repeat(size); }", size)

    async def forget(self) -> None:
        """Deletes the browser's cookies, without the page knowing."""
        await self.page.context.clear_cookies()

    async def sign_in_beside(self, user: str = "anna") -> None:
        await sign_in(await self.page.context.new_page(), self.cases.system["staff"], user)


@dataclass(frozen=True)
class SignedIn:
    """The cookies of staff, from one sign-in for each."""

    chromium: Browser
    staff_url: str
    known: dict[str, Any] = field(default_factory=dict)

    async def cookies(self, user: str) -> Any:
        if user not in self.known:
            context = await a_context(self.chromium)
            await sign_in(await context.new_page(), self.staff_url, user)
            self.known[user] = await context.cookies()
            await context.close()
        return self.known[user]

    async def end(self, user: str) -> None:
        """Signs the user out in another browser; this one keeps a cookie that no longer works."""
        context = await a_context(self.chromium)
        await context.add_cookies(await self.cookies(user))
        page = await context.new_page()
        await page.goto(f"{self.staff_url}/desk")
        await page.get_by_role("button", name="Abmelden").click()
        await page.get_by_role("heading", name="Sie sind abgemeldet").wait_for()
        await context.close()
        del self.known[user]


ROLES = {"anna": "counsellor", "sven": "supervisor", "omar": "operator", "ines": "analyst"}


async def sign_in(page: Page, staff_url: str, user: str) -> None:
    await page.goto(f"{staff_url}/desk/anmelden")
    await page.get_by_role("link", name=ROLES[user]).click()
    await page.wait_for_selector("header .who")
    await page.wait_for_url(lambda url: "anmelden" not in url)


Visiting = Callable[..., Awaitable[Visit]]


@asynccontextmanager
async def a_visit(signed_in: SignedIn, cases: Cases, **look: Any) -> AsyncIterator[Visit]:
    """Yields a window with its own cookies and the look of these options."""
    context = await a_context(signed_in.chromium, **look)
    try:
        yield Visit(await context.new_page(), cases, signed_in)
    finally:
        await context.close()
