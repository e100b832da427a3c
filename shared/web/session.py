"""The staff's sign-in, kept in one sealed cookie that every service behind the staff door opens with the same key."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.clock import Clock, now
from shared.secret import Secret
from shared.web.body import is_form, replayed, whole
from shared.web.sealed_cookie import SealedCookie
from shared.web.signed_out import LONGEST, SignedOut

IDLE: Final = timedelta(minutes=30)
RENEW_AFTER: Final = timedelta(minutes=1)
OPEN_FOR: Final = timedelta(minutes=30)
LARGEST: Final = 2_560
"""Characters of a sign-in as text; sealed and in base64 they stay below the 3.5 KiB that every browser keeps."""

STAFF: Final = UUID("4f4d7d3e-9c5f-4d6b-8c0e-2a1b7f6d5e90")
HOMES: Final = {"operator": "/statistics/betrieb", "analyst": "/statistics"}


@dataclass(frozen=True)
class Staff:
    sub: str
    name: str
    role: str
    sid: str
    began: datetime
    seen: datetime
    opened: Mapping[str, datetime] = field(default_factory=dict)
    """Cases of others, opened with a reason, and until when."""

    @property
    def reference(self) -> str:
        """How other services know this person; says nothing about who it is."""
        return reference_of(self.sub)

    def has_opened(self, case: str, now: datetime) -> bool:
        return case in self.opened and now < self.opened[case]

    def opening(self, case: str, now: datetime) -> "Staff":
        """May see this case of somebody else for a while; beyond what the cookie holds the oldest opening ends."""
        still = {each: until for each, until in self.opened.items() if now < until and each != case}
        return bounded(replace(self, opened=still | {case: now + OPEN_FOR}))

    @property
    def home(self) -> str:
        """Where the work of this role begins."""
        return HOMES.get(self.role, "/desk")


def bounded(staff: Staff) -> Staff:
    """With as many openings, the newest, as LARGEST leaves room for."""
    opened = dict(sorted(staff.opened.items(), key=lambda each: each[1]))
    while opened and len(to_text(replace(staff, opened=opened))) > LARGEST:
        del opened[next(iter(opened))]
    return replace(staff, opened=opened)


def is_current(staff: Staff, now: datetime) -> bool:
    return now - staff.seen < IDLE and now - staff.began < LONGEST


def reference_of(sub: str) -> str:
    return str(uuid5(STAFF, sub))


def staff_cookie(cookie_key: str | Secret) -> SealedCookie:
    return SealedCookie("__Host-lotse-staff", cookie_key)


def to_text(staff: Staff) -> str:
    return json.dumps(asdict(staff), default=datetime.timestamp)


def from_text(text: str) -> Staff:
    fields = json.loads(text)
    times = {name: datetime.fromtimestamp(fields[name], UTC) for name in ("began", "seen")}
    opened = {case: datetime.fromtimestamp(until, UTC) for case, until in fields.get("opened", {}).items()}
    return Staff(**(fields | times | {"opened": opened}))


class StaffSession:
    """Opens the cookie into `request.state.staff` and lets it slide, whichever service answers.

    Where the sign-in is over, a form is read before the application asks for it, into `request.state.interrupted`, so
    that it is not lost when the application asks to sign in: stands inside the limit of bodies.
    """

    def __init__(
        self, app: ASGIApp, cookie_key: str | Secret, signed_out: SignedOut | None, clock: Clock = now
    ) -> None:
        self.app = app
        self.cookie = staff_cookie(cookie_key)
        self.signed_out = signed_out
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request, at = Request(scope), self.clock()
        text = self.cookie.open(request.cookies)
        staff = from_text(text) if text else None
        if staff is None:
            return await self.app(scope, receive, send)
        if not is_current(staff, at) or (self.signed_out and self.signed_out.has(staff.sid)):
            return await self.app(scope, await interrupted(request, staff, receive), send)
        request.state.staff = staff
        slides = at - staff.seen >= RENEW_AFTER

        async def send_renewed(message: Message) -> None:
            if message["type"] == "http.response.start" and slides:
                headers = MutableHeaders(scope=message)
                if not any(line.startswith(f"{self.cookie.name}=") for line in headers.getlist("set-cookie")):
                    headers.append("set-cookie", self.cookie.header(to_text(replace(staff, seen=at))))
            await send(message)

        return await self.app(scope, receive, send_renewed)


@dataclass(frozen=True)
class Interrupted:
    """Who was signed in, and the body of the form that came too late."""

    sub: str
    body: bytes = field(repr=False)


async def interrupted(request: Request, former: Staff, receive: Receive) -> Receive:
    if not is_form(request.scope):
        return receive
    body = await whole(receive)
    request.state.interrupted = Interrupted(former.sub, body)
    return replayed(body, receive)
