"""What a service publishes fits its contract to the field, and each fact that it can publish has its event."""

import ast
import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts.catalogue import SERVICES, model_of
from shared.contracts.examples import archive, type_of
from shared.contracts.message import Message
from shared.contracts.upcasts import read
from tests.contracts.golden import GOLDEN, NAMES
from tests.contracts.test_services import publications

golden = pytest.mark.parametrize("path", GOLDEN, ids=NAMES)
OPEN = """
def publish(tx, fact):
    match fact:
        case Opened():
            return opened()
        case Closed():
            return closed()
    raise TypeError
"""
CLOSED = OPEN.replace("raise TypeError", "assert_never(fact)")


def places(value: Any) -> Iterator[dict[str, Any]]:
    """The message's data and every part in it."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from places(each)


@pytest.mark.parametrize("type_name", sorted({type_of(path) for path in archive()}))
def test_an_unknown_field_is_refused_where_we_publish_and_ignored_where_we_read(type_name: str) -> None:
    model = model_of(type_name)
    if model is None:
        pytest.fail(f"{type_name} is in the archive only: read it by a step")
    known = read(type_name, example(type_name))
    for at in range(len(list(places(example(type_name))))):
        data = example(type_name)
        place = list(places(data))[at]
        if place is not data and not is_part(model, place, data):
            continue
        place["no_field_of_it"] = 1
        assert read(type_name, data) == known
        with pytest.raises(ValidationError, match="no_field_of_it"):
            model.model_validate(data)


def example(type_name: str) -> dict[str, Any]:
    path = next(path for path in archive() if type_of(path) == type_name)
    data: dict[str, Any] = json.loads(path.read_text())["data"]
    return data


def is_part(model: type[Message], place: dict[str, Any], data: dict[str, Any]) -> bool:
    """A mapping of keys to numbers is no part: any name may stand in it."""
    return not any(
        value is place and "dict[" in str(model.model_fields[name].annotation) for name, value in data.items()
    )


@pytest.mark.parametrize("service", SERVICES)
def test_the_mapping_from_facts_to_events_is_closed(service: str) -> None:
    for module in publications(service):
        assert list(open_mappings(inspect.getsource(module))) == []


def test_an_open_mapping_is_found() -> None:
    assert list(open_mappings(OPEN)) == ["publish"]
    assert list(open_mappings(CLOSED)) == []
    assert list(open_mappings(OPEN.replace("        case Closed():", "        case _:"))) == []


def open_mappings(source: str) -> Iterator[str]:
    """Functions that choose an event by `match` and do not say that nothing else can come.

    Where a case returns nothing, the function publishes only some of the facts, and may.
    """
    for function in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)):
        calls = {
            each.func.id
            for each in ast.walk(function)
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
        }
        for choice in (each for each in ast.walk(function) if isinstance(each, ast.Match)):
            chooses = all(isinstance(case.body[-1], ast.Return) for case in choice.cases)
            last = choice.cases[-1].pattern
            rest = isinstance(last, ast.MatchAs) and last.pattern is None
            if chooses and not rest and "assert_never" not in calls:
                yield function.name
