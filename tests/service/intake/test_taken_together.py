"""Submissions that wait together become cases together: none of them harms another, and each is one case, once."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.domain.concern import Concern
from services.intake.domain.request import Request
from services.intake.domain.taken_together import MOST_TOGETHER
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.person.receipt_access import open_thread, ticket_for
from services.intake.handlers.person.submit import submit
from services.intake.handlers.person.write_message import write_message
from services.intake.handlers.requests import begin_threads
from services.intake.handlers.requests.take import Requests
from services.intake.sealed_fields import open_shown
from services.intake.store.face import REQUESTS, AtFace
from shared.bus import UnitOfWork
from shared.bus.write import unit_of_work
from shared.clock import now
from shared.contracts.vocabulary import Channel
from tests.harness.services.beginnings import a_beginning, signed
from tests.harness.services.intake import Place, face_over, requests_of

pytestmark = pytest.mark.engines

RIGHT: Final = "Ein Anliegen"


async def hand_in(place: Place, text: str = RIGHT) -> str:
    """Returns the receipt code; the desk has not taken it over yet."""
    concern = Concern(channel=Channel.PORTAL, text=text)
    return (await submit(face_over(place.face), concern, idempotency_key=str(uuid4()), issuer="portal")).code


async def request_of(place: Place, code: str) -> Request:
    face = face_over(place.face)
    found = await REQUESTS.look_up(place.face, locator=ticket_for(face, code).locator)
    assert found
    return found


async def insert(place: Place, *requests: Request) -> None:
    """As whoever has the face's login can."""
    assert all(await REQUESTS.add_each(AtFace(place.face, now()), requests))


async def taken_away(place: Place, code: str) -> Request:
    found = await request_of(place, code)
    await place.face[REQUESTS.name].delete_one({"_id": found.id})
    return found


async def states(place: Place) -> Counter[tuple[str, str | None]]:
    return Counter((each.state, each.reason) for each in await requests_of(place))


async def shown(place: Place, code: str) -> list[str]:
    """What the person reads with this code, once nothing waits any more."""
    face = face_over(place.face)
    opened = await open_thread(face, ticket_for(face, code))
    assert opened.thread
    assert not opened.waiting
    return [each.text for each in open_shown(opened.key, opened.thread).messages]


