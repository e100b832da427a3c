"""The model is red where Alloy finds what it should not, or does not find what it should."""

from typing import Any

import pytest

from infra.embedded.trouble import Trouble
from infra.model.outcome import Command, commands, instances, surprise

HOLDS, BROKEN, OCCURS = Command("check", "a", False), Command("check", "a", True), Command("run", "a", True)
MODEL = """
sig Key {}
check a { always no Key } for 3 but 5 steps expect 0
check b { no Key }
  for 2 expect 1
run c { some Key } for 2 expect 1
"""


def test_each_command_says_what_it_expects() -> None:
    assert commands(MODEL) == [Command("check", "a", False), Command("check", "b", True), Command("run", "c", True)]


@pytest.mark.parametrize("model", ["sig Key {}", "run a {}\nrun b {} expect 1", "run a {} expect 1\nrun a {} expect 1"])
def test_a_model_that_could_say_nothing_is_refused(model: str) -> None:
    with pytest.raises(Trouble):
        commands(model)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"solution": [{"instances": [{"values": {}}]}]}, 1),
        ({"solution": [{"instances": []}]}, 0),
        ({"type": "check"}, 0),
    ],
)
def test_a_receipt_says_how_much_was_found(told: dict[str, Any], found: int) -> None:
    assert instances({"commands": {"a": told}}, "a") == found


def test_a_command_that_did_not_run_is_no_success() -> None:
    with pytest.raises(Trouble):
        instances({"commands": {"b": {}}}, "a")


@pytest.mark.parametrize(("command", "found"), [(HOLDS, 0), (BROKEN, 1), (OCCURS, 1)])
def test_what_is_expected_is_no_surprise(command: Command, found: int) -> None:
    assert surprise(command, found) is None


@pytest.mark.parametrize(
    ("command", "found", "sentence"),
    [(HOLDS, 1, "a: a counterexample"), (BROKEN, 0, "a: no counterexample"), (OCCURS, 0, "a: no instance")],
)
def test_a_surprise_is_one_sentence(command: Command, found: int, sentence: str) -> None:
    assert str(surprise(command, found)).startswith(sentence)
