"""An arrangement: a partner's offer of appointments as intake keeps it, and the person's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from services.intake.domain.consent import Consent, is_running, standing
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId
from services.intake.domain.thread import Sealed
from shared.arrangement import Answer, Appointment, Arrangement
from shared.errors import Conflict
from shared.state import Fact, State

OVER: Final = "Dieser Termin steht nicht mehr zur Wahl. Bitte sehen Sie nach, was jetzt vorgeschlagen ist."
PASSED: Final = "Dieser Termin ist schon vorbei. Bitte wählen Sie einen anderen, oder sagen Sie, dass keiner passt."
ASKED_BEFORE: Final = timedelta(days=1)
"""Time before the first appointment at which somebody at the desk asks a person who has not answered."""


class KeptArrangement(State):
    """An arrangement as the desk stores it. `id` is the hand-over's.

    `sealed`, `answer`: an Arrangement and an Answer, sealed, which this state does not look into.
    `round`: the round of the appointments in `sealed`; `answer` is to these.
    """

    id: HandoverId
    case_id: CaseId
    round: int
    offered_at: datetime
    sealed: Sealed
    answer: Sealed | None = None
    answered_at: datetime | None = None


class OpenedArrangement(BaseModel):
    """An arrangement that can be read. `waits`: the desk has not taken over the person's answer yet."""

    model_config = ConfigDict(frozen=True)

    handover_id: HandoverId
    content: Arrangement
    answer: Answer | None = None
    answered_at: datetime | None = None
    waits: bool = False
    over: bool = False
    """Whether the help has ended; then only the name of the officer in charge is left."""

    def after_the_help(self) -> "OpenedArrangement | None":
        """Returns what remains after the help has ended; None if no officer was named."""
        kept = officer_alone(self.content)
        return OpenedArrangement(handover_id=self.handover_id, content=kept, over=True) if kept else None

    @property
    def chosen(self) -> Appointment | None:
        return self.content.chosen(self.answer.chosen) if self.answer else None


class ArrangementTaken(Fact[KeptArrangement]):
    pass


@dataclass(frozen=True)
class ArrangementAnswered(Fact[KeptArrangement]):
    handover: Handover


def officer_alone(content: Arrangement) -> Arrangement | None:
    """Returns what is kept after the help has ended, with round 0 so that any later arrangement replaces it.

    None if no officer was named.
    """
    return Arrangement(round=0, officer=content.officer) if content.officer else None


def stands(handover: Handover, consents: Sequence[Consent]) -> bool:
    """Whether the person agreed and the referral is not over: only then the arrangement is kept, shown and answered."""
    return standing(handover, consents) == "given" and is_running(handover, consents)


def take(known: KeptArrangement | None, told: KeptArrangement) -> ArrangementTaken:
    """Takes over what a partner arranged; the person's answer to the same round of appointments stays."""
    if known is None or known.round != told.round:
        return ArrangementTaken(told)
    same = {"sealed": told.sealed, "offered_at": told.offered_at}
    return ArrangementTaken(known.model_copy(update=same))


def refuse_untrue(opened: OpenedArrangement, given: Answer, now: datetime) -> None:
    """Raises Conflict for an answer to other appointments than the offered ones, and for one that has begun."""
    if given.round != opened.content.round or not opened.content.appointments:
        raise Conflict("not-in-this-state", OVER)
    if given.chosen is None:
        return
    chosen = opened.content.chosen(given.chosen)
    if chosen is None:
        raise Conflict("not-in-this-state", OVER)
    if chosen.begins <= now:
        raise Conflict("not-in-this-state", PASSED)


def answer(known: KeptArrangement, handover: Handover, sealed: Sealed, hour: datetime) -> ArrangementAnswered:
    """Stores the person's answer, which they may change as often as they like. `hour`: the hour of the answer."""
    return ArrangementAnswered(known.model_copy(update={"answer": sealed, "answered_at": hour}), handover)


def ask_at(content: Arrangement, now: datetime) -> datetime:
    """Returns when the desk asks a person who has not answered. `content` must have an appointment."""
    return max(now, content.appointments[0].begins - ASKED_BEFORE)
