"""Many threads begin in one transaction; whatever stands in the way of that is left to be taken alone."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from services.intake.domain.request import Request
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.requests.begin_thread import Begun, after_key, begin_threads, begun_by
from services.intake.handlers.requests.claim import Claim, claim
from services.intake.handlers.requests.opened import opened
from shared.bus import Transaction
from shared.store import AWAY

log: Final = logging.getLogger(__name__)


async def begin_together(desk: DeskDependencies, requests: Sequence[Request]) -> Mapping[str, Claim]:
    """What became of each that needs no more, by its id; the others are as they were. Raises one of AWAY.

    A request that is not believed, or whose thread has a key or was erased, is left out before; where the transaction
    fails it changed nothing of any of them.
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
    """None where it fails: alone it will fail in the same way, and be refused for it."""
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
