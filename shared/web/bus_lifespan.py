"""Start and end of a service that works on the bus and serves staff, in the same order everywhere."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shared.bus import Bus
from shared.store import Store
from shared.web.app import Lifespan
from shared.web.signed_out import SignedOut


def bus_lifespan(prepare: Callable[[], Awaitable[None]], signed_out: SignedOut, bus: Bus, *stores: Store) -> Lifespan:
    """Serves nobody before the stores are prepared and it is known who has signed out.

    Closes `stores` after the bus has ended, and also where start or end raises.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await prepare()
            await signed_out.recall()
            async with bus.running():
                yield
        finally:
            await asyncio.gather(*(store.close() for store in stores))

    return lifespan
