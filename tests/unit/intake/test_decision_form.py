"""What is pressed under a question of consent becomes that decision and no other."""

import pytest

from services.intake.domain.consent import Choice
from services.intake.pages.face.follow import DecisionForm
from shared.contracts.vocabulary import ConsentItem

ITEMS = (ConsentItem.CONTACT, ConsentItem.ACCOUNT)


def a_form(decision: str) -> DecisionForm:
    sent = {"handover_id": "handover", "decision": decision, "items": ITEMS, "evidence": ("e",), "thread": "thread"}
    return DecisionForm.model_validate(sent)


@pytest.mark.parametrize(
    ("pressed", "decided"),
    [
        ("given", Choice("given", ITEMS, evidence=("e",))),
        ("contact_only", Choice("given", (ConsentItem.CONTACT,))),
        ("refused", Choice("refused")),
        ("never", Choice("refused", never=True)),
        ("withdrawn", Choice("withdrawn")),
    ],
)
def test_each_button_is_its_decision(pressed: str, decided: Choice) -> None:
    assert a_form(pressed).choice() == decided


def test_seeing_the_question_once_more_decides_nothing() -> None:
    with pytest.raises(ValueError, match="nothing is decided"):
        a_form("again").choice()
