"""Every fact of the bus says whom it is told to and in which way, or why not; the page of it is what the code does."""

from typing import get_args

import pytest

from infra.notices import FACTS, PAGE, page
from services.intake import task_table
from services.intake.task_table import TABLE as TASK_TABLE
from services.notification import notice_table
from services.notification.domain.delivery import Rule
from services.notification.domain.notice_policy import BEARS
from services.notification.mail_texts import TEXTS
from services.notification.notice_table import TABLE, ByMail, Nobody
from services.notification.notice_texts import OCCASIONS
from services.notification.subscriptions import event_handlers, nothing_follows
from shared.contracts.catalogue import CONCERNS_NOBODY
from shared.contracts.message import Message
from shared.contracts.vocabulary import DeliveryRule

MAILS = [(fact, cell) for fact, told in TABLE.items() for cell in told if isinstance(cell, ByMail)]


def test_every_fact_stands_in_the_tables_of_both_ways() -> None:
    assert set(TABLE) == set(TASK_TABLE) == set(FACTS)


@pytest.mark.parametrize("fact", CONCERNS_NOBODY, ids=lambda fact: fact.TYPE)
def test_what_concerns_nobody_has_no_row_that_says_otherwise(fact: type[Message]) -> None:
    because = CONCERNS_NOBODY[fact]
    assert TASK_TABLE[fact] == task_table.nobody(because)
    assert TABLE[fact] == notice_table.nobody(because, because)


def test_who_is_not_notified_has_a_reason() -> None:
    reasons = [cell.because for told in TABLE.values() for cell in told if isinstance(cell, Nobody)]
    assert all(len(reason.split()) > 2 for reason in reasons)


@pytest.mark.parametrize(("fact", "mail"), MAILS, ids=[f"{fact.TYPE} {mail.rule}" for fact, mail in MAILS])
def test_a_fact_that_somebody_is_notified_of_is_consumed(fact: type[Message], mail: ByMail) -> None:
    is_own = fact.TYPE.startswith("lotse.notification.")
    assert is_own or event_handlers()[fact] is not nothing_follows
    assert DeliveryRule(mail.rule)


def test_every_mail_that_can_be_sent_is_somebodys_by_the_table_and_has_all_its_words() -> None:
    rules = set(get_args(Rule))
    assert {mail.rule for _, mail in MAILS} == rules
    assert rules == TEXTS.keys() == BEARS.keys() == OCCASIONS.keys()


def test_the_page_is_what_the_code_does() -> None:
    assert PAGE.read_text() == page(), "python -m infra.notices write"


@pytest.mark.parametrize("row", [line for line in page().splitlines() if line.startswith("| `")])
def test_no_cell_is_empty(row: str) -> None:
    assert all(cell.strip() for cell in row.strip("|").split("|"))
