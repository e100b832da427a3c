"""Who opened a colleague's case does not judge that; another supervisor does, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain import inspection
from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.inspection import Inspection, Verdict
from shared.errors import Conflict
from shared.opening_reason import OpeningReason
from shared.web.session import OPEN_FOR

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
SVEN, SUE, TOM = Counsellor("sven"), Counsellor("sue"), Counsellor("tom")
OPENED = Inspection(
    id="one", thread=ThreadId("case"), by=SVEN, at=AT, until=AT + OPEN_FOR, reason=OpeningReason.QUALITY
)


def test_another_supervisor_judges_it_with_a_note() -> None:
    judged = inspection.review(OPENED, SUE, Verdict.NOT_IN_ORDER, {"box": "b"}, AT + timedelta(days=1)).state
    assert (judged.reviewed_by, judged.verdict, judged.sealed) == (SUE, Verdict.NOT_IN_ORDER, {"box": "b"})


def test_who_opened_it_does_not_judge_it() -> None:
    with pytest.raises(Conflict) as refused:
        inspection.review(OPENED, SVEN, Verdict.IN_ORDER, None, AT)
    assert refused.value.sentence == inspection.ANOTHER_REVIEWS


def test_it_is_judged_once() -> None:
    judged = inspection.review(OPENED, SUE, Verdict.IN_ORDER, None, AT).state
    with pytest.raises(Conflict) as refused:
        inspection.review(judged, TOM, Verdict.NOT_IN_ORDER, None, AT)
    assert refused.value.sentence == inspection.REVIEWED


@given(st.lists(st.timedeltas(timedelta(0), timedelta(hours=2)), min_size=1, max_size=6))
def test_it_ends_at_its_time_or_before_and_never_later(tries: list[timedelta]) -> None:
    state = OPENED
    for later in tries:
        ended = inspection.end(state, AT + later)
        state = ended.state if ended else state
    assert state.until == min(OPENED.until, AT + min(tries))
