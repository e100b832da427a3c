"""What the pages for people say of the tree is true of it."""

import re
import shlex
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from infra.backup.__main__ import arguments as of_the_backup
from shared.bus.__main__ import arguments as of_the_bus
from shared.sealing.__main__ import arguments as of_the_keys

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
MADE = ("events.md", "verarbeitungen.md")
PAGES = [
    ROOT / "README.md",
    ROOT / "tests" / "harness" / "README.md",
    *sorted(page for page in DOCS.rglob("*.md") if page.name not in MADE),
]
PLACE = re.compile(r"`((?:docs|infra|requirements|services|shared|tests)/[\w./-]+)(?:::(\w+))?`")
STEP = re.compile(r"^\| (\d+) \| \[`([^`]+)`\]\(\2\) \| (.*) \|$", re.MULTILINE)
LONGEST_WAY = 14
WITHOUT_A_CALL = ("in the store", "from Kafka", "`main.py`", "`shared/bus/bus.py`")
"""How a message comes to a file that none of those before calls; the file's row says so."""
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
CLAIMS = re.findall(
    r"^- \*\*(.*?)\*\*(.*?)(?=^- |^#|\Z)",
    (DOCS / "threat-model.md").read_text().partition("## What it does not protect")[0],
    re.MULTILINE | re.DOTALL,
)


OPERATIONS = (DOCS / "operations.md").read_text()
COMMANDS = sorted(set(re.findall(r"^ *python -m (.+)$", OPERATIONS, re.MULTILINE)))
PARSERS = {"infra.backup": of_the_backup, "shared.bus": of_the_bus, "shared.sealing": of_the_keys}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_place_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text()
    missing = [place for place, test in PLACE.findall(text) if not is_there(place, test)]
    assert missing == []
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []


def test_every_decision_stands_in_the_table_of_contents_once() -> None:
    named = re.findall(r"^\| \[(\d+)\]\(([^)]+)\) \| \S", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    there = sorted(page.name for page in DECISIONS.glob("[0-9]*.md"))
    assert sorted(name for _, name in named) == there
    assert [name for number, name in named if not name.startswith(f"{int(number):04}-")] == []


def test_one_message_passes_few_files_each_of_them_once() -> None:
    steps = STEP.findall((ROOT / "README.md").read_text())
    assert [int(number) for number, _, _ in steps] == list(range(1, len(steps) + 1))
    assert len({file for _, file, _ in steps}) == len(steps) <= LONGEST_WAY
    assert (steps[0][1], steps[-1][1]) == ("services/intake/api.py", "services/statistics/store.py")


def test_each_file_of_the_way_is_reached_from_one_before() -> None:
    """One of those before imports from it; or its row says how the message comes there."""
    steps = STEP.findall((ROOT / "README.md").read_text())
    files = [file for _, file, _ in steps]
    gaps = [
        file
        for number, (_, file, said) in enumerate(steps)
        if number
        and not any(knows(before, file) for before in files[:number])
        and not any(way in said for way in WITHOUT_A_CALL)
    ]
    assert gaps == []


def knows(file: str, other: str) -> bool:
    module, name = (
        import_module(file.removesuffix(".py").replace("/", ".")),
        other.removesuffix(".py").replace("/", "."),
    )
    return any(getattr(each, "__module__", None) == name for each in vars(module).values())


@pytest.mark.parametrize(("claim", "evidence"), CLAIMS, ids=[claim[:60] for claim, _ in CLAIMS])
def test_every_claim_names_what_protects_and_a_test(claim: str, evidence: str) -> None:
    protects, _, tested = evidence.partition("Tested:")
    assert PLACE.search(protects), claim
    assert any(test for _, test in PLACE.findall(tested)), claim


def test_every_alarm_is_explained() -> None:
    alarms = re.findall(r"alert: (\w+)", (ROOT / "infra/prometheus/alerts.yml").read_text())
    explained = re.findall(r"^### (\w+)", OPERATIONS, re.MULTILINE)
    assert set(alarms) <= set(explained)


def test_every_alarm_is_a_number_that_its_rule_has_too() -> None:
    (group,) = yaml.safe_load((ROOT / "infra/prometheus/alerts.yml").read_text())["groups"]
    rules = {(rule["alert"], rule["expr"], rule.get("for", "at once")) for rule in group["rules"]}
    rows = re.findall(r"^\| (\w+)[^|]* \| `([^`]+)`[^|]* \| ([=>]+ \d+) \| ([^|]+) \|$", OPERATIONS, re.MULTILINE)
    assert {(alarm, f"{number} {bound}", after) for alarm, number, bound, after in rows} == rules


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_taken(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, *given = shlex.split(command)
    monkeypatch.setattr(sys, "argv", [module, *given])
    PARSERS[module]()


def test_every_module_and_every_goal_of_make_is_there() -> None:
    modules = set(re.findall(r"python -m ([\w.]+)", OPERATIONS))
    assert [module for module in modules if find_spec(module) is None] == []
    goals = set(re.findall(r"`make (\w+)", OPERATIONS))
    assert goals <= set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_a_place_that_is_not_there_is_noticed() -> None:
    assert is_there("tests/contracts/test_papers.py", "test_a_place_that_is_not_there_is_noticed")
    assert not is_there("tests/contracts/test_papers.py", "test_that_nobody_wrote")
    assert not is_there("shared/nowhere.py", "")


def is_there(place: str, test: str) -> bool:
    path = ROOT / place
    return path.exists() and (not test or f"def {test}(" in path.read_text())
