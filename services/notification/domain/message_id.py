"""The Message-IDs of our mails: whoever has seen only what is on the bus can name none."""

import hmac
import re
from dataclasses import dataclass, field
from typing import Final

from services.notification.domain.reference import REFERENCE

LENGTH: Final = 32
"""Hexadecimal digits of the proof: 128 bits."""
OURS: Final = re.compile(rf"<({REFERENCE})\.([0-9a-f]{{{LENGTH}}})@[^<>\s]+>")


@dataclass(frozen=True)
class MessageIds:
    """`key`: a secret of this service alone; `domain`: of the sender, so that the ids are nobody else's."""

    key: bytes = field(repr=False)
    domain: str

    def of(self, reference: str) -> str:
        """The same for the same mail, so that a second copy is recognised."""
        return f"<{reference}.{self._proof('message id', reference)}@{self.domain}>"

    def references_in(self, text: str) -> tuple[str, ...]:
        """Of those Message-IDs in a text that we gave."""
        found = OURS.findall(text)
        return tuple(reference for reference, proof in found if self._is_proven(reference, proof))

    def mark(self, reference: str, address: str) -> str:
        """By which a recipient of a mail is known again, without its address in the store."""
        return self._proof("recipient", reference, address.lower())

    def of_reply(self, *parts: str) -> str:
        """By which a mail in answer to ours is known again; says nothing of it."""
        return self._proof("reply", *parts)

    def _is_proven(self, reference: str, proof: str) -> bool:
        return hmac.compare_digest(self._proof("message id", reference), proof)

    def _proof(self, *parts: str) -> str:
        return hmac.digest(self.key, "\x1f".join(parts).encode(), "sha256").hex()[:LENGTH]
