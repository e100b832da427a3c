"""Tokens of the channels' systems that may submit."""

import hashlib

from shared.state import State


class ChannelToken(State):
    """A token, shown once and stored as a digest only; it is random, so a fast hash is enough."""

    id: str
    name: str
    digest: str


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
