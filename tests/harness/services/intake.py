"""Intake's two processes for tests, wired as in production, and people who use them."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, Literal
from uuid import uuid4

import httpx2
from fastapi import FastAPI

import services.intake.main as intake
from services.intake import retention
from services.intake.domain.request import Request
from services.intake.domain.thread import Thread
from services.intake.domain.thread_content import ThreadContent
from services.intake.domain.token import ChannelToken, digest
from services.intake.handlers.dependencies import DeskDependencies, FaceDependencies
from services.intake.handlers.desk.list_waiting import Shelf, Waiting, list_waiting
from services.intake.handlers.desk.team import register_colleague
from services.intake.handlers.find_by_way import MARK, Marking
from services.intake.handlers.person.receipt_access import Ticket
from services.intake.handlers.requests.take import Requests
from services.intake.handlers.requests.watch import measure
from services.intake.handlers.services.take_arrangement import END_ARRANGEMENTS, EndingArrangements
from services.intake.handlers.show import SHOW, Showing
from services.intake.handlers.thread_content import thread_content
from services.intake.main import connect_stores, desk, face, prepare_stores
from services.intake.pages.face.follow_cookie import FollowCookie
from services.intake.sealed_fields import open_shown
from services.intake.settings import DeskSettings, FaceSettings, found_by
from services.intake.store.face import CHANNELS, DATABASE, REQUESTS, THREADS, AtFace
from shared.audit import Audit
from shared.bus import Connection, OnDone, Transaction, UnitOfWork
from shared.bus.write import effects
from shared.bus.write.outbox import OUTBOX
from shared.bus.write.unit_of_work import EFFECTS, WAITING
from shared.clock import now
from shared.sealing import DataKey, KeyStore, PrivateKey, receipt
from shared.sealing import retention as sealing
from shared.sealing.keys import encode
from shared.sealing.one_time import OneTimeLock, Stretch
from shared.secret import fixed
from shared.store import Document, Store, connect
from shared.web import Staff
from shared.web import retention as web
from tests.harness.engines.contents import empty
from tests.harness.engines.single_node import told
from tests.harness.engines.store_queries import watched
from tests.harness.engines.store_writes import Writes
from tests.harness.services.kept_processes import KeptProcesses
from tests.harness.services.laid_out import Steps, laid_out
from tests.harness.services.unlisted_fields import nothing_unlisted_in
from tests.harness.services.without_lifespan import without_lifespan
from tests.harness.staff_cookies import AT_THE_DESK, cookie_pair

TEAM_KEY = PrivateKey.generate()
PEERS = {"referral": PrivateKey.generate(), "notification": PrivateKey.generate()}
STAFF = "http://staff.test"
PUBLIC = "http://public.test"
PEPPER = "a-pepper-for-tests"
NOBODY_LISTENS = Connection("127.0.0.1:9")
AUDIT_KEY = encode(bytes(range(32)))
FOLLOW_KEY = encode(secrets.token_bytes(32))
QUICK: Final = Stretch(rounds=1, kibibytes=8)
"""A quick stretch, since tests try hundreds of codes; `tests/unit/sealing/test_one_time.py` checks production's cost.
"""
WRITES: Final = Writes.of_clients_to_come()
PREPARED: Final[dict[str, dict[str, set[str]]]] = {}
"""The collections that intake prepared, by engine and database."""

TOKEN = "a-channel's-token"
OTHER_TOKEN = "another-channel's-token"


def face_settings(mongo: str, follow_key: str = FOLLOW_KEY) -> FaceSettings:
    return FaceSettings(
        store=watched(mongo),
        public_url=PUBLIC,
        staff_url="http://staff.test",
        partner_url="http://partner.test",
        public_keys={"intake": TEAM_KEY.public.to_text()},
        pepper=PEPPER,
        follow_key=follow_key,
    )


def desk_settings(mongo: str, kafka: Connection) -> DeskSettings:
    return DeskSettings(
        store=watched(mongo),
        keys=watched(mongo),
        **told(kafka),
        public_url=PUBLIC,
        staff_url=STAFF,
        partner_url="http://partner.test",
        issuer="http://identity.test",
        private_key=TEAM_KEY.to_text(),
        **AT_THE_DESK,
        pepper=PEPPER,
        audit_key=AUDIT_KEY,
        public_keys={
            "intake": TEAM_KEY.public.to_text(),
            **{name: key.public.to_text() for name, key in PEERS.items()},
        },
        callers={name: digest(f"token of {name}") for name in PEERS},
    )


@dataclass(frozen=True)
class Place:
    """The stores, and the desk that opens what the face sealed; `served` is the desk's own connection."""

    store: Store
    keys: Store
    served: Store
    prepared: Mapping[str, Set[str]] = field(default_factory=dict)

    @cached_property
    def steps(self) -> Steps:
        stores = (self.store, self.keys, self.face)
        return Steps(WRITES, [(each, sorted(self.prepared.get(each.database.name, ()))) for each in stores])

    @property
    def face(self) -> Store:
        """The face's database, with all rights."""
        return self.store.beside(DATABASE)

    @property
    def unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self.served, "intake")

    @property
    def desk(self) -> DeskDependencies:
        return desk_over(self.unit_of_work, self.keys, TEAM_KEY)

    async def settle(self) -> None:
        """Works as the desk's leader: takes over what waits, shows changes at the face, sets marks, and measures."""
        await self.work_off()
        await measure(self.face)

    async def work_off(self) -> bool:
        """Does the same without measuring; returns whether there was anything to do."""
        desk, found = self.desk, False
        while await Requests(desk).work():
            found = True
        ending = EndingArrangements(desk)
        handlers: effects.EffectHandlers = {SHOW: Showing(desk), MARK: Marking(desk), END_ARRANGEMENTS: ending}
        async for row in self.store[EFFECTS].find({"kind": {"$in": list(handlers)}, "status": WAITING}):
            on_done = await handlers[row["kind"]](effects.read(row))

            async def show(tx: Transaction, id: str = row["_id"], on_done: OnDone = on_done) -> None:
                done = {"$set": {"status": effects.DONE}}
                await tx[EFFECTS].update_one({"_id": id}, done, session=tx.session)
                await on_done(tx)

            await desk.unit_of_work(show)
            found = True
        return found

    async def show_what_is_stored(self) -> None:
        """Shows changes at the face, and asserts that it shows what the desk stores."""
        await self.work_off()
        async for found in self.face[THREADS.name].find({}):
            thread, key = Thread.model_validate({**found, "id": found["_id"]}), await self.desk.key(found["thread"])
            stored = await self.unit_of_work(partial(_stored, thread, key))
            assert unversioned(open_shown(key, thread)) == unversioned(stored.shown())

    async def published(self, key: str | None = None) -> list[Document]:
        wanted = {"key": key} if key else {}
        return [row async for row in self.store[OUTBOX].find(wanted).sort([("since", 1), ("sequence", 1)])]

    async def types(self, key: str | None = None) -> list[str]:
        return [row["type"].removeprefix("lotse.intake.").removesuffix(".v1") for row in await self.published(key)]

    async def count(self, collection: str) -> int:
        return await self.store[collection].count_documents({})

    async def everything(self) -> str:
        """Returns the documents of all three databases, as one text."""
        found = []
        for store in (self.store, self.keys, self.face):
            for name in await store.database.list_collection_names():
                found += [repr(document) async for document in store[name].find({})]
        return "\n".join(found)


