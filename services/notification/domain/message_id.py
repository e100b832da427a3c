"""The Message-IDs of our mails: whoever has seen only what is on the bus can make none up."""

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
    """Makes and proves Message-IDs.

    `key`: a secret of this service alone; `domain`: the sender's, so that the ids are nobody else's.
    """

    key: bytes = field(repr=False)
    domain: str

    def of(self, reference: str) -> str:
        """Returns the Message-ID: the same for the same mail, so that a second copy is recognised."""
        return f"<{reference}.{self._proof('message id', reference)}@{self.domain}>"

    def references_in(self, text: str) -> tuple[str, ...]:
        """Returns the references of those Message-IDs in a text that are ours."""
        found = OURS.findall(text)
        return tuple(reference for reference, proof in found if self._is_proven(reference, proof))

    def mark(self, reference: str, address: str) -> str:
        """Returns the mark by which a recipient of a mail is known again, without storing the address."""
        return self._proof("recipient", reference, address.lower())

    def of_reply(self, *parts: str) -> str:
        """Returns an id by which a mail that answers ours is known again; it says nothing of the mail."""
        return self._proof("reply", *parts)

    def _is_proven(self, reference: str, proof: str) -> bool:
        return hmac.compare_digest(self._proof("message id", reference), proof)

    def _proof(self, *parts: str) -> str:
        return hmac.digest(self.key, "\x1f".join(parts).encode(), "sha256").hex()[:LENGTH]
