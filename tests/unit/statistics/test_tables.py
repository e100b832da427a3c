"""One table for each population, and every counted fact has its place in it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.statistics.domain.contributions import NOTHING, Cell, Contribution
from services.statistics.domain.periods import Period
from services.statistics.domain.states import ReferralStep
from services.statistics.domain.table_changes import combine
from services.statistics.domain.tables import (
    TABLE_OF,
    TABLES,
    CellCount,
    Population,
    codes,
    one_for_each_population,
    report,
)
from services.statistics.subscriptions import DELIVERY_RESULTS, changes_by_type, changes_nothing
from shared.bus import Event
from shared.contracts.examples import current
from shared.contracts.message import Message
from shared.contracts.referral import ReferralSent
from shared.contracts.vocabulary import ReferralKind

COUNTED = {message: change_of for message, change_of in changes_by_type().items() if change_of is not changes_nothing}


def test_each_population_has_exactly_one_table() -> None:
    assert set(TABLE_OF) == set(Population)
    assert [table.population for table in TABLES.values()] == list(TABLE_OF)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_second_table_over_a_population_is_refused(table: Any) -> None:
    with pytest.raises(ValueError, match="exactly one table"):
        one_for_each_population(*TABLES.values(), replace(table, name="another", published=None))


def test_a_population_without_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly one table"):
        one_for_each_population(*list(TABLES.values())[1:])


def test_two_tables_of_one_name_are_refused() -> None:
    first, second, *others = TABLES.values()
    with pytest.raises(ValueError, match="one name"):
        one_for_each_population(first, replace(second, name=first.name), *others)


def of_a_case(event: Event[Any]) -> Event[Any]:
    """The newest example of a delivery is a mail about an entry of the directory, which is not counted."""
    if type(event.data) not in DELIVERY_RESULTS:
        return event
    return replace(event, data=event.data.model_copy(update={"partner_id": None}))


@pytest.mark.parametrize("message", COUNTED, ids=lambda message: message.TYPE)
def test_every_counted_fact_has_its_line_and_column_in_the_table_of_its_population(message: type[Message]) -> None:
    change = COUNTED[message](of_a_case(an_example(message)))
    assert change is not None
    known = change.decide(a_member(Population(change.subject.partition(":")[0])))
    assert known != NOTHING
    for cell in known.cells:
        table = TABLES[cell.table]
        assert cell.row in codes(table.rows)
        assert table.merged.get(cell.column, cell.column) in codes(table.columns)


@pytest.mark.parametrize("step", ReferralStep, ids=lambda step: step.code)
def test_a_referral_is_forgotten_with_its_last_step_and_no_earlier(step: ReferralStep) -> None:
    (message,) = [each for each in COUNTED if f"lotse.referral.referral.{step.code}.v1" == each.TYPE]
    change = COUNTED[message](an_example(message))
    assert change is not None
    outcome = combine({change.subject: a_member(Population.REFERRAL)}, [change])
    assert (change.subject in outcome.forgotten) == step.ends


def test_a_cold_referral_that_an_earlier_release_published_as_sent_is_counted_as_named() -> None:
    sent = an_example(ReferralSent)
    change = changes_by_type()[ReferralSent](
        replace(sent, data=sent.data.model_copy(update={"kind": ReferralKind.COLD}))
    )
    assert change is not None
    assert {cell.column for cell in change.decide(NOTHING).adds} == {"named"}


def test_a_word_that_no_table_knows_is_counted_as_unknown() -> None:
    figures = TABLES["cases"].figures([CellCount("XX", "mandate", 7)])
    assert figures["unknown", "mandate"] == figures["total", "total"] == 7


def test_states_too_fine_to_show_are_counted_together() -> None:
    counts = [CellCount("police", state, 3) for state in ("sent", "delivered", "overdue")]
    assert TABLES["referrals"].figures(counts)["police", "open"] == 9


def test_a_report_never_holds_what_it_hides() -> None:
    shown = report(TABLES["cases"], Period(2026), [CellCount("BY", "office", 8), CellCount("HE", "mandate", 4)])
    assert shown.shown["BY", "office"] == 8
    assert shown.shown["HE", "mandate"] is None
    assert not shown.is_publishable


def an_example(message: type[Message]) -> Event[Any]:
    """The contract's own, as it travels."""
    data = message.read(current(message)["data"])
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    return Event("id", message.TYPE, "source", "subject", at, "key", 1, None, None, data)


def a_member(population: Population) -> Contribution:
    """What one counted before, in codes that every table has."""
    table = TABLE_OF[population]
    return Contribution(frozenset({Cell(table.name, "2026-Q4", codes(table.rows)[0], codes(table.columns)[0])}))
