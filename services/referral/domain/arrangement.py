"""An arrangement as referral keeps it: sealed, while the partner is at work on the referral."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from services.referral.domain.referral import AT_WORK, Referral
from shared.arrangement import Appointment, AppointmentWay, Arrangement, Officer
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

Sealed = dict[str, Any]

LONGEST_AHEAD: Final = timedelta(days=180)
NOT_NOW: Final = (
    "Einen Termin oder eine Ansprechperson tragen Sie ein, sobald Sie die Vermittlung angenommen haben und solange sie "
    "offen ist."
)
CHANGED: Final = (
    "Ihre Stelle hat inzwischen etwas anderes eingetragen. Bitte prüfen Sie, was dasteht, und senden Sie noch einmal, "
    "was gilt."
)
NOTHING_SAID: Final = "Bitte schlagen Sie einen Termin vor oder nennen Sie eine Ansprechperson."
NOT_TO_COME: Final = "Bitte geben Sie einen Zeitpunkt an, der in den nächsten sechs Monaten liegt."
SAME_TIME: Final = "Zu dieser Zeit steht schon ein anderer Vorschlag da."
NO_PLACE: Final = "Bitte geben Sie an, wo der Termin ist."


class KeptArrangement(State):
    """An arrangement, sealed: nothing here reads `content` or `answer`.

    `id` is the referral's. `number` counts the partner's changes. `answer`: the person's answer to the round of
    appointments that is in `content`.
    """

    id: str
    case_id: str
    number: int
    offered_at: datetime
    content: Sealed
    answer: Sealed | None = None
    answered_at: datetime | None = None


class ArrangementOffered(Fact[KeptArrangement]):
    pass


class ArrangementAnswered(Fact[KeptArrangement]):
    pass


def may_arrange(referral: Referral) -> bool:
    return referral.state in AT_WORK


def refuse_unless_at_work(referral: Referral) -> None:
    """Raises Conflict for a partner that did not accept, and once the referral is over."""
    if not may_arrange(referral):
        raise Conflict("not-in-this-state", NOT_NOW)


def wrong_in(appointments: Mapping[str, Appointment], now: datetime) -> dict[str, str]:
    """Returns a sentence for each appointment that is not possible, under its key in `appointments`."""
    wrong: dict[str, str] = {}
    taken: set[datetime] = set()
    for name, each in appointments.items():
        if not now < each.begins <= now + LONGEST_AHEAD:
            wrong[name] = NOT_TO_COME
        elif each.begins in taken:
            wrong[name] = SAME_TIME
        taken.add(each.begins)
    return wrong


def lacks_place(appointment: Appointment) -> bool:
    return appointment.way is AppointmentWay.IN_PERSON and not appointment.place


def next_round(
    before: Arrangement | None, officer: Officer | None, appointments: tuple[Appointment, ...]
) -> Arrangement | None:
    """Returns the arrangement with its round counted on where the appointments changed; None where nothing changed.

    Raises Invalid for an empty arrangement where there was none before.
    """
    if before is None and officer is None and not appointments:
        raise Invalid("wrong-value", NOTHING_SAID)
    said = Arrangement(round=before.round if before else 0, officer=officer, appointments=appointments)
    if said == before:
        return None
    is_another = before is None or said.appointments != before.appointments
    return said.model_copy(update={"round": said.round + 1}) if is_another else said


def offer(
    known: KeptArrangement | None, referral: Referral, content: Sealed, now: datetime, *, is_another_round: bool
) -> ArrangementOffered:
    """Replaces the content; in another round the answer is removed, as it was about other appointments."""
    if known is None:
        made = KeptArrangement(
            id=referral.referral_id, case_id=referral.case_id, number=1, offered_at=now, content=content
        )
        return ArrangementOffered(made)
    over = {"answer": None, "answered_at": None} if is_another_round else {}
    changed = {"number": known.number + 1, "offered_at": now, "content": content}
    return ArrangementOffered(known.model_copy(update=changed | over))


def refuse_unseen(known: KeptArrangement | None, seen: int | None) -> None:
    """Raises Conflict where `seen`, the number on the partner's screen, is not the stored one; None is not checked."""
    if seen is not None and seen != (known.number if known else 0):
        raise Conflict("changed-meanwhile", CHANGED)


def answer(known: KeptArrangement, sealed: Sealed, now: datetime) -> ArrangementAnswered:
    return ArrangementAnswered(known.model_copy(update={"answer": sealed, "answered_at": now}))
