"""A message to a partner's system says next to nothing, is signed by each valid secret, and is the same at each try."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from infra.embedded.folders import ROOT
from services.notification.domain.delivery import OF_AN_ENTRY
from services.notification.notice_table import TABLE, ByMail
from services.notification.signing_secrets import SigningSecrets
from services.notification.webhook_message import PING, TYPES, Signers, WebhookMessage, headers
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


def test_partners_read_of_each_type() -> None:
    table = re.findall(r"^\| `([a-z_.]+)` \| ", (ROOT / "docs" / "webhooks.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted({*TYPES.values(), PING})


def test_each_notice_to_a_partner_has_its_type_but_those_for_people_alone() -> None:
    rules = {each.partner.rule for each in TABLE.values() if isinstance(each.partner, ByMail)}
    assert set(TYPES) == rules - {"link_renewed", *OF_AN_ENTRY}


@given(SECRETS, st.text(min_size=1, max_size=60))
def test_the_partner_verifies_it_by_any_of_its_secrets(secrets: list[bytes], reference: str) -> None:
    message = WebhookMessage("id", "referral.offered", reference)
    sent = headers(message, Signers(secrets), now())
    for secret in secrets:
        assert Verifier(secret).verify(message.body(), sent)["data"]["reference"] == reference


@given(SECRETS, st.binary(min_size=24, max_size=64))
def test_no_other_secret_verifies_it(secrets: list[bytes], other: bytes) -> None:
    assume(other not in secrets)
    sent = headers(MESSAGE, Signers(secrets), now())
    with pytest.raises(WebhookVerificationError):
        Verifier(other).verify(MESSAGE.body(), sent)


def test_a_changed_byte_is_seen() -> None:
    sent = headers(MESSAGE, Signers([b"s" * 32]), now())
    with pytest.raises(WebhookVerificationError):
        Verifier(b"s" * 32).verify(MESSAGE.body().replace(b"4f50", b"4f51"), sent)


def test_a_later_try_has_the_same_id_and_body_and_a_time_of_its_own() -> None:
    first, later = (headers(MESSAGE, Signers([b"s" * 32]), at) for at in (AT, AT + timedelta(hours=4)))
    assert first["webhook-id"] == later["webhook-id"] == "0c7f"
    assert int(later["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 4 * 3600
    assert first["webhook-signature"] != later["webhook-signature"]


def by_public_key(written: str, body: bytes, sent: Mapping[str, str]) -> bool:
    """As a partner checks it who has libsodium and no secret of ours."""
    key = VerifyKey(base64.b64decode(written.removeprefix("whpk_")))
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    signatures = [each.split(",") for each in sent["webhook-signature"].split(" ")]
    return any(_is_by(key, signed, base64.b64decode(text)) for version, text in signatures if version == "v1a")


def _is_by(key: VerifyKey, signed: bytes, signature: bytes) -> bool:
    try:
        key.verify(signed, signature)
    except BadSignatureError:
        return False
    return True


def test_the_partner_verifies_it_by_either_public_key_or_either_secret() -> None:
    ours = SigningSecrets(b"k" * 32)
    newest, before, another = (ours.new("partner-a", AT) for _ in range(3))
    sent = headers(MESSAGE, ours.signers("partner-a", [newest, before]), now())
    assert [each.split(",")[0] for each in sent["webhook-signature"].split(" ")] == ["v1", "v1", "v1a", "v1a"]
    for each in (newest, before):
        public = ours.public_key("partner-a", each)
        assert public
        assert public.startswith("whpk_")
        assert by_public_key(public, MESSAGE.body(), sent)
        assert not by_public_key(public, MESSAGE.body() + b" ", sent)
        assert not by_public_key(public, MESSAGE.body(), sent | {"webhook-id": "0c80"})
        assert not by_public_key(public, MESSAGE.body(), sent | {"webhook-timestamp": "1"})
        Verifier(ours.written("partner-a", each)).verify(MESSAGE.body(), sent)
    other = ours.public_key("partner-a", another)
    assert other
    assert not by_public_key(other, MESSAGE.body(), sent)


def test_a_secret_of_an_earlier_release_signs_without_a_key() -> None:
    ours = SigningSecrets(b"k" * 32)
    older = ours.new("partner-a", AT).model_copy(update={"key_box": None})
    assert ours.public_key("partner-a", older) is None
    assert headers(MESSAGE, ours.signers("partner-a", [older]), AT)["webhook-signature"].count(",") == 1


def test_a_secret_and_its_key_are_of_one_partner_and_under_one_key() -> None:
    ours, other_key = SigningSecrets(b"k" * 32), SigningSecrets(b"l" * 32)
    sealed = ours.new("partner-a", AT)
    written, (opened,) = ours.written("partner-a", sealed), ours.signers("partner-a", [sealed]).secrets
    assert written.startswith("whsec_")
    assert Verifier(written).sign("id", AT, "x") == Verifier(opened).sign("id", AT, "x")
    swapped = sealed.model_copy(update={"box": sealed.key_box, "key_box": sealed.box})
    for key, partner, of in (
        (ours, "partner-b", [sealed]),
        (other_key, "partner-a", [sealed]),
        (ours, "partner-a", []),
        (ours, "partner-a", [swapped]),
    ):
        with pytest.raises(CannotOpen):
            key.signers(partner, of)
    with pytest.raises(CannotOpen):
        ours.public_key("partner-b", sealed)
