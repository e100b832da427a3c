"""Who has a contact: taken over, given to a colleague, passed to the head, moved with its case, or stood in for."""

from collections.abc import Callable
from typing import Final

from services.intake.domain.contact import Assigned, Contact, refuse_closed, refuse_unless_with
from services.intake.domain.ids import CaseId, Counsellor
from services.intake.domain.turn import turn_of
from shared.contracts.vocabulary import Reason, Urgency
from shared.errors import Conflict

FOR_THE_HEAD: Final = "Anfragen der Presse beantwortet die Leitung. Sie kann Ihnen das übergeben."
NO_PRESS: Final = "Hier sucht jemand Hilfe. Das bleibt bei der Beratung."
NOBODY_OF_THE_HEAD: Final = (
    "Heute ist niemand aus der Leitung da, der das beantworten kann. Das Anliegen bleibt bei Ihnen. Antworten Sie "
    "bitte selbst, oder warten Sie, bis jemand aus der Leitung wieder da ist."
)
IS_NO_PRESS: Final = "Das ist keine Anfrage der Presse. Es ist nichts geschehen."


def assign(contact: Contact, by: Counsellor, *, answers_press: bool = False) -> Assigned | None:
    """Taking over from a colleague is allowed; taking over twice is nothing new. Not everybody `answers_press`."""
    refuse_closed(contact)
    if contact.counsellor == by:
        return None
    if contact.is_press and not answers_press:
        raise Conflict("not-in-this-state", FOR_THE_HEAD)
    return Assigned(contact.model_copy(update={"state": "assigned", "counsellor": by, "held_for": None}))


def give(contact: Contact, by: Counsellor, to: Counsellor | None, *, supervises: bool = False) -> Assigned | None:
    """To a colleague, or back to those that wait. A supervisor gives also what is with others or with nobody."""
    refuse_closed(contact)
    if not supervises:
        refuse_unless_with(contact, by)
    if contact.counsellor == to:
        return None
    state = "assigned" if to else "recorded"
    return Assigned(contact.model_copy(update={"state": state, "counsellor": to, "held_for": None}))


def pass_to_head(contact: Contact, by: Counsellor, *, signs_of_help: bool, head_is_there: bool) -> Assigned:
    """It is the press that asks: with nobody, for a supervisor to take.

    Raises Conflict where somebody seeks help, and where nobody would have it then.
    """
    refuse_unless_with(contact, by)
    refuse_closed(contact)
    if not contact.may_be_press or signs_of_help:
        raise Conflict("not-in-this-state", NO_PRESS)
    if not head_is_there:
        raise Conflict("not-in-this-state", NOBODY_OF_THE_HEAD)
    passed = {"reason": Reason.PRESS, "state": "recorded", "counsellor": None, "held_for": None}
    return Assigned(contact.model_copy(update=passed))


def take_from_head(contact: Contact) -> Assigned:
    """Somebody seeks help there, and no press asks: a case, with nobody, for the counselling to take.

    Raises Conflict where it is no press.
    """
    refuse_closed(contact)
    if not contact.is_press:
        raise Conflict("not-in-this-state", IS_NO_PRESS)
    taken = {
        "reason": Reason.COUNSELLING,
        "case_id": contact.case_id or CaseId(contact.id),
        "turn": contact.turn if contact.case_id else turn_of(contact.id, contact.recorded_at, Urgency.UNKNOWN),
        "state": "recorded",
        "counsellor": None,
        "held_for": None,
    }
    return Assigned(contact.model_copy(update=taken))


def follow_case(contact: Contact, to: Contact) -> Assigned | None:
    """What is joined is with whoever has the case `to`; closed, it stays where it is."""
    here = (contact.counsellor, contact.held_for)
    if contact.state == "closed" or to.state == "closed" or here == (to.counsellor, to.held_for):
        return None
    moved = {"state": to.state, "counsellor": to.counsellor, "held_for": to.held_for}
    return Assigned(contact.model_copy(update=moved))


def stand_in(contact: Contact, responsible: Callable[[Counsellor], Counsellor]) -> Assigned | None:
    """With whoever is `responsible` for its counsellor's work today; with its counsellor again after the absence."""
    owner = contact.held_for or contact.counsellor
    if owner is None:
        return None
    now_with = responsible(owner)
    if now_with == contact.counsellor:
        return None
    held_for = owner if now_with != owner else None
    return Assigned(contact.model_copy(update={"counsellor": now_with, "held_for": held_for}))
