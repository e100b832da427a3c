"""One transaction, run until its outcome is known.

The loop is ours for both drivers, because motor's `with_transaction` does not retry a failed commit. It follows the
drivers' specification: a commit with an unknown result is sent again, a transient error runs the whole work again.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pymongo.errors import ConfigurationError, ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.store import driver
from shared.store.connect import Session, Store

T = TypeVar("T")
Work = Callable[[Session], Awaitable[T]]

SNAPSHOT = ReadConcern("snapshot")
MAJORITY = WriteConcern(w="majority", j=True)
UNKNOWN_RESULT = "UnknownTransactionCommitResult"
TRANSIENT = "TransientTransactionError"
BREATH = 0.02
LONGEST = 10.0
"""Seconds that somebody in front of a page can be asked to wait; on the bus the same work comes again anyway."""

TO_THE_END = 1.5
"""Of the limit: in so long a transaction ends whose caller was cancelled, and one call of the driver with it."""


class Unsettled(ConnectionFailure):
    """Not done, or not known to be done, within the limit."""


async def transaction(store: Store, work: Work[T], *, limit: float = LONGEST) -> T:
    """`work` may run several times, so all its effects are in the session. After `limit` seconds the store is away.

    Who is cancelled meanwhile waits until the transaction has ended, one way or the other. motor's calls go on in
    their threads when nobody waits for them any more: one that meets a session whose transaction was aborted under it
    would write outside of any.
    """
    running = asyncio.ensure_future(_until_known(store, work, limit))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running}, timeout=TO_THE_END * limit)
        raise
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _until_known(store: Store, work: Work[T], limit: float) -> T:
    until = time.monotonic() + limit
    tries = 0
    async with driver.session(store.client) as session:
        while True:
            await driver.begin(session, read_concern=SNAPSHOT, write_concern=MAJORITY)
            try:
                result = await work(session)
                await _commit(session, until)
            except BaseException as error:
                await _abort(session)
                if not is_transient(error):
                    raise
                if time.monotonic() > until:
                    raise Unsettled from error
            else:
                return result
            tries += 1
            await asyncio.sleep(random.uniform(0, min(0.001 * 2**tries, 0.2)))  # noqa: S311 - jitter, not a secret


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed when it is run again from the start.

    A connection that was opened in the moment of an election calls the engine one without sessions.
    """
    labelled = isinstance(error, PyMongoError) and error.has_error_label(TRANSIENT)
    return labelled or isinstance(error, ConfigurationError)


async def _commit(session: Session, until: float) -> None:
    while True:
        try:
            return await session.commit_transaction()
        except PyMongoError as error:
            if not error.has_error_label(UNKNOWN_RESULT):
                raise
            if time.monotonic() > until:
                raise Unsettled from error
        await asyncio.sleep(BREATH)


async def _abort(session: Session) -> None:
    if session.in_transaction:
        with contextlib.suppress(PyMongoError):  # the server ends what it does not hear of
            await session.abort_transaction()
