"""The findings that the commands of a model expect, and those that Alloy's receipt reports."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from infra.embedded.trouble import Trouble

START: Final = re.compile(r"^(check|run)\s+(\w+)", re.MULTILINE)
EXPECTS: Final = re.compile(r"\bexpect\s+([01])\b")


@dataclass(frozen=True)
class Command:
    """One command of the model: `check` looks for a counterexample, `run` for an instance.

    `expects`: whether there is one.
    """

    kind: str
    name: str
    expects: bool


def commands(model: str) -> list[Command]:
    """Returns the commands in order. Raises Trouble where one does not say what it expects, or a name is used twice."""
    starts = list(START.finditer(model))
    ends = [*(start.start() for start in starts[1:]), len(model)]
    found = [_command(start, model[start.end() : end]) for start, end in zip(starts, ends, strict=False)]
    if not found or len({command.name for command in found}) < len(found):
        raise Trouble("The model has no commands, or two of one name.")
    return found


def _command(start: re.Match[str], rest: str) -> Command:
    kind, name = start.groups()
    if (expects := EXPECTS.search(rest)) is None:
        raise Trouble(f"The command {name} of the model does not say what it expects.")
    return Command(kind, name, expects[1] == "1")


def instances(receipt: Mapping[str, Any], name: str) -> int:
    """Returns the number of instances or counterexamples. Raises Trouble where the command did not run to its end."""
    command = receipt.get("commands", {}).get(name)
    if command is None:
        raise Trouble(f"Alloy did not answer the command {name}.")
    return sum(bool(solution.get("instances")) for solution in command.get("solution", ()))


def surprise(command: Command, found: int) -> str | None:
    """Returns a sentence on what is wrong; None where the command found what it expects."""
    if bool(found) == command.expects:
        return None
    if command.kind == "run":
        return f"{command.name}: no instance, so whatever is promised of it is promised of nothing"
    if command.expects:
        return f"{command.name}: no counterexample, although a protection is removed"
    return f"{command.name}: a counterexample"
