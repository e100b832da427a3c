"""Requests that begin a thread, made by hand, as anyone with the face's login can make them."""

from uuid import uuid4

from pydantic import BaseModel

from services.intake.domain.request import Kind, Request, ids_of_contact
from services.intake.sealed_fields import seal_request, signature
from shared.clock import now, whole_hour
from shared.sealing import DataKey, receipt
from shared.sealing.keystore import wrapping
from tests.harness.services.intake import TEAM_KEY


def a_beginning(kind: Kind, body: BaseModel, locator: str, kid: str | None = None) -> tuple[Request, DataKey]:
    """Returns an unsigned request that begins a new thread, and the thread's data key."""
    key, request_id = DataKey(kid or str(uuid4()), DataKey.generate().secret), f"request {uuid4()}"
    team, (contact_id, _) = wrapping(key, request_id, TEAM_KEY.public), ids_of_contact(request_id, key.id)
    unsigned = Request(
        id=request_id,
        kind=kind,
        locator=locator,
        number=0,
        at=whole_hour(now()),
        sealed=seal_request(key, kind, locator, request_id, body),
        contact_id=contact_id,
        begins={
            "for_team": team["box"],
            "wrapped_for": team["wrapped_for"],
            "receipt": receipt.wrap(bytes(32), key, locator),
        },
    )
    return unsigned, key


def signed(request: Request, key: DataKey) -> Request:
    return request.model_copy(update={"mac": signature(key, request)})
