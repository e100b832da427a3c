"""The state of a proceeding and its dated events do not contradict each other."""

from datetime import date

import pytest

from services.referral.domain.proceeding import (
    IS_DISCONTINUED,
    IS_REPORTED,
    NOT_YET,
    Account,
    Notice,
    troubles,
)
from shared.contracts.vocabulary import (
    Discontinuation,
    EntitledRole,
    NoticeKind,
    Offence,
    ProceedingSource,
    ProceedingState,
)

TODAY, ACT, LETTER = date(2026, 11, 29), date(2026, 9, 1), date(2026, 11, 25)
LATER = [state for state in ProceedingState if state not in NOT_YET]


def account(state: ProceedingState, *kinds: NoticeKind) -> Account:
    return Account(
        state=state,
        source=ProceedingSource.AFFECTED_PERSON,
        known_on=LETTER,
        act_known_on=ACT,
        offender_known_on=ACT,
        authority_land=None,
        offences=(Offence.STGB_185,),
        roles=(EntitledRole.SELF,),
        discontinuation=Discontinuation.STPO_170_2 if state is ProceedingState.DISCONTINUED else None,
        notices=tuple(Notice(kind=kind, on=LETTER) for kind in kinds),
    )


@pytest.mark.parametrize("state", NOT_YET)
def test_what_nobody_investigated_was_not_discontinued(state: ProceedingState) -> None:
    for kind in (NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, NoticeKind.COMPLAINT_FILED):
        assert troubles(account(state, kind), TODAY) == {"state": IS_DISCONTINUED}


@pytest.mark.parametrize("state", LATER)
def test_later_it_may_have_been_discontinued_once(state: ProceedingState) -> None:
    assert troubles(account(state, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION), TODAY) == {}


def test_what_was_reported_on_a_day_is_reported() -> None:
    assert troubles(account(ProceedingState.UNREPORTED, NoticeKind.REPORT_FILED), TODAY) == {"state": IS_REPORTED}
    assert troubles(account(ProceedingState.REPORTED, NoticeKind.REPORT_FILED), TODAY) == {}
