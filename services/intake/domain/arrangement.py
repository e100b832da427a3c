"""What a partner arranges with the person, as intake keeps it, and what she may answer to it."""

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
"""Before the first appointment somebody at the desk asks who has not answered."""


class KeptArrangement(State):
    """`id` is the hand-over's. `sealed`, `answer`: an Arrangement and an Answer, which this does not look into.

    `round`: of the appointments in `sealed`; `answer` is to these.
    """

    id: HandoverId
    case_id: CaseId
    round: int
    offered_at: datetime
    sealed: Sealed
    answer: Sealed | None = None
    answered_at: datetime | None = None


class OpenedArrangement(BaseModel):
    """`waits`: the desk has not taken her answer over yet."""

    model_config = ConfigDict(frozen=True)

    handover_id: HandoverId
    content: Arrangement
    answer: Answer | None = None
    answered_at: datetime | None = None
    waits: bool = False
    over: bool = False
    """The help has ended: only who was in charge there is left of it."""

    def after_the_help(self) -> "OpenedArrangement | None":
        """None where nobody was named."""
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
    """What is kept when the help has ended; of no round, so that whatever is told later replaces it."""
    return Arrangement(round=0, officer=content.officer) if content.officer else None


def stands(handover: Handover, consents: Sequence[Consent]) -> bool:
    """Whether the person agreed, and the referral that followed is not over: only then it is kept, shown, answered."""
    return standing(handover, consents) == "given" and is_running(handover, consents)


def take(known: KeptArrangement | None, told: KeptArrangement) -> ArrangementTaken:
    """What she answered to the same appointments stays."""
    if known is None or known.round != told.round:
        return ArrangementTaken(told)
    same = {"sealed": told.sealed, "offered_at": told.offered_at}
    return ArrangementTaken(known.model_copy(update=same))


def refuse_untrue(opened: OpenedArrangement, given: Answer, now: datetime) -> None:
    """Raises Conflict for an answer to other appointments than those, and for one that has begun."""
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
    """She may answer otherwise as often as she likes. `hour`: in which she did."""
    return ArrangementAnswered(known.model_copy(update={"answer": sealed, "answered_at": hour}), handover)


def ask_at(content: Arrangement, now: datetime) -> datetime:
    """When somebody asks who has not answered by then; there is an appointment."""
    return max(now, content.appointments[0].begins - ASKED_BEFORE)
