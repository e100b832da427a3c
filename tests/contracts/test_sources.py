import ast
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import get_args

import pytest
from pydantic import BaseModel

from services.referral.domain import factors, filters, question
from services.referral.domain.referral import OPEN
from services.statistics.domain.states import ReferralStep
from services.statistics.domain.tables import TABLES
from services.statistics.subscriptions import changes_by_type, changes_nothing
from shared.contracts.catalogue import SERVICES, TOPICS, types_consumed
from shared.contracts.intake import CaseAnswered, CaseClosed, CaseOpened
from shared.contracts.message import Message
from shared.contracts.schemas import field_names
from shared.contracts.sources import COUNTED, DEADLINES, MATCHING, USES, Field, Use
from shared.contracts.vocabulary import DeadlineRule
from shared.deadlines.rules import RuleName
from shared.retention import leaves
from tests.contracts.reading import HandedOn, reads, reads_in

ENVELOPE = ("time", "type")
HANDLES = ("_id", "ref", "reference")
FACTS = {model for topic in TOPICS if topic.kind in ("facts", "state") and not topic.opaque for model in topic.types}


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.purpose} {use.name}")
def test_every_use_has_sources_that_exist_and_are_heard(use: Use) -> None:
    assert use.sources
    for source in use.sources:
        if isinstance(source, Field):
            assert source.name in ENVELOPE or source.name in field_names(source.message)
            assert source.message in types_consumed(use.service)


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
    counting = {said for said, changes in changes_by_type().items() if changes is not changes_nothing}
    assert {message for use in COUNTED for message, _ in fields(use)} == counting


def test_statistics_forgets_a_referral_when_it_is_over_and_no_earlier() -> None:
    goes_on = {step.code for step in ReferralStep if not step.ends}
    assert goes_on == OPEN - {"preparing"}


def fields(use: Use) -> Iterator[tuple[type[Message], str]]:
    yield from ((source.message, source.name) for source in use.sources if isinstance(source, Field))


def test_what_nobody_uses_does_not_travel() -> None:
    used = {(source.message, source.name) for use in USES for source in use.sources if isinstance(source, Field)}
    idle = {
        f"{model.TYPE} {name}"
        for topic in TOPICS
        if topic.kind in ("facts", "state") and not topic.opaque
        for model in topic.types
        for name in field_names(model)
        if not name.endswith(HANDLES)
        and not any(other == name or other.startswith(f"{name}.") for other in told(model, used))
    }
    assert idle == set()


def told(model: type[Message], used: set[tuple[type[Message], str]]) -> set[str]:
    return {name for message, name in used if message is model}


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_service_reads_is_claimed_and_what_is_claimed_is_read(service: str) -> None:
    read = {
        f"{model.TYPE} {name}"
        for model, found in reads(service).items()
        if model in FACTS
        for name in found & set(leaves(model))
    }
    claimed = {
        f"{source.message.TYPE} {source.name}"
        for use in USES
        if use.service == service and use.awaits is None
        for source in use.sources
        if isinstance(source, Field) and source.name not in ENVELOPE
    }
    assert {each for each in read ^ claimed if not each.endswith(HANDLES)} == set()


def test_what_is_foreseen_is_not_read_for_it_yet() -> None:
    """Once all of it is read, the use is one of today: the word of the issue goes."""
    read = {service: reads(service) for service in SERVICES}
    done = [
        use.name
        for use in USES
        if use.awaits and use.purpose in ("matching", "work")
        if all(each.name in read[use.service].get(each.message, ()) for each in use.sources if isinstance(each, Field))
    ]
    assert done == []


def test_matching_looks_at_what_is_claimed_for_it() -> None:
    case = {name.rpartition(".")[2] for use in MATCHING if use.awaits is None for name in _names(use)}
    looked_at = {
        node.attr
        for module in (question, filters, factors)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Attribute)
        and "case" in (getattr(node.value, "id", ""), getattr(node.value, "attr", ""))
    }
    assert looked_at - {"case_id"} == case


def test_the_rules_of_today_are_those_that_notification_computes() -> None:
    assert {use.name for use in DEADLINES if use.awaits is None} == set(get_args(RuleName))


def _names(use: Use) -> set[str]:
    return {source.name for source in use.sources if isinstance(source, Field)}


def test_a_read_that_nobody_claims_is_found() -> None:
    source = """
def event_handlers():
    return {CaseOpened: on_opened, CaseClosed: partial(on_any, 1), CaseAnswered: on_whole}

async def on_opened(tx, event):
    said = event.data
    await keep(tx, said.wishes.no_police, [each for each in said.needs], of(event.data))

def of(told):
    return getattr(told, "land", None), told.urgency.value

async def on_any(number, tx, event):
    await keep(tx, Told.model_validate(event.data.model_dump()))

async def on_whole(tx, event):
    await keep(tx, event.data)
"""
    module = ModuleType("services.small.subscriptions")
    vars(module).update(CaseOpened=CaseOpened, CaseClosed=CaseClosed, CaseAnswered=CaseAnswered, Told=Told)
    with pytest.raises(HandedOn):
        reads_in(module, source)
    found = reads_in(module, source.replace("keep(tx, event.data)", "keep(tx, event.key)"))
    assert found[CaseOpened] == {"wishes", "wishes.no_police", "needs", "land", "urgency"}
    assert found[CaseClosed] == {"outcome"}


class Told(BaseModel):
    outcome: str


def test_the_table_names_every_use_once() -> None:
    assert len({(use.service, use.purpose, use.name) for use in USES}) == len(USES)
    assert all(inspect.isclass(source.message) for use in USES for source in use.sources if isinstance(source, Field))
