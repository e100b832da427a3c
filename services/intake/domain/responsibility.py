"""Responsibility for a contact: taken over, given away, passed to the head, moved with its case, or stood in for."""

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
    """Takes the contact over, also from a colleague; None if `by` has it.

    Raises Conflict if it is closed, or if it is the press and `by` does not answer the press.
    """
    refuse_closed(contact)
    if contact.counsellor == by:
        return None
    if contact.is_press and not answers_press:
        raise Conflict("not-in-this-state", FOR_THE_HEAD)
    return Assigned(contact.model_copy(update={"state": "assigned", "counsellor": by, "held_for": None}))


def give(contact: Contact, by: Counsellor, to: Counsellor | None, *, supervises: bool = False) -> Assigned | None:
    """Gives the contact to a colleague, or with `to` None back to the queue; None if it is with `to`.

    A supervisor can give also a contact that is with others or with nobody. Raises Conflict if it is closed, or for
    anybody else who is not responsible.
    """
    refuse_closed(contact)
    if not supervises:
        refuse_unless_with(contact, by)
    if contact.counsellor == to:
        return None
    state = "assigned" if to else "recorded"
    return Assigned(contact.model_copy(update={"state": state, "counsellor": to, "held_for": None}))


def pass_to_head(contact: Contact, by: Counsellor, *, signs_of_help: bool, head_is_there: bool) -> Assigned:
    """Marks the contact as press; it is with nobody, for a supervisor to take.

    Raises Conflict if somebody seeks help, if nobody of the head is there, if it is closed, or `by` is not responsible.
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
    """Makes a case of a contact that was marked as press but seeks help; it is with nobody, for a counsellor to take.

    Raises Conflict if it is not marked as press, or is closed.
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
    """Moves a joined contact to the counsellor of the case `to`; None if either is closed, or it is there."""
    here = (contact.counsellor, contact.held_for)
    if contact.state == "closed" or to.state == "closed" or here == (to.counsellor, to.held_for):
        return None
    moved = {"state": to.state, "counsellor": to.counsellor, "held_for": to.held_for}
    return Assigned(contact.model_copy(update=moved))


def stand_in(contact: Contact, responsible: Callable[[Counsellor], Counsellor]) -> Assigned | None:
    """Moves the contact to the colleague `responsible` for its counsellor's work today, and back after the absence.

    None if it is there, or with nobody.
    """
    owner = contact.held_for or contact.counsellor
    if owner is None:
        return None
    now_with = responsible(owner)
    if now_with == contact.counsellor:
        return None
    held_for = owner if now_with != owner else None
    return Assigned(contact.model_copy(update={"counsellor": now_with, "held_for": held_for}))
