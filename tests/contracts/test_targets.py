"""Every test is run by exactly one target, by its markers; the plain run leaves out what it says."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Final

import pytest
from _pytest.mark.expression import Expression

from infra.embedded.folders import ROOT
from tests.harness.targets import ELSEWHERE

TARGETS: Final = ("test", *ELSEWHERE)
BY_HAND: Final = {"faults"}
"""About an hour: not on each change."""
RECIPE: Final = re.compile(r"^([a-z-]+): .*\n((?:\t.*\n)+)", re.MULTILINE)
STARTS_OR_KILLS: Final = re.compile(
    r'sys\.executable, "-[cm]"|\.kill\(\)|SIGKILL|processes import .*\bstart\b'
    r"|\ba_(?:kafka|forgetful_broker|replica_set)\(|\b(?:Guarded|broker_of_outsiders)\b"
    r"|tests\.harness\.(?:access\.schemathesis_runs|system\.embedded|system\.observed_story|faults\.(?:three_services|operator_commands)"
    r"|versions\.service_processes|deploy\.container)"
)
ANOTHER_PROCESS: Final = {
    "tests/contracts/test_compatibility.py": "the check of the contracts",
    "tests/unit/embedded/test_record.py": "a process that sleeps",
}
"""Tests that start a process which is no part of Lotse."""


@pytest.fixture(scope="module")
def selected() -> dict[str, tuple[str, str]]:
    """By target: its expression over markers, and the folder in which it looks."""
    recipes = dict(RECIPE.findall((ROOT / "Makefile").read_text().replace("\\\n", "")))
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    return {target: selection(options + recipes[target].partition("-m pytest")[2].strip(")\n")) for target in TARGETS}


def selection(command: str) -> tuple[str, str]:
    words = shlex.split(command)
    last = len(words) - 1 - words[::-1].index("-m")
    return words[last + 1], next((word for word in words if word.startswith("tests/")), "tests/")


def test_whatever_markers_a_test_has_exactly_one_target_runs_it(selected: dict[str, tuple[str, str]]) -> None:
    assert selected.keys() == set(TARGETS)
    expressions = {target: Expression.compile(expression) for target, (expression, _) in selected.items()}
    markers = sorted(set(re.findall(r"\w+", " ".join(each for each, _ in selected.values()))) - {"not", "and", "or"})
    assert len(markers) == len(ELSEWHERE)
    for held in (set(some) for many in range(len(markers) + 1) for some in combinations(markers, many)):
        runs = [target for target, each in expressions.items() if each.evaluate(partial(has, held))]
        assert len(runs) == 1, (held, runs)


def test_a_target_that_looks_in_one_folder_finds_all_of_its_own(selected: dict[str, tuple[str, str]]) -> None:
    for expression, folder in selected.values():
        marker = f"pytest.mark.{expression.split()[0]}"
        outside = [path for path, text in files() if marker in text and not path.startswith(folder)]
        assert outside == []


def test_the_whole_run_calls_every_target_but_the_one_that_takes_an_hour() -> None:
    called = set(re.findall(r"^make ([a-z-]+)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE))
    assert set(TARGETS) - called == BY_HAND


def test_what_starts_a_part_of_lotse_or_a_broker_or_kills_a_process_says_so() -> None:
    marked = re.compile(r"pytest\.mark\.(?:system|browser|identity|faults_long)")
    found = [path for path, text in files() if STARTS_OR_KILLS.search(text) and not marked.search(text)]
    assert set(found) == ANOTHER_PROCESS.keys()


def has(markers: set[str], name: str, /, **_: str | int | bool | None) -> bool:
    return name in markers


def files() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path != Path(__file__):
            yield str(path.relative_to(ROOT)), path.read_text()
