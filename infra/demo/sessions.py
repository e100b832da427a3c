"""The sessions at the demo's OpenID provider, and the tickets, codes and refresh tokens that belong to them."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Final

from infra.demo.people import Person

CODE_LIVES: Final = 120
SESSION_LIVES: Final = 8 * 3600


@dataclass(frozen=True)
class Asked:
    """One authorization request: the parameters that its answer needs."""

    state: str
    nonce: str
    challenge: str


@dataclass
class Session:
    """A signed-in person. `roles` may be changed meanwhile, as by an administrator; `acr` tells how they signed in."""

    id: str
    person: Person
    roles: list[str]
    until: float
    acr: str = "1"


@dataclass(frozen=True)
class Grant:
    """The session and the request behind an authorization code; `until`: when the code expires."""

    session: str
    asked: Asked
    until: float


@dataclass
class Sessions:
    """The open sessions. Tickets, codes and refresh tokens work once."""

    _tickets: dict[str, tuple[Person, Asked, float]] = field(default_factory=dict)
    _codes: dict[str, Grant] = field(default_factory=dict)
    _refresh: dict[str, str] = field(default_factory=dict)
    _open: dict[str, Session] = field(default_factory=dict)

    @property
    def all(self) -> list[Session]:
        return list(self._open.values())

    def ticket(self, person: Person, asked: Asked) -> str:
        made = secrets.token_urlsafe(24)
        self._tickets[made] = person, asked, time.monotonic() + CODE_LIVES
        return made

    def begin(self, ticket: str) -> tuple[Session, Asked] | None:
        person, asked, until = self._tickets.pop(ticket, (None, None, 0.0))
        if person is None or asked is None or time.monotonic() > until:
            return None
        session = Session(secrets.token_urlsafe(24), person, [person.role], time.monotonic() + SESSION_LIVES)
        self._open[session.id] = session
        return session, asked

    def open(self, id: str) -> Session | None:
        found = self._open.get(id)
        return found if found and time.monotonic() < found.until else None

    def end(self, id: str) -> Session | None:
        return self._open.pop(id, None)

    def code(self, session: Session, asked: Asked) -> str:
        made = secrets.token_urlsafe(24)
        self._codes[made] = Grant(session.id, asked, time.monotonic() + CODE_LIVES)
        return made

    def exchange(self, code: str) -> Grant | None:
        found = self._codes.pop(code, None)
        return found if found and time.monotonic() <= found.until else None

    def refresh(self, session: Session) -> str:
        made = secrets.token_urlsafe(24)
        self._refresh[made] = session.id
        return made

    def renew(self, refresh_token: str) -> Session | None:
        return self.open(self._refresh.pop(refresh_token, ""))
