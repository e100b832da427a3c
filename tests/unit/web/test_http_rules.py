import logging
from collections.abc import AsyncIterator
from typing import Final

import pytest
from starlette.types import Message

from shared.web.body_limit import discard
from tests.unit.web.app import ORIGIN, client

SECRET = "Geheimnis 0815"
SAME = {"sec-fetch-site": "same-origin"}
SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer, word for word: who changes one changes it here too, and says why."""


async def test_every_answer_forbids_what_is_not_ours() -> None:
    async with client() as http:
        answers = [await http.get(path) for path in ("/seite", "/nirgends", "/api/probe/away", "/static/lotse.css")]

    for answer in answers:
        assert {name: answer.headers.get_list(name) for name in SECURITY} == {
            name: [said] for name, said in SECURITY.items()
        }
    assert [a.headers["cache-control"] for a in answers] == ["no-store"] * 3 + ["public, max-age=3600"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (SAME, 200),
        ({"origin": ORIGIN}, 200),
        ({"origin": "https://other.example.org"}, 400),
        ({"sec-fetch-site": "cross-site", "origin": ORIGIN}, 400),
        ({"sec-fetch-site": "same-site"}, 400),
        ({"sec-fetch-site": "none"}, 400),
    ],
)
async def test_a_form_is_taken_from_our_own_pages_only(headers: dict[str, str], status: int) -> None:
    async with client() as http:
        answer = await http.post("/seite", data={"text": SECRET}, headers=headers)

    assert answer.status_code == status
    assert SECRET not in answer.text


async def test_a_programs_path_needs_no_origin() -> None:
    async with client() as http:
        answer = await http.post("/api/probe/submissions", json={"text": SECRET, "land": "SN"})

    assert answer.json() == {"land": "SN"}


@pytest.mark.parametrize(
    ("content", "status", "slug", "field"),
    [
        (b"{", 400, "malformed", None),
        (b"\xff\xfe", 400, "malformed", None),
        (b"[]", 422, "wrong-value", None),
        (b'{"text": 1, "' + SECRET.encode() + b'": 2}', 422, "wrong-value", "text"),
        (b'{"text": "' + SECRET.encode() + b'", "land": "XX"}', 422, "unknown-land", None),
        (b'{"text": "' + SECRET.encode() * 60_000 + b'"}', 413, "too-large", None),
    ],
)
async def test_a_program_gets_a_problem_with_a_stable_slug_its_field_and_no_echo(
    content: bytes, status: int, slug: str, field: str | None
) -> None:
    async with client() as http:
        answer = await http.post(
            "/api/probe/submissions", content=content, headers={"content-type": "application/json"}
        )

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    wrong = {} if field is None else {"field": field}
    said = {"type": f"urn:lotse:problem:{slug}", "title": "", "status": status, **wrong}
    assert answer.json() | {"title": ""} == said
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [({}, 422, "Angabe"), ({"text": SECRET * 200_000}, 413, "zu groß")],
)
async def test_a_page_says_it_in_german_with_the_same_status(form: dict[str, str], status: int, says: str) -> None:
    async with client() as http:
        answer = await http.post("/seite", data=form, headers=SAME)

    assert answer.status_code == status
    assert says in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert SECRET not in answer.text


async def test_a_body_without_a_length_is_cut_off_as_well() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(800):
            yield b"x" * 1_024

    async with client() as http:
        answer = await http.post("/api/probe/submissions", content=chunks())

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:lotse:problem:too-large"


async def test_what_does_not_exist_and_what_is_not_allowed_here_are_problems_too() -> None:
    async with client() as http:
        nowhere, method = await http.get("/api/nirgends"), await http.delete("/api/probe/away")
        page = await http.get("/nirgends")

    assert (nowhere.status_code, nowhere.json()["type"]) == (404, "urn:lotse:problem:not-found")
    assert (method.status_code, method.json()["type"]) == (405, "urn:lotse:problem:malformed")
    assert (page.status_code, "gibt es hier nicht" in page.text) == (404, True)


async def test_a_program_that_comes_too_early_is_told_when_to_come_back() -> None:
    async with client() as http:
        answer = await http.get("/api/probe/away")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")


async def test_a_defect_tells_nobody_with_which_input(caplog: pytest.LogCaptureFixture) -> None:
    async with client() as http:
        with caplog.at_level(logging.DEBUG):
            answer = await http.post("/api/probe/defect", json=SECRET)

    assert (answer.status_code, answer.json()["type"]) == (500, "urn:lotse:problem:unexpected")
    assert SECRET not in answer.text
    assert SECRET not in caplog.text
    (told,) = (vars(record) for record in caplog.records if record.getMessage() == "unexpected")
    assert told["reason"] == "RuntimeError"
    assert told["at"].startswith("routes.<locals>.defect:")


async def test_htmx_gets_the_content_alone() -> None:
    async with client() as http:
        page, fragment = await http.get("/seite"), await http.get("/seite", headers={"hx-request": "true"})

    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert "Sie sind abgemeldet" in fragment.text


async def test_who_announces_too_much_is_let_speak_before_the_answer() -> None:
    given: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for size in [1_024] * 700:
            given.append(size)
            yield b"x" * size

    headers = {"content-length": str(700 * 1_024), "transfer-encoding": ""}
    async with client() as http:
        answer = await http.post("/api/probe/submissions", content=chunks(), headers=headers)

    assert (answer.status_code, sum(given)) == (413, 700 * 1_024)


async def test_what_never_ends_is_cut_off() -> None:
    left = 0

    async def receive() -> Message:
        nonlocal left
        left += 1
        return {"type": "http.request", "body": b"x" * 1_000, "more_body": True}

    await discard(receive, 10_000)

    assert left == 11


@pytest.mark.parametrize("announced", ["9" * 5_000, "-1", "1e3", "\u00b2", "0x10", ""])
async def test_a_length_that_is_none_is_refused(announced: str) -> None:
    async with client() as http:
        headers = [(b"content-type", b"application/json"), (b"content-length", announced.encode("latin-1"))]
        answer = await http.post("/api/probe/submissions", content=b"{}", headers=headers)

    assert answer.status_code == 413
