"""Applications served without their lifespan, which would otherwise close their stores."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import ModuleType
from typing import TypeVar

import pytest

from shared.store import Store, connect

T = TypeVar("T")


@asynccontextmanager
async def without_lifespan(make: Callable[[], T], *mains: ModuleType) -> AsyncIterator[T]:
    """Yields the result of `make`; the stores that the mains connected to meanwhile are closed at the end."""
    stores: list[Store] = []

    def noted(uri: str, database: str) -> Store:
        stores.append(connect(uri, database))
        return stores[-1]

    with pytest.MonkeyPatch.context() as patch:
        for main in mains:
            patch.setattr(main, "connect", noted)
        made = make()
    try:
        yield made
    finally:
        for store in stores:
            await store.close()
