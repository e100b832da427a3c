"""The content of a Dockerfile, and its files laid out without building it."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.harness.deploy.compose import ROOT, Part

ARGUMENT = re.compile(r"\$\{(\w+):-([^}]*)\}")


@dataclass(frozen=True)
class Image:
    base: str
    copies: list[tuple[str, str]]
    environment: dict[str, str]
    healthcheck: list[str]
    user: str
    runs: list[str]

    @property
    def pins(self) -> str:
        """The file that pins the image's packages."""
        return self.runs[0].split()[-1]

    def lay_out(self, folder: Path) -> None:
        for source, place in self.copies:
            shutil.copytree(ROOT / source, folder / place, ignore=shutil.ignore_patterns("__pycache__", "Dockerfile"))


def of(part: Part) -> Image:
    """Returns the image that compose builds for the part."""
    return read(part["build"]["dockerfile"], part["build"].get("args", {}))


def read(dockerfile: str, arguments: Mapping[str, str]) -> Image:
    """Reads a Dockerfile; an empty argument counts as none, as in Docker's `:-`."""
    text = re.sub(r"\\\n\s*", "", (ROOT / dockerfile).read_text())
    text = ARGUMENT.sub(lambda found: arguments.get(found[1]) or found[2], text)
    said = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]

    def all_of(word: str) -> list[str]:
        return [rest for first, rest in said if first == word]

    pairs = [pair.split("=", 1) for rest in all_of("ENV") for pair in rest.split()]
    (health,) = all_of("HEALTHCHECK")
    return Image(
        base=all_of("FROM")[0],
        copies=[(source, place) for source, place in (rest.split() for rest in all_of("COPY"))],
        environment=dict(pairs),
        healthcheck=json.loads(health.split("CMD ")[1]) if "CMD" in health else [],
        user=all_of("USER")[-1],
        runs=all_of("RUN"),
    )
