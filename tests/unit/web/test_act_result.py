"""One way for all pages: what was refused and at which fields, or that it is done, with the focus on it."""

import re
from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from shared.errors import Conflict, LotseError
from shared.mail_address import SENTENCE, MailAddress
from shared.text import EMPTY, Typed
from shared.web import Pages, act_result
from shared.web.forms import Form, Receiving, Sent
from tests.unit.web.app import client

SAME = {"sec-fetch-site": "same-origin"}
TEMPLATE = """{% extends "layout.html" %}
{% block title %}Probe{% endblock %}
{% block content %}
<h1>Probe</h1>
{{ ui.field("address", "Adresse <b>", entered.address, error=wrong["address"]) }}
{{ ui.radios("items", "Welche?", [("a", "A")], error=wrong["items"]) }}
{{ ui.textarea("text", "Ihr Text", entered.text, error=wrong["text"], required=true) }}
{% endblock %}"""


class Probe(Form):
    REFUSAL = "Bitte prüfen Sie Ihre Angaben."

    text: Annotated[str, Typed(10)]
    address: MailAddress
    items: tuple[int, ...] = ()
    hidden: int = 0


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("templates")
    (folder / "probe.html").write_text(TEMPLATE)
    return Pages(folder, done={"gespeichert": "Es ist <gespeichert>."})


@pytest.fixture
async def browser(pages: Pages) -> AsyncIterator[httpx2.AsyncClient]:
    routes = APIRouter()

    @routes.get("/probe")
    async def blank(request: Request) -> HTMLResponse:
        return pages.render(request, "probe.html", entered={"text": "", "address": ""})

    @routes.post("/probe")
    async def send(request: Request, form: Annotated[Sent[Probe], Depends(Receiving(Probe))]) -> Response:
        try:
            if form.read().text == "conflict":
                raise Conflict("changed-meanwhile", "Das hat sich geändert.")
        except LotseError as refused:
            return pages.render(request, "probe.html", refused=refused, at="text", entered=form.fields)
        return act_result.redirect("/probe", "gespeichert")

    async with client(routers=(routes,)) as http:
        yield http


async def refused(browser: httpx2.AsyncClient, **more: str) -> httpx2.Response:
    typed = {"text": "", "address": "p@example..org", "items": "x", "hidden": "x"}
    return await browser.post("/probe", data=typed, headers=SAME | more)


async def test_a_refused_form_names_every_wrong_field_in_the_order_of_the_page(browser: httpx2.AsyncClient) -> None:
    page = await refused(browser)

    assert page.status_code == 422
    assert "<title>Fehler: Probe – Lotse</title>" in page.text
    assert re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page.text) == [
        ("f-address", f"Adresse &lt;b&gt;: {SENTENCE}"),
        ("f-items", "Welche? Bitte prüfen Sie diese Angabe."),
        ("f-text", f"Ihr Text: {EMPTY}"),
    ]
    assert all(f'id="{each}"' in page.text for each in ("f-address", "f-items", "f-text"))
    assert page.text.count('aria-invalid="true"') == 3
    assert 'value="p@example..org"' in page.text


async def test_only_what_is_wrong_is_named(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/probe", data={"text": "", "address": "p@example.org"}, headers=SAME)

    assert re.findall(r'<li><a href="#([^"]+)">', page.text) == ["f-text"]
    assert page.text.count('aria-invalid="true"') == 1


async def test_the_summary_stands_before_the_heading_and_has_the_focus(browser: httpx2.AsyncClient) -> None:
    page = await refused(browser)

    alert = re.search(r'<div [^>]*role="alert"[^>]*>', page.text)
    assert alert
    assert 'tabindex="-1" autofocus' in alert[0]
    assert alert.start() < page.text.index("<h1>")
    assert page.text.count('role="alert"') == page.text.count("autofocus") == 1


async def test_a_fragment_has_the_summary_too(browser: httpx2.AsyncClient) -> None:
    fragment = await refused(browser, **{"hx-request": "true"})

    assert "<html" not in fragment.text
    assert fragment.text.count('role="alert"') == 1
    assert 'href="#f-text"' in fragment.text


async def test_a_refusal_without_fields_is_about_the_one_that_the_page_says(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/probe", data={"text": "conflict", "address": "p@example.org"}, headers=SAME)

    assert page.status_code == 409
    assert '<li><a href="#f-text">Ihr Text</a></li>' in page.text


async def test_after_an_act_the_next_page_says_that_it_is_done(browser: httpx2.AsyncClient) -> None:
    act = await browser.post("/probe", data={"text": "ok", "address": "p@example.org"}, headers=SAME)
    page = await browser.get(act.headers["location"])

    assert act.status_code == 303
    assert re.search(r'role="status" tabindex="-1" autofocus>.*Es ist &lt;gespeichert&gt;\.', page.text, re.DOTALL)
    assert "<title>Probe – Lotse</title>" in page.text


@pytest.mark.parametrize("address", ["/probe", "/probe?erledigt=", "/probe?erledigt=anderes", "/probe?x=gespeichert"])
async def test_nothing_is_said_of_what_was_not_done(browser: httpx2.AsyncClient, address: str) -> None:
    page = await browser.get(address)

    assert "anderes" not in page.text
    assert 'role="status"' not in page.text
    assert "autofocus" not in page.text


async def test_a_refusal_never_says_that_it_is_done(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/probe?erledigt=gespeichert", data={"text": "", "address": ""}, headers=SAME)

    assert page.status_code == 422
    assert 'role="status"' not in page.text


async def test_a_field_that_is_right_is_not_in_the_summary(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/probe", data={"text": "", "address": "p@example.org"}, headers=SAME)

    assert re.findall(r'href="#(f-[a-z]+)"', page.text) == ["f-text"]
