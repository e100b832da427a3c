"""Opens at the desk what a channel sealed for the team."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from services.intake.domain.submission import concern_of
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.new_contact import add_contact, new_contact
from shared.bus import Transaction
from shared.errors import Never
from shared.sealing import CannotOpen, DataKey, Erased


async def unseal_from_topic(tx: Transaction, desk: DeskDependencies, box: bytes, coarse: Mapping[str, Any]) -> None:
    """Records the concern; the desk gives a one-time code later, as no receipt code can be given back this way.

    After a restore the event may come again, under the same ids as before: what was erased since is not recorded again.
    """
    assert tx.cause is not None
    concern = concern_of(open_box(desk, box), coarse)
    contact_id, case_id = (str(uuid5(UUID(tx.cause), of)) for of in ("contact", "case"))
    recorded = new_contact(concern, tx.now, contact_id, case_id)
    try:
        key = await _key(desk, recorded.state.thread)
    except Erased:
        return
    await add_contact(tx, desk.found_by, recorded, concern, key)


def open_box(desk: DeskDependencies, box: bytes) -> bytes:
    """Opens the box. Raises Never for one that is sealed for somebody else."""
    assert desk.keys.private is not None
    try:
        return desk.keys.private.open(box)
    except CannotOpen:
        raise Never("not sealed for a key of this team") from None


async def _key(desk: DeskDependencies, thread: str) -> DataKey:
    try:
        return await desk.keys.get(thread)
    except Erased:
        return await desk.keys.create(thread)
