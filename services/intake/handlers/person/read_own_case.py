"""The person reads messages, hand-overs and progress with the receipt code, and what still waits for the desk."""

from pydantic import BaseModel

from services.intake.domain.concern import Concern
from services.intake.domain.request import BODIES, Request
from services.intake.domain.thread_content import ThreadContent
from services.intake.domain.waiting_content import begun_by, with_waiting
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import OpenedThread, Ticket, open_thread
from services.intake.sealed_fields import is_signed, open_request, open_shown
from shared.errors import NotFound
from shared.sealing import CannotOpen, DataKey


async def read_own_case(face: FaceDependencies, ticket: Ticket) -> ThreadContent:
    """Returns the content of the thread. Raises NotFound like open_thread."""
    return content_of(await open_thread(face, ticket))


def content_of(opened: OpenedThread) -> ThreadContent:
    said = [(each, body) for each in opened.waiting if (body := _said(opened.key, each))]
    if opened.thread:
        return with_waiting(open_shown(opened.key, opened.thread), said)
    begins = next(((request, body) for request, body in said if request.begins), None)
    if begins is None:
        raise NotFound
    request, body = begins
    return with_waiting(begun_by(request, body if isinstance(body, Concern) else None), said)


def _said(key: DataKey, request: Request) -> BaseModel | None:
    """Opens the body of a waiting request; None where the desk will refuse it."""
    model = BODIES.get(request.kind)
    if model is None or not is_signed(key, request):
        return None
    try:
        body: BaseModel = model.model_validate_json(open_request(key, request))
    except (CannotOpen, ValueError):
        return None
    return body
