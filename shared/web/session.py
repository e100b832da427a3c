"""The staff's sign-in: issued by the desk in one cookie, opened by every service behind the staff door.

The desk confirms it again after CONFIRM_AFTER, and signs a new cookie; the other services send the browser there.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any, Final
from uuid import UUID, uuid5

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import Clock, now
from shared.web import staff_cookie
from shared.web.opening import Opening
from shared.web.signed_out import LONGEST, SignedOut
from shared.web.staff_cookie import StaffCookie

IDLE: Final = timedelta(minutes=30)
CONFIRM_AFTER: Final = timedelta(minutes=10)
CONFIRMED_FOR: Final = timedelta(minutes=15)
"""Time for which a role can still be used after it was taken away."""

TRY_AGAIN_AFTER: Final = timedelta(minutes=1)
OPEN_FOR: Final = timedelta(minutes=30)
LARGEST: Final = 2_470
"""Characters of a sign-in as text: signed, sealed and in base64, it is below the 3.5 KiB that every browser keeps."""

STAFF: Final = UUID("4f4d7d3e-9c5f-4d6b-8c0e-2a1b7f6d5e90")
HOMES: Final = {"operator": "/statistics/betrieb", "analyst": "/statistics"}


@dataclass(frozen=True)
class Staff:
    """`seen`: when the desk last confirmed this sign-in; `tried`: when it last asked the provider in vain."""

    sub: str
    name: str
    role: str
    sid: str
    began: datetime
    seen: datetime
    tried: datetime | None = None
    opened: Mapping[str, Opening] = field(default_factory=dict)
    """Colleagues' cases, opened with a reason, and until when."""

    @property
    def reference(self) -> str:
        """The id by which other services know this person; it does not reveal who they are."""
        return reference_of(self.sub)

    def has_opened(self, case: str, now: datetime) -> bool:
        return case in self.opened and now < self.opened[case].until

    def opening(self, case: str, now: datetime, reason: str) -> "Staff":
        """Returns the sign-in with a colleague's case open for OPEN_FOR; the oldest close where the cookie is full."""
        still = {each: known for each, known in self.closing(case).opened.items() if now < known.until}
        return bounded(replace(self, opened=still | {case: Opening(now + OPEN_FOR, reason)}))

    def closing(self, case: str) -> "Staff":
        """Returns the sign-in for which this case needs a reason again."""
        return replace(self, opened={each: known for each, known in self.opened.items() if each != case})

    @property
    def home(self) -> str:
        """The page on which the work of this role begins."""
        return HOMES.get(self.role, "/desk/tasks")


def bounded(staff: Staff) -> Staff:
    """Returns the sign-in with as many of its openings, the newest, as LARGEST leaves room for."""
    opened = dict(sorted(staff.opened.items(), key=lambda each: each[1].until))
    while opened and len(to_text(replace(staff, opened=opened))) > LARGEST:
        del opened[next(iter(opened))]
    return replace(staff, opened=opened)


class Standing(Enum):
    """CONFIRMED counts; DUE counts too and is to be confirmed; UNCONFIRMED counts only once confirmed; OVER is over."""

    CONFIRMED = auto()
    DUE = auto()
    UNCONFIRMED = auto()
    OVER = auto()


def standing(staff: Staff, now: datetime) -> Standing:
    if now - staff.seen >= IDLE or now - staff.began >= LONGEST:
        return Standing.OVER
    if now - staff.seen >= CONFIRMED_FOR:
        return Standing.UNCONFIRMED
    is_due = now - staff.seen >= CONFIRM_AFTER and (staff.tried is None or now - staff.tried >= TRY_AGAIN_AFTER)
    return Standing.DUE if is_due else Standing.CONFIRMED


def reference_of(sub: str) -> str:
    return str(uuid5(STAFF, sub))


def to_text(staff: Staff) -> str:
    return json.dumps(asdict(staff), default=datetime.timestamp)


def from_text(text: str) -> Staff:
    fields = json.loads(text)
    times = {name: datetime.fromtimestamp(fields[name], UTC) for name in ("began", "seen", "tried") if fields.get(name)}
    opened = {case: _opening(known) for case, known in fields.get("opened", {}).items()}
    return Staff(**(fields | times | {"opened": opened}))


def _opening(known: list[Any] | float) -> Opening:
    """Reads an opening, of which an earlier release kept the time alone."""
    until, reason = known if isinstance(known, list) else (known, "")
    return Opening(datetime.fromtimestamp(until, UTC), reason)


class StaffSession:
    """Opens the cookie into `request.state`, and answers with the new cookie that the desk issued in `state.issued`.

    `state.sign_in` is the Staff that signed in, perhaps still to be confirmed; `state.staff` is the same one where it
    counts already. `state.former` is the Staff whose sign-in is over.
    """

    def __init__(self, app: ASGIApp, cookie: StaffCookie, signed_out: SignedOut | None, clock: Clock = now) -> None:
        self.app = app
        self.cookie = cookie
        self.signed_out = signed_out
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        text = self.cookie.open(request.cookies)
        if text is None:
            return await self.app(scope, receive, send)
        self._note(request, from_text(text))

        async def send_issued(message: Message) -> None:
            issued = scope["state"].get("issued")
            if message["type"] == "http.response.start" and issued is not None:
                headers = MutableHeaders(scope=message)
                if not any(line.startswith(f"{staff_cookie.NAME}=") for line in headers.getlist("set-cookie")):
                    headers.append("set-cookie", issued)
            await send(message)

        return await self.app(scope, receive, send_issued)

    def _note(self, request: Request, held: Staff) -> None:
        stands = standing(held, self.clock())
        if stands is Standing.OVER or (self.signed_out and self.signed_out.has(held.sid)):
            request.state.former = held
            return
        request.state.sign_in = held
        if stands is not Standing.UNCONFIRMED:
            request.state.staff = held
