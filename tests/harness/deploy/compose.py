"""docker-compose.yml, with the values of infra/compose.env filled in."""

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
PLACEHOLDER = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<how>[?-])(?P<default>[^}]*))?\}")

Part = dict[str, Any]


def example() -> dict[str, str]:
    lines = (ROOT / "infra" / "compose.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def read(told: Mapping[str, str]) -> Part:
    """Reads the file with these values; raises KeyError for a name that compose demands and `told` lacks."""

    def fill(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None:
            return "$"
        return told.get(name, found["default"]) if found["how"] == "-" else told[name]

    return deepcopy(_parsed(PLACEHOLDER.sub(fill, (ROOT / "docker-compose.yml").read_text())))


@cache
def _parsed(text: str) -> Part:
    """Parses the same text only once: parsing takes longer than the rest of a test."""
    parsed: Part = yaml.safe_load(text)
    return parsed


def parts(told: Mapping[str, str] | None = None) -> dict[str, Part]:
    services: dict[str, Part] = read(told or example())["services"]
    return services


def processes(told: Mapping[str, str] | None = None) -> dict[str, Part]:
    """Returns the parts that are our services and keep running."""
    return {name: part for name, part in parts(told).items() if "SERVICE" in part.get("build", {}).get("args", {})}


def mounted(part: Part) -> dict[str, str]:
    """Returns the path in the container, and the folder outside, of each volume."""
    pairs = [volume.split(":")[:2] for volume in part.get("volumes", [])]
    return {inside: outside for outside, inside in pairs}
