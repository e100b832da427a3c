"""A wish about one's own data and a word on the help: in whole sentences, with the day that the law gives."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.contact import Contact
from services.intake.domain.data_wish import answer_by
from services.intake.domain.form_message import (
    FORM_MESSAGE,
    Asking,
    CallWish,
    DataWish,
    Feedback,
    Helped,
    Letter,
    PartnerWish,
)
from services.intake.domain.ids import ContactId
from services.intake.domain.request import BODIES
from services.intake.domain.task import TaskKind, make
from services.intake.handlers.requests.add_message import TASK_OF
from services.intake.state_texts.cells import Audience
from services.intake.state_texts.own_wish import ASKING_WORDS, DATA_WISH, FEEDBACK, HELPED_WORDS, PARTNER_WISH
from services.intake.state_texts.texts import of_form_message
from shared.clock import berlin_day
from shared.contracts.vocabulary import Channel, Land, Reason, Urgency
from shared.opening_hours import OpeningHours

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
FORMS: dict[str, Any] = {
    "letter": Letter,
    "own_data": DataWish,
    "erasure": DataWish,
    "feedback": Feedback,
    "call_wish": CallWish,
    "partner_wish": PartnerWish,
}
SAID = [
    *(DataWish(form=form) for form in ("own_data", "erasure")),
    *(Feedback(helped=h) for h in get_args(Helped)),
    *(PartnerWish(asking=each, text="Beratung Nord") for each in get_args(Asking)),
]


@pytest.mark.parametrize(
    ("received_on", "by"), [("2026-11-28", "2026-12-28"), ("2026-11-24", "2026-12-24"), ("2027-01-31", "2027-02-26")]
)
def test_a_wish_is_answered_within_a_month_and_on_a_working_day(received_on: str, by: str) -> None:
    assert answer_by(date.fromisoformat(received_on)).isoformat() == by


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_it_is_never_later_than_the_law_says(received_on: date) -> None:
    assert timedelta(0) < answer_by(received_on) - received_on <= timedelta(days=31)


@pytest.mark.parametrize(
    ("said", "to"), [*product(SAID, get_args(Audience))], ids=lambda each: getattr(each, "form", str(each))
)
def test_each_is_said_in_whole_sentences(said: DataWish | Feedback | PartnerWish, to: Audience) -> None:
    told = of_form_message(said, to, NOW, NOW)
    whole = " ".join(each for each in (told.happened, told.means, told.then) if each)
    assert re.fullmatch(r"[A-ZÄÖÜ].*\.", whole)
    assert not re.search(r"\{|\}|None|  |\.\.", whole)
    assert to == "counsellor" or all((told.happened, told.means, told.then))


def test_who_wants_erasure_is_told_that_nothing_is_erased_yet_and_by_when_there_is_an_answer() -> None:
    told = of_form_message(DataWish(form="erasure"), "person", NOW, NOW + timedelta(days=20))
    assert told.means.startswith("Gelöscht ist noch nichts.")
    assert "spätestens am Montag, 28. Dezember 2026" in told.means


def test_every_form_is_a_request_has_words_and_makes_a_task() -> None:
    assert {kind: body for kind, body in BODIES.items() if kind in TASK_OF} == FORMS
    assert DATA_WISH.keys() == {"own_data", "erasure"}
    assert PARTNER_WISH.keys() == ASKING_WORDS.keys() == set(get_args(Asking))
    assert FEEDBACK.keys() == HELPED_WORDS.keys() == set(get_args(Helped))


@pytest.mark.parametrize("said", SAID, ids=str)
def test_it_is_read_as_it_was_sealed(said: DataWish | Feedback | PartnerWish) -> None:
    assert FORM_MESSAGE.validate_json(said.model_dump_json()) == said


@pytest.mark.parametrize("kind", [TaskKind.OWN_DATA, TaskKind.ERASURE])
def test_its_task_is_due_when_the_last_day_closes_however_urgent_the_case_is(kind: TaskKind) -> None:
    contact = Contact(
        id=ContactId("contact"),
        case_id=None,
        channel=Channel.PORTAL,
        reason=Reason.OTHER,
        land=Land.SN,
        recorded_at=NOW,
    )
    by = answer_by(berlin_day(NOW))
    for urgency in (Urgency.ROUTINE, Urgency.IMMEDIATE):
        task = make(kind, "about", contact, urgency, NOW, OpeningHours(), act_by=by)
        assert (berlin_day(task.due), task.act_by) == (by, by)
