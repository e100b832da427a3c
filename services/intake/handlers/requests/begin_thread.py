"""A submission becomes contact and case, and its receipt code opens the thread from now on."""

from services.intake.domain.concern import Concern
from services.intake.domain.contact import Recorded
from services.intake.domain.request import BoxBody, ids_of_contact
from services.intake.domain.submission import concern_of
from services.intake.domain.thread import Thread
from services.intake.domain.thread_content import OpenedMessage, ThreadContent
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.new_contact import add_contact, new_contact
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.handlers.services.unseal import open_box
from services.intake.sealed_fields import seal_shown
from services.intake.store.face import THREADS, at_face
from shared.bus import Transaction
from shared.errors import Never
from shared.sealing import Erased
from shared.sealing.keys import decode


def concern_in(desk: DeskDependencies, given: OpenedRequest) -> Concern:
    """Raises Refused where a channel sealed it for somebody else."""
    if isinstance(given.body, Concern):
        return given.body
    assert isinstance(given.body, BoxBody)
    try:
        return concern_of(open_box(desk, decode(given.body.box)), {})
    except Never:
        raise Refused("box-cannot-be-opened") from None


def recorded_by(given: OpenedRequest, concern: Concern) -> Recorded:
    contact_id, case_id = ids_of_contact(given.request.id, given.key.id)
    return new_contact(concern, given.request.at, contact_id, case_id)


async def keep_key(desk: DeskDependencies, given: OpenedRequest, recorded: Recorded) -> None:
    """Before the transaction that uses it. Raises Refused for what was erased since it was taken the first time."""
    try:
        kept = await desk.keys.keep(recorded.state.thread, given.key)
    except Erased:
        raise Refused("erased") from None
    if not kept:
        raise Refused("other-ids")


async def begin_thread(tx: Transaction, given: OpenedRequest, concern: Concern, recorded: Recorded) -> None:
    begins = given.request.begins
    assert begins is not None
    first = OpenedMessage(message=await add_contact(tx, recorded, concern, given.key), text=concern.text)
    content = ThreadContent(
        begun=first.message.at,
        messages=(first,),
        safe_contact=concern.safe_contact,
        on_behalf=recorded.state.is_on_behalf,
    )
    locator = given.request.locator
    shown = seal_shown(given.key, locator, content)
    thread = Thread(id=locator, thread=recorded.state.thread, receipt=begins.receipt, shown=shown)
    await THREADS.add(at_face(tx), thread)
