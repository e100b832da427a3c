"""Takes each request once: the transaction that says so also writes what follows from it, and what the person sees."""

from collections.abc import Sequence
from typing import Literal

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import Request, Taken
from services.intake.store import TAKEN
from services.intake.store.face import TAKEN_REQUESTS, at_face, ids_waiting_in_each
from shared.bus import Transaction

Claim = Literal["taken", "repeated", "gone", "later"]
"""`taken`: the caller writes what follows. Otherwise nothing follows: `repeated`: it took effect before; `gone`: it no
longer waits; `later`: another request of its thread comes first.
"""


async def claim(tx: Transaction, asked: Sequence[tuple[Request, ThreadId]]) -> list[Claim]:
    """Claims the requests in both databases, with the store commands of one; returns the claim of each, in order."""
    waiting = await ids_waiting_in_each(tx, {request.locator for request, _ in asked})
    stand = [_stands(request, waiting.get(request.locator, [])) for request, _ in asked]
    first = [each for each, how in zip(asked, stand, strict=True) if how == "taken"]
    before = {each.id for each in await TAKEN.all(tx, id=[request.id for request, _ in first])} if first else set()
    new = [(request, thread) for request, thread in first if request.id not in before]
    for _, thread in new:
        tx.lock_key(thread)
    await TAKEN_REQUESTS.put_all(at_face(tx), [request.taken() for request, _ in first])
    await TAKEN.add_all(tx, [Taken(id=request.id, thread=thread) for request, thread in new])
    return ["repeated" if request.id in before else how for (request, _), how in zip(asked, stand, strict=True)]


def _stands(request: Request, waiting: Sequence[str]) -> Claim:
    if request.id not in waiting:
        return "gone"
    return "taken" if request.id == waiting[0] else "later"
