"""The coarse fields of a case as a page asks, receives and shows them; derived from domain/situation.py."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import ValidationError, model_validator

from services.intake.domain.situation import COARSE, ReportedSituation, Situation, Wishes, question_of, value_of
from shared.web.forms import Form
from shared.web.labels_de import LANGUAGES, options, word

AT_ONCE: Final = ("urgency", "land", "threat_kinds", "needs")
"""Fields that are asked first, in this order; all others are asked under further details."""

AS_RADIOS: Final = ("urgency",)
SHOWN_WHILE_OPEN: Final = ("threat_kinds", "needs")
"""Fields that the overview shows even while nothing is known of them."""

OPEN: Final = "Noch offen"


class ReportedSituationForm(ReportedSituation, Form):
    """The wishes are fields like the others, and `unknown` stands for a question that nobody answered."""

    @classmethod
    def several(cls) -> frozenset[str]:
        return super().several() | {name for name in COARSE if is_several(name)}

    @model_validator(mode="before")
    @classmethod
    def _nested(cls, sent: Mapping[str, Any]) -> dict[str, Any]:
        known = {name: value for name, value in sent.items() if not (value == "unknown" and may_be_open(name))}
        wishes = {name: known.pop(name) for name in Wishes.model_fields if name in known}
        return {"wishes": wishes, **known}

    def situation(self) -> Situation:
        return Situation.model_validate(self.model_dump(include=set(Situation.model_fields)))


class SituationForm(Situation, ReportedSituationForm):
    """The form with the fields that only the desk may set."""


@dataclass(frozen=True)
class Asked:
    """A question with the answer that it has now, for the template."""

    name: str
    label: str
    widget: Literal["radios", "select", "checkboxes"]
    options: list[tuple[str, str]]
    chosen: Any


def questions(situation: Situation, *, without: Collection[str] = ()) -> tuple[list[Asked], list[Asked]]:
    """Returns the questions asked at once, and those under further details, except the fields and answers `without`."""
    names = [name for name in COARSE if name not in AT_ONCE and name not in without]
    further = [offering(name, situation, without) for name in names]
    return [offering(name, situation, without) for name in AT_ONCE if name not in without], further


def offering(name: str, situation: Situation, without: Collection[str]) -> Asked:
    """Returns a question, leaving out the answers `without`."""
    whole = asked(name, situation)
    return replace(whole, options=[(key, said) for key, said in whole.options if key not in without])


def asked(name: str, situation: Situation) -> Asked:
    question, value, kind = question_of(name), value_of(situation, name), COARSE[name].annotation
    if kind is bool:
        return Asked(name, question.label, "checkboxes", [("true", question.tick)], ["true"] if value else [])
    if may_be_open(name):
        answers = [("yes", "Ja"), ("no", "Nein"), ("unknown", "Nicht bekannt")]
        return Asked(name, question.label, "select", answers, answer_to(value))
    if is_several(name):
        return Asked(name, question.label, "checkboxes", choices(get_args(kind)[0]), value)
    assert isinstance(kind, type)
    return Asked(name, question.label, "radios" if name in AS_RADIOS else "select", options(kind), value)


def answer_to(value: object) -> str:
    return "unknown" if value is None else "yes" if value else "no"


def overview(situation: Situation, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
    """Returns heading and answer; answers under one heading share a line, and an unknown answer has none."""
    lines: dict[str, list[str]] = {}
    for name in (each for each in COARSE if each not in without):
        heading = question_of(name).heading
        if heading:
            lines.setdefault(heading, []).extend(shown(name, situation))
    return [(heading, ", ".join(answers)) for heading, answers in lines.items() if answers]


def differences(mine: Situation, theirs: Situation) -> list[tuple[str, str, str]]:
    """Returns question, my answer and theirs for each field in which these differ."""
    return [
        (question_of(name).label, said(name, mine), said(name, theirs))
        for name in COARSE
        if value_of(mine, name) != value_of(theirs, name)
    ]


def said(name: str, situation: Situation) -> str:
    return ", ".join(shown(name, situation)) or "–"


def shown(name: str, situation: Situation) -> list[str]:
    question, value = question_of(name), value_of(situation, name)
    if isinstance(value, StrEnum):
        return [] if value == "unknown" else [word(value)]
    if isinstance(value, tuple):
        return [name_of(each) for each in value] or ([OPEN] if name in SHOWN_WHILE_OPEN else [])
    if value is True:
        return [question.yes]
    return [question.no] if value is False and may_be_open(name) else []


def readable(sent: Mapping[str, Any]) -> Situation:
    """Returns the readable fields of a refused form, to show it again."""
    known = {name: value for name, value in sent.items() if name in COARSE}
    try:
        return SituationForm.model_validate(known).situation()
    except ValidationError as error:
        places = [each["loc"] for each in error.errors(include_url=False, include_input=False)]
    wrong = {str(place[1] if place[0] == "wishes" else place[0]) for place in places}
    return readable({name: value for name, value in known.items() if name not in wrong})


def name_of(value: str) -> str:
    return word(value) if isinstance(value, StrEnum) else LANGUAGES.get(value, value)


def choices(word_kind: Any) -> list[tuple[str, str]]:
    """Returns a closed list without `unknown`; for anything else, which is languages, those that have a name."""
    closed = isinstance(word_kind, type) and issubclass(word_kind, StrEnum)
    return options(word_kind, without=["unknown"]) if closed else list(LANGUAGES.items())


def is_several(name: str) -> bool:
    return get_origin(COARSE[name].annotation) is tuple


def may_be_open(name: str) -> bool:
    """Whether it is a yes-no question that may be unanswered."""
    return name in COARSE and COARSE[name].annotation == bool | None
