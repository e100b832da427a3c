"""Several doors of one process, each an application of its own, told apart by the beginning of the path."""

from collections.abc import Mapping

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send


class Doors:
    """`others`: doors by the beginnings of their paths. All other paths, and start and stop, are `main`'s."""

    def __init__(self, main: FastAPI, others: Mapping[tuple[str, ...], FastAPI]) -> None:
        self.main = main
        self.others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.door_of(scope.get("path", ""))(scope, receive, send)

    def door_of(self, path: str) -> FastAPI:
        return next((door for beginnings, door in self.others.items() if path.startswith(beginnings)), self.main)

    @property
    def all(self) -> tuple[FastAPI, ...]:
        return (self.main, *self.others.values())
