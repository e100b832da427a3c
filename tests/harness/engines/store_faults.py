"""A store that fails on demand, each time in a way that a driver meets in production."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from shared.store import Document, Store
from tests.harness.engines.mongo_wire import Wire

NO_SUCH_TRANSACTION: Final = 251
WRITE_CONFLICT: Final = 112
WRITE_CONCERN_FAILED: Final = 64
INTERRUPTED_BY_STEP_DOWN: Final = 11602


@dataclass(frozen=True)
class Faulty:
    """A store with faults. `store` is under test; `truth` is the same store by a connection without faults."""

    store: Store
    truth: Store
    wire: Wire

    async def fail(self, command: str, times: int = 1, **how: object) -> None:
        """Makes the engine fail the command with this error; with `writeConcernError` it executes the command first."""
        data: Document = {"failCommands": [command], **how}
        await self.truth.client.admin.command(
            {"configureFailPoint": "failCommand", "mode": {"times": times}, "data": data}
        )


Fault = Callable[[Faulty], Awaitable[None]]


async def the_reply_of_the_commit_is_lost(store: Faulty) -> None:
    store.wire.cut("commitTransaction", "after")


async def the_commit_is_lost(store: Faulty) -> None:
    store.wire.cut("commitTransaction", "before")


async def the_connection_breaks_while_writing(store: Faulty) -> None:
    store.wire.cut("insert", "after")


async def the_commit_was_taken_by_too_few(store: Faulty) -> None:
    await store.fail("commitTransaction", 2, writeConcernError={"code": WRITE_CONCERN_FAILED, "errmsg": "too slow"})


async def the_commit_finds_no_transaction(store: Faulty) -> None:
    await store.fail("commitTransaction", errorCode=NO_SUCH_TRANSACTION)


async def the_primary_steps_down_at_the_commit(store: Faulty) -> None:
    await store.fail("commitTransaction", errorCode=INTERRUPTED_BY_STEP_DOWN)


async def a_write_conflicts(store: Faulty) -> None:
    await store.fail("insert", 3, errorCode=WRITE_CONFLICT)


async def the_primary_steps_down_while_writing(store: Faulty) -> None:
    await store.fail("insert", errorCode=INTERRUPTED_BY_STEP_DOWN)


FAULTS: Final[list[Fault]] = [
    the_reply_of_the_commit_is_lost,
    the_commit_is_lost,
    the_connection_breaks_while_writing,
    the_commit_was_taken_by_too_few,
    the_commit_finds_no_transaction,
    the_primary_steps_down_at_the_commit,
    a_write_conflicts,
    the_primary_steps_down_while_writing,
]
