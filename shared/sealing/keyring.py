"""A service's private keys: the newest seals, and what was sealed for an older one still opens."""

from typing import Protocol

from shared.sealing.keys import CannotOpen, PrivateKey, PublicKey
from shared.secret import Secret, values


class Opener(Protocol):
    @property
    def public(self) -> PublicKey: ...

    def open(self, box: bytes) -> bytes: ...


class Keyring:
    """As the secret says at each use, the newest first."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    @property
    def public(self) -> PublicKey:
        return self.keys[0].public

    @property
    def keys(self) -> list[PrivateKey]:
        return [PrivateKey.from_text(each) for each in values(self._secret())]

    def open(self, box: bytes) -> bytes:
        for key in self.keys:
            try:
                return key.open(box)
            except CannotOpen:
                continue
        raise CannotOpen
