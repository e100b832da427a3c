import inspect
import re
from enum import StrEnum

import pytest

from shared.contracts import bus, channel, intake, notification, partner, referral, vocabulary
from shared.contracts.catalogue import (
    OPAQUE,
    SERVICES,
    TOPICS,
    Topic,
    consumed_by,
    consumes,
    fact_of,
    model_of,
    topic_named,
    topic_of,
    types_consumed,
    types_published,
)
from shared.contracts.message import Message
from shared.contracts.schemas import data_schema

PRODUCERS = (intake, referral, notification, channel, partner, bus)
ALL = {model: topic for topic in TOPICS for model in topic.types}
named = pytest.mark.parametrize(("model", "topic"), ALL.items(), ids=[model.TYPE for model in ALL])


def test_every_model_stands_once_in_the_table() -> None:
    written = {
        each
        for module in PRODUCERS
        for name, each in vars(module).items()
        if inspect.isclass(each) and issubclass(each, Message) and each.__module__ == module.__name__
        if not name.startswith("_")
    }
    assert written == set(ALL)
    assert len({model.TYPE for model in ALL}) == len(ALL) == sum(len(topic.types) for topic in TOPICS)


@named
def test_a_type_is_its_topic_the_fact_and_the_version(model: type[Message], topic: Topic) -> None:
    stem = re.sub(r"s$", "", topic.name.replace(f"{OPAQUE}.", "")) if topic.opaque else topic.name
    assert topic.name == model.TOPIC
    assert re.fullmatch(re.escape(stem) + r"\.[a-z-]+\.v[1-9]", model.TYPE)
    assert topic_of(model.TYPE) is topic
    assert model_of(model.TYPE) is model


@named
def test_every_type_is_heard(model: type[Message], topic: Topic) -> None:
    assert topic.types[model]
    assert set(topic.types[model]) <= {*SERVICES, "partner"}


def test_a_topic_of_an_outsider_is_found_by_its_name() -> None:
    answers = topic_of("lotse.partner.answer.accepted.v1")
    assert topic_named(answers.named("k3jx9q2m")) is answers
    assert topic_named("lotse.partner.k3jx9q2m.answers.more") is None
    assert topic_named("lotse.partner.K3JX9Q2M.answers") is None
    assert topic_named("lotse.intakeXcase") is None
    with pytest.raises(ValueError, match="opaque"):
        answers.named("a.b")


def test_a_fact_is_heard_in_whatever_version() -> None:
    assert consumes("referral", "lotse.intake.case", "lotse.intake.case.opened.v1")
    assert consumes("referral", "lotse.intake.case", "lotse.intake.case.opened.v9")
    assert not consumes("referral", "lotse.intake.case", "lotse.intake.case.answered.v1")
    assert not consumes("referral", "lotse.intake.contact", "lotse.intake.case.opened.v1")
    assert not consumes("referral", "lotse.elsewhere", "")
    assert consumes("referral", "lotse.partner.k3jx9q2m.answers", "lotse.partner.answer.declined.v1")
    assert fact_of("lotse.intake.case.opened.v10") == "lotse.intake.case.opened"


def test_who_hears_a_topic_is_as_designed() -> None:
    heard = {service: {topic.name for topic in consumed_by(service) if topic.kind != "bus"} for service in SERVICES}
    assert heard == {
        "intake": {
            "lotse.channel.{opaque}.submissions",
            "lotse.notification.deadline",
            "lotse.notification.delivery",
            "lotse.referral.directory",
            "lotse.referral.entry",
            "lotse.referral.proceeding",
            "lotse.referral.referral",
        },
        "referral": {
            "lotse.intake.case",
            "lotse.intake.consent",
            "lotse.intake.contact",
            "lotse.notification.delivery",
            "lotse.partner.{opaque}.answers",
        },
        "notification": {
            "lotse.intake.case",
            "lotse.intake.consent",
            "lotse.intake.contact",
            "lotse.intake.safe-contact",
            "lotse.referral.directory",
            "lotse.referral.entry",
            "lotse.referral.proceeding",
            "lotse.referral.referral",
        },
        "statistics": {
            "lotse.intake.case",
            "lotse.intake.contact",
            "lotse.notification.deadline",
            "lotse.notification.delivery",
            "lotse.referral.directory",
            "lotse.referral.proceeding",
            "lotse.referral.referral",
        },
    }


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_hears_itself_but_on_the_bus(service: str) -> None:
    assert not {
        model for model in types_consumed(service).keys() & types_published(service) if model.TOPIC[:9] != "lotse.bus"
    }


def test_whoever_holds_a_case_hears_of_its_erasure() -> None:
    for service in SERVICES:
        about_cases = [model for model in types_consumed(service) if "case_id" in model.model_fields]
        if service != "intake" and about_cases:
            assert intake.CaseErased in types_consumed(service)


@pytest.mark.parametrize("words", [each for each in vars(vocabulary).values() if inspect.isclass(each)])
def test_every_list_of_words_can_say_unknown(words: type) -> None:
    assert words is StrEnum or "unknown" in set(words)  # type: ignore[call-overload]


@named
def test_there_is_no_room_for_free_text(model: type[Message], topic: Topic) -> None:
    """Every text is a word, a date or has a form without spaces; only of an organisation there are words of its own."""
    schema = data_schema(model)
    free = {
        name
        for part in (schema, *schema.get("$defs", {}).values())
        for name, field in part.get("properties", {}).items()
        if field.get("type") == "string" and not field.get("format") and not closed(field.get("pattern"))
    }
    assert free == ({"name", "does", "does_not", "phrase"} if model is referral.PartnerListed else set())


def closed(pattern: str | None) -> bool:
    return pattern is not None and pattern.startswith("^") and not re.search(pattern, "Ich wurde bedroht")
