"""Chores that clear the face's database.

What was erased is shown to nobody, even after a backup of that database was put back; and no part of a file stays that
was uploaded and never handed in.
"""

from dataclasses import dataclass
from typing import Final

from services.intake.domain.evidence import UNCLAIMED
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.store.face import threads_after
from services.intake.store.uploads import drop_old_parts, has_untaken_evidence, locators_of_old_parts

PAGE: Final = 500


@dataclass(frozen=True)
class ClosedThreads:
    """A chore: afterwards every thread at the face has its data key.

    It goes through all threads, but only in the indexes: the shown content is sealed and large, and is not read.
    """

    desk: DeskDependencies

    async def __call__(self) -> None:
        after = ""
        while page := await threads_after(self.desk.face, after, PAGE):
            for erased in set(page) - await self.desk.keys.owners_among(page):
                await self.desk.close_to_person(erased)
            after = page[-1]


@dataclass(frozen=True)
class UnclaimedUploads:
    """A chore: deletes old parts of files in threads where no evidence waits or was refused.

    The parts of a request that waits stay as long as the request does, however long the desk was away.
    """

    desk: DeskDependencies

    async def __call__(self) -> None:
        face, before = self.desk.face, self.desk.clock() - UNCLAIMED
        for locator in await locators_of_old_parts(face, before):
            if not await has_untaken_evidence(face, locator):
                await drop_old_parts(face, locator, before)
