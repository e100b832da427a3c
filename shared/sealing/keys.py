"""A service's key pair (X25519) and the random key of one case (AES-256)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Self
from uuid import uuid4

import nacl.public
from nacl.exceptions import CryptoError


class CannotOpen(Exception):
    """The box was sealed for another key or another place, or was changed since. Says nothing about the content."""


@dataclass(frozen=True)
class PublicKey:
    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(decode(text))

    def to_text(self) -> str:
        return encode(self.raw)

    @property
    def fingerprint(self) -> str:
        """Names the key pair beside everything that is wrapped for it."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    def seal(self, plain: bytes) -> bytes:
        """Seals anonymously: only the private key's holder can open the box, and nobody can tell who sealed it."""
        return bytes(nacl.public.SealedBox(nacl.public.PublicKey(self.raw)).encrypt(plain))


@dataclass(frozen=True)
class PrivateKey:
    raw: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(bytes(nacl.public.PrivateKey.generate()))

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(decode(text))

    def to_text(self) -> str:
        return encode(self.raw)

    @property
    def public(self) -> PublicKey:
        return PublicKey(bytes(nacl.public.PrivateKey(self.raw).public_key))

    def open(self, box: bytes) -> bytes:
        try:
            return bytes(nacl.public.SealedBox(nacl.public.PrivateKey(self.raw)).decrypt(box))
        except CryptoError:
            raise CannotOpen from None


@dataclass(frozen=True)
class DataKey:
    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(str(uuid4()), secrets.token_bytes(32))


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
