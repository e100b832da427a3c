"""Shows the operator the requests that wait or were refused, never their content; retries and discards refused ones."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from services.intake.handlers.requests.opened import kind_of
from services.intake.store.face import WAITING
from shared.store import Store
from shared.telemetry import metrics


@dataclass(frozen=True)
class RefusedRequest:
    id: str
    kind: str
    reason: str
    at: datetime | None


async def measure(face: Store) -> None:
    metrics.FACE_REQUESTS_WAITING.set(await face["requests"].count_documents(WAITING))
    metrics.FACE_REQUESTS_REFUSED.set(await face["requests"].count_documents({"state": "refused"}))


async def refused(face: Store) -> AsyncIterator[RefusedRequest]:
    async for found in face["requests"].find({"state": "refused"}, {"kind": 1, "reason": 1, "at": 1}):
        at = found.get("at")
        hour = at if isinstance(at, datetime) else None
        yield RefusedRequest(str(found["_id"]), kind_of(found.get("kind")), str(found.get("reason")), hour)


async def retry(face: Store, request_id: str) -> bool:
    """Lets a refused request wait again, from the start; returns False where no such request was refused."""
    again = {"$set": {"state": "waiting", "tries": 0, "reason": None}, "$unset": {"erase_after": 1}}
    done = await face["requests"].update_one({"_id": request_id, "state": "refused"}, again)
    return done.modified_count == 1


async def discard(face: Store, request_id: str) -> bool:
    done = await face["requests"].delete_one({"_id": request_id, "state": "refused"})
    return done.deleted_count == 1