def desk_over(unit_of_work: UnitOfWork, keys: Store, private: PrivateKey) -> DeskDependencies:
    """Returns the dependencies of the desk's use cases over these stores."""
    pepper = PEPPER.encode()
    return DeskDependencies(
        unit_of_work,
        KeyStore(keys, private.public, private),
        Audit(AUDIT_KEY),
        OneTimeLock(pepper, QUICK),
        pepper,
        found_by=found_by(AUDIT_KEY),
    )


def face_over(store: Store) -> FaceDependencies:
    """Returns the dependencies of the face's use cases; `store`: the face's database."""
    pepper = PEPPER.encode()
    return FaceDependencies(store, TEAM_KEY.public, OneTimeLock(pepper, QUICK), pepper)


def a_counsellor(sub: str, role: str = "counsellor") -> Staff:
    return Staff(sub, sub.title(), role, f"sid-{uuid4()}", began=now(), seen=now())


@asynccontextmanager
async def a_place(mongo: str) -> AsyncIterator[Place]:
    async with a_connected_place(mongo) as place, emptied(place):
        yield place


@asynccontextmanager
async def a_connected_place(mongo: str) -> AsyncIterator[Place]:
    """Yields an empty place for several tests, one after the other: each leaves it `emptied`."""
    store, keys = connect_stores(mongo, mongo)
    served, every = connect(watched(mongo), store.database.name), (store, keys, store.beside(DATABASE))
    try:
        await empty(*every)
        await _prepare(mongo, every)
        yield Place(store, keys, served, PREPARED[mongo])
        for each in every:
            for name in set(await each.database.list_collection_names()) - PREPARED[mongo][each.database.name]:
                assert await each[name].find_one({}) is None, "a collection that nobody prepares was not emptied"
    finally:
        for each in (store, keys, served):
            await each.close()


