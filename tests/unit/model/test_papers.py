"""The page beside the model leads to files and predicates that exist, and the model stays short."""

import re
from pathlib import Path
from typing import Final

from infra.model.__main__ import MODEL
from infra.model.outcome import commands

ROOT: Final = Path(__file__).parents[3]
PAGE: Final = MODEL.with_name("README.md").read_text()
DECLARED: Final = re.compile(r"^(?:pred|fun|var sig|check|run) (\w+(?:, \w+)*)", re.MULTILINE)


def test_every_file_that_the_page_names_exists() -> None:
    named = re.findall(r"`((?:shared|infra|tests)/[\w./-]+)`", PAGE)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_predicate_that_the_page_maps_is_in_the_model() -> None:
    declared = {name for names in DECLARED.findall(MODEL.read_text()) for name in names.split(", ")}
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named
    assert named <= declared


def test_the_model_can_be_read_at_once_and_every_command_says_what_it_expects() -> None:
    assert len(MODEL.read_text().splitlines()) <= 300
    assert {command.kind for command in commands(MODEL.read_text())} == {"check", "run"}
