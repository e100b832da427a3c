"""A service's private keys: the newest one seals, and older ones still open what was sealed for them."""

from typing import Protocol

from shared.sealing.keys import CannotOpen, PrivateKey, PublicKey
from shared.secret import Secret, values


class Opener(Protocol):
    @property
    def public(self) -> PublicKey: ...

    def open(self, box: bytes) -> bytes: ...


class Sealer(Protocol):
    @property
    def fingerprint(self) -> str: ...

    def to_text(self) -> str: ...

    def seal(self, plain: bytes) -> bytes: ...


class PublishedKey:
    """A public key that is read from the secret at each use, so that after a rotation it seals for the new pair."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    @property
    def fingerprint(self) -> str:
        return self._now.fingerprint

    def to_text(self) -> str:
        return self._now.to_text()

    def seal(self, plain: bytes) -> bytes:
        return self._now.seal(plain)

    @property
    def _now(self) -> PublicKey:
        return PublicKey.from_text(self._secret())


class Keyring:
    """Private keys that are read from the secret at each use, the newest first."""

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
