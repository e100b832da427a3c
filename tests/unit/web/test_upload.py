"""A form with a file is read while it comes: its fields first, then the file in pieces; never all of it at once."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI

from shared.errors import LotseError
from shared.web import problems
from shared.web.forms import Form
from shared.web.upload import MOST_FIELDS, ReceivingFile, SentWithFile, is_upload

BOUNDARY = "x-limit"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


class Note(Form):
    text: str = ""


def part(name: str, value: bytes, filename: str | None = None) -> bytes:
    named = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def whole(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class Seen:
    pieces: list[int]
    content: bytes


async def send(
    body: bytes | AsyncIterator[bytes], *, skip: bool = False, kind: str = KIND
) -> tuple[httpx2.Response, Any]:
    app, seen = FastAPI(), Seen()
    seen.pieces, seen.content = [], b""

    @app.post("/api/file")
    async def take(sent: Annotated[SentWithFile[Note], Depends(ReceivingFile(Note))]) -> dict[str, Any]:
        if skip:
            await sent.file.skip()
        else:
            async for piece in sent.file.content():
                seen.pieces.append(len(piece))
                seen.content += piece
        return {"fields": dict(sent.fields), "chosen": sent.file.is_chosen}

    @app.exception_handler(LotseError)
    async def refused(request: Any, error: LotseError) -> Any:
        return problems.problem(error)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://here") as client:
        return await client.post("/api/file", content=body, headers={"content-type": kind}), seen


async def in_pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
async def test_fields_and_file_are_read_however_they_are_cut(size: int) -> None:
    file = bytes(range(256)) * 20 + f"\r\n--{BOUNDARY[:-1]}\r\n".encode()
    body = whole(part("text", "Grüße".encode()), part("file", file, "foto.jpg"))
    answer, seen = await send(in_pieces(body, size))
    assert answer.json() == {"fields": {"text": "Grüße"}, "chosen": True}
    assert seen.content == file


async def test_no_piece_is_larger_than_what_came_at_once() -> None:
    body = whole(part("file", b"a" * 3_000_000, "foto.jpg"))
    _, seen = await send(in_pieces(body, 65_536))
    assert max(seen.pieces) <= 65_536
    assert sum(seen.pieces) == 3_000_000


async def test_where_nothing_was_chosen_there_is_no_file() -> None:
    answer, seen = await send(whole(part("text", b"a"), part("file", b"", "")))
    assert answer.json() == {"fields": {"text": "a"}, "chosen": False}
    assert seen.content == b""


@pytest.mark.parametrize("skip", [False, True], ids=["read", "skipped"])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(part("file", b"a" * 100, "foto.jpg"), id="broken off"),
        pytest.param(part("file", b"a" * 100, "foto.jpg")[:80], id="broken off in the file"),
        pytest.param(b"no form at all", id="no form"),
        pytest.param(b"", id="nothing"),
    ],
)
async def test_what_ends_too_soon_is_no_file(body: bytes, skip: bool) -> None:
    answer, _ = await send(body, skip=skip)
    assert answer.status_code == 400


async def test_nothing_follows_the_file() -> None:
    body = whole(part("file", b"a", "foto.jpg"), part("text", b"later"))
    assert (await send(body))[0].status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(whole(part("text", b"a" * (MOST_FIELDS + 1)), part("file", b"", "")), id="one long"),
        pytest.param(whole(*[part(f"text{at}", b"") for at in range(60)]), id="many"),
    ],
)
async def test_what_comes_before_the_file_is_bounded(body: bytes) -> None:
    assert (await send(body))[0].status_code == 413


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a\u202egpj.exe", "foto.jpg%0d%0aSet-Cookie: a=b", "C:\\\\foto.jpg"],
    ids=["path", "direction", "line break", "drive"],
)
async def test_the_name_of_the_file_reaches_nobody(name: str) -> None:
    answer, _ = await send(whole(part("file", b"a", name)))
    assert answer.json() == {"fields": {}, "chosen": True}


async def test_a_form_without_a_boundary_is_refused() -> None:
    answer, _ = await send(b"", kind="multipart/form-data")
    assert answer.status_code == 400


async def test_a_form_without_files_is_read_too() -> None:
    answer, _ = await send(b"text=a+b", kind="application/x-www-form-urlencoded")
    assert answer.json() == {"fields": {"text": "a b"}, "chosen": False}


@pytest.mark.parametrize(
    ("method", "path", "kind", "bounds_itself"),
    [
        ("POST", "/rueckmeldung/beweise", "multipart/form-data; boundary=x", True),
        ("POST", "/rueckmeldung/beweise", "Multipart/Form-Data;boundary=x", True),
        ("POST", "/rueckmeldung/beweise", "application/x-www-form-urlencoded", False),
        ("POST", "/rueckmeldung/beweise/", "multipart/form-data; boundary=x", False),
        ("GET", "/rueckmeldung/beweise", "multipart/form-data; boundary=x", False),
        ("POST", "/rueckmeldung/nachricht", "multipart/form-data; boundary=x", False),
        ("POST", "/rueckmeldung/beweise", "", False),
    ],
)
def test_a_body_is_bounded_by_its_handler_only_where_one_does(
    method: str, path: str, kind: str, bounds_itself: bool
) -> None:
    assert is_upload(method, path, kind) is bounds_itself
