"""Takes a piece of evidence over: first its file, part by part, then its record, in one transaction."""

import hashlib
from collections.abc import AsyncIterator

from services.intake.domain.evidence import MOST_PARTS, Evidence, EvidenceBody, part_id
from services.intake.domain.ids import ThreadId
from services.intake.domain.task import TaskKind
from services.intake.domain.waiting_content import evidence_id_of
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.parts import keep_part
from services.intake.handlers.requests.opened import OpenedRequest, Refused
from services.intake.sealed_fields import open_upload_part, seal_manifest
from services.intake.store import EVIDENCE, TAKEN, contact_of
from services.intake.store.face import UPLOAD_PARTS, at_face
from shared.bus import Transaction
from shared.errors import NotFound
from shared.sealing import CannotOpen


async def keep_file(desk: DeskDependencies, given: OpenedRequest, thread: ThreadId) -> None:
    """Copies the file to the desk, before the transaction that takes the request; interrupted, it starts again.

    Raises Refused where the parts at the face are not what the request says, NotFound where the thread was erased.
    """
    body, piece = given.body, evidence_id_of(given.request)
    if not isinstance(body, EvidenceBody) or not body.upload:
        return
    if await desk.unit_of_work(lambda tx: TAKEN.count(tx, id=given.request.id)):
        return
    await _refuse_unless_whole(desk, given, body)
    number = 0
    async for content in _parts(desk, given, body):

        async def keep(tx: Transaction, number: int = number, content: bytes = content) -> None:
            tx.lock_key(thread)
            if await contact_of(tx, thread) is None:
                raise NotFound
            await keep_part(tx, given.key, thread, piece, number, content)

        await desk.unit_of_work(keep)
        number += 1


async def add_evidence(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Records the piece and makes its task. Raises NotFound where the thread was erased."""
    body, piece = given.body, evidence_id_of(given.request)
    assert isinstance(body, EvidenceBody)
    if await contact_of(tx, thread) is None:
        raise NotFound
    added = Evidence(
        id=piece,
        thread=thread,
        number=await EVIDENCE.count(tx, thread=thread) + 1,
        at=given.request.at,
        parts=body.parts,
        sealed=seal_manifest(given.key, thread, piece, body.manifest()),
    )
    await EVIDENCE.add(tx, added)
    await UPLOAD_PARTS.remove(at_face(tx), upload=body.upload)
    await make_task(tx, TaskKind.EVIDENCE, Concerned(thread, thread))


async def _refuse_unless_whole(desk: DeskDependencies, given: OpenedRequest, body: EvidenceBody) -> None:
    if not 0 < body.parts <= MOST_PARTS:
        raise Refused("not-whole")
    digest, size = hashlib.sha256(), 0
    async for content in _parts(desk, given, body):
        digest.update(content)
        size += len(content)
    if (digest.hexdigest(), size) != (body.sha256, body.size):
        raise Refused("not-whole")


async def _parts(desk: DeskDependencies, given: OpenedRequest, body: EvidenceBody) -> AsyncIterator[bytes]:
    for number in range(body.parts):
        part = await UPLOAD_PARTS.look_up(desk.face, id=part_id(body.upload, number))
        if part is None:
            raise Refused("not-whole")
        try:
            yield open_upload_part(given.key, part, given.request.locator)
        except CannotOpen:
            raise Refused("cannot-open") from None
