"""What a channel said is taken over as it was checked, once."""

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.situation import Situation, Wishes
from services.intake.domain.submission import Submission

SITUATIONS = st.builds(Situation, wishes=st.builds(Wishes, languages=st.sampled_from([(), ("tr",), ("tr", "ar")])))


@given(SITUATIONS)
def test_the_situation_of_a_concern_is_the_one_that_was_submitted(stated: Situation) -> None:
    submitted = Submission.model_validate({"text": "Mir wurde gedroht.", **stated.model_dump(mode="json")})
    situation = submitted.concern().situation

    assert type(situation) is Situation
    assert situation == stated
    assert situation.model_dump_json() == stated.model_dump_json()
