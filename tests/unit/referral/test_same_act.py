"""Which proceedings are of one act: joined, moved together, parted again."""

from datetime import date

import pytest

from services.referral.domain.proceeding import Account, Proceeding, enter
from services.referral.domain.same_act import Act, act_of, acts, join, part, tells_other_days
from shared.contracts.vocabulary import EntitledRole, Offence, ProceedingSource, ProceedingState
from shared.errors import Conflict

TODAY = date(2026, 9, 20)


def one(name: str, *, act: date = date(2026, 9, 1), offender: date | None = None, to: str | None = None) -> Proceeding:
    account = Account(
        state=ProceedingState.REPORTED,
        source=ProceedingSource.AFFECTED_PERSON,
        known_on=date(2026, 9, 10),
        act_known_on=act,
        offender_known_on=offender,
        offences=(Offence.STGB_185,),
        roles=(EntitledRole.SELF,),
        notices=(),
        discontinuation=None,
        authority_land=None,
    )
    entered = enter(account, proceeding_id=name, case_id="case", today=TODAY).state
    return entered.model_copy(update={"same_act_as": to})


def names(found: list[Act]) -> list[list[str]]:
    return [[each.proceeding_id for each in act] for act in found]


def joined(*of_case: Proceeding, which: str, to: str) -> list[Proceeding]:
    changed = {each.state.proceeding_id: each.state for each in join(which, to, of_case)}
    return [changed.get(each.proceeding_id, each) for each in of_case]


def test_each_proceeding_is_an_act_of_its_own_until_it_is_joined() -> None:
    assert names(acts([one("a"), one("b")])) == [["a"], ["b"]]


def test_a_joined_one_stands_behind_the_other_whichever_was_entered_first() -> None:
    assert names(acts(joined(one("a"), one("b"), which="b", to="a"))) == [["a", "b"]]
    assert names(acts(joined(one("a"), one("b"), which="a", to="b"))) == [["b", "a"]]


def test_what_was_joined_to_it_before_moves_along() -> None:
    before = [one("a"), one("b"), one("c", to="b")]
    assert names(acts(joined(*before, which="b", to="a"))) == [["a", "b", "c"]]
    assert names(acts(joined(*before, which="c", to="a"))) == [["a", "b", "c"]]


def test_joining_to_a_joined_one_is_joining_to_its_act() -> None:
    assert names(acts(joined(one("a"), one("b", to="a"), one("c"), which="c", to="b"))) == [["a", "b", "c"]]


def test_the_same_again_is_nothing_new() -> None:
    of_case = [one("a"), one("b", to="a")]
    assert join("b", "a", of_case) == join("a", "b", of_case) == []


def test_one_is_not_joined_to_itself() -> None:
    with pytest.raises(Conflict):
        join("a", "a", [one("a")])


def test_a_parted_one_stands_for_itself_and_the_others_stay() -> None:
    of_case = [one("a"), one("b", to="a"), one("c", to="a")]
    parted = part(of_case[1]).state
    assert names(acts([of_case[0], parted, of_case[2]])) == [["a", "c"], ["b"]]


def test_what_stands_for_itself_is_not_parted() -> None:
    with pytest.raises(Conflict):
        part(one("a"))


def test_the_act_of_each_is_found_from_any_of_it() -> None:
    of_case = [one("a"), one("b", to="a"), one("c")]
    assert act_of("b", of_case) == act_of("a", of_case) == (of_case[0], of_case[1])


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (one("b"), False),
        (one("b", offender=date(2026, 9, 4)), False),
        (one("b", offender=date(2026, 9, 3)), True),
        (one("b", act=date(2026, 9, 2)), True),
    ],
)
def test_accounts_that_give_other_days_are_for_the_counsellor_to_sort_out(other: Proceeding, *, differs: bool) -> None:
    known = one("a", offender=date(2026, 9, 4))
    assert tells_other_days((known, other)) is differs
