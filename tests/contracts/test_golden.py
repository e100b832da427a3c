import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.contracts import catalogue
from shared.contracts.cloudevent import decode, encode
from shared.contracts.schemas import SCHEMAS, committed, today
from shared.contracts.upcasts import STEPS, read
from tests.contracts.golden import GOLDEN, NAMES

golden = pytest.mark.parametrize("path", GOLDEN, ids=NAMES)


@golden
def test_every_version_ever_sent_is_still_read(path: Path) -> None:
    event = decode(path.read_bytes())
    message = read(event.type, event.data)
    assert event.type == path.stem
    assert event.type in STEPS or message.data() == event.data


@golden
def test_an_example_travels_as_it_is_written(path: Path) -> None:
    assert json.loads(encode(decode(path.read_bytes()))) == json.loads(path.read_text())


@golden
def test_an_example_fits_its_committed_schema(path: Path) -> None:
    schema = json.loads((SCHEMAS / path.name).read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(json.loads(path.read_text()))


@golden
def test_an_example_shows_every_field(path: Path) -> None:
    model = catalogue.model_of(path.stem)
    if model is not None:
        missing = set(model.model_fields) - set(json.loads(path.read_text())["data"])
        assert missing <= {"contact_id"}  # stands there instead of the case_id


@golden
def test_without_its_optional_fields_an_example_is_read_and_holds_no_null(path: Path) -> None:
    event = decode(path.read_bytes())
    model = catalogue.model_of(event.type)
    if model is not None:
        required = {name: event.data[name] for name, field in model.model_fields.items() if field.is_required()}
        assert not nulls(model.model_validate(required).data())


def nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(nulls, value.values()))
    return any(map(nulls, value)) if isinstance(value, list) else value is None


@golden
def test_a_newer_producer_is_still_read(path: Path) -> None:
    event = decode(path.read_bytes())
    widened = {name: newer(value) for name, value in event.data.items()} | {"new_field": 1}
    read(event.type, widened)


def newer(value: Any) -> Any:
    return value | {"new_field": 1} if isinstance(value, dict) and "languages" in value else value


def test_every_type_has_an_example_and_a_schema() -> None:
    types = set(today())
    assert types <= set(NAMES)
    assert types <= set(committed())
    assert set(NAMES) == set(committed())
