"""What police or prosecution tell of a proceeding, and what of the counsellor's account it changes."""

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain.proceeding import Account, Notice, Proceeding, Told, change, troubles
from services.referral.domain.referral import AT_WORK, Referral, Stage
from services.referral.domain.told_proceeding import may_tell, tell_again, tell_first, wrong_in
from shared.contracts.vocabulary import (
    Discontinuation,
    Land,
    NoticeKind,
    Offence,
    PartnerCategory,
    ProceedingSource,
    ProceedingState,
    Purpose,
)
from shared.errors import Conflict, Invalid
from tests.unit.referral.given import referral

TODAY = date(2026, 11, 20)
ACT, ENDED = date(2026, 8, 20), date(2026, 11, 10)
OURS = "5f1c0a36-31f2-4d1e-8f0e-6a4e1b7c2d11"


def told(**changes: Any) -> Told:
    plain = {"state": ProceedingState.INVESTIGATION, "known_on": ACT, "act_known_on": ACT}
    return Told(**{**plain, "offences": (Offence.STGB_241,), **changes})


def discontinued(**changes: Any) -> Told:
    notice = Notice(kind=NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, on=ENDED)
    of_end = {"state": ProceedingState.DISCONTINUED, "discontinuation": Discontinuation.STPO_170_2, "known_on": ENDED}
    return told(**{**of_end, "notices": (notice,), **changes})


def of_police(state: Stage = "accepted", **changes: Any) -> Referral:
    return referral(state, **{"referral_id": OURS, "partner_category": PartnerCategory.POLICE, **changes})


def entered(first: Told | None = None) -> Proceeding:
    return tell_first(of_police(), first or told(), Land.NW, TODAY).state


def again(known: Proceeding, now: Told, seen: int | None = None, *, number: bool = False) -> Proceeding | None:
    changed = tell_again(of_police(), known, now, seen, TODAY, has_new_file_number=number)
    return changed.state if changed else None


def corrected(known: Proceeding, **changes: Any) -> Proceeding:
    """By the counsellor."""
    account: Account = known.account.model_copy(update=changes)
    return change(known, account, known.version, TODAY, file_number=known.file_number).state


def test_what_is_told_first_is_marked_as_the_partners() -> None:
    known = entered()
    assert known.account.source is ProceedingSource.PARTNER
    assert (known.partner_id, known.account.authority_land) == (of_police().partner_id, Land.NW)
    assert known.told is not None
    assert known.told.number == 1


def test_one_referral_has_one_proceeding_whatever_is_told() -> None:
    assert entered().proceeding_id == entered(discontinued()).proceeding_id
    other = of_police(referral_id="6f1c0a36-31f2-4d1e-8f0e-6a4e1b7c2d11")
    assert tell_first(other, told(), None, TODAY).state.proceeding_id != entered().proceeding_id


@pytest.mark.parametrize("category", PartnerCategory)
@pytest.mark.parametrize("state", get_args(Stage))
def test_only_who_investigates_and_is_at_work_tells(category: PartnerCategory, state: Stage) -> None:
    theirs = of_police(state, partner_category=category)
    investigates = category in {PartnerCategory.POLICE, PartnerCategory.PROSECUTION}
    assert may_tell(theirs) == (investigates and state in AT_WORK)
    if not may_tell(theirs):
        with pytest.raises(Conflict):
            tell_first(theirs, told(), None, TODAY)
        with pytest.raises(Conflict):
            tell_again(theirs, entered(), discontinued(), None, TODAY, has_new_file_number=False)


def test_the_same_again_changes_nothing_whatever_was_on_the_screen() -> None:
    assert again(entered(), told(), seen=7) is None
    assert again(entered(), told(), seen=1, number=True) is not None


def test_something_else_is_refused_where_another_was_told_meanwhile() -> None:
    known = again(entered(), discontinued(), seen=1)
    assert known is not None
    with pytest.raises(Conflict) as refused:
        again(known, told(), seen=1)
    assert refused.value.slug == "changed-meanwhile"
    assert again(known, told(), seen=2) is not None
    assert again(known, told()) is not None


def test_what_the_counsellor_corrected_stays_where_the_partner_says_the_same_of_it() -> None:
    learnt, certified = date(2026, 9, 1), Notice(kind=NoticeKind.CONCILIATION_CERTIFIED, on=date(2026, 10, 1))
    known = corrected(entered(), act_known_on=learnt, known_on=learnt, notices=(certified,), authority_land=Land.BY)
    now = again(known, discontinued(), seen=1)
    assert now is not None
    account = now.account
    assert (account.act_known_on, account.authority_land) == (learnt, Land.BY)
    assert (account.state, account.known_on) == (ProceedingState.DISCONTINUED, ENDED)
    assert account.dated == {certified.kind: certified.on, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION: ENDED}


