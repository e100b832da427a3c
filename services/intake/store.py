"""The collections of intake, one repository each, with their indexes; and what lies beside the keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from services.intake.domain.acceptance import REMEMBERED, Acceptance
from services.intake.domain.burst import ALIKE, Alike
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.handover import Consent, Handover
from services.intake.domain.ids import ThreadId
from services.intake.domain.partner import ListedPartner
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import SafeContactEntry
from services.intake.domain.submission import Box
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

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "contacts": (
        Index(("state", "recorded_at", "channel", "reason", "land", "turn")),
        Index(("state", "turn")),
        Index(("state", "counsellor", "turn")),
        Index(("case_id",)),
    ),
    "cases": (),
    "threads": (Index(("thread",)),),
    "messages": (Index(("thread", "number"), unique=True), Index(("number", "thread"), where={"unread": True})),
    "safe_contacts": (Index(("thread", "number")),),
    "handovers": (Index(("case_id", "asked_at")),),
    "consents": (Index(("case_id", "at")),),
    "progress": (Index(("thread", "at")),),
    "partners": (),
    "acceptances": (Index(("erase_after",), expires=0), Index(("contact_id",))),
    "channels": (Index(("digest",), unique=True),),
    "boxes": (),
}


async def look_at_waiting(store: Store) -> list[Alike]:
    """Those whom nobody has taken over yet, by hour and coarse picture; the hour of `turn` says how urgent it is."""
    picture = {name: f"${name}" for name in ("recorded_at", "channel", "reason", "land")}
    urgent = {"$substrBytes": ["$turn", 0, len("2026-01-01T00")]}
    first = {"$firstN": {"input": "$_id", "n": ALIKE}}
    grouped = {"_id": picture | {"urgent": urgent}, "count": {"$sum": 1}, "first": first}
    rows = await store.aggregate(CONTACTS.name, [{"$match": {"state": "recorded"}}, {"$group": grouped}])
    return [Alike(row["_id"]["recorded_at"], row["count"], row["first"]) for row in rows]


async def threads_with_news(store: Store) -> set[ThreadId]:
    """Where the person wrote once more, and nobody has read it."""
    again = {"unread": True, "number": {"$gt": 1}}
    rows = await store.aggregate(MESSAGES.name, [{"$match": again}, {"$group": {"_id": "$thread"}}])
    return {ThreadId(row["_id"]) for row in rows}


async def give_turns(store: Store) -> None:
    """To contacts that a release without turns recorded: they have waited for longest."""
    hour = {"$dateToString": {"date": "$recorded_at", "format": "%Y-%m-%dT%H"}}
    without = {"state": {"$in": ["recorded", "assigned", "closed"]}, "turn": None}
    turn = {"$concat": [hour, "|", "$_id"]}
    await store[CONTACTS.name].update_many(without, [{"$set": {"turn": turn}}])


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
    """What a one-time code opens, one for a thread at most, until its days are over.

    Nothing counts wrong tries: whoever guesses elsewhere would use up those of a living code (decision 43).
    """

    def __init__(self, keys: Store) -> None:
        self._codes = keys["one_time_codes"]

    async def give(self, locator: str, thread: str, locked: Document, until: datetime) -> bool:
        """False where another code is found in the same place."""
        try:
            await self._codes.insert_one({"_id": locator, "thread": thread, "until": until, **locked})
        except DuplicateKeyError:
            return False
        await self._codes.delete_many({"thread": thread, "_id": {"$ne": locator}})
        return True

    async def find(self, locator: str, thread: str) -> Document | None:
        return await self._codes.find_one({"_id": locator, "thread": thread})

    async def living(self, locator: str, now: datetime) -> Document | None:
        return await self._codes.find_one({"_id": locator, "until": {"$gt": now}})

    async def waits(self, thread: str) -> bool:
        """Given out, and not yet replaced by a receipt code that its person has noted."""
        return await self._codes.find_one({"thread": thread}) is not None

    async def drop(self, thread: str) -> None:
        await self._codes.delete_many({"thread": thread})
