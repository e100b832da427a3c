import re
from pathlib import Path

import pytest

from shared.web.static_files import FOLDER as STATIC
from shared.web.static_files import address, version
from tests.unit.web.app import client

VENDORED = ["fira-sans", "htmx", "kern", "uplot"]
NAMES_NOT_ADDRESSES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_vendored_files_keep_their_licence_and_version_in_their_own_folder() -> None:
    assert sorted(p.name for p in STATIC.iterdir() if p.is_dir()) == VENDORED
    for name in VENDORED:
        assert (STATIC / name / "LICENCE").stat().st_size > 0
        assert re.search(r"\d+\.\d+\.\d+", (STATIC / name / "VERSION").read_text())


@pytest.mark.parametrize(
    "path", [p for p in STATIC.rglob("*") if p.suffix in {".css", ".js", ".svg"}], ids=lambda p: p.name
)
def test_no_file_that_a_browser_loads_names_an_address_elsewhere(path: Path) -> None:
    assert set(re.findall(r"https?://[^\s\"'()]+", path.read_text())) <= NAMES_NOT_ADDRESSES


async def test_what_the_layout_asks_for_is_there() -> None:
    async with client("staff") as http:
        page = await http.get("/seite")
        assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        answers = [await http.get(asset) for asset in assets]

    assert len(assets) >= 5
    assert {a.status_code for a in answers} == {200}
    assert not re.search(r'style="|<style|onclick|<script>', page.text)


async def test_a_file_is_kept_for_good_under_its_contents_address_only() -> None:
    old = address("lotse.css").replace(version(), "0" * 16)
    async with client() as http:
        new, earlier, plain, missing = [
            await http.get(path) for path in (address("lotse.css"), old, "/static/lotse.css", f"/static/{version()}/no")
        ]

    assert new.content == earlier.content == plain.content == (STATIC / "lotse.css").read_bytes()
    assert new.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert earlier.headers["cache-control"] == plain.headers["cache-control"] == "public, max-age=3600"
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")


async def test_every_page_names_its_files_by_their_content() -> None:
    async with client("staff") as http:
        page = await http.get("/seite")

    assert set(re.findall(r"/static/(\w+)", page.text)) == {version()}


def test_an_address_of_what_is_not_there_is_a_defect() -> None:
    with pytest.raises(ValueError, match="no static file"):
        address("no.css")
