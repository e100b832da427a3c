import re
from pathlib import Path

import pytest

from shared.web.static_files import FOR_A_WHILE, FOR_GOOD, STATIC, address
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


async def test_a_browser_keeps_what_is_named_by_its_content_and_asks_again_for_the_rest() -> None:
    paths = [f"{address()}/lotse.css", "/static/v-000000000000/lotse.css", "/static/lotse.css", f"{address()}/nirgends"]
    async with client("staff") as http:
        answers = [await http.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]
    kept = [answer.headers["cache-control"] for answer in answers]
    assert kept == [FOR_GOOD, FOR_A_WHILE, FOR_A_WHILE, "no-store"]
