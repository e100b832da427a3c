"""How a person is reached: one shape for portal, desk, follow page and API; nothing that was typed is dropped."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.submission import Submission
from services.intake.domain.task import TaskKind
from services.intake.pages.desk.call_form import CallForm
from services.intake.pages.face.report import Report
from services.intake.pages.face.safe_contact import ChangeForm
from services.intake.pages.safe_contact_form import AT_THE_DESK, FIELDS, OF_THE_PERSON, Reach, SafeContactForm
from services.intake.safe_contact_texts import facts, how_to_reach, line_of
from shared.web.forms import InvalidForm, Sent
from tests.unit.intake.test_task import a_task

EVERYTHING: dict[str, Any] = {
    "channel": "phone",
    "address": "0170 1234567",
    "weekdays": ["mon", "tue", "wed", "thu"],
    "earliest": "18:00",
    "latest": "20:30",
    "words": "Buchhandlung",
    "who_answers": "nur ich",
    "voicemail": "false",
    "without_link": "true",
    "deadline_reminders": "true",
}
OLD = {"channel": "mail", "address": "a@b.example", "times": "abends", "words": None, "voicemail": None}
"""As the release before sealed it."""


@pytest.mark.parametrize("form", [SafeContactForm, Report, CallForm, ChangeForm])
def test_each_form_takes_all_that_can_be_stated(form: type[SafeContactForm]) -> None:
    needed = {"text": "Mir wurde gedroht."} if "text" in form.model_fields else {}
    stated = Sent(form, {**needed, **EVERYTHING}).read().stated()
    assert stated == SafeContact.model_validate(EVERYTHING)
    assert type(stated) is SafeContact


def test_the_api_takes_the_same_under_the_same_names() -> None:
    said = {"voicemail": False, "without_link": True, "deadline_reminders": True}
    body = {"text": "Mir wurde gedroht.", "safe_contact": {**EVERYTHING, **said}}
    concern = Submission.model_validate(body).concern()
    assert concern.safe_contact == SafeContact.model_validate(EVERYTHING)


def test_whoever_says_nothing_is_not_written_to() -> None:
    assert SafeContactForm().stated() is None
    nobody = Submission.model_validate({"text": "x", "safe_contact": {"channel": "none"}})
    assert nobody.concern().safe_contact is None


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in ("channel", "times")])
def test_what_has_no_use_without_a_way_is_refused_at_its_field(field: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        Sent(SafeContactForm, {"channel": "none", field: EVERYTHING[field]}).read()
    assert refused.value.wrong == {field}
    assert refused.value.sentences[field].startswith("Ohne Weg können wir das nicht verwenden.")


@pytest.mark.parametrize("channel", ["mail", "sms", "phone"])
def test_a_way_needs_an_address(channel: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        Sent(SafeContactForm, {"channel": channel}).read()
    assert refused.value.wrong == {"address"}


def test_hours_over_midnight_are_a_way_to_say_it_and_equal_ones_a_slip() -> None:
    sent = {"channel": "sms", "address": "0170 1", "earliest": "22:00", "latest": "02:00"}
    assert Sent(SafeContactForm, sent).read().latest == "02:00"
    with pytest.raises(InvalidForm) as refused:
        Sent(SafeContactForm, {**sent, "latest": "22:00"}).read()
    assert refused.value.wrong == {"latest"}


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        SafeContact.model_validate({"address": "a@b.example", "weekdays": ["someday"]})


def test_what_says_nothing_new_is_sealed_as_before_and_old_text_is_still_read() -> None:
    assert json.loads(SafeContact(address="a@b.example", times="abends").model_dump_json()) == OLD
    assert SafeContact.as_stated(OLD) == SafeContact(address="a@b.example", times="abends")
    assert dict(facts(SafeContact.as_stated(OLD))) == {"E-Mail": "a@b.example", "Zeiten": "abends"}


@pytest.mark.parametrize("whose", [OF_THE_PERSON, AT_THE_DESK])
def test_each_page_offers_reminders_in_its_own_words_and_says_that_they_are_wished(whose: Reach) -> None:
    assert "erinner" in whose.reminders
    wished = SafeContact(address="a@b.example", deadline_reminders=True)
    assert dict(facts(wished))["Erinnerungen"] == "Vor dem Ablauf einer Frist gewünscht"
    assert "Erinnerungen" not in dict(facts(SafeContact(address="a@b.example")))


def test_what_was_sealed_is_read_as_it_was_stated() -> None:
    stated = SafeContact.model_validate(EVERYTHING)
    assert SafeContact.as_stated(json.loads(stated.model_dump_json())) == stated


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "Anrufen Mo–Do 18–20:30 Uhr, als „Buchhandlung“, Mailbox nein, wer abhebt: nur ich"),
        ({"channel": "sms", "words": "als Oma", "who_answers": ""}, "SMS schreiben Mo–Do 18–20:30 Uhr, als Oma"),
        ({"weekdays": ["sat", "mon", "sun"], "latest": ""}, "Anrufen Mo, Sa, So ab 18 Uhr"),
        ({"weekdays": [], "earliest": "", "latest": "09:05"}, "Anrufen bis 9:05 Uhr"),
        ({"weekdays": [], "earliest": "00:30", "latest": ""}, "Anrufen ab 0:30 Uhr"),
        ({"weekdays": [], "earliest": "", "latest": "", "times": "nach Absprache"}, "Anrufen nach Absprache"),
    ],
)
def test_a_task_says_in_one_line_how_to_reach_the_person(more: dict[str, Any], line: str) -> None:
    said = {name: value for name, value in {**EVERYTHING, **more}.items() if value != ""}
    assert how_to_reach(SafeContact.model_validate(said)).startswith(line)
    assert "0170 1" not in line


@pytest.mark.parametrize(
    ("kind", "says"),
    [(TaskKind.CALL, True), (TaskKind.CALL_BACK, True), (TaskKind.CALL_WISHED, False), (TaskKind.WROTE, False)],
)
def test_only_a_task_to_reach_the_person_says_how(kind: TaskKind, says: bool) -> None:
    task = a_task(kind)
    assert bool(line_of(task, SafeContact.model_validate(EVERYTHING))) is says
    assert line_of(task, None) == ""


@pytest.mark.parametrize("field", ["voicemail", "without_link", "deadline_reminders"])
@pytest.mark.parametrize("said", [0, 1, 1.0])
def test_a_number_is_no_yes_or_no(field: str, said: float) -> None:
    """The interface's document says true or false; a form says a word."""
    with pytest.raises(ValidationError) as refused:
        SafeContact.model_validate(EVERYTHING | {field: said})
    assert [(each["loc"], each["type"]) for each in refused.value.errors()] == [((field,), "bool_type")]
    assert SafeContact.model_validate(EVERYTHING | {field: True}) == SafeContact.model_validate(
        EVERYTHING | {field: "true"}
    )
