"""What a channel sealed for the team: the face keeps it closed, the desk opens it and takes it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from services.intake.domain import acceptance
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.state import CaseId, ContactId
from services.intake.domain.submission import Box, unsealed
from services.intake.domain.thread import Thread
from services.intake.handlers import accept
from services.intake.handlers.accept import Receipt
from services.intake.handlers.workplace import Mailroom, Portal
from services.intake.store import ACCEPTANCES, BOXES, THREADS
from shared.bus import Effect, OnDone, Transaction
from shared.errors import Conflict, Invalid, Never
from shared.sealing import CannotOpen, DataKey, Erased, receipt

UNSEAL: Final = "unseal"


async def take_in(portal: Portal, kid: str, box: bytes, *, idempotency_key: str, issuer: str) -> Receipt:
    """Nobody here can look into it. The same key and issuer with the same bytes gives the same receipt again."""
    if kid != portal.keys.public.fingerprint:
        raise Invalid("unknown-sealing-key", "Dieser Schlüssel gilt nicht mehr. Bitte holen Sie den jetzigen.")
    code = receipt.derive(portal.pepper, idempotency_key, issuer)
    attempt, body = accept.hashes(portal.pepper, box.hex(), idempotency_key, issuer)
    new = Box(
        id=ContactId(str(uuid4())),
        case_id=CaseId(str(uuid4())),
        box=box,
        wrapping=portal.keys.public.seal(receipt.wrapping_key(code)),
        locator=receipt.locator(portal.pepper, code),
    )

    async def work(tx: Transaction) -> Acceptance:
        earlier = await ACCEPTANCES.find(tx, id=attempt)
        if earlier:
            return acceptance.same(earlier, body)
        if await THREADS.find(tx, id=new.locator):
            raise Conflict("reused-idempotency-key", "Dieser Schlüssel wurde schon für eine Meldung verwendet.")
        await BOXES.add(tx, new)
        tx.add_effect(UNSEAL, key=new.id, payload={})
        accepted = Acceptance(id=attempt, body=body, contact_id=new.id, case_id=None)
        await ACCEPTANCES.add(tx, accepted)
        return accepted

    return Receipt((await portal.unit_of_work(work)).contact_id, None, code)


@dataclass(frozen=True)
class Unsealing:
    """Performs dispatch rows of kind `unseal`."""

    room: Mailroom

    async def __call__(self, row: Effect) -> OnDone:
        box = await self.room.desk.unit_of_work(lambda tx: BOXES.get(tx, id=row.key))
        concern = unsealed(_opened(self.room, box.box), {})
        recorded = accept.of(concern, row.created, box.id, box.case_id)
        new = recorded.state
        key = await _key(self.room, new.thread)
        await self.room.receipts.replace(new.thread, receipt.wrap(_opened(self.room, box.wrapping), key, new.thread))

        async def conclude(tx: Transaction) -> None:
            await accept.record(tx, recorded, concern, key)
            await THREADS.add(tx, Thread(id=box.locator, thread=new.thread, contact_id=new.id, case_id=new.case_id))
            await BOXES.remove(tx, id=box.id)

        return conclude


async def take_from_topic(tx: Transaction, room: Mailroom, box: bytes, coarse: Mapping[str, Any]) -> None:
    """There is no way to give a receipt code back: the desk gives a one-time code when it speaks with the person.

    After a restore it may come again, under the same ids as before: what was erased since is not taken in once more.
    """
    assert tx.cause is not None
    concern = unsealed(_opened(room, box), coarse)
    contact_id, case_id = (str(uuid5(UUID(tx.cause), of)) for of in ("contact", "case"))
    recorded = accept.of(concern, tx.now, contact_id, case_id)
    try:
        key = await _key(room, recorded.state.thread)
    except Erased:
        return
    await accept.record(tx, recorded, concern, key)


async def _key(room: Mailroom, thread: str) -> DataKey:
    try:
        return await room.desk.keys.get(thread)
    except Erased:
        return await room.desk.keys.create(thread)


def _opened(room: Mailroom, box: bytes) -> bytes:
    assert room.desk.keys.private is not None
    try:
        return room.desk.keys.private.open(box)
    except CannotOpen:
        raise Never("not sealed for a key of this team") from None
