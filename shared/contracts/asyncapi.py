"""The catalogue as AsyncAPI 3.0."""

from inspect import getdoc
from typing import Any

from shared.contracts.catalogue import OPAQUE, PARTNER, SERVICES, TOPICS, Topic
from shared.contracts.cloudevent import CONTENT_TYPE
from shared.contracts.examples import current
from shared.contracts.message import Message
from shared.contracts.schemas import data_schema, envelope_schema

Document = dict[str, Any]


def document() -> Document:
    schemas: Document = {}
    messages = {model.TYPE: _message(model, topic, schemas) for topic in TOPICS for model in topic.types}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lotse",
            "version": "1",
            "description": "Every event of Lotse. How to read and to answer them is in events.md.",
            "license": {"name": "EUPL-1.2"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_id(topic.name): _channel(topic) for topic in TOPICS},
        "operations": dict(operation for topic in TOPICS for operation in _operations(topic)),
        "components": {"messages": messages, "schemas": schemas},
    }


def _id(name: str) -> str:
    return name.replace(OPAQUE, "one")


def _channel(topic: Topic) -> Document:
    channel: Document = {
        "address": topic.name,
        "messages": {model.TYPE: {"$ref": f"#/components/messages/{model.TYPE}"} for model in topic.types},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": ["delete"],
                    "retention.ms": topic.retention_days * 86_400_000,
                },
            }
        },
    }
    if topic.opaque:
        channel["parameters"] = {"opaque": {"description": "A random name that says nothing about its owner."}}
    return channel


def _operations(topic: Topic) -> list[tuple[str, Document]]:
    """Returns an operation for each sender to the topic, and one for each consumer with the types it receives."""
    senders = SERVICES if topic.producer == "every service" else (topic.producer,)
    sent = [(f"{sender}.sends.{_id(topic.name)}", _operation("send", topic, list(topic.types))) for sender in senders]
    received = [
        (f"{consumer}.receives.{_id(topic.name)}", _operation("receive", topic, models))
        for consumer in (*SERVICES, PARTNER)
        if (models := [model for model, consumers in topic.types.items() if consumer in consumers])
    ]
    return sent + received


def _operation(action: str, topic: Topic, models: list[type[Message]]) -> Document:
    channel = f"#/channels/{_id(topic.name)}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{model.TYPE}"} for model in models],
    }


def _message(model: type[Message], topic: Topic, schemas: Document) -> Document:
    data = data_schema(model, "#/components/schemas/")
    schemas.update(data.pop("$defs", {}))
    schemas[model.__name__] = data
    message: Document = {
        "name": model.TYPE,
        "title": model.__name__,
        "contentType": CONTENT_TYPE,
        "bindings": {"kafka": {"key": {"type": "string", "description": f"{topic.key}: equals partitionkey"}}},
        "payload": envelope_schema(model, topic, {"$ref": f"#/components/schemas/{model.__name__}"}),
        "examples": [{"payload": current(model)}],
    }
    if model.__doc__:
        message["description"] = getdoc(model)
    return message
