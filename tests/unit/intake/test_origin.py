"""By which way something came and what only the desk can judge is never the sender's to say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.intake.domain.submission import Submission, concern_of
from shared.contracts.vocabulary import Channel, Reason

CLAIMED = [{"channel": each} for each in Channel] + [{"reason": each} for each in (Reason.SILENT, Reason.ABUSIVE)]
KNOWN = set(Reason) - {Reason.SILENT, Reason.ABUSIVE}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda of: st.lists(of) | st.dictionaries(st.text(), of)
)


@pytest.mark.parametrize("claimed", CLAIMED, ids=str)
def test_a_channel_that_claims_another_origin_is_refused(claimed: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Submission.model_validate({"text": "Mir wurde gedroht."} | claimed)


@pytest.mark.parametrize("reason", sorted(KNOWN))
def test_what_somebody_can_say_of_themselves_is_taken(reason: Reason) -> None:
    taken = Submission.model_validate({"text": "Mir wurde gedroht.", "reason": reason}).concern()

    assert (taken.reason, taken.channel) == (reason, Channel.OTHER_PORTAL)


@pytest.mark.parametrize("claimed", CLAIMED, ids=str)
def test_a_claim_that_was_sealed_is_left_out_and_the_rest_is_taken(claimed: dict[str, str]) -> None:
    concern = concern_of(json.dumps({"text": "Mir wurde gedroht.", "land": "NW"} | claimed).encode(), {})

    assert (concern.text, concern.situation.land) == ("Mir wurde gedroht.", "NW")
    assert (concern.channel, concern.reason) == (Channel.OTHER_PORTAL, Reason.UNKNOWN)


@given(JSON, JSON, st.sampled_from([*Reason]))
def test_whatever_was_sealed_its_origin_is_ours(channel: Any, reason: Any, coarse: Reason) -> None:
    plain = json.dumps({"text": "Hilfe", "channel": channel, "reason": reason}).encode()
    concern = concern_of(plain, {"reason": coarse})

    assert concern.channel == Channel.OTHER_PORTAL
    assert concern.reason in KNOWN
