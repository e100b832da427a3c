"""The coarse fields of a case are written once, in intake's Situation; what else names them is compared with it."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from services.intake import retention
from services.intake.domain.situation import COARSE, ReportedSituation, Situation, question_of
from services.intake.domain.submission import Submission
from services.intake.pages.desk.call_form import CallForm
from services.intake.pages.desk.triage_form import TriageForm
from services.intake.pages.face.report import QUESTIONS, Report
from services.intake.pages.situation_form import questions
from services.intake.store import CASES
from services.referral.domain.question import MatchingInput
from shared.contracts import intake
from shared.contracts.channel import SubmissionReceived
from shared.contracts.sources import MATCHING, Field

DEFINED = {name: field.annotation for name, field in COARSE.items()}


def kind(annotation: Any) -> Any:
    """A type without what limits its values; a set and a tuple are alike, and so are a value and its absence."""
    if get_origin(annotation) is Annotated:
        return kind(get_args(annotation)[0])
    if get_origin(annotation) in (tuple, frozenset, list):
        return "several", kind(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return next(kind(each) for each in get_args(annotation) if each is not NoneType)
    return annotation


def fields(model: type[BaseModel]) -> Mapping[str, Any]:
    """The wishes lie beside the others here."""
    flat: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        nested = intake.Wishes.model_fields if name == "wishes" else {name: field}
        flat |= {each: inside.annotation for each, inside in nested.items()}
    return flat


REPORTED = fields(ReportedSituation).keys()
"""What anybody may say, before the desk triages it."""


def kinds(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kind(annotation) for name, annotation in found.items()}


@pytest.mark.parametrize("message", [intake.CaseOpened, intake.CaseTriaged])
def test_the_contract_carries_every_coarse_field_and_no_other(message: type[BaseModel]) -> None:
    besides = {"case_id", "contact_id", "number", "channel", "urgency_self_assessed", "purpose"}
    carried = {name: annotation for name, annotation in fields(message).items() if name not in besides}
    assert kinds(carried) == kinds(DEFINED)


def test_what_may_be_unknown_is_the_same_in_the_contract() -> None:
    contract = fields(intake.CaseTriaged)
    assert {name for name in DEFINED if optional(contract[name])} == {
        name for name in DEFINED if optional(DEFINED[name])
    }


def test_a_channel_names_coarse_fields_as_we_do_and_may_leave_each_out() -> None:
    named = {
        name: kind for name, kind in kinds(fields(SubmissionReceived)).items() if name not in ("kid", "box", "reason")
    }
    assert named.items() <= kinds(DEFINED).items()
    assert not [name for name in named if name in SubmissionReceived.model_fields and required(name)]


def test_matching_reads_coarse_fields_by_their_names() -> None:
    read = {name: kind for name, kind in kinds(fields(MatchingInput)).items() if name not in ("version", "case_id")}
    assert read.items() <= kinds(DEFINED).items()


def test_what_is_said_to_be_matched_is_a_coarse_field() -> None:
    sources = {source.name for use in MATCHING for source in use.sources if isinstance(source, Field)}
    assert {name.removeprefix("wishes.") for name in sources} <= DEFINED.keys()


@pytest.mark.parametrize("form", [TriageForm, CallForm])
def test_a_form_of_the_desk_has_every_coarse_field(form: type[Situation]) -> None:
    assert kinds(fields(form)).items() >= kinds(DEFINED).items()


@pytest.mark.parametrize("way_in", [Report, Submission])
def test_who_reports_and_a_channel_set_the_fields_that_anybody_may_and_no_others(way_in: type[BaseModel]) -> None:
    assert fields(way_in).keys() & DEFINED.keys() == REPORTED


def test_a_channel_names_beside_its_sealed_box_nothing_that_only_the_desk_may_set() -> None:
    assert fields(SubmissionReceived).keys() & DEFINED.keys() <= REPORTED


def test_the_desk_asks_for_every_coarse_field_once_and_the_public_form_for_no_others() -> None:
    at_once, further = questions(Situation())
    assert sorted(each.name for each in (*at_once, *further)) == sorted(DEFINED)
    assert QUESTIONS.keys() - {"reason"} <= DEFINED.keys()


@pytest.mark.parametrize("name", COARSE)
def test_every_coarse_field_has_a_german_question(name: str) -> None:
    question = question_of(name)
    assert question.label
    assert question.tick or DEFINED[name] is not bool


def test_every_coarse_field_is_stored_for_a_purpose() -> None:
    assert retention.STORE[CASES.name].differs() == (frozenset(), frozenset())


def optional(annotation: Any) -> bool:
    return NoneType in get_args(annotation)


def required(name: str) -> bool:
    return SubmissionReceived.model_fields[name].is_required()
