import pytest
from pydantic import ValidationError

from shared.contracts.intake import CaseClosed
from shared.contracts.upcasts import Data, Unreadable, read, upcast
from shared.contracts.vocabulary import CaseOutcome

CASE = "956d31e0-726c-4151-84ee-14259d61d4fa"


def with_outcome_word(data: Data) -> Data:
    return {"case_id": data["case_id"], "outcome": "resolved" if data["solved"] else "other"}


def with_full_name(data: Data) -> Data:
    return {"case_id": data["case"], "solved": data["solved"]}


STEPS = {
    "lotse.test.case.ended.v1": ("lotse.test.case.ended.v2", with_full_name),
    "lotse.test.case.ended.v2": (CaseClosed.TYPE, with_outcome_word),
}


def test_an_old_version_is_read_step_by_step() -> None:
    old = {"case": CASE, "solved": True}
    type_name, data = upcast("lotse.test.case.ended.v1", old, STEPS)
    assert read(type_name, data) == CaseClosed(case_id=CASE, outcome=CaseOutcome.RESOLVED)
    assert old == {"case": CASE, "solved": True}


def test_the_version_between_is_read_as_well() -> None:
    assert upcast("lotse.test.case.ended.v2", {"case_id": CASE, "solved": False}, STEPS) == (
        CaseClosed.TYPE,
        {"case_id": CASE, "outcome": "other"},
    )


def test_a_version_from_the_future_is_told_apart_from_a_bad_field() -> None:
    with pytest.raises(Unreadable, match="unknown-version"):
        read("lotse.intake.case.closed.v2", {"case_id": CASE})
    with pytest.raises(Unreadable, match="bad-outcome"):
        read(CaseClosed.TYPE, {"case_id": CASE, "outcome": {"secret": 1}})


def test_a_word_from_the_future_is_unknown() -> None:
    assert read(CaseClosed.TYPE, {"case_id": CASE, "outcome": "won"}) == CaseClosed(
        case_id=CASE, outcome=CaseOutcome.UNKNOWN
    )


def test_nobody_can_say_a_word_that_is_in_no_list() -> None:
    with pytest.raises(ValidationError, match="outcome"):
        CaseClosed.model_validate({"case_id": CASE, "outcome": "won"})


def test_what_could_not_be_read_is_never_repeated() -> None:
    with pytest.raises(Unreadable) as caught:
        read(CaseClosed.TYPE, {"case_id": "Erika Muster", "outcome": "resolved"})
    assert "Erika" not in repr(caught.value)
    assert caught.value.__suppress_context__