@asynccontextmanager
async def emptied(place: Place) -> AsyncIterator[None]:
    """Prepares a test's channels; at its end checks that every stored field has a purpose, and empties the stores."""
    with place.steps.of_a_test():
        await _channels(place)
        yield
    at_the_desk, keys, at_the_face = await place.steps.take_away()
    nothing_unlisted_in(at_the_desk, retention.STORE | web.AT_THE_DESK)
    nothing_unlisted_in(at_the_face, retention.FACE)
    nothing_unlisted_in(keys, sealing.STORE)


@laid_out
async def _channels(place: Place) -> None:
    for name, token in (("one", TOKEN), ("two", OTHER_TOKEN)):
        await CHANNELS.add(AtFace(place.face, now()), ChannelToken(id=name, name=name, digest=digest(token)))


async def _prepare(mongo: str, stores: Sequence[Store]) -> None:
    """Prepares the stores once at each engine, and again where a collection is missing, to save time."""
    if mongo not in PREPARED or PREPARED[mongo] != await _collections(stores):
        await prepare_stores(stores[0], stores[1])
        PREPARED[mongo] = await _collections(stores)


async def _collections(stores: Sequence[Store]) -> dict[str, set[str]]:
    return {each.database.name: set(await each.database.list_collection_names()) for each in stores}


def unversioned(content: ThreadContent) -> str:
    """Returns the content as text without versions, which a state has only when it was read."""
    return re.sub(r'"version":\d+', "", content.model_dump_json())


async def _stored(thread: Thread, key: DataKey, tx: Transaction) -> ThreadContent:
    return await thread_content(tx, thread.thread, key)


@asynccontextmanager
async def a_browser(app: FastAPI, origin: str, desk: Place | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """Yields a browser at this door; `https` so that it keeps cookies marked Secure. `desk` settles at each request."""
    address = origin.replace("http:", "https:")

    settled = -1

    async def settle(_: object) -> None:
        nonlocal settled
        if settled == WRITES.number:
            return
        if desk and await desk.work_off():
            await measure(desk.face)
        settled = WRITES.number

    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url=address,
        headers={"Sec-Fetch-Site": "same-origin"},
        event_hooks={"request": [settle], "response": [settle]} if desk else None,
    ) as browser:
        yield browser


