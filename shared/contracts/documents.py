"""Makes docs/events.md, for those who read or answer the events with a program of their own."""

from collections.abc import Iterator
from inspect import getdoc
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import TOPICS, Topic
from shared.contracts.examples import current
from shared.contracts.message import Message
from shared.contracts.schemas import Schema, data_schema, pretty

GUIDE = Path(__file__).with_name("events_guide.md")


def events() -> str:
    return "\n".join([GUIDE.read_text(), *_menu(), *(line for topic in TOPICS for line in _topic(topic)), *_words()])


def _menu() -> Iterator[str]:
    yield "## Topics\n"
    yield "| topic | kind | key | published by | consumed by | kept |"
    yield "|---|---|---|---|---|---|"
    for topic in TOPICS:
        consumers = ", ".join(dict.fromkeys(consumer for consumers in topic.types.values() for consumer in consumers))
        kept = f"{topic.retention_days} days"
        yield f"| `{topic.name}` | {topic.kind} | {topic.key} | {topic.producer} | {consumers} | {kept} |"
    yield ""


def _topic(topic: Topic) -> Iterator[str]:
    yield f"## `{topic.name}`\n"
    yield f"{topic.kind}, key: {topic.key}, {topic.partitions} partition{'s' if topic.partitions > 1 else ''}.\n"
    for model, consumers in topic.types.items():
        yield from _type(model, consumers)


def _type(model: type[Message], consumers: tuple[str, ...]) -> Iterator[str]:
    yield f"### `{model.TYPE}`\n"
    if model.__doc__:
        yield f"{getdoc(model)}\n"
    yield f"Consumed by {', '.join(consumers)}.\n"
    yield "| field | | what |"
    yield "|---|---|---|"
    schema = data_schema(model)
    for name, field in schema["properties"].items():
        needed = "required" if name in schema["required"] else "optional"
        yield f"| `{name}` | {needed} | {_described(field)} |"
    yield f"\n```json\n{pretty(current(model))}```\n"


def _described(field: Schema) -> str:
    if "$ref" in field:
        return _linked(field)
    if field["type"] == "array":
        return f"list of {_described(field['items'])}"
    if field["type"] == "object":
        return f"names to {_described(field['additionalProperties'])}"
    pattern = field.get("pattern", "")
    form = "UUID" if "{8}-" in pattern else f"`{pattern}`" if pattern else field.get("format", "")
    return f"{field['type']} {form}".strip().replace("|", "\\|")


def _linked(field: Schema) -> str:
    name = field["$ref"].rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def _words() -> Iterator[str]:
    """Yields the word lists and the parts, each once."""
    definitions: dict[str, Any] = {}
    for topic in TOPICS:
        for model in topic.types:
            definitions |= data_schema(model).get("$defs", {})
    yield "## Words and parts\n"
    for name, schema in sorted(definitions.items()):
        yield f"### {name}\n"
        if "description" in schema:
            yield f"{schema['description']}\n"
        if "enum" in schema:
            yield ", ".join(f"`{word}`" for word in schema["enum"]) + "\n"
        else:
            required = schema.get("required", ())
            yield from (
                f"- `{part}`{'' if part in required else ' (optional)'}: {_described(field)}"
                for part, field in schema["properties"].items()
            )
            yield ""
