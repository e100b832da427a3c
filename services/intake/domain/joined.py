"""Joins a contact to an existing case: the same person wrote anew, with another code.

At the desk the two are one: the case's counsellor has both, and the contact is closed, opened and erased with the case.
Nothing of the case is shown under the other code, since somebody else may have written there. It can be parted again.
"""

from collections.abc import Iterable

from services.intake.domain.consent import Consent, is_running
from services.intake.domain.contact import Assigned, Contact, refuse_closed, refuse_unless_with
from services.intake.domain.handover import Handover
from services.intake.domain.ids import Counsellor
from shared.errors import Conflict
from shared.state import Fact

ITSELF = "Das ist dieser Fall selbst. Bitte geben Sie die Nummer des anderen an."
FOR_ANOTHER = (
    "Hier oder dort hat sich jemand für einen anderen Menschen gemeldet. Das bleibt getrennt: "
    "Verknüpfen Sie die beiden unter „Fall des betroffenen Menschen“."
)
IN_A_ROW = "Eines der beiden ist schon zugeordnet. Bitte nehmen Sie die Nummer des Falls, in dem die Arbeit geschieht."
IS_PRESS = "Dort fragt die Presse, und das zählt nicht als Fall. Beides bleibt bitte getrennt."
IS_PREVENTION = (
    "Dort geht es um Vorbeugung, und hier ist etwas geschehen. Machen Sie dort zuerst einen Fall daraus, oder ordnen "
    "Sie jenes Anliegen diesem Fall zu."
)
NOBODY_HAS_IT = "Den anderen Fall hat noch niemand übernommen. Bitte übernehmen Sie ihn zuerst."
STILL_RUNS = "Hier läuft noch eine Weitergabe oder eine Frage danach. Bitte beenden Sie sie zuerst."
IN_THE_CASE = "Dieses Anliegen ist einem Fall zugeordnet. Bitte tun Sie das dort."


def join(contact: Contact, to: Contact, by: Counsellor) -> Assigned | None:
    """Joins the contact to the case; None if it is joined to it.

    Raises Conflict if they cannot be one, or `by` is not responsible.
    """
    refuse_unless_with(contact, by)
    if contact.joined_to and contact.joined_to == to.case_id:
        return None
    for each in (contact, to):
        refuse_closed(each)
    if contact.id == to.id:
        raise Conflict("not-in-this-state", ITSELF)
    if contact.is_on_behalf or to.is_on_behalf:
        raise Conflict("not-in-this-state", FOR_ANOTHER)
    if contact.joined_to or to.joined_to:
        raise Conflict("not-in-this-state", IN_A_ROW)
    if contact.is_case and to.is_for_prevention:
        raise Conflict("not-in-this-state", IS_PREVENTION)
    if contact.is_case and to.is_press:
        raise Conflict("not-in-this-state", IS_PRESS)
    if to.counsellor is None:
        raise Conflict("not-in-this-state", NOBODY_HAS_IT)
    moved = {"joined_to": to.case_id, "counsellor": to.counsellor, "held_for": to.held_for}
    return Assigned(contact.model_copy(update=moved))


def part(contact: Contact, by: Counsellor) -> Fact[Contact] | None:
    """Parts the contact from the case; it stays with its counsellor. None if it is not joined.

    Raises Conflict if it is closed, or somebody else is responsible. A legal hold of the case goes on for the contact
    (`retention_period.take_along`).
    """
    refuse_unless_with(contact, by)
    if contact.joined_to is None:
        return None
    refuse_closed(contact)
    return Fact(contact.model_copy(update={"joined_to": None}))


def refuse_running(handovers: Iterable[Handover], consents: list[Consent]) -> None:
    """Raises Conflict if a hand-over of the contact to be joined runs.

    Its partner would go on with a case in which nobody works.
    """
    if any(is_running(each, consents) for each in handovers):
        raise Conflict("not-in-this-state", STILL_RUNS)


def refuse_joined(contact: Contact) -> None:
    """Raises Conflict for a joined contact: the action is taken in the case alone."""
    if contact.joined_to:
        raise Conflict("not-in-this-state", IN_THE_CASE)
