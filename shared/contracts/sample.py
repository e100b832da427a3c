"""Makes an example event from a message's model: every field, with the first word of each list."""

import re
import uuid
from typing import Any, Final

from shared.contracts.catalogue import Topic
from shared.contracts.message import Message
from shared.contracts.schemas import Schema, data_schema, definition

EITHER: Final = frozenset({"contact_id"})
"""Fields that stand in an event instead of `case_id`."""
TEXTS: Final = (
    *("de", "2026-1", "Vx3kT9qLr2hW8mZc", "lotse.intake.case", "https://partner.example.org/referrals"),
    *("MO", "09:00", "hilfe@example.org", "L-4F7K2"),
)
"""Example texts: for every text field that is no UUID, one of them has its form."""


class NoExample(Exception):
    """No example of this field can be made: its message needs one by hand."""


def made(model: type[Message], topic: Topic) -> dict[str, Any]:
    schema = data_schema(model)
    shown = {*schema["properties"]} - (EITHER - {*schema.get("required", ())})
    data = {name: _value(schema, field, name) for name, field in schema["properties"].items() if name in shown}
    of_a_case = data.get(f"{topic.key.partition(' ')[0]}_id")
    key = of_a_case or data.get(topic.key) or topic.producer
    sequence = {"sequence": "0000000001"} if topic.kind in ("facts", "state") else {}
    return {
        "specversion": "1.0",
        "id": _uuid(model.TYPE),
        "source": f"/lotse/{topic.producer}" if topic.kind != "external" else f"/{topic.producer}/example.org",
        "type": model.TYPE,
        "subject": key,
        "time": "2026-03-04T09:00:00Z",
        "datacontenttype": "application/json",
        "partitionkey": key,
        **sequence,
        "data": data,
    }


def _value(root: Schema, field: Schema, name: str) -> Any:
    if "$ref" in field:
        part = definition(root, field)
        if "enum" in part:
            return part["enum"][0]
        return {inner: _value(root, each, inner) for inner, each in part["properties"].items()}
    match field["type"]:
        case "array":
            return [_value(root, field["items"], name)]
        case "object":
            return {_uuid(name): _value(root, field["additionalProperties"], name)}
        case "boolean":
            return True
        case "integer" | "number":
            return field.get("minimum", 1)
        case _:
            return _text(field, name)


def _text(field: Schema, name: str) -> str:
    if "format" in field:
        return {"date": "2026-03-04", "date-time": "2026-03-04T09:00:00Z"}[field["format"]]
    for text in (_uuid(name), *TEXTS):
        if re.search(field.get("pattern", ""), text):
            return text
    raise NoExample(name)


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))
