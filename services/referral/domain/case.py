"""A case as referral knows it: the coarse picture that intake published, nothing that names a person."""

from services.referral.domain.question import MatchingInput
from shared.contracts.vocabulary import Purpose
from shared.errors import NotFound
from shared.state import Fact


class Case(MatchingInput):
    """A case. `purpose`: `PREVENTION` where nothing happened; such a case is not counted as one."""

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
    """Raises NotFound for a case of prevention: there is no act to investigate, and no page leads there."""
    if case.is_for_prevention:
        raise NotFound


def close(case: Case) -> CaseClosed:
    return CaseClosed(case.model_copy(update={"closed": True}))


def reopen(case: Case) -> CaseReopened:
    return CaseReopened(case.model_copy(update={"closed": False}))
