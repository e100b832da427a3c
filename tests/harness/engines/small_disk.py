"""A disk of a few megabytes in a mount namespace of its own, which can be filled up and emptied again."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.harness.eventually import eventually

STEP: Final = 1 << 20
MOUNTED: Final = 'mkdir -p "$2" && mount -t tmpfs -o size="$1"m tmpfs "$2" && touch "$2/ready" && exec sleep infinity'


class Refused(Exception):
    """Raised where this machine lets nobody mount."""


@dataclass(frozen=True)
class Disk:
    folder: Path
    holder: int

    def inside(self, command: list[str]) -> list[str]:
        """Returns the command to run with this disk in the folder's place."""
        return ["nsenter", "--target", str(self.holder), "--mount", "--", *command]

    async def fill(self) -> None:
        await asyncio.to_thread(self._fill)

    def free(self) -> None:
        self._seen_from_here("ballast").unlink()

    @property
    def mounted(self) -> bool:
        return self._seen_from_here("ready").exists()

    def _fill(self) -> None:
        with self._seen_from_here("ballast").open("wb") as file, contextlib.suppress(OSError):
            while True:
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), STEP)

    def _seen_from_here(self, file: str) -> Path:
        return Path(f"/proc/{self.holder}/root{self.folder}/{file}")


@asynccontextmanager
async def a_small_disk(folder: Path, megabytes: int) -> AsyncIterator[Disk]:
    command = ["unshare", "--mount", "sh", "-c", MOUNTED, "sh", str(megabytes), str(folder)]
    holder = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)

    disk = Disk(folder, holder.pid)

    async def mounted() -> bool:
        if holder.returncode is not None:
            raise Refused
        return disk.mounted

    try:
        await eventually(mounted)
        yield disk
    finally:
        if holder.returncode is None:
            holder.kill()
        await holder.wait()
