"""Inserts what many hand in at the same moment by one command; each request succeeds or fails by itself."""

from collections.abc import Sequence

from services.intake.domain.request import Request
from services.intake.store.face import REQUESTS, THREADS, AtFace
from shared.clock import Clock
from shared.store import Grouped, Store


class Mailbox:
    """Groups the face's reads and inserts.

    `is_known`: whether a thread is there, by its locator. `keep`: inserts a request, acknowledged by the majority;
    False where its id, or its place in the thread, is taken. Both raise one of AWAY where the store is away.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.is_known = Grouped(self._known)
        self.keep = Grouped(self._kept)

    async def _known(self, locators: Sequence[str]) -> list[bool]:
        there = await THREADS.ids_among(self._store, locators)
        return [each in there for each in locators]

    async def _kept(self, requests: Sequence[Request]) -> list[bool]:
        return await REQUESTS.add_each(AtFace(self._store, self._clock()), requests)
