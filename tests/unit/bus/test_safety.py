from datetime import timedelta

import pytest

from shared.broker_safety import Terms, unsafe_making, unsafe_topics

DAY_MS = 86_400_000
TERMS = Terms(copies=2, kept=timedelta(days=3))
GOOD = {"min.insync.replicas": "2", "retention.ms": str(7 * DAY_MS)}


@pytest.mark.parametrize("changed", [{}, {"retention.ms": str(3 * DAY_MS)}, {"retention.ms": "-1"}])
def test_topics_within_the_terms_are_not_refused(changed: dict[str, str]) -> None:
    assert list(unsafe_topics({"lotse.intake.case": GOOD | changed}, TERMS)) == []


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"min.insync.replicas": "1"}, "Fewer than 2 brokers acknowledge a record of lotse.intake.case"),
        ({"retention.ms": str(3 * DAY_MS - 1)}, "less than 3 days"),
    ],
)
def test_a_topic_below_them_is_refused_with_one_sentence(changed: dict[str, str], because: str) -> None:
    (sentence,) = unsafe_topics({"lotse.intake.case": GOOD | changed, "lotse.intake.contact": GOOD}, TERMS)
    assert because in sentence


def test_many_topics_make_one_sentence() -> None:
    (sentence,) = unsafe_topics({name: GOOD | {"retention.ms": "1"} for name in ("one", "two", "three")}, TERMS)
    assert "one and 2 more topics" in sentence


def test_topics_are_made_by_an_operator_only() -> None:
    assert list(unsafe_making({"auto.create.topics.enable": "false"})) == []
    assert len(list(unsafe_making({"auto.create.topics.enable": "true"}))) == 1
    assert len(list(unsafe_making({}))) == 1
