"""The secrets and key pairs by which partners' systems know our messages.

They are random, and sealed under a key of this service.
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.notification.domain.webhook import SigningSecret
from services.notification.webhook_message import Signers
from shared.sealing import CannotOpen
from shared.sealing.keys import decode, encode
from shared.sealing.sealed_field import associated, decrypt, encrypt

BYTES: Final = 32
"""Bytes of a secret; Standard Webhooks 1.0 allows 24 to 64."""
PREFIX: Final = "whsec_"
PUBLIC_PREFIX: Final = "whpk_"
"""The prefix of a public key as it is handed out, in base64 (Standard Webhooks 1.0).

A private key is never handed out.
"""


@dataclass(frozen=True)
class SigningSecrets:
    key: bytes = field(repr=False)

    def new(self, partner_id: str, now: datetime) -> SigningSecret:
        """Makes a secret and a key pair for this partner alone."""
        box = self._seal(secrets.token_bytes(BYTES), _place(partner_id))
        key_box = self._seal(Ed25519PrivateKey.generate().private_bytes_raw(), _key_place(partner_id))
        return SigningSecret(box=box, made=now, key_box=key_box)

    def signers(self, partner_id: str, valid: Sequence[SigningSecret]) -> Signers:
        """Opens what signs messages to this partner.

        Raises CannotOpen for a secret of another partner or under another key, and where there is none.
        """
        if not valid:
            raise CannotOpen
        opened = [decrypt(self.key, decode(each.box), _place(partner_id)) for each in valid]
        return Signers(opened, [self._private(partner_id, each.key_box) for each in valid if each.key_box])

    def written(self, partner_id: str, sealed: SigningSecret) -> str:
        """Returns the shared secret as it is handed to the partner."""
        (secret,) = self.signers(partner_id, [sealed]).secrets
        return PREFIX + base64.b64encode(secret).decode()

    def public_key(self, partner_id: str, sealed: SigningSecret) -> str | None:
        """Returns the public key as it is handed to the partner; None for a secret of an earlier release."""
        if sealed.key_box is None:
            return None
        public = self._private(partner_id, sealed.key_box).public_key()
        return PUBLIC_PREFIX + base64.b64encode(public.public_bytes_raw()).decode()

    def _private(self, partner_id: str, key_box: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(decrypt(self.key, decode(key_box), _key_place(partner_id)))

    def _seal(self, plain: bytes, place: bytes) -> str:
        return encode(encrypt(self.key, plain, place))


def _place(partner_id: str) -> bytes:
    return associated("webhook", partner_id)


def _key_place(partner_id: str) -> bytes:
    return associated("webhook-key", partner_id)