@asynccontextmanager
async def at(app: FastAPI, origin: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Yields such a browser, with the application running from its start to its end."""
    async with app.router.lifespan_context(app), a_browser(app, origin) as browser:
        yield browser


@asynccontextmanager
async def a_face(
    mongo: str, desk: Place | None = None, follow_key: str = FOLLOW_KEY, process: str = ""
) -> AsyncIterator[httpx2.AsyncClient]:
    """Yields a browser at the face, with the face's own rights if `mongo` is its login.

    `desk`: settles at each request; without it the desk is away. `process`: names a separate process, which shares no
    memory with others.
    """
    async with a_process("face", mongo, follow_key, process) as app, a_browser(app, PUBLIC, desk) as browser:
        yield browser


@asynccontextmanager
async def a_desk(mongo: str, kafka: Connection) -> AsyncIterator[httpx2.AsyncClient]:
    async with at(desk(desk_settings(mongo, kafka), QUICK), STAFF) as browser:
        yield browser


@asynccontextmanager
async def staff_browser(mongo: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Yields a browser at the desk, without its bus; each request carries the cookie that it is given."""
    async with a_process("desk", mongo) as app, a_browser(app, STAFF) as browser:
        yield browser


@asynccontextmanager
async def signed_in(mongo_of: Mapping[str, str], who: Staff) -> AsyncIterator[httpx2.AsyncClient]:
    """Yields a browser in which `who` has signed in; the desk has its own rights."""
    async with staff_browser(mongo_of["intake-desk"]) as browser:
        browser.cookies.set(*cookie_pair(who).split("=", 1))
        yield browser


@asynccontextmanager
async def a_process(
    which: Literal["face", "desk"], mongo: str, follow_key: str = FOLLOW_KEY, process: str = ""
) -> AsyncIterator[FastAPI]:
    """Yields one of intake's two applications without its lifespan.

    Where processes are kept, it is the one that an earlier test made with the same arguments.
    """
    make = partial(_wired, which, mongo, follow_key)
    if KeptProcesses.now is not None:
        yield await KeptProcesses.now.process((which, mongo, follow_key, process), make)
        return
    async with without_lifespan(make, intake) as app:
        yield app


def _wired(which: Literal["face", "desk"], mongo: str, follow_key: str) -> FastAPI:
    if which == "face":
        return face(face_settings(mongo, follow_key), QUICK)
    return desk(desk_settings(mongo, NOBODY_LISTENS), QUICK)


async def requests_of(place: Place) -> list[Request]:
    """Returns all requests at the face, in their order."""
    found = place.face[REQUESTS.name].find({}).sort("number", 1)
    return [Request.model_validate({**each, "id": each["_id"]}) async for each in found]


async def submit(
    browser: httpx2.AsyncClient, body: dict[str, Any], *, attempt: str | None = None, token: str = TOKEN
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": attempt or str(uuid4())}
    return await browser.post("/api/intake/submissions", json=body, headers=headers)


async def queue_of(place: Place, me: Staff) -> list[Waiting]:
    """Returns the first pages of all lists that wait for `me`, one after the other."""
    shelves: tuple[Shelf, ...] = ("waiting", "mine", *(("others",) if me.role == "supervisor" else ()))
    return [row for shelf in shelves for row in (await list_waiting(place.desk, me, shelf))[0].rows]


async def fill_in(browser: httpx2.AsyncClient, **fields: Any) -> str:
    """Opens the form, sends it, and returns the receipt code that the page shows."""
    page = await browser.get("/anliegen")
    attempt = re.search(r'name="attempt" value="([^"]+)"', page.text)
    assert attempt
    answer = await browser.post("/anliegen", data={"attempt": attempt[1], **fields})
    assert answer.status_code == 201, answer.text
    return receipt_code(answer.text)


@laid_out
async def met(place: Place, *staff: Staff) -> None:
    """Makes the desk know these people, as if they had signed in before."""
    for each in staff:
        await register_colleague(place.desk, each)


@laid_out
async def let_in(browser: httpx2.AsyncClient, text: str = "Ein Anliegen", **fields: str) -> str:
    """Writes by the form and opens the follow page; returns the receipt code."""
    code = await fill_in(browser, text=text, **fields)
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 303
    return code


async def on_follow_page(browser: httpx2.AsyncClient) -> dict[str, str]:
    """Returns attempt and thread from the forms of the follow page, as it is shown now."""
    return said_by_form((await browser.get("/rueckmeldung")).text)


def said_by_form(page: str) -> dict[str, str]:
    """Returns attempt and thread of the first form that has both."""
    shown = re.search(r'name="attempt" value="([^"]+)">\s*<input type="hidden" name="thread" value="([^"]*)"', page)
    assert shown, page
    return {"attempt": shown[1], "thread": shown[2]}


def thread_of(code: str) -> str:
    """Returns the thread of this receipt code as the forms of the follow page name it."""
    ticket = Ticket(receipt.locator(PEPPER.encode(), receipt.read(code)), b"")
    return FollowCookie(now, PEPPER.encode(), fixed(FOLLOW_KEY)).mark(ticket)


def receipt_code(page: str) -> str:
    shown = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}", page)
    assert shown
    return shown[0]
