import json
from pathlib import Path

from jsonschema import Draft7Validator

from shared.contracts.__main__ import DOCS
from shared.contracts.asyncapi import document
from shared.contracts.catalogue import TOPICS

ASYNCAPI = json.loads((Path(__file__).parent / "vendor" / "asyncapi-3.0.0.json").read_text())


def test_the_asyncapi_document_is_valid() -> None:
    Draft7Validator(ASYNCAPI).validate(document())


def test_the_asyncapi_document_has_every_topic_and_type() -> None:
    channels = {channel["address"]: set(channel["messages"]) for channel in document()["channels"].values()}
    assert channels == {topic.name: {model.TYPE for model in topic.types} for topic in TOPICS}


def test_every_reference_in_the_asyncapi_document_leads_somewhere() -> None:
    whole = document()
    for reference in references(whole):
        found = whole
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def references(part: object) -> list[str]:
    if isinstance(part, list):
        return [found for each in part for found in references(each)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for each in part.values() for found in references(each)]


def test_the_events_page_has_every_type_and_all_links_lead_somewhere() -> None:
    page = (DOCS / "events.md").read_text()
    anchors = {line.lstrip("# ").strip("`").lower() for line in page.splitlines() if line.startswith("#")}
    links = {part.partition(")")[0] for part in page.split("](#")[1:]}
    assert links <= anchors
    assert {model.TYPE for topic in TOPICS for model in topic.types} <= anchors
