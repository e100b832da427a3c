"""What a page offers is taken as it was meant, and comes back as it was entered."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.domain.situation import Situation, Wishes, value_of
from services.intake.pages.desk.triage_form import TriageForm
from services.intake.pages.face.report import QUESTIONS, Report
from services.intake.pages.situation_form import Asked, overview, questions, readable
from shared.contracts.vocabulary import Land, Need, Person, TargetGroup, ThreatKind, Urgency
from shared.web.forms import InvalidForm, Sent

LEAST = {"seen": "1", "land": "SN", "urgency": "urgent"}
WHOLE = Situation(
    land=Land.SN,
    target_group=TargetGroup.MANDATE,
    person=Person.FAMILY,
    threat_kinds=(ThreatKind.THREAT, ThreatKind.DOXING),
    urgency=Urgency.URGENT,
    needs=(Need.LEGAL,),
    wishes=Wishes(no_police=True, languages=("uk",)),
    anonymous=True,
    reported_to_police=False,
)


def all_questions(situation: Situation) -> list[Asked]:
    at_once, further = questions(situation)
    return [*at_once, *further]


OFFERED = [(each.name, value, each.widget) for each in all_questions(Situation()) for value, _ in each.options]


def sent(fields: dict[str, Any]) -> Situation:
    return Sent(TriageForm, fields).read().situation()


def as_typed(situation: Situation) -> dict[str, Any]:
    """As a browser sends the form back without a change."""
    several = TriageForm.several()
    fields: dict[str, Any] = {}
    for each in all_questions(situation):
        if each.name in several:
            fields[each.name] = [str(value) for value in each.chosen]
        elif each.chosen:
            fields[each.name] = each.chosen[0] if each.widget == "checkboxes" else str(each.chosen)
    return fields


@pytest.mark.parametrize(("name", "value", "widget"), OFFERED)
def test_every_answer_that_the_desk_offers_is_taken_and_shown_as_chosen(name: str, value: str, widget: str) -> None:
    situation = sent({**LEAST, name: [value] if name in TriageForm.several() else value})
    (question,) = [each for each in all_questions(situation) if each.name == name]
    assert value in question.chosen if widget == "checkboxes" else value == question.chosen


@pytest.mark.parametrize("situation", [Situation(), WHOLE], ids=["nothing known", "all known"])
def test_a_form_that_is_sent_back_unchanged_changes_nothing(situation: Situation) -> None:
    assert sent({"seen": "1", **as_typed(situation)}) == situation


def test_yes_no_and_unknown_are_three_answers() -> None:
    answers = [sent({**LEAST, "reported_to_police": given}).reported_to_police for given in ("yes", "no", "unknown")]
    assert answers == [True, False, None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"no_polise": "true"},
        {"land": "XX"},
        {"languages": ["xx"]},
        {"threat_kinds": ["rumour"]},
        {"wishes": "no_police"},
        {"seen": "now"},
    ],
    ids=str,
)
def test_what_the_page_does_not_offer_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidForm):
        sent({**LEAST, **wrong})


@pytest.mark.parametrize("missing", ["seen", "land", "urgency"])
def test_what_the_page_always_sends_must_be_there(missing: str) -> None:
    with pytest.raises(InvalidForm):
        sent({name: value for name, value in LEAST.items() if name != missing})


def test_of_a_refused_form_all_that_can_be_read_is_shown_again() -> None:
    typed = {**as_typed(WHOLE), "land": "XX", "languages": ["uk", "?"], "no_polise": "true"}
    without = {"land": Land.UNKNOWN, "wishes": Wishes(no_police=True)}
    assert readable(typed) == WHOLE.model_copy(update=without)


def test_the_public_form_names_two_fields_its_own_way() -> None:
    fields = {"attempt": "a" * 32, "text": "x", "wishes": ["no_police", "no_prosecution"], "reported": "yes"}
    situation = Sent(Report, fields).read().situation()
    assert situation.wishes == Wishes(no_police=True, no_prosecution=True)
    assert situation.reported_to_police is True


@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - {"reason"}))
def test_every_answer_that_the_public_form_offers_is_taken(name: str) -> None:
    for value, _ in QUESTIONS[name]:
        answer: Any = [value] if name in Report.several() else value
        situation = Sent(Report, {"attempt": "a" * 32, "text": "x", name: answer}).read().situation()
        assert value_of(situation, name) in (value, (value,))


def test_the_overview_shows_what_is_known_under_one_heading_each() -> None:
    assert overview(WHOLE) == [
        ("Land", "Sachsen"),
        ("Betroffen", "Mandat, Angehörige betroffen"),
        ("Was ist geschehen", "Bedrohung, Private Daten veröffentlicht"),
        ("Bedarf", "Rechtliche Beratung"),
        ("Wünsche", "keine Polizei"),
        ("Bei der Polizei", "Nicht angezeigt"),
    ]
    assert overview(Situation()) == [("Was ist geschehen", "Noch offen"), ("Bedarf", "Noch offen")]


@pytest.mark.parametrize("said", [{"anonymous": 0}, {"reported_to_police": 1}, {"wishes": {"no_police": 0}}])
def test_a_number_is_no_yes_or_no(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="valid boolean"):
        Situation.model_validate(said)
