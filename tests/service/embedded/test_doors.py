"""What each door lets through to whom, with small servers in the place of the services."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import httpx2
import pytest

from infra.embedded import parts
from infra.embedded.folders import Folders
from infra.embedded.plan import Plan
from infra.embedded.ports import HOST, choose_doors
from infra.embedded.processes import ready, start
from infra.embedded.services import DEMO_POINT
from shared.web.headers import ALWAYS
from tests.harness.eventually import eventually

pytestmark = pytest.mark.system

PHONE: Final = DEMO_POINT["POINT_PHONE"]
SERVED = ("intake-face", "intake-desk", "referral", "notification")
LENGTH: Final = re.compile(r"^content-length: ([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)
CLAIMED = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Lotse-Client": "203.0.113.9"}


async def serve(name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says who it is and what it was told."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = LENGTH.search(head)
    told = (await reader.readexactly(int(length[1]))).decode() if length else ""
    body = json.dumps({"name": name, "head": head, "body": told}).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()
    writer.close()


@pytest.fixture(scope="module")
async def plan(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Plan]:
    """Statistics is away."""
    async with doors_before(SERVED, tmp_path_factory.mktemp("doors")) as plan:
        yield plan


@asynccontextmanager
async def doors_before(served: Sequence[str], folder: Path) -> AsyncIterator[Plan]:
    plan = Plan.make(Folders(folder), choose_doors(None), parts.INNER_PORTS)
    async with AsyncExitStack() as stack:
        for name in served:
            server = await asyncio.start_server(partial(serve, name), HOST, plan.inner[name])
            await stack.enter_async_context(server)
        door = parts.door(plan)
        caddy = await start(door.program)
        stack.push_async_callback(caddy.stop)
        await ready(caddy, door.ready)
        yield plan


async def get(address: str) -> httpx2.Response:
    async with httpx2.AsyncClient(timeout=10, headers=CLAIMED) as http:
        return await http.get(address)


@pytest.mark.parametrize(
    ("door", "path", "service"),
    [
        ("public", "/", "intake-face"),
        ("public", "/api/intake/submissions", "intake-face"),
        ("public", "/api/notification/deadlines/preview", "notification"),
        ("public", "/hilfe/nw", "referral"),
        ("public", "/hilfen", "intake-face"),
        ("public", "/briefe", "notification"),
        ("public", "/briefe/beschwerde", "notification"),
        ("public", "/notification/cases/1/letters", "intake-face"),
        ("public", "/referral/cases/1/proposals", "intake-face"),
        ("staff", "/desk", "intake-desk"),
        ("staff", "/static/kern.css", "intake-desk"),
        ("staff", "/referral/cases/1/proposals", "referral"),
        ("staff", "/notification/cases/1/deadlines", "notification"),
        ("staff", "/api/referral/partner/referrals", "intake-desk"),
        ("partner", "/partner/1", "referral"),
        ("partner", "/api/referral/partner/referrals", "referral"),
    ],
)
async def test_each_path_has_its_service(plan: Plan, door: str, path: str, service: str) -> None:
    assert (await get(getattr(plan, door) + path)).json()["name"] == service


@pytest.mark.parametrize("door", ["public", "staff", "partner"])
@pytest.mark.parametrize("path", ["/internal/handovers/1/package", "/health/ready", "/metrics"])
async def test_what_is_inner_is_not_there(plan: Plan, door: str, path: str) -> None:
    answer = await get(getattr(plan, door) + path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:lotse:problem:not-found"


@pytest.mark.parametrize("door", ["public", "staff", "partner"])
@pytest.mark.parametrize(
    "path",
    [
        *("/internal", "/health", "/health/live", "/metrics/", "/INTERNAL/x", "/%69nternal/x", "//internal/x"),
        *("/./internal/x", "/desk/../internal/x", "/desk/%2e%2e/internal/x", "/static//../internal/x"),
    ],
)
async def test_what_is_inner_is_not_there_by_another_spelling_either(plan: Plan, door: str, path: str) -> None:
    host, _, port = getattr(plan, door).removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 404 ")


async def test_staff_pages_are_not_behind_the_partners_door(plan: Plan) -> None:
    assert (await get(f"{plan.partner}/referral/cases/1/proposals")).status_code == 404


async def test_only_public_pages_that_count_by_it_learn_an_address_and_the_true_one(plan: Plan) -> None:
    counting = [(await get(plan.public + path)).json()["head"] for path in ("/", "/briefe", "/briefe/beweisliste")]
    assert all(f"X-Lotse-Client: {HOST}" in head for head in counting)
    heads = [
        *counting,
        *[(await get(plan.staff + path)).json()["head"] for path in ("/desk", "/referral", "/notification")],
    ]
    others = [(await get(plan.public + path)).json()["head"] for path in ("/hilfe", "/api/notification/x")]
    assert not any(HOST in head.partition("X-Lotse-Client:")[2].partition("\r\n")[0] for head in others)
    heads += others
    assert not any("203.0.113.9" in head for head in heads)
    assert not any("forwarded" in head.lower() for head in heads)


async def test_a_service_that_is_away_is_said_so_to_programs_and_people(plan: Plan) -> None:
    program = await get(f"{plan.public}/api/statistics/tables/cases")
    assert (program.status_code, program.json()["type"]) == (503, "urn:lotse:problem:service-away")
    assert program.headers["retry-after"] == "5"


async def test_where_a_part_of_the_staffs_pages_is_away_the_desk_answers_and_has_what_was_typed(plan: Plan) -> None:
    shown = (await get(f"{plan.staff}/statistics/betrieb?von=1")).json()
    assert shown["name"] == "intake-desk"
    assert shown["head"].startswith("GET /statistics/betrieb?von=1 ")
    typed = "Sie hat gesagt: " + "so war es " * 5_000
    async with httpx2.AsyncClient(timeout=10) as http:
        sent = (await http.post(f"{plan.staff}/statistics", data={"text": typed})).json()
    assert (sent["name"], parse_qs(sent["body"])) == ("intake-desk", {"text": [typed]})


async def test_a_part_that_takes_connections_again_answers_itself(plan: Plan) -> None:
    async def answered_by() -> str:
        name: str = (await get(f"{plan.staff}/statistics")).json()["name"]
        return name

    assert await answered_by() == "intake-desk"
    server = await asyncio.start_server(partial(serve, "statistics"), HOST, plan.inner["statistics"])
    async with server:

        async def is_back() -> bool:
            return await answered_by() == "statistics"

        await eventually(is_back, within=10)
    restarting = asyncio.create_task(answered_by())
    await asyncio.sleep(0.3)  # for so long nothing listens
    async with await asyncio.start_server(partial(serve, "statistics"), HOST, plan.inner["statistics"]):
        assert await restarting == "statistics"


async def test_nobody_outside_can_make_a_part_seem_away(plan: Plan) -> None:
    """Without a sign-in: a body that breaks off half way is the client's fault and not the service's."""
    host, _, port = plan.staff.removeprefix("http://").partition(":")

    async def break_off(path: str) -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode() + b"zz\r\n")
        await writer.drain()
        await reader.read()
        writer.close()

    for _ in range(3):
        await asyncio.gather(*(break_off("/referral/x") for _ in range(20)))
        for _ in range(5):
            assert (await get(f"{plan.staff}/referral/cases/1/proposals")).json()["name"] == "referral"


async def test_where_the_desk_is_away_too_the_door_says_so(tmp_path: Path) -> None:
    async with doors_before((), tmp_path) as plan:
        for path in ("/statistics", "/desk"):
            page = await get(plan.staff + path)
            assert (page.status_code, page.headers["retry-after"]) == (503, "5")
            assert "Gerade nicht erreichbar" in page.text
            assert {name: page.headers.get(name) for name in ALWAYS} == ALWAYS
            assert "tel:110" not in page.text
            assert PHONE not in page.text


@pytest.mark.parametrize(("door", "path"), [("public", "/anliegen"), ("public", "/hilfe"), ("partner", "/partner/1")])
async def test_where_a_service_is_away_the_door_says_what_to_do_and_whom_to_call(
    tmp_path: Path, door: str, path: str
) -> None:
    async with doors_before((), tmp_path) as plan, httpx2.AsyncClient(timeout=10) as http:
        read = await http.get(getattr(plan, door) + path)
        sent = await http.post(getattr(plan, door) + path, data={"text": "Gestern stand er wieder da."})
    assert (read.status_code, sent.status_code) == (503, 503)
    for page in (read, sent):
        assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page.text
        assert f"Oder rufen Sie uns an: {PHONE} (Demo: erfunden, bitte nicht anrufen)" in page.text
        assert ('<a href="tel:110">110</a>' in page.text) is (door == "public")
        assert "{" not in page.text, "each placeholder is filled"
    assert "noch nicht bei uns" not in read.text
    assert "wahrscheinlich noch nicht bei uns" in sent.text


async def test_without_a_number_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DEMO_POINT, "POINT_PHONE", "")
    monkeypatch.setattr(parts, "NOT_TO_BE_CALLED", "")
    async with doors_before((), tmp_path) as plan:
        page = await get(plan.public)
    assert "Bitte versuchen Sie es gleich noch einmal." in page.text
    assert "rufen Sie uns an" not in page.text


async def test_what_is_not_there_is_readable_on_a_phone_too(plan: Plan) -> None:
    page = await get(f"{plan.partner}/no-such")
    assert page.status_code == 404
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page.text


@pytest.mark.parametrize(
    ("door", "path"), [("public", "/"), ("public", "/api/notification/x"), ("staff", "/desk"), ("partner", "/partner")]
)
async def test_a_service_learns_the_doors_own_name_whatever_the_client_called_it(
    plan: Plan, door: str, path: str
) -> None:
    address: str = getattr(plan, door)
    async with httpx2.AsyncClient(timeout=10, headers={"Host": "evil.example.org"}) as http:
        head = (await http.get(address + path)).json()["head"].splitlines()
    assert [line for line in head if line.lower().startswith("host:")] == [f"Host: {address.removeprefix('http://')}"]


@pytest.mark.parametrize("path", ["/internal/x", "/api/statistics/tables/cases", "/health/live"])
async def test_what_the_door_answers_itself_has_the_headers_of_every_answer(plan: Plan, path: str) -> None:
    answer = await get((plan.public if path.startswith("/api") else plan.staff) + path)
    assert answer.status_code in (404, 503)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert answer.headers["cache-control"] == "no-store"
    assert not {"server", "via"} & set(answer.headers)


async def test_the_door_does_not_tell_what_it_is_made_of(plan: Plan) -> None:
    for path in ("/", "/internal/x"):
        headers = (await get(plan.public + path)).headers
        assert not {"server", "via"} & set(headers)
