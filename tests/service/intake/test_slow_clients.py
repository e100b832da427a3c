"""Many clients that never end what they began leave room for those who do: front door and face as they are deployed."""

import asyncio
import logging
import resource
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import httpx2
import pytest
import uvicorn

from infra.embedded import parts
from infra.embedded.folders import Folders
from infra.embedded.plan import Plan
from infra.embedded.ports import HOST, choose_doors
from infra.embedded.processes import Program, Running, ready, start
from services.intake.limits import WHOLE_FILES_OF_ONE
from services.intake.main import face
from shared.web import slow_clients
from shared.web.serve import OPTIONS, allow_files
from tests.harness.eventually import eventually
from tests.harness.services.intake import Place, face_settings, submit

pytestmark = [pytest.mark.engines, pytest.mark.system]

SLOW: Final = (
    pytest.param(300, "6s", id="300"),
    pytest.param(2_000, "20s", id="2000", marks=pytest.mark.long),
)
"""How many, and how long the front door waits for each: all of them are there before the first is cut off."""
WITHIN: Final = "20s"
FEW: Final = 100
AT_MOST: Final = 60.0
"""Seconds for any one wait of these tests."""
FLOOR: Final = 0.25
"""Seconds by which a busy machine may answer later, whoever else is there."""
BODY: Final = {"text": "Wir wissen, wo du wohnst.", "land": "SN"}
UNFINISHED: Final = {
    "body": b"POST /anliegen HTTP/1.1\r\nHost: public.test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 600000\r\n\r\ntext=abc",
    "head": b"POST /anliegen HTTP/1.1\r\nHost: public.test\r\nX-Slow: ",
    "file": b"POST /rueckmeldung/beweise HTTP/1.1\r\nHost: public.test\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: multipart/form-data; boundary=end\r\nContent-Length: 20000000\r\n\r\n--end\r\n",
}
PNG: Final = b"\x89PNG\r\n\x1a\n"
FILE: Final = (
    b'--end\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + bytes(900_000) + b"\r\n--end--\r\n"
)
"""More than the door holds back."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Served:
    """A face behind the public door."""

    def __init__(self, plan: Plan, server: uvicorn.Server, caddy: Running) -> None:
        self.plan = plan
        self._server = server
        self._caddy = caddy

    @property
    def files(self) -> int:
        """That the front door has open."""
        return len(list(Path(f"/proc/{self._caddy.pid}/fd").iterdir()))

    @property
    def connections(self) -> int:
        return len(self._server.server_state.connections)

    @property
    def door(self) -> int:
        return self.plan.doors.public

    @property
    def inner(self) -> int:
        return self.plan.inner["intake-face"]


@asynccontextmanager
async def behind_the_door(mongo: str, folder: Path, within: str = WITHIN) -> AsyncIterator[Served]:
    plan = Plan.make(Folders(folder), choose_doors(None), parts.INNER_PORTS)
    app = face(face_settings(mongo))
    server = uvicorn.Server(uvicorn.Config(app, HOST, plan.inner["intake-face"], **OPTIONS))
    task = asyncio.create_task(server.serve())
    await eventually(lambda: asyncio.sleep(0, server.started or task.done()))
    part = parts.door(plan)
    times = dict.fromkeys(("LOTSE_HEAD_WITHIN", "LOTSE_BODY_WITHIN", "LOTSE_UPLOAD_STALLS"), within)
    program = part.program
    caddy = await start(
        Program(program.name, program.command, program.log, {**program.env, **times}, port=program.port)
    )
    try:
        await ready(caddy, part.ready)
        yield Served(plan, server, caddy)
    finally:
        await caddy.stop()
        server.should_exit = True
        await asyncio.wait_for(task, AT_MOST)


async def begin(port: int, words: bytes) -> Connection:
    async with asyncio.timeout(AT_MOST):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(words)
        await writer.drain()
    return reader, writer


async def begin_many(port: int, words: bytes, many: int) -> list[Connection]:
    opened: list[Connection] = []
    for _ in range(max(1, many // FEW)):
        opened += await asyncio.gather(*(begin(port, words) for _ in range(FEW)))
    return opened


async def cut_off(connections: list[Connection]) -> None:
    """Returns when the other side has ended all of them, and fails where it never does."""
    await asyncio.wait_for(asyncio.gather(*(ended(reader) for reader, _ in connections)), AT_MOST)
    for _, writer in connections:
        writer.close()


async def ended(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionResetError):
        await reader.read()


def as_many_as_may_be_open(wanted: int) -> int:
    """This machine may allow fewer files than are meant."""
    allow_files()
    return min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)


async def seconds_for_a_report(http: httpx2.AsyncClient, times: int = 7) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        assert (await submit(http, BODY, attempt=str(uuid.uuid4()))).status_code == 201
        took.append(time.perf_counter() - began)
    return statistics.median(took)


@pytest.mark.parametrize(("wanted", "within"), SLOW)
@pytest.mark.parametrize("part", UNFINISHED)
async def test_unfinished_requests_leave_room_for_a_report(
    part: str,
    wanted: int,
    within: str,
    place: Place,
    mongo_of: Mapping[str, str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    many = as_many_as_may_be_open(wanted)
    async with (
        behind_the_door(mongo_of["intake-face"], tmp_path, within) as served,
        httpx2.AsyncClient(base_url=served.plan.public, timeout=AT_MOST) as http,
    ):
        await seconds_for_a_report(http)
        alone, files = await seconds_for_a_report(http), served.files
        with caplog.at_level(logging.WARNING):
            slow = await begin_many(served.door, UNFINISHED[part], many)
            beside = await seconds_for_a_report(http)
            assert served.files >= many, "they are all there while the report is handed in"
            assert beside <= 2 * alone + FLOOR
            assert served.connections < FEW, "none of them has reached the face"
            await cut_off(slow)
            await eventually(lambda: asyncio.sleep(0, served.files), lambda now_open: now_open < files + FEW)
            assert (await submit(http, BODY)).status_code == 201
        assert not [record for record in caplog.records if record.getMessage() == "unexpected"]


@pytest.mark.parametrize("part", UNFINISHED)
async def test_the_face_itself_cuts_off_who_takes_too_long(
    part: str, place: Place, mongo_of: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the door before it; and who was idle between two requests is not meant."""
    monkeypatch.setattr(slow_clients, "HEAD_WITHIN", 1.0)
    monkeypatch.setattr(slow_clients, "BODY_WITHIN", 1.0)
    async with (
        behind_the_door(mongo_of["intake-face"], tmp_path) as served,
        httpx2.AsyncClient(base_url=f"http://{HOST}:{served.inner}") as http,
    ):
        assert (await http.get("/")).status_code == 200
        slow = await begin_many(served.inner, UNFINISHED[part], FEW)
        await eventually(lambda: asyncio.sleep(0, served.connections), lambda many: many >= FEW)
        await cut_off(slow)
        await eventually(lambda: asyncio.sleep(0, served.connections), lambda many: many <= 1)
        assert (await http.get("/")).status_code == 200


