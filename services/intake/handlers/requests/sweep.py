"""What was erased is shown to nobody, also after a backup of the face's database was put back."""

from dataclasses import dataclass
from typing import Final

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.store.face import THREADS

PAGE: Final = 500


@dataclass(frozen=True)
class ClosedThreads:
    """A chore: afterwards every thread at the face has its data key."""

    desk: DeskDependencies

    async def __call__(self) -> None:
        after, threads = "", self.desk.face[THREADS.name]
        while (
            page := await threads.find({"_id": {"$gt": after}}, {"thread": 1}).sort("_id", 1).limit(PAGE).to_list(PAGE)
        ):
            owners = {each["thread"] for each in page}
            keys = self.desk.keys.keys.find({"_id": {"$in": list(owners)}}, {"_id": 1})
            for erased in owners - {each["_id"] async for each in keys}:
                await self.desk.close_to_person(erased)
            after = page[-1]["_id"]
