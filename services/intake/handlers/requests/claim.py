"""Takes each request once: the transaction that says so also writes what follows from it, and what the person sees."""

from collections.abc import Sequence, Set
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
    firsts = {ids[0] for ids in waiting.values()}
    asked_first = [request.id for request, _ in asked if request.id in firsts]
    before = {each.id for each in await TAKEN.all(tx, id=asked_first)} if asked_first else set()
    claims: list[Claim] = []
    settled: list[Request] = []
    new: list[Taken] = []
    for request, thread in asked:
        how = _claim_of(request, waiting.get(request.locator, []), before)
        claims.append(how)
        if how in ("taken", "repeated"):
            settled.append(request.taken())
        if how == "taken":
            tx.lock_key(thread)
            new.append(Taken(id=request.id, thread=thread))
    await TAKEN_REQUESTS.put_all(at_face(tx), settled)
    await TAKEN.add_all(tx, new)
    return claims


def _claim_of(request: Request, waiting: Sequence[str], before: Set[str]) -> Claim:
    """Returns the claim of one. `waiting`: the ids in its thread, in order; `before`: the ids that took effect."""
    if request.id not in waiting:
        return "gone"
    if request.id != waiting[0]:
        return "later"
    return "repeated" if request.id in before else "taken"
