"""The desk publishes what the person is shown: the whole thread, sealed under its data key, for the face to pass on."""

from dataclasses import dataclass
from typing import Final

from services.intake.domain.ids import ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.thread_content import thread_content
from services.intake.sealed_fields import seal_shown
from services.intake.store.face import THREADS, at_face
from shared.bus import Effect, OnDone, Transaction
from shared.sealing import DataKey, Erased

SHOW: Final = "show"


def show_later(tx: Transaction, thread: ThreadId) -> None:
    """After this transaction; every change of what a thread holds asks for it."""
    tx.add_effect(SHOW, key=thread, payload={})


async def show(tx: Transaction, thread: ThreadId, key: DataKey) -> None:
    """In this transaction, as all of it stands. Changes nothing for a person who has no receipt code."""
    for found in await THREADS.all(at_face(tx), thread=thread):
        content = await thread_content(tx, thread, key)
        await THREADS.put(at_face(tx), found.model_copy(update={"shown": seal_shown(key, found.id, content)}))


@dataclass(frozen=True)
class Showing:
    """The handler of effects of kind `show`: whichever comes last shows the latest."""

    desk: DeskDependencies

    async def __call__(self, effect: Effect) -> OnDone:
        thread = ThreadId(effect.key)
        try:
            key = await self.desk.keys.get(thread)
        except Erased:
            return nothing

        async def on_done(tx: Transaction) -> None:
            await show(tx, thread, key)

        return on_done


async def nothing(tx: Transaction) -> None:
    """What was erased meanwhile is shown to nobody."""
