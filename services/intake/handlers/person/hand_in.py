"""Writes a request, sealed and signed with the thread's data key: the one way by which the face accepts something.

`hand_in` puts a request behind all that waits in a thread; `submit` calls `keep` for the request that begins one.
"""

from pydantic import BaseModel

from services.intake.domain.acceptance import keyed
from services.intake.domain.request import Kind, Request
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import OpenedThread
from services.intake.sealed_fields import seal_request, signature
from services.intake.store.face import REQUESTS, waiting_in
from shared.clock import whole_hour
from shared.errors import Unavailable
from shared.failpoint import failpoint
from shared.sealing import DataKey

AGAIN = "again"
TRIES = 5
"""Tries to get a place in the thread, so that as many browser tabs may hand in at the same moment."""


async def hand_in(face: FaceDependencies, opened: OpenedThread, kind: Kind, body: BaseModel, *attempt: str) -> None:
    """Returns when the majority of the store has the request.

    The same attempt again changes nothing, but one that the desk refused may be handed in once more. Raises Unavailable
    where that was refused too, or others were faster each time.
    """
    for named in (attempt, (*attempt, AGAIN)):
        request_id = keyed(face.pepper, "request", kind, opened.locator, *named)
        if await _keep_next(face, opened, kind, body, request_id):
            return
    raise Unavailable


async def _keep_next(
    face: FaceDependencies, opened: OpenedThread, kind: Kind, body: BaseModel, request_id: str
) -> bool:
    """Puts the request behind all that waits in the thread; returns False where the desk refused it before."""
    waiting = opened.waiting
    for _ in range(TRIES):
        number = max((each.number for each in waiting), default=0) + 1
        unsigned = Request(
            id=request_id,
            kind=kind,
            locator=opened.locator,
            number=number,
            at=whole_hour(face.clock()),
            sealed=seal_request(opened.key, kind, opened.locator, request_id, body),
        )
        if await keep(face, opened.key, unsigned):
            return True
        if earlier := await REQUESTS.look_up(face.store, id=request_id):
            return earlier.state != "refused"
        waiting = await waiting_in(face.store, opened.locator)
    raise Unavailable


async def keep(face: FaceDependencies, key: DataKey, unsigned: Request) -> bool:
    """Accepts the request by one insert; returns False where its id, or its place in the thread, is taken."""
    signed = unsigned.model_copy(update={"mac": signature(key, unsigned)})
    if not await face.mailbox.keep(signed):
        return False
    failpoint("accept.after_request")
    return True
