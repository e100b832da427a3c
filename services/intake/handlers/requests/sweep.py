"""Chores that clear the face's database.

What was erased is shown to nobody, even after a backup of that database was put back; and no part of a file stays that
was uploaded and never handed in.
"""

from dataclasses import dataclass
from typing import Final

from services.intake.domain.evidence import UNCLAIMED
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.store.face import REQUESTS, UPLOAD_PARTS, threads_after
from shared.store import Document

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
            keys = self.desk.keys.keys.find({"_id": {"$in": page}}, {"_id": 1})
            for erased in set(page) - {each["_id"] async for each in keys}:
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
        old: Document = {"at": {"$lt": before}}
        rows = await face.aggregate(UPLOAD_PARTS.name, [{"$match": old}, {"$group": {"_id": "$locator"}}])
        for each in [row["_id"] for row in rows]:
            needed = {"locator": each, "kind": "evidence", "state": {"$ne": "taken"}}
            if not await face[REQUESTS.name].find_one(needed, {"_id": 1}):
                await face[UPLOAD_PARTS.name].delete_many({"locator": each, **old})
