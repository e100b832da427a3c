import inspect
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from services.statistics.domain.tables import TABLES
from services.statistics.subscriptions import counts, counts_nothing
from shared.contracts.catalogue import TOPICS, types_heard
from shared.contracts.message import Message
from shared.contracts.schemas import Schema, data_schema
from shared.contracts.sources import COUNTED, DEADLINES, USES, Field, Use
from shared.contracts.vocabulary import DeadlineRule

ENVELOPE = ("time", "type")
HANDLES = ("_id", "ref", "reference")


def names(model: type[BaseModel]) -> Iterator[str]:
    schema = data_schema(model) if issubclass(model, Message) else {}
    yield from below(schema, schema, "")


def below(root: Schema, schema: Schema, prefix: str) -> Iterator[str]:
    for name, field in schema.get("properties", {}).items():
        yield prefix + name
        inner = field.get("items", field)
        if "$ref" in inner:
            yield from below(root, root["$defs"][inner["$ref"].rpartition("/")[2]], f"{prefix}{name}.")


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.purpose} {use.name}")
def test_every_use_has_sources_that_exist_and_are_heard(use: Use) -> None:
    assert use.sources
    for source in use.sources:
        if isinstance(source, Field):
            assert source.name in ENVELOPE or source.name in set(names(source.message))
            assert source.message in types_heard(use.service)


def test_every_rule_of_a_deadline_has_its_inputs() -> None:
    assert [use.name for use in DEADLINES] == [rule for rule in DeadlineRule if rule not in ("other", "unknown")]


def test_every_side_of_every_table_has_its_sources_and_no_source_lacks_its_table() -> None:
    sides = {f"{name} {side}" for name in TABLES for side in ("rows", "columns", "period")}
    assert {use.name for use in COUNTED} == sides


@pytest.mark.parametrize("use", COUNTED, ids=lambda use: use.name)
def test_a_tables_side_has_the_words_of_its_source(use: Use) -> None:
    name, side = use.name.split()
    for message, field in fields(use):
        if field not in ENVELOPE:
            assert message.model_fields[field].annotation is getattr(TABLES[name], side)


def test_statistics_counts_the_facts_that_the_tables_name_and_no_others() -> None:
    counting = {said for said, changes in counts().items() if changes is not counts_nothing}
    assert {message for use in COUNTED for message, _ in fields(use)} == counting


def fields(use: Use) -> Iterator[tuple[type[Message], str]]:
    yield from ((source.message, source.name) for source in use.sources if isinstance(source, Field))


def test_what_nobody_uses_does_not_travel() -> None:
    used = {(source.message, source.name) for use in USES for source in use.sources if isinstance(source, Field)}
    idle = {
        f"{model.TYPE} {name}"
        for topic in TOPICS
        if topic.kind in ("facts", "state") and not topic.opaque
        for model in topic.types
        for name in names(model)
        if not name.endswith(HANDLES)
        and not any(other == name or other.startswith(f"{name}.") for other in told(model, used))
    }
    assert idle == set()


def told(model: type[Message], used: set[tuple[type[Message], str]]) -> set[str]:
    return {name for message, name in used if message is model}


def test_the_table_names_every_use_once() -> None:
    assert len({(use.service, use.purpose, use.name) for use in USES}) == len(USES)
    assert all(inspect.isclass(source.message) for use in USES for source in use.sources if isinstance(source, Field))
