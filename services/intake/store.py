"""The only room that knows MongoDB: states in and out, each with its version, schema and end of keeping."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from services.intake.domain.acceptance import REMEMBERED, Acceptance
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.handover import Consent, Handover
from services.intake.domain.partner import ListedPartner
from services.intake.domain.progress import Progress
from services.intake.domain.state import Fact, State
from services.intake.domain.submission import Box
from services.intake.domain.thread import Message, SafeContact, Thread
from services.intake.domain.token import ChannelToken
from shared.bus import Transaction
from shared.errors import Conflict, NotFound
from shared.store import RETENTION, Document, DuplicateKeyError, Index, Store, saved

SCHEMA: Final = 1
AT_ONCE: Final = 1_000
"""Documents in one answer of the engine."""

S = TypeVar("S", bound=State)
F = TypeVar("F", bound=Fact[Any])


class Records(Generic[S]):
    """One collection of states. Writing needs the ledger of their key to be touched in the same transaction."""

    def __init__(self, name: str, model: type[S], kept: timedelta = RETENTION) -> None:
        self.name = name
        self.model = model
        self.kept = kept

    async def add(self, tx: Transaction, state: S) -> None:
        document = {"_id": self._id(state), **self._saved(tx, state)["$set"], "version": 1}
        await tx[self.name].insert_one(document, session=tx.session)

    async def find(self, tx: Transaction, **wanted: Any) -> S | None:
        found = await tx[self.name].find_one(_query(wanted), session=tx.session)
        return self._state(found) if found else None

    async def look_up(self, store: Store, **wanted: Any) -> S | None:
        """Outside of any transaction: for what decides nothing that is written."""
        found = await store[self.name].find_one(_query(wanted))
        return self._state(found) if found else None

    async def get(self, tx: Transaction, **wanted: Any) -> S:
        """What is not there and what is not yours are the same answer: put the owner into `wanted`."""
        found = await self.find(tx, **wanted)
        if found is None:
            raise NotFound
        return found

    async def all(self, tx: Transaction, *, sort: str = "_id", **wanted: Any) -> list[S]:
        cursor = tx[self.name].find(_query(wanted), session=tx.session).sort(sort, 1).batch_size(AT_ONCE)
        return [self._state(found) for found in await cursor.to_list(None)]

    async def count(self, tx: Transaction, **wanted: Any) -> int:
        return await tx[self.name].count_documents(_query(wanted), session=tx.session)

    async def update(self, tx: Transaction, decide: Callable[[S], F | None], **wanted: Any) -> F | None:
        """Loads, decides, saves what the decision led to. A decision of None leaves all as it is."""
        state = await self.get(tx, **wanted)
        fact = decide(state)
        if fact is not None:
            await self._save(tx, state.version, fact.state)
        return fact

    async def put(self, tx: Transaction, state: S) -> None:
        """For what is known only as others say it: the last word replaces."""
        change = self._saved(tx, state)
        await tx[self.name].update_one({"_id": self._id(state)}, change, upsert=True, session=tx.session)

    async def remove(self, tx: Transaction, **wanted: Any) -> None:
        await tx[self.name].delete_many(_query(wanted), session=tx.session)

    async def _save(self, tx: Transaction, seen: int, state: S) -> None:
        change = self._saved(tx, state)
        done = await tx[self.name].update_one({"_id": self._id(state), "version": seen}, change, session=tx.session)
        if not done.matched_count:
            raise Conflict("changed-meanwhile", "Das wurde inzwischen geändert. Bitte laden Sie die Seite neu.")

    def _saved(self, tx: Transaction, state: S) -> Document:
        fields = state.model_dump(exclude={"id", "version"})
        return saved(fields, schema=SCHEMA, erase_after=tx.now + self.kept)

    def _id(self, state: S) -> str:
        return str(state.model_dump(include={"id"})["id"])

    def _state(self, document: Document) -> S:
        return self.model.model_validate({**document, "id": document["_id"]})


def _query(wanted: Mapping[str, Any]) -> Document:
    """`id=…` is the document's own; a list means one of these."""
    named = {("_id" if field == "id" else field): value for field, value in wanted.items()}
    return {field: {"$in": list(value)} if isinstance(value, list | set) else value for field, value in named.items()}


CONTACTS: Final = Records("contacts", Contact)
CASES: Final = Records("cases", Case)
THREADS: Final = Records("threads", Thread)
MESSAGES: Final = Records("messages", Message)
SAFE_CONTACTS: Final = Records("safe_contacts", SafeContact)
HANDOVERS: Final = Records("handovers", Handover)
CONSENTS: Final = Records("consents", Consent)
PROGRESS: Final = Records("progress", Progress)
PARTNERS: Final = Records("partners", ListedPartner)
ACCEPTANCES: Final = Records("acceptances", Acceptance, kept=REMEMBERED)
CHANNELS: Final = Records("channels", ChannelToken)
BOXES: Final = Records("boxes", Box)

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "contacts": (Index(("state", "recorded_at")), Index(("case_id",))),
    "cases": (),
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
    """What a short code opens, one for a thread at most, until its days or tries are used up."""

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

    async def attempt(self, locator: str, now: datetime) -> Document | None:
        """Each look costs a try, before anybody knows whether it is the right code."""
        alive = {"_id": locator, "tries": {"$gt": 0}, "until": {"$gt": now}}
        return await self._codes.find_one_and_update(alive, {"$inc": {"tries": -1}})

    async def give_back_try(self, locator: str) -> None:
        await self._codes.update_one({"_id": locator}, {"$inc": {"tries": 1}})

    async def waits(self, thread: str) -> bool:
        """Given out, and not yet replaced by a receipt code that its person has noted."""
        return await self._codes.find_one({"thread": thread}) is not None

    async def drop(self, thread: str) -> None:
        await self._codes.delete_many({"thread": thread})
