"""The common parts of all pages under text as people write it, in real Chromium, without a running system."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, Page, Route

from shared.web import Pages
from tests.unit.web.app import ORIGIN, client

pytestmark = pytest.mark.browser

LINK: Final = "https://www.example.org/" + "a" * 80
ARABIC, HEBREW, GERMAN = "مرحبا، أحتاج إلى مساعدة", "שלום, אני צריכה עזרה", "Guten Tag, ich brauche Hilfe"
TEMPLATE: Final = """{% extends "layout.html" %}
{% block content %}
<h1>{{ ui.name(link) }}</h1>
<div class="split"><section>
<ol class="messages">{% for text in texts %}<li><p class="quiet">Sie</p>{{ ui.typed(text) }}</li>{% endfor %}</ol>
<p class="pre" id="pre">{{ texts[0] }}</p>
{{ ui.facts([("Adresse", link), ("Name", texts[1])]) }}
</section><section>{{ ui.alert("danger", "Bitte prüfen") }}</section></div>
<form method="post" action="/x">
{{ ui.attempt(attempt) }}
{{ ui.textarea("text", "Text", texts[1], error="Bitte kürzen.", limit=30000) }}
{{ ui.select("land", "Land", [("a", "A"), ("b", "B")]) }}
{{ ui.radios("way", "Weg", [("mail", "E-Mail"), ("phone", "Telefon")], "mail") }}
{{ ui.checkboxes("needs", "Hilfe", [("legal", "Recht"), ("peer", "Austausch")], ["legal"]) }}
{{ ui.day("known_on", "Bekannt seit", "2026-11-20", latest="2026-11-28") }}
{{ ui.button("Absenden") }}
</form>
{% endblock %}"""


def rendered(request: Request, texts: list[str]) -> HTMLResponse:
    """As every page is: the template is a file of its own folder."""
    with TemporaryDirectory() as folder:
        Path(folder, "real.html").write_text(TEMPLATE)
        return Pages(Path(folder)).render(request, "real.html", link=LINK, texts=texts)


async def opened(chromium: Browser, **look: Any) -> Page:
    routes = APIRouter()

    @routes.get("/echt")
    async def real(request: Request) -> HTMLResponse:
        texts = [f"{LINK}\n{ARABIC}\n{GERMAN}", ARABIC, HEBREW, GERMAN]
        return rendered(request, texts)

    http = client(routers=(routes,))

    async def serve(route: Route) -> None:
        answer = await http.get(route.request.url.removeprefix(ORIGIN), headers={"sec-fetch-site": "same-origin"})
        await route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    page = await chromium.new_page(**look)
    await page.route("**/*", serve)
    shown = await page.goto(f"{ORIGIN}/echt")
    assert shown is not None
    assert shown.status == 200
    return page


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
async def test_nothing_makes_the_page_wider_than_the_screen(chromium: Browser, width: int) -> None:
    page = await opened(chromium, viewport={"width": width, "height": 800})

    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_every_line_runs_in_its_own_direction(chromium: Browser) -> None:
    page = await opened(chromium, viewport={"width": 800, "height": 800})
    typed = page.locator(".messages .typed")
    directions = [await typed.nth(each).evaluate("each => getComputedStyle(each).direction") for each in range(4)]
    starts = await page.locator("#pre").evaluate(STARTS)

    assert directions == ["ltr", "rtl", "rtl", "ltr"]
    assert starts == ["left", "right", "left"]
    assert await page.locator("textarea").evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert await page.locator(".facts dd").nth(1).inner_text() == f"\u2068{ARABIC}\u2069"
    assert await page.locator(".facts dd").nth(1).evaluate(STARTS) == ["left"]  # isolated, where all values begin


STARTS: Final = """each => {
  const box = each.getBoundingClientRect(), node = each.firstChild, range = document.createRange();
  let at = 0;
  return node.data.split("\\n").map(line => {
    range.setStart(node, at); range.setEnd(node, at + line.length); at += line.length + 1;
    const [text] = [...range.getClientRects()].sort((a, b) => b.width - a.width); // marks of direction have no width
    return Math.abs(text.left - box.left) < 2 ? "left" : Math.abs(text.right - box.right) < 2 ? "right" : "between";
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_forced_colours_leave_the_choice_the_arrow_and_the_icon(chromium: Browser, scheme: str) -> None:
    page = await opened(chromium, forced_colors="active", color_scheme=scheme)
    text = await page.evaluate("getComputedStyle(document.body).color")
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    seen = await page.evaluate(
        """() => Object.fromEntries([
          ["radio", "input[type=radio]:checked", "::before", "backgroundColor"],
          ["checkbox", "input[type=checkbox]:checked", "::before", "borderBottomColor"],
          ["arrow", ".kern-form-input__select-wrapper", "::after", "backgroundColor"],
          ["field's icon", ".kern-error .kern-icon", null, "backgroundColor"],
          ["alert's icon", ".kern-alert .kern-icon", null, "backgroundColor"],
          ["ring", "input[type=radio]", null, "borderTopColor"],
        ].map(([what, where, part, which]) => [what, getComputedStyle(document.querySelector(where), part)[which]]))"""
    )
    await page.locator("input[type=radio]").first.focus()
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineColor")

    assert text != ground
    assert seen == dict.fromkeys(seen, text)
    assert outline not in (ground, "rgba(0, 0, 0, 0)")


async def test_the_limit_and_the_bounds_stand_on_the_page(chromium: Browser) -> None:
    page = await opened(chromium)
    day = page.locator("input[type=date]")

    assert await page.get_by_text("Höchstens 30.000 Zeichen.").count() == 1
    assert (await day.get_attribute("min"), await day.get_attribute("max")) == ("2000-01-01", "2026-11-28")
