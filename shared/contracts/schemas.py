"""JSON Schemas of the events, made from the models and committed beside them."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from shared.contracts.catalogue import TOPICS, Topic
from shared.contracts.message import Message

Schema = dict[str, Any]

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"


class _AsPublished(GenerateJsonSchema):
    """Makes the schemas as published: optional fields absent, never null; our own words; unknown fields ignored."""

    def json_or_python_schema(self, schema: core_schema.JsonOrPythonSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["python_schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        return {name: rule for name, rule in super().model_schema(schema).items() if name != "additionalProperties"}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def data_schema(model: type[Message], definitions_at: str = "#/$defs/") -> Schema:
    return model.model_json_schema(ref_template=definitions_at + "{model}", schema_generator=_AsPublished)


@cache
def field_names(model: type[Message]) -> frozenset[str]:
    """Returns the dotted names of all fields, down through the parts."""
    schema = data_schema(model)
    return frozenset(_names(schema, schema, ""))


def _names(root: Schema, schema: Schema, prefix: str) -> Iterator[str]:
    for name, field in schema.get("properties", {}).items():
        yield prefix + name
        inner = field.get("items", field)
        if "$ref" in inner:
            yield from _names(root, definition(root, inner), f"{prefix}{name}.")


def definition(root: Schema, field: Schema) -> Schema:
    """Returns the definition that a field's `$ref` points at."""
    found: Schema = root["$defs"][field["$ref"].rpartition("/")[2]]
    return found


def event_schema(model: type[Message], topic: Topic) -> Schema:
    data = data_schema(model)
    definitions = data.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": model.TYPE,
        **envelope_schema(model, topic, data),
        "$defs": definitions,
    }


def envelope_schema(model: type[Message], topic: Topic, data: Schema) -> Schema:
    numbered = ["sequence"] if topic.kind in ("facts", "state") else []
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "source": {**text, "format": "uri-reference"},
            "type": {"const": model.TYPE},
            "subject": text,
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "partitionkey": text,
            "sequence": {"type": "string", "pattern": "^[0-9]{10}$"},
            "causationid": text,
            "traceparent": text,
            "data": data,
        },
        "required": ["specversion", "id", "source", "type", "time", "partitionkey", *numbered, "data"],
    }


def today() -> dict[str, Schema]:
    """Returns the schema of every type in the catalogue."""
    return {model.TYPE: event_schema(model, topic) for topic in TOPICS for model in topic.types}


def committed(folder: Path = SCHEMAS) -> dict[str, Schema]:
    return {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}


def pretty(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
