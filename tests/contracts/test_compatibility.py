import copy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.processes import PATIENCE
from shared.contracts.__main__ import main, wanted
from shared.contracts.bus import HeartbeatTold
from shared.contracts.channel import SubmissionReceived
from shared.contracts.compatibility import judge
from shared.contracts.schemas import SCHEMAS, committed, pretty, today

OPENED = "lotse.intake.case.opened.v1"
Schema = dict[str, Any]


def data(schema: Schema) -> Schema:
    found: Schema = schema["properties"]["data"]
    return found


def seeded(change: Callable[[Schema], object]) -> tuple[dict[str, Schema], dict[str, Schema]]:
    old = {OPENED: today()[OPENED]}
    new = copy.deepcopy(old)
    change(new[OPENED])
    return old, new


BREAKING: dict[str, Callable[[Schema], object]] = {
    "a field removed": lambda schema: data(schema)["properties"].pop("needs"),
    "a field renamed": lambda schema: data(schema)["properties"].update(wants=data(schema)["properties"].pop("needs")),
    "a field re-typed": lambda schema: data(schema)["properties"].update(anonymous={"type": "string"}),
    "a list made single": lambda schema: data(schema)["properties"].update(needs={"$ref": "#/$defs/Need"}),
    "a new field required": lambda schema: (
        data(schema)["properties"].update(age={"type": "integer"}),
        data(schema)["required"].append("age"),
    ),
    "an optional field required": lambda schema: data(schema)["required"].append("reported_to_police"),
    "a required field optional": lambda schema: data(schema)["required"].remove("land"),
    "a word removed": lambda schema: schema["$defs"]["Need"]["enum"].remove("peer"),
    "a default changed deep inside": lambda schema: schema["$defs"]["Wishes"]["properties"]["no_police"].update(
        default=True
    ),
    "a form narrowed": lambda schema: data(schema)["properties"]["case_id"].update(pattern="^x$"),
    "an attribute removed": lambda schema: schema["properties"].pop("sequence"),
}

ADDITIVE: dict[str, Callable[[Schema], object]] = {
    "an optional field": lambda schema: data(schema)["properties"].update(age={"type": "integer"}),
    "a word": lambda schema: schema["$defs"]["Need"]["enum"].append("translation"),
    "an optional part's field": lambda schema: schema["$defs"]["Wishes"]["properties"].update(
        no_mail={"type": "boolean"}
    ),
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_named_with_those_it_breaks(change: Callable[[Schema], object]) -> None:
    [verdict] = judge(*seeded(change))
    assert verdict.breaking
    assert verdict.consumers == ("referral", "notification", "statistics")
    assert "breaks referral, notification, statistics" in str(verdict)


@pytest.mark.parametrize("change", ADDITIVE.values(), ids=ADDITIVE)
def test_an_addition_breaks_nobody(change: Callable[[Schema], object]) -> None:
    [verdict] = judge(*seeded(change))
    assert verdict.changes
    assert not verdict.breaking


def box(schema: Schema) -> Schema:
    found: Schema = data(schema)["properties"]["box"]
    return found


@pytest.mark.parametrize(("by", "breaks"), [(1, False), (-1, True)], ids=["longer", "shorter"])
def test_what_outsiders_write_may_become_longer_and_not_shorter(by: int, breaks: bool) -> None:
    old = {SubmissionReceived.TYPE: today()[SubmissionReceived.TYPE]}
    new = copy.deepcopy(old)
    box(new[SubmissionReceived.TYPE])["maxLength"] += by
    [verdict] = judge(old, new)
    assert verdict.changes
    assert verdict.breaking is breaks


def test_what_we_write_may_not_become_longer() -> None:
    """Somebody else's consumer relies on the bound."""
    old = {HeartbeatTold.TYPE: today()[HeartbeatTold.TYPE]}
    new = copy.deepcopy(old)
    data(old[HeartbeatTold.TYPE])["properties"]["lag"]["maximum"] = 1
    data(new[HeartbeatTold.TYPE])["properties"]["lag"]["maximum"] = 2
    assert judge(old, new)[0].breaking


def test_nothing_changed_nothing_said() -> None:
    assert judge(today(), today()) == []


def test_a_type_may_go_only_when_a_step_reads_it() -> None:
    old = {OPENED: today()[OPENED]}
    [verdict] = judge(old, {})
    assert verdict.breaking
    assert judge(old, {}, steps={OPENED: ("lotse.intake.case.opened.v2", dict)}) == []


def test_what_is_committed_is_what_the_code_says() -> None:
    made = wanted()
    assert {path.name: path.read_text() for path in made} == {path.name: text for path, text in made.items()}
    assert not judge(committed(), today())


def test_the_check_fails_against_schemas_that_are_broken_since(tmp_path: Path) -> None:
    for name, schema in committed().items():
        if name == OPENED:
            data(schema)["properties"]["street"] = {"type": "string"}
        (tmp_path / f"{name}.json").write_text(pretty(schema))
    assert main(["check", str(SCHEMAS)]) == 0
    broken = checked(tmp_path)
    assert broken.returncode == 1
    assert "lotse.intake.case.opened.v1: breaks referral, notification, statistics" in broken.stdout


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shared.contracts", "check", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
