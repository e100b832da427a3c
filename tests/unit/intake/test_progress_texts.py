from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from services.intake.domain.ids import ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.progress_texts import progress_text
from shared.contracts.vocabulary import DeadlineRule, ProceedingState
from shared.web.deadlines_de import still_possible


def step(name: Step, **known: Any) -> Progress:
    return Progress(id="step", thread=ThreadId("case"), step=name, at=datetime(2026, 11, 22, tzinfo=UTC), **known)


@pytest.mark.parametrize("name", get_args(Step))
def test_every_step_is_a_whole_sentence(name: Step) -> None:
    said = progress_text(step(name, rule=DeadlineRule.STRAFANTRAG, act_by=date(2027, 2, 12)))
    assert said.endswith(".")
    assert "{" not in said
    assert "None" not in said


def test_the_clock_stands_while_the_offender_is_unknown() -> None:
    unknown = step("proceeding", proceeding=ProceedingState.UNREPORTED, offender_known=False)
    known = step("proceeding", proceeding=ProceedingState.UNREPORTED, offender_known=True)
    assert "läuft nicht: Täter unbekannt" in progress_text(unknown)
    assert "läuft nicht" not in progress_text(known)


def test_a_deadline_names_its_day() -> None:
    assert "12. Februar 2027" in progress_text(
        step("deadline", rule=DeadlineRule.STRAFANTRAG, act_by=date(2027, 2, 12))
    )


def test_the_partner_is_named() -> None:
    assert progress_text(step("accepted", partner="Beratung (Demo)")) == "Beratung (Demo) hat zugesagt zu helfen."


@pytest.mark.parametrize("name", ["deadline", "deadline_near"])
def test_beside_the_day_of_a_request_stands_that_it_cannot_be_anonymous(name: Step) -> None:
    day = date(2027, 2, 12)
    assert "nicht anonym" in progress_text(step(name, rule=DeadlineRule.STRAFANTRAG, act_by=day))
    assert "nicht anonym" not in progress_text(step(name, rule=DeadlineRule.BESCHWERDE, act_by=day))


@pytest.mark.parametrize("rule", DeadlineRule)
def test_a_missed_deadline_says_what_can_still_be_done_in_the_words_that_staff_read(rule: DeadlineRule) -> None:
    assert progress_text(step("deadline_missed", rule=rule)).endswith(still_possible(rule))
