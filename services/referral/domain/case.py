"""A case as referral knows it: the coarse picture that intake published, nothing that names a person."""

from services.referral.domain.question import MatchingInput
from shared.state import Fact


class Case(MatchingInput):
    triaged: bool
    closed: bool = False


class CaseClosed(Fact[Case]):
    pass


class CaseReopened(Fact[Case]):
    pass


def close(case: Case) -> CaseClosed:
    return CaseClosed(case.model_copy(update={"closed": True}))


def reopen(case: Case) -> CaseReopened:
    return CaseReopened(case.model_copy(update={"closed": False}))
