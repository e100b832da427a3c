"""Makes contacts and cases of submissions; from then on each receipt code opens its thread.

Many threads begin in one transaction; a request that cannot be taken that way is left to be taken alone.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain.concern import Concern
from services.intake.domain.contact import Recorded
from services.intake.domain.ids import ThreadId
from services.intake.domain.request import BoxBody, Request, ids_of_contact
from services.intake.domain.submission import concern_of
from services.intake.domain.thread import Message, Thread
from services.intake.domain.thread_content import OpenedMessage, ThreadContent
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.new_contact import NewContact, add_contacts, new_contact
from services.intake.handlers.requests.claim import Claim, claim
from services.intake.handlers.requests.opened import OpenedRequest, Refused, opened
from services.intake.handlers.services.unseal import open_box
from services.intake.sealed_fields import seal_shown
from services.intake.store.face import THREADS, at_face
from shared.bus import Transaction
from shared.errors import Never
from shared.failpoint import failpoint
from shared.sealing import Erased
from shared.sealing.keys import decode
from shared.store import AWAY

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Begun:
    """A submission as it was opened, and the contact that was decided from it."""

    given: OpenedRequest
    concern: Concern = field(repr=False)
    recorded: Recorded

    @property
    def thread(self) -> ThreadId:
        return self.recorded.state.thread


def begun_by(desk: DeskDependencies, given: OpenedRequest) -> Begun:
    """Decides what a submission begins. Raises Refused where a channel sealed it for somebody else."""
    concern = _concern_in(desk, given)
    contact_id, case_id = ids_of_contact(given.request.id, given.key.id)
    return Begun(given, concern, new_contact(concern, given.request.at, contact_id, case_id))


async def keep_key(desk: DeskDependencies, begun: Begun) -> None:
    """Keeps the thread's key, before the transaction that uses it.

    Raises Refused where the thread was erased since the request was first taken, or another key is kept for it.
    """
    try:
        kept = await desk.keys.keep(begun.thread, begun.given.key)
    except Erased:
        raise Refused("erased") from None
    if not kept:
        raise Refused("other-ids")


def after_key() -> None:
    """Marks where a fault test may end the process: a key is kept, and nothing is sealed with it yet."""
    failpoint("request.after_key")


async def begin_threads(tx: Transaction, found_by: bytes, begun: Sequence[Begun]) -> None:
    """Begins the threads with the store commands of one. Raises DuplicateKeyError where a locator is taken."""
    new = [NewContact(each.recorded, each.concern, each.given.key) for each in begun]
    firsts = await add_contacts(tx, found_by, new)
    threads = [_thread(each, first) for each, first in zip(begun, firsts, strict=True)]
    await THREADS.add_all(at_face(tx), threads)


async def begin_together(desk: DeskDependencies, requests: Sequence[Request]) -> Mapping[str, Claim]:
    """Takes the requests in one transaction; returns by id the outcome of each that is settled. Raises one of AWAY.

    The others are unchanged, and are to be taken alone: a request that is not believed, one whose thread has a key or
    was erased, one behind another of its thread, and all of them where the transaction fails.
    """
    try:
        begun = await _with_new_keys(desk, [each for request in requests if (each := await _begun(desk, request))])
        after_key()
        claims = await desk.unit_of_work(lambda tx: _begin(tx, desk.found_by, begun)) if begun else []
    except AWAY:
        raise
    except Exception as error:
        log.warning("group of requests failed", extra={"reason": type(error).__name__})
        return {}
    return {each.given.request.id: how for each, how in zip(begun, claims, strict=True) if how != "later"}


async def _begun(desk: DeskDependencies, request: Request) -> Begun | None:
    """Opens the request; returns None where that fails: taken alone it will fail in the same way, and be refused."""
    try:
        return begun_by(desk, await opened(desk, request))
    except Exception:
        return None


async def _with_new_keys(desk: DeskDependencies, begun: Sequence[Begun]) -> list[Begun]:
    new = await desk.keys.keep_all({each.thread: each.given.key for each in begun})
    return [each for each in begun if each.thread in new]


async def _begin(tx: Transaction, found_by: bytes, begun: Sequence[Begun]) -> list[Claim]:
    claims = await claim(tx, [(each.given.request, each.thread) for each in begun])
    await begin_threads(tx, found_by, [each for each, how in zip(begun, claims, strict=True) if how == "taken"])
    return claims


def _thread(begun: Begun, first: Message) -> Thread:
    begins, locator = begun.given.request.begins, begun.given.request.locator
    assert begins is not None
    content = ThreadContent(
        begun=first.at,
        messages=(OpenedMessage(message=first, text=begun.concern.text),),
        safe_contact=begun.concern.safe_contact,
        talk=begun.concern.talk,
        on_behalf=begun.recorded.state.is_on_behalf,
    )
    shown = seal_shown(begun.given.key, locator, content)
    return Thread(id=locator, thread=begun.thread, receipt=begins.receipt, shown=shown)


def _concern_in(desk: DeskDependencies, given: OpenedRequest) -> Concern:
    if isinstance(given.body, Concern):
        return given.body
    assert isinstance(given.body, BoxBody)
    try:
        return concern_of(open_box(desk, decode(given.body.box)), {})
    except Never:
        raise Refused("box-cannot-be-opened") from None
