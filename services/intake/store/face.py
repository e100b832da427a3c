"""Database `lotse_intake_face`: the one that the public face may reach.

The face inserts requests and the parts of files, keeps and removes begun reports, and reads; the desk writes all else.
"""

from collections.abc import AsyncIterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.intake.domain.acceptance import REMEMBERED
from services.intake.domain.begun_report import BegunReport
from services.intake.domain.evidence import UploadPart
from services.intake.domain.ids import ThreadId
from services.intake.domain.request import Request
from services.intake.domain.thread import Thread
from services.intake.domain.token import ChannelToken
from shared.bus import Transaction
from shared.clock import next_hour
from shared.store import Collection, Document, Index, Repository, Session, Store

DATABASE: Final = "lotse_intake_face"
WAITING: Final = {"state": "waiting"}
LONGEST_PAUSE: Final = timedelta(hours=1)
"""The longest time between two tries of the desk."""

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
    """The face's database as a repository writes it: without a transaction, or in the desk's."""

    store: Store
    now: datetime
    session: Session | None = None

    def __getitem__(self, collection: str) -> Collection:
        return self.store[collection]


def at_face(tx: Transaction) -> AtFace:
    """Returns the face's database in the desk's transaction: the desk writes both databases in one."""
    return AtFace(tx.store.beside(DATABASE), tx.now, tx.session)


async def waiting_in(store: Store, locator: str) -> list[Request]:
    """Returns the requests that wait in one thread, in its order."""
    found = store["requests"].find({"locator": locator, **WAITING}).sort("number", 1)
    return [REQUESTS.state(each) async for each in found]


async def is_beginning(store: Store, locator: str) -> bool:
    """Whether the request that begins this thread still waits."""
    return await store["requests"].find_one({"locator": locator, **WAITING, "number": 0}, {"_id": 1}) is not None


async def longest_waiting(store: Store, now: datetime, many: int) -> list[Document]:
    """Returns up to `many` documents that have waited for longest, as they lie there.

    What the face wrote need not be a request at all, nor its `due` be the desk's: a `due` more than LONGEST_PAUSE ahead
    is ignored.
    """
    due = {**WAITING, "due": {"$not": {"$gt": now, "$lte": now + LONGEST_PAUSE}}}
    return await store["requests"].find(due).sort([("at", 1), ("number", 1)]).limit(many).to_list(many)


async def ids_waiting(tx: Transaction, locator: str) -> list[str]:
    """Returns the ids of what waits in one thread, in its order, as the desk's transaction sees it."""
    return (await ids_waiting_in_each(tx, {locator})).get(locator, [])


async def ids_waiting_in_each(tx: Transaction, locators: Set[str]) -> dict[str, list[str]]:
    """Returns the ids of what waits, by locator; threads in which nothing waits are left out."""
    query, seen = {"locator": {"$in": list(locators)}, **WAITING}, {"locator": 1}
    waiting: dict[str, list[str]] = {}
    async for each in at_face(tx)["requests"].find(query, seen, session=tx.session).sort("number", 1):
        waiting.setdefault(each["locator"], []).append(each["_id"])
    return waiting


async def count_requests(store: Store, state: str) -> int:
    """Counts the requests in that state."""
    return await store["requests"].count_documents({"state": state})


async def refused_requests(store: Store) -> AsyncIterator[Document]:
    """Yields kind, reason and hour of what was refused, as they lie there: it need not be a request at all."""
    async for found in store["requests"].find({"state": "refused"}, {"kind": 1, "reason": 1, "at": 1}):
        yield found


async def retry_refused(store: Store, request_id: str) -> bool:
    """Lets a refused request wait again, from the start; returns False where no such request was refused."""
    again = {"$set": {"state": "waiting", "tries": 0, "reason": None}, "$unset": {"erase_after": 1}}
    done = await store["requests"].update_one({"_id": request_id, "state": "refused"}, again)
    return done.modified_count == 1


