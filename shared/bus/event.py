"""An event as a handler sees it, and the shapes of those who handle one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from shared.bus.transaction import Transaction
from shared.contracts.message import Message

M = TypeVar("M", bound=Message, covariant=True)


@dataclass(frozen=True)
class Event(Generic[M]):
    id: str
    type: str
    source: str
    subject: str
    time: datetime
    key: str
    sequence: int
    cause: str | None
    data: M


Handler = Callable[[Transaction, Event[Any]], Awaitable[None]]
"""Applies one event in the bus's transaction; TryLater and Never steer, anything else is a bug and parks."""

EventHandlers = Mapping[type[Message], Handler]
"""Everything a service event_handlers: one handler for each type that the catalogue assigns to it."""


BatchHandler = Callable[[Transaction, Sequence[Event[Any]]], Awaitable[None]]
"""Applies events of any heard types and keys as their handlers would one by one, in fewer commands. It says nothing."""


@dataclass(frozen=True)
class ExternalEvent(Event[M]):
    """From outside: `sender` is the opaque part of its topic, the only thing about its origin that is believed."""

    sender: str


ExternalHandlers = Mapping[type[Message], Callable[[Transaction, ExternalEvent[Any]], Awaitable[None]]]
"""Handlers of what outsiders write; each message takes effect once, in no order."""

Why = Literal["id-reused", "unreadable", "stopped"]


@dataclass(frozen=True)
class Rejection:
    """A record that was not taken, or the last one before its topic was stopped; `id` and `key` as far as readable."""

    topic: str
    sender: str
    offset: int
    why: Why
    id: str | None = None
    key: str | None = None


OnRejected = Callable[[Transaction, Rejection], Awaitable[None]]
"""Tells the sender, if there is a way to tell."""

Listener = Callable[[Event[Any]], Awaitable[None]]
"""Takes one message of a bus topic: no sequence, no transaction, the newest counts."""

BroadcastHandlers = Mapping[type[Message], Listener]
