"""A person without a mouse: goes from stop to stop, types, chooses with the arrow keys, presses Enter."""

from datetime import date
from typing import Final

from playwright.async_api import Locator, Page, expect

MOST_STOPS: Final = 200
STOP: Final = """target => {
  const at = document.activeElement;
  if (at === document.body) return { there: false, shown: true, what: "the page" };
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const parts = at.type === "date"; // the browser itself shows which part of a day has the focus
  return { there: at === target, shown: (ring || parts) && inside, what: at.outerHTML.slice(0, 120) };
}"""


class Keyboard:
    """A page's keyboard. Raises AssertionError where a stop does not show the focus or the keys do not lead there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def reach(self, target: Locator) -> None:
        await expect(target).to_have_count(1)
        for _ in range(MOST_STOPS):
            stop = await target.evaluate(STOP)
            assert stop["shown"], f"the focus cannot be seen: {stop['what']}"
            if stop["there"]:
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the keys do not lead to {target}")

    async def write(self, label: str, text: str) -> None:
        await self.reach(self.page.get_by_label(label))
        await self.page.keyboard.insert_text(text)

    async def write_day(self, label: str, day: date) -> None:
        """Types a day in the order of month, day and year, as Chromium asks for it in English."""
        field = self.page.get_by_label(label)
        await self.reach(field)
        await self.page.keyboard.type(f"{day:%m%d%Y}")
        await expect(field).to_have_value(day.isoformat())

    async def choose(self, label: str, option: str) -> None:
        """Chooses an option of a list, from its first one down."""
        field = self.page.get_by_label(label)
        await self.reach(field)
        wanted = await field.get_by_role("option", name=option, exact=True).get_attribute("value")
        await self.page.keyboard.press("Home")
        for _ in range(await field.get_by_role("option").count()):
            if await field.input_value() == wanted:
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {option} in {label}")

    async def tick(self, label: str) -> None:
        await self.reach(self.page.get_by_role("checkbox", name=label, exact=True))
        await self.page.keyboard.press("Space")

    async def pick(self, group: str, label: str) -> None:
        """Chooses one of several radio buttons: they are a single stop, then the arrow keys."""
        buttons = self.page.get_by_role("group", name=group)
        wanted = buttons.get_by_role("radio", name=label, exact=True)
        chosen = buttons.locator("input:checked")
        await self.reach(chosen if await chosen.count() else buttons.get_by_role("radio").first)
        if not await chosen.count():
            await self.page.keyboard.press("Space")
        for _ in range(await buttons.get_by_role("radio").count()):
            if await wanted.is_checked():
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {label} in {group}")

    async def press(self, name: str) -> None:
        """Presses a button; returns when the page that it leads to is there."""
        await self.go(self.page.get_by_role("button", name=name, exact=True))

    async def follow(self, name: str) -> None:
        """Follows a link within the page's own content."""
        await self.go(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    async def go(self, target: Locator) -> None:
        await self.reach(target)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def unfold(self, summary: str) -> None:
        await self.reach(self.page.locator("summary", has_text=summary))
        await self.page.keyboard.press("Enter")