async def discard_refused(store: Store, request_id: str) -> bool:
    """Deletes a refused request; returns False where no such request was refused."""
    done = await store["requests"].delete_one({"_id": request_id, "state": "refused"})
    return done.deleted_count == 1


async def every_thread(store: Store) -> AsyncIterator[ThreadId]:
    """Yields the thread of each document, so a thread may come several times."""
    async for found in store[THREADS.name].find({}, {"thread": 1}).sort("_id", 1):
        yield ThreadId(found["thread"])


async def threads_after(store: Store, after: str, many: int) -> list[str]:
    """Returns the threads after `after` in their order, from up to `many` documents: a thread may have several."""
    found = store[THREADS.name].find({"thread": {"$gt": after}}, {"_id": 0, "thread": 1}).sort("thread", 1)
    return [each["thread"] for each in await found.limit(many).to_list(many)]


async def close_to_person(at: AtFace, thread: str) -> None:
    """Deletes what the receipt code opens, with the thread's requests and uploaded file parts at the face.

    The shown content is sealed and large, and is not read.
    """
    found = at[THREADS.name].find({"thread": thread}, {"_id": 1}, session=at.session)
    for locator in [each["_id"] async for each in found]:
        await REQUESTS.remove(at, locator=locator)
        await UPLOAD_PARTS.remove(at, locator=locator)
    await THREADS.remove(at, thread=thread)


async def replace_one_time_code(at: AtFace, locator: str, thread: str, locked: Document, until: datetime) -> None:
    """Replaces the thread's one-time code, in the desk's transaction; a former one opens nothing any more.

    Raises DuplicateKeyError where another thread's was put in the same place meanwhile.
    """
    await at["one_time_codes"].delete_many({"thread": thread}, session=at.session)
    await at["one_time_codes"].insert_one(
        {"_id": locator, "thread": thread, "until": until, **locked}, session=at.session
    )


async def drop_one_time_code(at: AtFace, locator: str, thread: str) -> None:
    """Deletes the code in this place, in the desk's transaction; a newer code of the thread, or another's, stays."""
    await at["one_time_codes"].delete_one({"_id": locator, "thread": thread}, session=at.session)


async def place_of_one_time_code(at: AtFace, thread: str) -> str | None:
    """Returns the place as OneTimeCodes.place_of, in the desk's transaction."""
    found = await at["one_time_codes"].find_one({"thread": thread}, {"_id": 1}, session=at.session)
    return found["_id"] if found else None


async def last_begun(store: Store, place: str, now: datetime) -> BegunReport | None:
    """Returns the begun report in this place, or the last one of several.

    Only a failure between two steps leaves several there.
    """
    wanted = {"place": place, "until": {"$gt": now}}
    found = await store[BEGUN_REPORTS.name].find(wanted).sort("until", -1).limit(1).to_list(1)
    return BEGUN_REPORTS.state(found[0]) if found else None


async def estimate_begun(store: Store) -> int:
    """Returns the number of all begun reports as the engine estimates it, without looking at one."""
    return await store[BEGUN_REPORTS.name].estimated_document_count()


async def remove_begun(store: Store, place: str, *, but: str = "") -> None:
    """Deletes the begun reports in this place, except the one with the id `but`."""
    await store[BEGUN_REPORTS.name].delete_many({"place": place, "_id": {"$ne": but}})


async def put_aside(store: Store, request_id: object, reason: str, now: datetime) -> None:
    """Puts aside a document that no request can be read from: kept as it came, for a human."""
    aside = {"state": "refused", "reason": reason, "erase_after": next_hour(now + 30 * REMEMBERED)}
    await store["requests"].update_one({"_id": request_id}, {"$set": aside})


class OneTimeCodes:
    """The one-time codes, at most one for a thread, until their days are over.

    Wrong tries are not counted at a code: somebody who guesses would use up the tries of the person who has it.
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
        """Returns the place of the code that was given out and whose person has not noted a receipt code yet."""
        found = await self._codes.find_one({"thread": thread}, {"_id": 1})
        return found["_id"] if found else None

    async def drop(self, thread: str) -> None:
        await self._codes.delete_many({"thread": thread})