@dataclass
class Transactions:
    many: int = 0


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> Transactions:
    """How many the desk made."""
    counted, run = Transactions(), UnitOfWork.__call__

    async def counting(unit: UnitOfWork, *given: object, **said: object) -> object:
        counted.many += 1
        return await run(unit, *given, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(UnitOfWork, "__call__", counting)
    return counted


async def test_what_waits_becomes_cases_in_one_transaction(place: Place, transactions: Transactions) -> None:
    codes = [await hand_in(place, f"{RIGHT} {number}") for number in range(5)]

    assert await Requests(place.desk).work() == 5
    assert transactions.many == 1
    assert await states(place) == {("taken", None): 5}
    assert Counter(await place.types()) == {"contact.recorded": 5, "case.opened": 5}
    assert [await place.count(each) for each in ("contacts", "cases", "messages", "tasks", "taken")] == [5] * 5
    assert len({each["number"] async for each in place.store["cases"].find({})}) == 5
    for number, code in enumerate(codes):
        assert await shown(place, code) == [f"{RIGHT} {number}"]
    await place.show_what_is_stored()


async def test_a_group_is_bounded(place: Place, transactions: Transactions) -> None:
    for _ in range(MOST_TOGETHER + 2):
        await hand_in(place)

    assert await Requests(place.desk).work() == MOST_TOGETHER + 2
    assert transactions.many == 2
    assert await place.count("cases") == MOST_TOGETHER + 2


async def test_who_is_alone_waits_for_nobody(place: Place, transactions: Transactions) -> None:
    await hand_in(place)
    assert await Requests(place.desk).work() == 1
    assert transactions.many == 1
    assert await states(place) == {("taken", None): 1}


async def test_a_forged_one_in_the_middle_harms_nobody(place: Place, transactions: Transactions) -> None:
    await hand_in(place)
    forged = await taken_away(place, await hand_in(place, "Falsch"))
    await insert(place, forged.model_copy(update={"mac": b"forged"}))
    await hand_in(place)

    await Requests(place.desk).work()
    assert transactions.many == 2
    assert await states(place) == {("taken", None): 2, ("refused", "wrong-mac"): 1}
    assert await place.count("cases") == 2


async def test_one_that_fails_in_the_transaction_harms_nobody(place: Place) -> None:
    """Rightly signed, in the place of somebody whose thread is there: only the store can know it."""
    earlier = await request_of(place, await hand_in(place))
    await place.settle()
    await hand_in(place)
    await insert(place, in_the_place_of(earlier))
    await hand_in(place)

    await Requests(place.desk).work()
    assert await states(place) == {("taken", None): 3, ("refused", "exists"): 1}
    assert [await place.count(each) for each in ("contacts", "cases", "messages", "taken")] == [3] * 4


def in_the_place_of(other: Request) -> Request:
    """Begun by somebody who knows its locator."""
    return signed(*a_beginning("submission", Concern(channel=Channel.PORTAL, text="Falsch"), other.locator))


async def test_what_was_erased_meanwhile_does_not_come_back_in_a_group(place: Place) -> None:
    """As after a restore of the face's database: it waits again, and was erased since."""
    code = await hand_in(place, "Gelöscht")
    before = await request_of(place, code)
    await place.settle()
    (contact,) = await place.store["contacts"].find({}).to_list(None)
    await erase_owners(place.desk, [contact["case_id"]])
    await place.face[REQUESTS.name].delete_many({})
    await hand_in(place)
    await insert(place, before)
    await hand_in(place)

    await Requests(place.desk).work()
    assert await states(place) == {("taken", None): 2, ("refused", "erased"): 1}
    assert await place.count("cases") == 2
    assert await place.store["contacts"].find_one({"_id": contact["_id"]}) is None


async def test_what_follows_in_a_thread_is_taken_behind_its_beginning(place: Place) -> None:
    face = face_over(place.face)
    codes = [await hand_in(place, "eins") for _ in range(3)]
    for code in codes[:2]:
        for text in ("zwei", "drei"):
            await write_message(face, ticket_for(face, code), text, attempt=str(uuid4()))

    assert await Requests(place.desk).work() == 7
    for code, said in zip(codes, (3, 3, 1), strict=True):
        assert await shown(place, code) == ["eins", "zwei", "drei"][:said]


async def test_one_that_was_taken_before_changes_nothing_in_a_group(place: Place) -> None:
    before = await request_of(place, await hand_in(place))
    await place.settle()
    published = await place.published()
    await place.face[REQUESTS.name].delete_many({})
    await insert(place, before)
    await hand_in(place)
    await hand_in(place)

    await Requests(place.desk).work()
    assert await states(place) == {("taken", None): 3}
    assert await place.count("contacts") == 3
    assert (await place.published())[: len(published)] == published


class Killed(BaseException):
    """Nothing of the process runs any more."""


def dies(at: str) -> Callable[[str], None]:
    def fail_point(name: str) -> None:
        if name == at:
            raise Killed

    return fail_point


@pytest.mark.parametrize("point", ["request.after_key", "transaction.before_commit", "transaction.after_commit"])
async def test_killed_anywhere_each_is_one_case(place: Place, point: str) -> None:
    for _ in range(3):
        await hand_in(place)
    with pytest.MonkeyPatch.context() as dying:
        for module in (begin_threads, unit_of_work):
            dying.setattr(module, "failpoint", dies(point))
        with pytest.raises(Killed):
            await Requests(place.desk).work()
    assert await place.count("cases") == (3 if point == "transaction.after_commit" else 0)
    await hand_in(place)

    await place.settle()
    assert await states(place) == {("taken", None): 4}
    assert [await place.count(each) for each in ("contacts", "cases", "messages", "taken")] == [4] * 4
    assert Counter(await place.types()) == {"contact.recorded": 4, "case.opened": 4}
    await place.show_what_is_stored()


async def test_where_the_store_is_away_nobody_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        await hand_in(place)

    async def away(*_: object) -> None:
        raise ServerSelectionTimeoutError

    with monkeypatch.context() as broken:
        broken.setattr(begin_threads, "begin_threads", away)
        with pytest.raises(ServerSelectionTimeoutError):
            await Requests(place.desk).work()
    assert await states(place) == {("waiting", None): 3}
    assert [each.tries for each in await requests_of(place)] == [0, 0, 0]
    await place.settle()
    assert await place.count("cases") == 3


Make = Callable[["Crowd"], Awaitable[None]]


@dataclass
class Crowd:
    """Whoever hands in, rightly or not, and what must come of it."""

    place: Place
    chance: random.Random
    before: list[Request]
    erased: list[Request]
    cases: int = 0
    messages: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    async def right(self) -> None:
        await hand_in(self.place)
        self.cases += 1
        self.messages += 1

    async def with_more(self) -> None:
        face, code = face_over(self.place.face), await hand_in(self.place)
        await write_message(face, ticket_for(face, code), "mehr", attempt=str(uuid4()))
        self.cases += 1
        self.messages += 2

    async def forged(self) -> None:
        request = await taken_away(self.place, await hand_in(self.place))
        changes: list[dict[str, object]] = [
            {"mac": b""},
            {"body": "another"},
            {"at": request.at.replace(year=2020)},
            {"locator": "elsewhere"},
        ]
        await insert(self.place, request.model_copy(update=self.chance.choice(changes)))
        self.refused["wrong-mac"] += 1

    async def in_anothers_place(self) -> None:
        await insert(self.place, in_the_place_of(self.before.pop()))
        self.refused["exists"] += 1

    async def again(self) -> None:
        await insert(self.place, self.before.pop())

    async def erased_before(self) -> None:
        await insert(self.place, self.erased.pop())
        self.refused["erased"] += 1


@pytest.mark.parametrize("seed", range(4))
async def test_whoever_stands_beside_whom_each_gets_what_is_theirs(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    known = [await request_of(place, await hand_in(place)) for _ in range(16)]
    await place.settle()
    contacts = {each["_id"]: each["case_id"] async for each in place.store["contacts"].find({})}
    for each in known[:8]:
        await erase_owners(place.desk, [contacts[str(each.contact_id)]])
    await place.face[REQUESTS.name].delete_many({})
    crowd = Crowd(place, chance, known[8:], known[:8])
    acts: list[Make] = [Crowd.right, Crowd.with_more, Crowd.forged, Crowd.in_anothers_place, Crowd.again]
    for act in [*chance.choices([*acts, Crowd.erased_before], k=8), *2 * [Crowd.right]]:
        await act(crowd)

    await place.settle()
    ended = await requests_of(place)
    assert {each.state for each in ended} <= {"taken", "refused"}
    assert Counter(each.reason for each in ended if each.state == "refused") == crowd.refused
    assert await place.count("cases") == 8 + crowd.cases
    assert await place.count("messages") == 8 + crowd.messages
