"""A case as referral knows it: the coarse picture that intake published, nothing that names a person."""

from typing import Final

from services.referral.domain.question import MatchingInput
from shared.contracts.vocabulary import Purpose
from shared.errors import Conflict
from shared.state import Fact

NOTHING_HAPPENED: Final = (
    "Hier geht es um Vorbeugung. Ein Verfahren gibt es erst, wenn etwas geschehen ist: Machen Sie dann beim Anliegen "
    "einen Fall daraus. Eingetragen ist nichts."
)


class Case(MatchingInput):
    """`purpose`: for prevention nothing happened, and it is counted as no case."""

    triaged: bool
    closed: bool = False
    purpose: Purpose = Purpose.COUNSELLING

    @property
    def is_for_prevention(self) -> bool:
        return self.purpose is Purpose.PREVENTION


class CaseClosed(Fact[Case]):
    pass


class CaseReopened(Fact[Case]):
    pass


def refuse_proceedings(case: Case) -> None:
    """Raises Conflict where nothing happened that an authority could investigate."""
    if case.is_for_prevention:
        raise Conflict("not-in-this-state", NOTHING_HAPPENED)


def close(case: Case) -> CaseClosed:
    return CaseClosed(case.model_copy(update={"closed": True}))


def reopen(case: Case) -> CaseReopened:
    return CaseReopened(case.model_copy(update={"closed": False}))
