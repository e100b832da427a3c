"""Shows the operator the requests that wait or were refused, never their content."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from services.intake.handlers.requests.opened import kind_of
from services.intake.store.face import count_requests, refused_requests
from shared.store import Store
from shared.telemetry import metrics


@dataclass(frozen=True)
class RefusedRequest:
    id: str
    kind: str
    reason: str
    at: datetime | None


async def measure(face: Store) -> None:
    metrics.FACE_REQUESTS_WAITING.set(await count_requests(face, "waiting"))
    metrics.FACE_REQUESTS_REFUSED.set(await count_requests(face, "refused"))


async def refused(face: Store) -> AsyncIterator[RefusedRequest]:
    async for found in refused_requests(face):
        at = found.get("at")
        hour = at if isinstance(at, datetime) else None
        yield RefusedRequest(str(found["_id"]), kind_of(found.get("kind")), str(found.get("reason")), hour)
