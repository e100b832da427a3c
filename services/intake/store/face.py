"""`lotse_intake_face`: what the public face may reach. It inserts requests and the parts of files, keeps and removes
what was begun and not sent, and reads; the desk writes all else."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.intake.domain.acceptance import REMEMBERED
from services.intake.domain.begun_report import BegunReport
from services.intake.domain.evidence import UploadPart
from services.intake.domain.request import Request
from services.intake.domain.thread import Thread
from services.intake.domain.token import ChannelToken
from shared.bus import Transaction
from shared.clock import next_hour
from shared.store import Collection, Document, Index, Repository, Session, Store

DATABASE: Final = "lotse_intake_face"
WAITING: Final = {"state": "waiting"}
LONGEST_PAUSE: Final = timedelta(hours=1)
"""Between two tries of the desk."""

REQUESTS: Final = Repository("requests", Request, kept=None)
TAKEN_REQUESTS: Final = Repository("requests", Request, kept=REMEMBERED)
REFUSED_REQUESTS: Final = Repository("requests", Request, kept=30 * REMEMBERED)
UPLOAD_PARTS: Final = Repository("evidence_parts", UploadPart, kept=None)
BEGUN_REPORTS: Final = Repository("begun_reports", BegunReport, kept=None)
THREADS: Final = Repository("threads", Thread)
CHANNELS: Final = Repository("channels", ChannelToken)

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    "requests": (
        Index(("locator", "number"), unique=True, where=WAITING),
        Index(("at", "number"), where=WAITING),
        Index(("locator",)),
        Index(("state",)),
        Index(("erase_after",), expires=0),
    ),
    "evidence_parts": (Index(("locator", "number")), Index(("upload",)), Index(("at", "locator"))),
    "begun_reports": (Index(("place",)), Index(("until",), expires=0)),
    "threads": (Index(("thread",)),),
    "channels": (Index(("digest",), unique=True),),
    "one_time_codes": (Index(("thread",)),),
}


@dataclass(frozen=True)
class AtFace:
    """The face's database, as a repository writes it: on its own, or in the desk's transaction."""

    store: Store
    now: datetime
    session: Session | None = None

    def __getitem__(self, collection: str) -> Collection:
        return self.store[collection]


def at_face(tx: Transaction) -> AtFace:
    """The desk writes both databases in one transaction."""
    return AtFace(tx.store.beside(DATABASE), tx.now, tx.session)


async def waiting_in(store: Store, locator: str) -> list[Request]:
    """What waits in one thread, in its order."""
    found = store["requests"].find({"locator": locator, **WAITING}).sort("number", 1)
    return [Request.model_validate({**each, "id": each["_id"]}) async for each in found]


async def is_beginning(store: Store, locator: str) -> bool:
    """Whether what begins this thread still waits."""
    return await store["requests"].find_one({"locator": locator, **WAITING, "number": 0}, {"_id": 1}) is not None


async def longest_waiting(store: Store, now: datetime, many: int) -> list[Document]:
    """As they lie there: what the face wrote need not be a request at all, nor its `due` be the desk's."""
    due = {**WAITING, "due": {"$not": {"$gt": now, "$lte": now + LONGEST_PAUSE}}}
    return await store["requests"].find(due).sort([("at", 1), ("number", 1)]).limit(many).to_list(many)


async def ids_waiting(tx: Transaction, locator: str) -> list[str]:
    """What waits in one thread, in its order, as the desk's transaction sees it."""
    return (await ids_waiting_in_each(tx, {locator})).get(locator, [])


async def ids_waiting_in_each(tx: Transaction, locators: Set[str]) -> dict[str, list[str]]:
    """By thread; those in which nothing waits are left out."""
    query, seen = {"locator": {"$in": list(locators)}, **WAITING}, {"locator": 1}
    waiting: dict[str, list[str]] = {}
    async for each in at_face(tx)["requests"].find(query, seen, session=tx.session).sort("number", 1):
        waiting.setdefault(each["locator"], []).append(each["_id"])
    return waiting


async def threads_beyond(store: Store, after: str, many: int) -> list[str]:
    """Of those that the face shows, in their order: so many places are looked at, and one thread may have several."""
    found = store[THREADS.name].find({"thread": {"$gt": after}}, {"_id": 0, "thread": 1}).sort("thread", 1)
    return [each["thread"] for each in await found.limit(many).to_list(many)]


async def replace_one_time_code(at: AtFace, locator: str, thread: str, locked: Document, until: datetime) -> None:
    """In the desk's transaction; a former code of the thread opens nothing any more.

    Raises DuplicateKeyError where another thread's was put in the same place meanwhile.
    """
    await at["one_time_codes"].delete_many({"thread": thread}, session=at.session)
    await at["one_time_codes"].insert_one(
        {"_id": locator, "thread": thread, "until": until, **locked}, session=at.session
    )


async def place_of_one_time_code(at: AtFace, thread: str) -> str | None:
    """As OneTimeCodes.place_of, in the desk's transaction."""
    found = await at["one_time_codes"].find_one({"thread": thread}, {"_id": 1}, session=at.session)
    return found["_id"] if found else None


async def last_begun(store: Store, place: str, now: datetime) -> BegunReport | None:
    """What is kept in this place: of several, which only a failure between two steps leaves there, the last one."""
    wanted = {"place": place, "until": {"$gt": now}}
    found = await store[BEGUN_REPORTS.name].find(wanted).sort("until", -1).limit(1).to_list(1)
    return BegunReport.model_validate({**found[0], "id": found[0]["_id"]}) if found else None


async def put_aside(store: Store, request_id: object, reason: str, now: datetime) -> None:
    """For a document that no request can be read from: kept as it came, for a human."""
    aside = {"state": "refused", "reason": reason, "erase_after": next_hour(now + 30 * REMEMBERED)}
    await store["requests"].update_one({"_id": request_id}, {"$set": aside})


class OneTimeCodes:
    """What a one-time code opens, one for a thread at most, until its days are over.

    Nothing counts wrong tries: whoever guesses elsewhere would use up those of a living code.
    """

    def __init__(self, store: Store) -> None:
        self._codes = store["one_time_codes"]

    async def is_free(self, locator: str, thread: str) -> bool:
        """Whether no other thread's code is found in this place."""
        found = await self._codes.find_one({"_id": locator}, {"thread": 1})
        return found is None or found["thread"] == thread

    async def living(self, locator: str, now: datetime) -> Document | None:
        return await self._codes.find_one({"_id": locator, "until": {"$gt": now}})

    async def place_of(self, thread: str) -> str | None:
        """Where the one lies that was given out and is not yet replaced by a receipt code that its person has noted."""
        found = await self._codes.find_one({"thread": thread}, {"_id": 1})
        return found["_id"] if found else None

    async def drop(self, thread: str) -> None:
        await self._codes.delete_many({"thread": thread})
