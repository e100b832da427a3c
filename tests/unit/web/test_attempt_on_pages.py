"""Every page has an attempt for its forms, and a form that comes back has its own."""

from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shared.web import Pages
from tests.unit.web.app import client

TEMPLATE = '{% extends "layout.html" %}{% block content %}{{ ui.attempt(attempt) }}{% endblock %}'
FRAGMENT = {"hx-request": "true"}


@pytest.fixture
def routes(tmp_path: Path) -> APIRouter:
    (tmp_path / "form.html").write_text(TEMPLATE)
    router, pages = APIRouter(), Pages(tmp_path)

    @router.get("/blank")
    async def blank(request: Request) -> HTMLResponse:
        return pages.render(request, "form.html")

    @router.get("/again")
    async def again(request: Request) -> HTMLResponse:
        return pages.render(request, "form.html", attempt="A" * 32)

    return router


async def test_each_page_has_an_attempt_of_its_own(routes: APIRouter) -> None:
    async with client(routers=(routes,)) as http:
        shown = {(await http.get("/blank", headers=FRAGMENT)).text.strip() for _ in range(3)}

    assert len(shown) == 3
    assert all(each.startswith('<input type="hidden" name="attempt" value="') for each in shown)


async def test_a_form_that_comes_back_has_the_attempt_that_it_was_sent_with(routes: APIRouter) -> None:
    async with client(routers=(routes,)) as http:
        page = await http.get("/again", headers=FRAGMENT)

    assert page.text.strip() == f'<input type="hidden" name="attempt" value="{"A" * 32}">'
