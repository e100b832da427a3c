"""The desk opens what a channel sealed for the team: after an HTTP submission, and from the channel's topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from services.intake.domain.submission import concern_of
from services.intake.domain.thread import Thread
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.new_contact import add_contact, new_contact
from services.intake.store import BOXES, THREADS
from shared.bus import Effect, OnDone, Transaction
from shared.errors import Never
from shared.sealing import CannotOpen, DataKey, Erased, receipt

UNSEAL: Final = "unseal"


@dataclass(frozen=True)
class Unsealing:
    """The handler of effects of kind `unseal`. Raises Never where the box is sealed for somebody else."""

    desk: DeskDependencies

    async def __call__(self, effect: Effect) -> OnDone:
        desk = self.desk
        box = await desk.unit_of_work(lambda tx: BOXES.get(tx, id=effect.key))
        concern = concern_of(_opened(desk, box.box), {})
        recorded = new_contact(concern, effect.created, box.id, box.case_id)
        new = recorded.state
        key = await _key(desk, new.thread)
        await desk.receipts.replace(new.thread, receipt.wrap(_opened(desk, box.wrapping), key, new.thread))

        async def on_done(tx: Transaction) -> None:
            await add_contact(tx, recorded, concern, key)
            await THREADS.add(tx, Thread(id=box.locator, thread=new.thread, contact_id=new.id, case_id=new.case_id))
            await BOXES.remove(tx, id=box.id)

        return on_done


async def unseal_from_topic(tx: Transaction, desk: DeskDependencies, box: bytes, coarse: Mapping[str, Any]) -> None:
    """There is no way to give a receipt code back: the desk gives a one-time code when it speaks with the person.

    After a restore it may come again, under the same ids as before: what was erased since is not taken in once more.
    """
    assert tx.cause is not None
    concern = concern_of(_opened(desk, box), coarse)
    contact_id, case_id = (str(uuid5(UUID(tx.cause), of)) for of in ("contact", "case"))
    recorded = new_contact(concern, tx.now, contact_id, case_id)
    try:
        key = await _key(desk, recorded.state.thread)
    except Erased:
        return
    await add_contact(tx, recorded, concern, key)


async def _key(desk: DeskDependencies, thread: str) -> DataKey:
    try:
        return await desk.keys.get(thread)
    except Erased:
        return await desk.keys.create(thread)


def _opened(desk: DeskDependencies, box: bytes) -> bytes:
    assert desk.keys.private is not None
    try:
        return desk.keys.private.open(box)
    except CannotOpen:
        raise Never("not sealed for a key of this team") from None
