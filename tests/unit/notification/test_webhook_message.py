"""A message to a partner's system says next to nothing, is signed by each valid secret, and is the same at each try."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from services.notification.notice_table import TABLE, Mail
from services.notification.signing_secrets import SigningSecrets
from services.notification.webhook_message import TYPES, WebhookMessage, headers
from shared.clock import now
from shared.sealing import CannotOpen

AT = datetime(2026, 11, 27, 17, tzinfo=UTC)
MESSAGE = WebhookMessage("0c7f", "referral.offered", "4f50")
SECRETS = st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=2, unique=True)


def test_it_says_its_type_its_id_and_the_reference_and_nothing_else() -> None:
    assert json.loads(MESSAGE.body()) == {
        "type": "referral.offered",
        "id": "0c7f",
        "data": {"reference": "4f50"},
    }


def test_each_notice_to_a_partner_has_its_type_but_that_of_a_link_for_people() -> None:
    rules = {each.partner.rule for each in TABLE.values() if isinstance(each.partner, Mail)}
    assert set(TYPES) == rules - {"link_renewed"}


@given(SECRETS, st.text(min_size=1, max_size=60))
def test_the_partner_verifies_it_by_any_of_its_secrets(secrets: list[bytes], reference: str) -> None:
    message = WebhookMessage("id", "referral.offered", reference)
    sent = headers(message, secrets, now())
    for secret in secrets:
        assert Verifier(secret).verify(message.body(), sent)["data"]["reference"] == reference


@given(SECRETS, st.binary(min_size=24, max_size=64))
def test_no_other_secret_verifies_it(secrets: list[bytes], other: bytes) -> None:
    assume(other not in secrets)
    sent = headers(MESSAGE, secrets, now())
    with pytest.raises(WebhookVerificationError):
        Verifier(other).verify(MESSAGE.body(), sent)


def test_a_changed_byte_is_seen() -> None:
    sent = headers(MESSAGE, [b"s" * 32], now())
    with pytest.raises(WebhookVerificationError):
        Verifier(b"s" * 32).verify(MESSAGE.body().replace(b"4f50", b"4f51"), sent)


def test_a_later_try_has_the_same_id_and_body_and_a_time_of_its_own() -> None:
    first, later = (headers(MESSAGE, [b"s" * 32], at) for at in (AT, AT + timedelta(hours=4)))
    assert first["webhook-id"] == later["webhook-id"] == "0c7f"
    assert int(later["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 4 * 3600
    assert first["webhook-signature"] != later["webhook-signature"]


def test_a_secret_is_of_one_partner_and_under_one_key() -> None:
    ours = SigningSecrets(b"k" * 32)
    box = ours.new("partner-a")
    written = ours.written("partner-a", box)
    assert written.startswith("whsec_")
    assert Verifier(written).sign("id", AT, "x") == Verifier(ours.open("partner-a", [box])[0]).sign("id", AT, "x")
    other_key = SigningSecrets(b"l" * 32)
    for key, partner, boxes in ((ours, "partner-b", [box]), (other_key, "partner-a", [box]), (ours, "partner-a", [])):
        with pytest.raises(CannotOpen):
            key.open(partner, boxes)
