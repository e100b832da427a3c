"""The file numbers of a case, as intake keeps them for the person to read."""

from services.intake.domain.ids import CaseId
from services.intake.domain.thread import Sealed
from shared.state import Fact, State


class KeptFileNumbers(State):
    """`sealed`: a FileNumbers, which this state does not look into; `told`: a copy of its counter."""

    case_id: CaseId
    told: int
    sealed: Sealed


class FileNumbersTaken(Fact[KeptFileNumbers]):
    pass


def take(known: KeptFileNumbers | None, told: KeptFileNumbers) -> FileNumbersTaken | None:
    """Takes over the numbers; None if they are older than the known ones, because a slower process brings them."""
    return None if known is not None and told.told < known.told else FileNumbersTaken(told)
