"""The record of processing is complete, and it notices what is not."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import BaseModel

from infra.privacy import stores, topics
from infra.privacy.__main__ import PAGE
from infra.privacy.page import page
from infra.privacy.stores import DATABASES, Database
from services.statistics.retention import STORE
from services.statistics.store import HEARTBEATS
from shared.retention import Period, ProcessingRecord, shape, unlisted
from shared.store import Index


class Inside(BaseModel):
    street: str


class Before(BaseModel):
    name: str
    where: Inside


class After(Before):
    phone: str | None = None


NAMED = replace(STORE[HEARTBEATS], fields={"Erreichen": "name where.street"}, shape=shape(Before))
BY_HAND = Period("bis jemand es löscht", "by hand")


@pytest.mark.parametrize("database", DATABASES, ids=lambda database: database.title)
def test_every_field_of_every_store_has_a_purpose_and_a_period(database: Database) -> None:
    assert list(stores.faults(database)) == []


def test_every_field_on_kafka_has_a_purpose() -> None:
    assert list(topics.faults()) == []


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == page()


@pytest.mark.parametrize(
    ("kept", "named"),
    [
        ({"people": replace(NAMED, shape=shape(After), period=BY_HAND)}, "field phone has no purpose"),
        ({"people": replace(NAMED, shape=frozenset({"name"}), period=BY_HAND)}, "field where.street is not written"),
        ({}, "people has no purpose and no period"),
        ({"people": replace(NAMED, period=Period("ein Tag", "index"))}, "disagree on who ends it"),
    ],
)
def test_what_is_missing_is_named(kept: Mapping[str, ProcessingRecord], named: str) -> None:
    (fault,) = stores.faults(Database("demo", "Demo", kept, {"people": (Index(("name",)),)}))
    assert named in fault


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"name": "x", "where": {"street": "y"}}, set()),
        ({"name": {"first": "x"}, "where": [{"street": "y"}]}, set()),
        ({"name": "x", "where": {"street": "y", "town": "z"}}, {"where.town"}),
        ({"name": "x", "where": None}, set()),
        ({"name": "x", "where": "in a street"}, {"where"}),
        ({"phone": None}, {"phone"}),
    ],
)
def test_a_field_of_a_real_document_that_nobody_listed_is_found(document: dict[str, object], found: set[str]) -> None:
    assert unlisted(document, NAMED) == found
