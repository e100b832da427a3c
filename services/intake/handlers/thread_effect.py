"""Effects on a thread after a transaction, with its data key; the one that runs last sees the latest state."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from services.intake.domain.ids import ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from shared.bus import Effect, OnDone, Transaction
from shared.sealing import DataKey, Erased


@dataclass(frozen=True)
class ThreadEffect(ABC):
    """The handler of effects whose key is a thread; does nothing to a thread that was erased meanwhile."""

    desk: DeskDependencies

    async def __call__(self, effect: Effect) -> OnDone:
        thread = ThreadId(effect.key)
        try:
            key = await self.desk.keys.get(thread)
        except Erased:
            return nothing

        async def on_done(tx: Transaction) -> None:
            await self.do(tx, thread, key)

        return on_done

    @abstractmethod
    async def do(self, tx: Transaction, thread: ThreadId, key: DataKey) -> None: ...


async def nothing(tx: Transaction) -> None:
    """Does nothing, because the thread was erased meanwhile."""
