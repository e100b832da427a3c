"""The secrets by which partners' systems know our messages: random, sealed in the store under a key of this service."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.sealing import CannotOpen
from shared.sealing.keys import decode, encode
from shared.sealing.sealed_field import associated, decrypt, encrypt

BYTES: Final = 32
"""Standard Webhooks 1.0: 24 to 64."""
PREFIX: Final = "whsec_"


@dataclass(frozen=True)
class SigningSecrets:
    key: bytes = field(repr=False)

    def new(self, partner_id: str) -> str:
        """A sealed one, for this partner alone."""
        return encode(encrypt(self.key, secrets.token_bytes(BYTES), _place(partner_id)))

    def open(self, partner_id: str, boxes: Sequence[str]) -> list[bytes]:
        """Raises CannotOpen for a box of another partner or under another key, and where there is none."""
        if not boxes:
            raise CannotOpen
        return [decrypt(self.key, decode(each), _place(partner_id)) for each in boxes]

    def written(self, partner_id: str, box: str) -> str:
        """As it is handed to the partner."""
        (secret,) = self.open(partner_id, [box])
        return PREFIX + base64.b64encode(secret).decode()


def _place(partner_id: str) -> bytes:
    return associated("webhook", partner_id)
