"""The collections of intake, one repository each, with their indexes; and what lies beside the keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from services.intake.domain.acceptance import REMEMBERED, Acceptance
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.handover import Consent, Handover
from services.intake.domain.partner import ListedPartner
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import SafeContactEntry
from services.intake.domain.submission import Box
from services.intake.domain.task import Task
from services.intake.domain.thread import Message, Thread
from services.intake.domain.token import ChannelToken
from shared.store import Document, DuplicateKeyError, Index, Repository, Store

CONTACTS: Final = Repository("contacts", Contact)
CASES: Final = Repository("cases", Case)
THREADS: Final = Repository("threads", Thread)
MESSAGES: Final = Repository("messages", Message)
SAFE_CONTACTS: Final = Repository("safe_contacts", SafeContactEntry)
HANDOVERS: Final = Repository("handovers", Handover)
CONSENTS: Final = Repository("consents", Consent)
PROGRESS: Final = Repository("progress", Progress)
PARTNERS: Final = Repository("partners", ListedPartner)
ACCEPTANCES: Final = Repository("acceptances", Acceptance, kept=REMEMBERED)
CHANNELS: Final = Repository("channels", ChannelToken)
BOXES: Final = Repository("boxes", Box)
TASKS: Final = Repository("tasks", Task)

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "contacts": (Index(("state", "recorded_at")), Index(("case_id",))),
    "cases": (Index(("number",), unique=True, where={"number": {"$gt": ""}}),),
    "threads": (Index(("thread",)),),
    "messages": (Index(("thread", "number"), unique=True), Index(("thread",), where={"unread": True})),
    "safe_contacts": (Index(("thread", "number")),),
    "handovers": (Index(("case_id", "asked_at")),),
    "consents": (Index(("case_id", "at")),),
    "progress": (Index(("thread", "at")),),
    "partners": (),
    "acceptances": (Index(("erase_after",), expires=0), Index(("contact_id",))),
    "channels": (Index(("digest",), unique=True),),
    "boxes": (),
    "tasks": (Index(("thread", "state")), Index(("state", "counsellor", "place")), Index(("state", "place"))),
}

KEY_INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "keys": (),
    "erased": (),
    "receipts": (),
    "one_time_codes": (Index(("thread",)),),
}


class Receipts:
    """The second wrapping of a data key, under the receipt code; beside the first one, in the key database."""

    def __init__(self, keys: Store) -> None:
        self._wrapped = keys["receipts"]

    async def keep(self, thread: str, wrapped: Document) -> None:
        await self._wrapped.insert_one({"_id": thread, **wrapped})

    async def replace(self, thread: str, wrapped: Document) -> None:
        """The code of the former wrapping opens nothing from now on."""
        await self._wrapped.replace_one({"_id": thread}, wrapped, upsert=True)

    async def drop(self, thread: str) -> None:
        await self._wrapped.delete_one({"_id": thread})

    async def find(self, thread: str) -> Document | None:
        return await self._wrapped.find_one({"_id": thread})


class OneTimeCodes:
    """What a one-time code opens, one for a thread at most, until its days or tries are used up."""

    def __init__(self, keys: Store) -> None:
        self._codes = keys["one_time_codes"]

    async def give(self, locator: str, thread: str, locked: Document, tries: int, until: datetime) -> bool:
        """False where another code is found in the same place."""
        try:
            await self._codes.insert_one({"_id": locator, "thread": thread, "tries": tries, "until": until, **locked})
        except DuplicateKeyError:
            return False
        await self._codes.delete_many({"thread": thread, "_id": {"$ne": locator}})
        return True

    async def find(self, locator: str, thread: str) -> Document | None:
        return await self._codes.find_one({"_id": locator, "thread": thread})

    async def attempt(self, locator: str, now: datetime) -> Document | None:
        """Takes a try away before it is known whether the code is right; None where none is left."""
        alive = {"_id": locator, "tries": {"$gt": 0}, "until": {"$gt": now}}
        return await self._codes.find_one_and_update(alive, {"$inc": {"tries": -1}})

    async def give_back_try(self, locator: str) -> None:
        await self._codes.update_one({"_id": locator}, {"$inc": {"tries": 1}})

    async def waits(self, thread: str) -> bool:
        """Given out, and not yet replaced by a receipt code that its person has noted."""
        return await self._codes.find_one({"thread": thread}) is not None

    async def drop(self, thread: str) -> None:
        await self._codes.delete_many({"thread": thread})
