"""Opens a request; it is believed only where the MAC fits the thread's data key."""

from dataclasses import dataclass, field

from pydantic import BaseModel

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import BEGINS_A_THREAD, BODIES, Request, ids_of_contact
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.sealed_fields import is_signed, open_request
from services.intake.store.face import THREADS, is_beginning
from shared.sealing import CannotOpen, DataKey, Erased
from shared.sealing.keystore import unwrapped


def kind_of(kind: object) -> str:
    """Returns the kind if it is one of ours, else `unknown`: what the face wrote may be anything."""
    return kind if isinstance(kind, str) and kind in BODIES else "unknown"


class Refused(Exception):
    """A request that is not taken: it changed nothing, and a human is told.

    `reason` is one of a few words of ours, never a text that somebody sent.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BehindItsBeginning(Exception):
    """The request that begins the thread still waits: whether this one is right cannot be said yet, so it waits too."""


@dataclass(frozen=True)
class OpenedRequest:
    """A request that is believed; `thread` is None where it begins one, until the body says whether a case begins."""

    request: Request
    thread: ThreadId | None
    key: DataKey = field(repr=False)
    body: BaseModel = field(repr=False)


async def opened(desk: DeskDependencies, request: Request) -> OpenedRequest:
    """Opens the request and checks its MAC.

    Raises Refused for an unknown kind or thread, and where MAC, kind or place do not fit; BehindItsBeginning where the
    request that begins the thread still waits. A body that is not of its kind raises ValueError: it was sealed with the
    right key, so that is a defect and not an attack.
    """
    if request.kind not in BODIES:
        raise Refused("unknown-kind")
    if request.kind in BEGINS_A_THREAD:
        thread, key = None, brought_along(desk, request)
    else:
        thread, key = await _of_thread(desk, request.locator)
    if not is_signed(key, request):
        raise Refused("wrong-mac")
    try:
        body = BODIES[request.kind].model_validate_json(open_request(key, request))
    except CannotOpen:
        raise Refused("cannot-open") from None
    return OpenedRequest(request, thread, key, body)


def brought_along(desk: DeskDependencies, request: Request) -> DataKey:
    """Returns the data key that a new thread brings along.

    Raises Refused where key or number are missing or wrong, or the ids that the sender was told do not follow from it.
    """
    begins, private = request.begins, desk.keys.private
    assert private is not None
    if begins is None or request.number != 0:
        raise Refused("incomplete")
    kid = str(request.sealed.get("kid"))
    try:
        key = unwrapped(private, request.id, {"kid": kid, "box": begins.for_team})
        contact_id, case_id = ids_of_contact(request.id, kid)
    except (CannotOpen, ValueError):
        raise Refused("cannot-open") from None
    if request.contact_id != contact_id or request.case_id not in (None, case_id):
        raise Refused("other-ids")
    return key


async def _of_thread(desk: DeskDependencies, locator: str) -> tuple[ThreadId, DataKey]:
    found = await THREADS.look_up(desk.face, id=locator)
    if found is None:
        if await is_beginning(desk.face, locator):
            raise BehindItsBeginning
        found = await THREADS.look_up(desk.face, id=locator)  # it may have begun between the two looks
    if found is None:
        raise Refused("unknown-thread")
    try:
        return found.thread, await desk.keys.get(found.thread)
    except Erased:
        raise Refused("unknown-thread") from None
