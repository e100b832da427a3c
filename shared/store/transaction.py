"""Runs one transaction until its outcome is known.

The loop is our own for both drivers, because motor's `with_transaction` does not retry a failed commit. It follows the
drivers' specification: a commit with an unknown result is sent again, and after a transient error the whole work runs
again.
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
COMMIT_RETRY_PAUSE = 0.02
LONGEST = 10.0
"""Seconds that a person in front of a page can be asked to wait; on the bus the same work comes again anyway."""

CANCEL_GRACE_FACTOR = 1.5
"""Factor on the limit: within that time a transaction has ended after its caller was cancelled, last call included."""


class Unsettled(ConnectionFailure):
    """The transaction did not commit, or is not known to have committed, within the limit."""


async def transaction(store: Store, work: Work[T], *, limit: float = LONGEST) -> T:
    """Runs `work` in a transaction and returns its result; raises what it raises, and Unsettled after `limit` seconds.

    `work` may run several times, so all its effects must be in the session. Unsettled is one of AWAY.

    A caller that is cancelled waits until the transaction has ended, committed or not. motor's calls go on in their
    threads when nobody waits for them any more: a call that met a session whose transaction had been aborted in the
    meantime would write outside any transaction.
    """
    running = asyncio.ensure_future(_until_known(store, work, limit))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running}, timeout=CANCEL_GRACE_FACTOR * limit)
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

    ConfigurationError is among them: on a connection that was opened during an election, the driver takes the engine
    for one without sessions.
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
        await asyncio.sleep(COMMIT_RETRY_PAUSE)


async def _abort(session: Session) -> None:
    if session.in_transaction:
        with contextlib.suppress(PyMongoError):  # the server ends a transaction that it hears no more of
            await session.abort_transaction()