def test_what_the_partner_takes_back_is_gone() -> None:
    known = entered(discontinued())
    now = again(known, told(state=ProceedingState.INDICTED), seen=1)
    assert now is not None
    assert (now.account.notices, now.account.discontinuation) == ((), None)


def test_an_end_that_the_counsellor_entered_does_not_outlive_a_state_without_one() -> None:
    known = corrected(
        entered(), state=ProceedingState.DISCONTINUED, discontinuation=Discontinuation.STPO_153, known_on=ENDED
    )
    now = again(known, told(state=ProceedingState.INDICTED), seen=1)
    assert now is not None
    assert (now.account.state, now.account.discontinuation) == (ProceedingState.INDICTED, None)


def test_an_end_that_the_counsellor_entered_stays_where_the_partner_says_nothing_else_of_it() -> None:
    ended = {"state": ProceedingState.DISCONTINUED, "discontinuation": Discontinuation.STPO_153, "known_on": ENDED}
    now = again(corrected(entered(), **ended), told(), seen=1, number=True)
    assert now is not None
    assert (now.account.state, now.account.discontinuation) == (ended["state"], ended["discontinuation"])
    assert troubles(now.account, TODAY) == {}


def test_another_kind_of_end_is_not_taken_of_what_the_counsellor_knows_as_going_on() -> None:
    going_on = corrected(entered(discontinued()), state=ProceedingState.INVESTIGATION, discontinuation=None)
    now = again(going_on, discontinued(discontinuation=Discontinuation.STPO_153), seen=1)
    assert now is not None
    assert (now.account.state, now.account.discontinuation) == (ProceedingState.INVESTIGATION, None)
    assert troubles(now.account, TODAY) == {}


STANDS = st.one_of(
    st.sampled_from([{"state": state} for state in ("investigation", "indicted", "final")]),
    st.sampled_from([{"state": "discontinued", "discontinuation": kind} for kind in Discontinuation]),
)


@given(STANDS, st.lists(st.tuples(st.sampled_from(["partner", "counsellor"]), STANDS, st.booleans()), max_size=6))
def test_whoever_says_what_in_which_order_only_what_is_discontinued_has_a_kind_of_end(
    first: dict[str, str], then: list[tuple[str, dict[str, str], bool]]
) -> None:
    known = entered(told(**first))
    for by, stand, number in then:
        if by == "partner":
            known = again(known, told(**stand), number=number) or known
        else:
            kind = stand.get("discontinuation")
            end = Discontinuation(kind) if kind else None
            known = corrected(known, state=ProceedingState(stand["state"]), discontinuation=end)
        assert troubles(known.account, TODAY) == {}


def test_who_may_request_prosecution_is_the_counsellors_to_say() -> None:
    known = entered()
    roles = (*known.account.roles, "superior")
    now = again(corrected(known, roles=roles), discontinued(), seen=1)
    assert now is not None
    assert [each.role for each in now.entitled] == ["self", "superior"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"known_on": date(2026, 11, 21)}, "known_on"),
        ({"known_on": date(2026, 8, 19)}, "known_on"),
        ({"state": ProceedingState.DISCONTINUED}, "discontinuation"),
        ({"discontinuation": Discontinuation.STPO_153}, "discontinuation"),
        ({"offences": ()}, "offences"),
        ({"notices": (Notice(kind=NoticeKind.REQUEST_FILED, on=date(2026, 8, 1)),)}, "notice_request_filed"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(wrong: dict[str, Any], field: str) -> None:
    assert list(wrong_in(told(**wrong), TODAY)) == [field]
    with pytest.raises(Invalid):
        tell_first(of_police(), told(**wrong), None, TODAY)
    with pytest.raises(Invalid):
        again(entered(discontinued()), told(**wrong))


def test_what_only_contradicts_the_counsellors_days_is_taken() -> None:
    """Else the partner would learn what the person did."""
    filed = Notice(kind=NoticeKind.COMPLAINT_FILED, on=date(2026, 11, 1))
    known = corrected(entered(), notices=(filed,))
    now = again(known, discontinued(), seen=1)
    assert now is not None
    assert now.account.dated[filed.kind] == filed.on


def test_to_a_referral_for_prevention_no_proceeding_is_told() -> None:
    prevention = of_police(purpose=Purpose.PREVENTION)
    assert not may_tell(prevention)
    with pytest.raises(Conflict):
        tell_first(prevention, told(), Land.NW, TODAY)
