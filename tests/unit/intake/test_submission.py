"""What a channel said is taken over as it was checked, once."""

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.situation import ReportedSituation, Situation, Wishes
from services.intake.domain.submission import Submission

WISHES = st.builds(Wishes, languages=st.sampled_from([(), ("tr",), ("tr", "ar")]))
REPORTED = st.builds(ReportedSituation, wishes=WISHES)


@given(REPORTED)
def test_the_situation_of_a_concern_is_the_one_that_was_submitted(reported: ReportedSituation) -> None:
    stated = Situation.model_validate(reported.model_dump())
    submitted = Submission.model_validate({"text": "Mir wurde gedroht.", **reported.model_dump(mode="json")})
    situation = submitted.concern().situation

    assert type(situation) is Situation
    assert situation == stated
    assert situation.model_dump_json() == stated.model_dump_json()
