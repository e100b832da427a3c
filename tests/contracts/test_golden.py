import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.contracts import catalogue, examples
from shared.contracts.catalogue import Topic
from shared.contracts.cloudevent import decode, encode
from shared.contracts.intake import CaseClosed
from shared.contracts.message import Id, Message
from shared.contracts.sample import made
from shared.contracts.schemas import SCHEMAS, committed, today
from shared.contracts.upcasts import STEPS, read
from tests.contracts.golden import GOLDEN, NAMES

SUMS = examples.EXAMPLES / examples.SUMS
TYPES = [(model, topic) for topic in catalogue.TOPICS for model in topic.types]
everything = pytest.mark.parametrize(("model", "topic"), TYPES, ids=[model.TYPE for model, _ in TYPES])
golden = pytest.mark.parametrize("path", GOLDEN, ids=NAMES)


@golden
def test_every_version_ever_sent_is_still_read(path: Path) -> None:
    event = decode(path.read_bytes())
    message = read(event.type, event.data)
    assert event.type == examples.type_of(path)
    assert event.type in STEPS or message.data() == event.data


@golden
def test_an_example_travels_as_it_is_written(path: Path) -> None:
    assert json.loads(encode(decode(path.read_bytes()))) == json.loads(path.read_text())


@golden
def test_an_example_fits_its_committed_schema(path: Path) -> None:
    schema = json.loads((SCHEMAS / f"{examples.type_of(path)}.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    validator.validate(json.loads(path.read_text()))


@everything
def test_the_archive_shows_every_field_of_every_type(model: type[Message], topic: Topic) -> None:
    shown = [path.name for path in GOLDEN if examples.type_of(path) == model.TYPE and shows_all(model, path)]
    assert len(shown) == 1


def shows_all(model: type[Message], path: Path) -> bool:
    return examples.shows_all(model, json.loads(path.read_text()))


@everything
def test_an_example_of_any_type_can_be_made(model: type[Message], topic: Topic) -> None:
    example = made(model, topic)
    event = decode(json.dumps(example).encode())
    assert read(event.type, event.data).data() == example["data"]
    assert examples.shows_all(model, example)
    assert json.loads(encode(event)) == example


def test_an_example_that_was_published_once_is_as_it_was() -> None:
    assert examples.changed() == []
    assert {line.partition("  ")[2] for line in SUMS.read_text().splitlines()} == {path.name for path in GOLDEN}


def test_an_example_that_is_changed_or_removed_is_found(tmp_path: Path) -> None:
    for path in (*GOLDEN[:3], SUMS):
        shutil.copy(path, tmp_path)
    there = tmp_path / SUMS.name
    there.write_text("\n".join(line for line in SUMS.read_text().splitlines() if line.endswith(first_three())))
    assert examples.changed(tmp_path) == []
    (tmp_path / GOLDEN[0].name).write_text(GOLDEN[0].read_text().replace("2026", "2027"))
    (tmp_path / GOLDEN[1].name).unlink()
    assert examples.changed(tmp_path) == [GOLDEN[0].name, GOLDEN[1].name]
    assert examples.sums({}, tmp_path).splitlines() == there.read_text().splitlines()


def first_three() -> tuple[str, ...]:
    return tuple(path.name for path in GOLDEN[:3])


def test_a_new_field_adds_a_file_and_changes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    wider = type(
        "CaseClosed", (CaseClosed,), {"__annotations__": {"by": Id | None}, "by": None, "TYPE": CaseClosed.TYPE}
    )
    topic = replace(catalogue.topic_of(CaseClosed.TYPE), types={wider: ("statistics",)})
    monkeypatch.setattr(examples, "TOPICS", (topic,))
    [(path, text)] = examples.missing().items()
    assert path.name == f"{CaseClosed.TYPE}+2.json"
    assert json.loads(text)["data"].keys() == {"case_id", "outcome", "by"}
    assert examples.sums({path: text}).count("\n") == len(GOLDEN) + 1
    assert set(SUMS.read_text().splitlines()) < set(examples.sums({path: text}).splitlines())


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
    assert types <= set(committed())
    assert {examples.type_of(path) for path in GOLDEN} == set(committed())
