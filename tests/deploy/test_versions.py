"""What is deployed and what is run is not older than the versions in which known holes were closed."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.harness.deploy import compose

TABLE: Final = json.loads((compose.ROOT / "infra" / "advisories.json").read_text())["parts"]
PINS: Final = tuple(compose.ROOT.joinpath("requirements").glob("*.txt"))
JARS: Final = compose.ROOT / "infra" / "embedded" / "kafka-jars.txt"
OURS: Final = "lotse/"


def number(version: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+(?:\.\d+)*)", version)
    assert found, version
    return tuple(map(int, found[1].split(".")))


def images() -> dict[str, list[str]]:
    used = [part["image"].rsplit(":", 1) for part in compose.parts().values() if not part["image"].startswith(OURS)]
    return {name: [version for each, version in used if each == name] for name, _ in used}


def packages() -> dict[str, list[str]]:
    lines = [line for pins in PINS for line in pins.read_text().splitlines()]
    pinned = re.findall(r"^([\w.-]+)==([\w.]+)", "\n".join(lines), re.MULTILINE)
    return {name: [version for each, version in pinned if each == name] for name, _ in pinned}


def jars() -> dict[str, list[str]]:
    rows = [line.split() for line in JARS.read_text().splitlines() if line and not line.startswith("#")]
    return {row[1]: [row[2]] for row in rows}


USED: Final = {"image": images, "package": packages, "jar": jars}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_no_part_is_older_than_its_last_known_hole(row: dict[str, Any]) -> None:
    used = USED[row["kind"]]().get(row["name"], [])
    assert used, "nobody uses it any more"
    assert [version for version in used if number(version) < number(row["at_least"])] == []
    assert all(re.fullmatch(r"(CVE-\d{4}-\d+|GHSA(-\w{4}){3})", each) for each in row["because"])


def test_every_image_is_in_the_table() -> None:
    assert {row["name"] for row in TABLE if row["kind"] == "image"} == set(images())


def test_an_older_version_would_be_found() -> None:
    assert number("8.0.16") < number("8.0.24") < number("8.0.100") < number("v13.2.1-alpine")


@pytest.mark.parametrize("where", ["docker-compose.yml", "infra/embedded/mongo.py"])
def test_no_mongod_takes_compressed_messages(where: str) -> None:
    """What it did not check in them was told to whoever asked, before any sign-in."""
    text = Path(compose.ROOT, where).read_text()
    assert re.search(r"--networkMessageCompressors\W+(disabled|UNCOMPRESSED)", text)
