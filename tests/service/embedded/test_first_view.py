"""What somebody waits for who opens the portal for the first time, through the real front door."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from infra.embedded import parts
from infra.embedded.folders import Folders
from infra.embedded.plan import Plan
from infra.embedded.ports import choose_doors
from infra.embedded.processes import ready, start
from services.intake.main import face
from tests.harness.services.intake import face_settings
from tests.harness.services.referral import served

pytestmark = pytest.mark.system

MOST_BYTES = 110_000
FONTS_OF_THE_PAGE = ("latin-400", "latin-600")
NO_STORE = "mongodb://127.0.0.1:9/"


@pytest.fixture(scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx2.AsyncClient]:
    plan = Plan.make(Folders(tmp_path_factory.mktemp("first_view")), choose_doors(None), parts.INNER_PORTS)
    door = parts.door(plan)
    async with served(face(face_settings(NO_STORE)), plan.inner["intake-face"], starts=False):
        caddy = await start(door.program)
        try:
            await ready(caddy, door.ready)
            async with httpx2.AsyncClient(base_url=plan.public, headers={"Accept-Encoding": "gzip"}) as http:
                yield http
        finally:
            await caddy.stop()


async def test_the_first_view_is_small(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/")).text
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    (fonts,) = [file for file in files if file.endswith("fira-sans.css")]
    named = re.findall(r'url\("([^"]+)"\)', (await browser.get(fonts)).text)
    files |= {f"{fonts.rpartition('/')[0]}/{font}" for font in named if any(each in font for each in FONTS_OF_THE_PAGE)}

    assert len(files) == 5 + len(FONTS_OF_THE_PAGE)
    assert sum([await transferred(browser, path) for path in ("/", *files)]) <= MOST_BYTES


async def test_static_files_are_compressed_and_pages_are_not(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/")
    styles = [await browser.get(path) for path in re.findall(r'href="(/static/[^"]+css)"', page.text)]

    assert {each.headers["content-encoding"] for each in styles} == {"gzip"}
    assert {each.headers["cache-control"] for each in styles} == {"public, max-age=31536000, immutable"}
    assert "content-encoding" not in page.headers


async def transferred(browser: httpx2.AsyncClient, path: str) -> int:
    """Bytes of the answer on the line, its headers counted too."""
    async with browser.stream("GET", path) as answer:
        assert answer.status_code == 200, path
        body = sum([len(part) async for part in answer.aiter_raw()])
    return body + sum(len(name) + len(value) + len(": \r\n") for name, value in answer.headers.raw)