async def test_without_a_code_a_file_holds_few_connections_for_longer_than_a_form(
    place: Place, mongo_of: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused has places of its own, and whoever hands in a file finds theirs free."""
    monkeypatch.setattr(slow_clients, "BODY_WITHIN", 1.0)
    async with behind_the_door(mongo_of["intake-face"], tmp_path) as served:
        slow = await begin_many(served.inner, UNFINISHED["file"] + FILE[len(b"--end\r\n") : 10_000], FEW)
        try:
            await eventually(lambda: asyncio.sleep(0, served.connections), lambda many: many >= FEW)
            await eventually(lambda: asyncio.sleep(0, served.connections), lambda many: many <= WHOLE_FILES_OF_ONE)
            await asyncio.sleep(2 * slow_clients.BODY_WITHIN)
            assert served.connections == WHOLE_FILES_OF_ONE, "these may go on"
            code = (await submit_at(served, BODY)).json()["receipt_code"]
            answer, took = await sent_slowly(served.inner, b"/rueckmeldung/beweise", 40_000, with_code(code))
            assert (answer[:12], took > slow_clients.BODY_WITHIN) == (b"HTTP/1.1 303", True)
        finally:
            for _, writer in slow:
                writer.close()


def with_code(code: str) -> bytes:
    """FILE as a picture that is taken."""
    head, said = b'--end\r\nContent-Disposition: form-data; name="', {"code": code, "attempt": str(uuid.uuid4())}
    fields = b"".join(head + f'{name}"\r\n\r\n{value}\r\n'.encode() for name, value in said.items())
    return fields + FILE.replace(b"\r\n\r\n", b"\r\n\r\n" + PNG, 1)


async def submit_at(served: Served, body: Mapping[str, str]) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=f"http://{HOST}:{served.inner}") as http:
        return await submit(http, dict(body))


async def sent_slowly(port: int, path: bytes, part: int, file: bytes = FILE) -> tuple[bytes, float]:
    """What is answered to a file sent in parts of this size, ten a second, and how long that took; b"": cut off."""
    head = b"POST " + path + b" HTTP/1.1\r\nHost: public.test\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
    head += b"Content-Type: multipart/form-data; boundary=end\r\nContent-Length: %d\r\n\r\n" % len(file)
    began = time.monotonic()
    reader, writer = await begin(port, head)
    answer = b""
    try:
        for at in range(0, len(file), part):
            writer.write(file[at : at + part])
            await writer.drain()
            await asyncio.sleep(0.1)
        answer = await asyncio.wait_for(reader.read(), AT_MOST)
    except ConnectionError:
        pass
    finally:
        writer.close()
    return answer, time.monotonic() - began


async def test_a_file_without_a_script_may_take_long_as_long_as_it_comes(
    place: Place, mongo_of: Mapping[str, str], tmp_path: Path
) -> None:
    async with behind_the_door(mongo_of["intake-face"], tmp_path, "2s") as served:
        answer, took = await sent_slowly(served.door, b"/rueckmeldung/beweise", 20_000)
        assert took > 4
        assert answer.startswith(b"HTTP/1.1 401"), "all of it came, and the code is asked for"
        dripped, waited = await sent_slowly(served.door, b"/rueckmeldung/beweise", 500)
        assert not dripped.startswith(b"HTTP/1.1 401"), "never silent, and far too slow"
        assert waited < len(FILE) / 500 / 10 / 2
        other, _ = await sent_slowly(served.door, b"/anliegen", 20_000)
        assert not other.startswith(b"HTTP/1.1 4"), "every other form has the time that it had"


async def test_a_client_that_leaves_is_no_defect(
    place: Place, mongo_of: Mapping[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with behind_the_door(mongo_of["intake-face"], tmp_path) as served:
        with caplog.at_level(logging.DEBUG):
            leaving = await begin_many(served.inner, UNFINISHED["body"], FEW)
            await eventually(lambda: asyncio.sleep(0, served.connections), lambda many: many >= FEW)
            for _, writer in leaving:
                writer.close()
            await eventually(lambda: asyncio.sleep(0, served.connections), lambda many: many == 0)
            async with httpx2.AsyncClient(base_url=served.plan.public) as http:
                assert (await http.get("/")).status_code == 200
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
