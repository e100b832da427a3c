"""Every route of every service, by everybody, with what is theirs, somebody else's, and nobody's."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, fields, replace

import httpx2
import pytest

from services.intake.store import CONTACTS, EVIDENCE
from shared.bus import Transaction
from shared.telemetry.metrics import REQUESTS
from tests.harness.access.all_services import World, a_world
from tests.harness.access.own_and_foreign import Things, is_about_something, place, sent
from tests.harness.engines.rewinding import Rewinding, rewinding
from tests.harness.engines.single_node import a_mongo
from tests.harness.services.intake import WRITES
from tests.service.access.matrix import ACTORS, MATRIX

pytestmark = pytest.mark.engines

OF_A_CASE = ("/referral/cases/", "/notification/cases/")


@dataclass(frozen=True)
class Row:
    service: str
    method: str
    path: str
    outcomes: dict[str, tuple[str, str, str]]

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def rows() -> list[Row]:
    return [each for line in MATRIX.splitlines() if line for each in row(line)]


def row(line: str) -> list[Row]:
    services, method, path, *said = line.split()
    outcomes: dict[str, tuple[str, str, str]] = {}
    for actors, words in zip(said[::2], said[1::2], strict=True):
        named = [each for each in ACTORS if each not in outcomes] if actors == "*" else actors.split(",")
        own, *others = words.split("/")
        foreign, missing = others or (own, own)
        outcomes |= dict.fromkeys(named, (own, foreign, missing))
    return [Row(service, method, path, outcomes) for service in services.split(",")]


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with a_mongo(tmp_path_factory.mktemp("access")) as engine:
        yield engine.address


@pytest.fixture(scope="module")
async def world(engine: str) -> AsyncIterator[World]:
    async with a_world(engine) as world:
        yield world


@pytest.fixture(scope="module")
def laid(engine: str, world: World) -> Iterator[Rewinding]:
    assert world.things
    with rewinding(engine, WRITES) as laid:
        yield laid
        laid.rewind()
        assert laid.is_as_it_was()


@pytest.fixture(autouse=True)
def few_measured() -> None:
    """Else `/metrics` lists all that all tests have asked for, each time that anybody asks for it."""
    REQUESTS.clear()


async def test_what_somebody_does_is_taken_back(world: World, laid: Rewinding) -> None:
    """Else a row would find what another left."""
    place, case = world.maker.place, world.things["anna"].case

    async def exchange(tx: Transaction) -> None:
        """No two of a thread may have the same number, at no time."""
        files = tx[EVIDENCE.name]
        first, second = await EVIDENCE.all(tx, thread=case, sort="number")
        await files.delete_one({"_id": first.id}, session=tx.session)
        await files.update_one({"_id": second.id}, {"$set": {"number": first.number}}, session=tx.session)
        await files.insert_one({"_id": first.id, "thread": case, "number": second.number}, session=tx.session)

    changes: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: place.unit_of_work(exchange),
        lambda: place.store[CONTACTS.name].update_many({}, {"$unset": {"channel": ""}}),
        lambda: place.face["requests"].insert_one({"_id": 1}),
        lambda: world.maker.referral_keys.erase(case),
    )
    for change in changes:
        await change()
        assert not laid.is_as_it_was()
        laid.rewind()
        assert laid.is_as_it_was()


async def test_no_route_is_forgotten(world: World) -> None:
    assert {(row.service, row.method, row.path) for row in rows()} == world.routes
    assert all(set(row.outcomes) == set(ACTORS) for row in rows())


@pytest.mark.parametrize("row", rows(), ids=str)
async def test_each_may_what_is_theirs(world: World, laid: Rewinding, row: Row) -> None:
    """Nobody finds what somebody else did: it is taken back as soon as they have asked."""
    found = {}
    for actor in ACTORS:
        found[actor] = await outcomes(world, row, actor)
        laid.rewind()
    assert {actor: found[actor] for actor in ACTORS if found[actor] != row.outcomes[actor]} == {}


async def outcomes(world: World, row: Row, actor: str) -> tuple[str, str, str]:
    own = world.own(actor)
    headers = await world.credentials(actor, own)
    first = await ask(world, row, headers, own, own)
    if not is_about_something(row.path):
        return (word(first),) * 3
    foreign = await ask(world, row, headers, own, world.foreign(actor))
    missing = await ask(world, row, headers, own, world.missing())
    if word(foreign) == word(missing) == "404":
        said = unnamed(foreign, world.foreign(actor)), unnamed(missing, world.missing())
        assert said[0] == said[1], "what is not theirs must look like what is not there"
        assert foreign.headers == missing.headers
    return word(first), word(foreign), word(missing)


@pytest.mark.parametrize(
    "row",
    [row for row in rows() if row.path.count("{") == 2 and row.path.startswith(OF_A_CASE) and "{kind}" not in row.path],
    ids=str,
)
async def test_what_belongs_to_another_case_is_not_there(world: World, row: Row) -> None:
    own, foreign, missing = world.things["anna"], world.things["bert"], world.missing()
    mixed, nowhere = [
        replace(own, referral=of.referral, proceeding=of.proceeding, notice=of.notice, inquiry=of.inquiry)
        for of in (foreign, missing)
    ]
    headers = await world.credentials("counsellor", own)
    anothers = await ask(world, row, headers, own, mixed)
    nobodys = await ask(world, row, headers, own, nowhere)
    assert (anothers.status_code, unnamed(anothers, mixed)) == (404, unnamed(nobodys, nowhere))


async def test_a_reason_given_at_the_desk_opens_the_case_at_every_service(world: World) -> None:
    berts = world.things["bert"].case
    asking = await world.credentials("supervisor", world.own("supervisor"))
    reason = await world.services["desk"].post(
        f"/desk/begruendung/{berts}", headers=asking, data={"reason": "absence", "next": f"/desk/cases/{berts}"}
    )
    world.services["desk"].cookies.clear()
    opened = {"Cookie": reason.headers["set-cookie"].partition(";")[0]}
    for service, path in (
        ("desk", f"/desk/cases/{berts}"),
        ("referral", f"/referral/cases/{berts}/proposals"),
        ("referral", f"/referral/cases/{berts}/proceedings"),
        ("notification", f"/notification/cases/{berts}/deadlines"),
        ("notification", f"/notification/cases/{berts}/notices"),
    ):
        page = await world.services[service].get(path, headers=opened)
        assert page.status_code == 200
        assert "Mit einem Grund geöffnet: Vertretung" in page.text
        assert f"/desk/begruendung/{berts}/ende" in page.text
        assert (await world.services[service].get(path, headers=asking)).status_code == 303
    others = await world.services["referral"].get(
        f"/referral/cases/{world.things['anna'].case}/proposals", headers=opened
    )
    assert others.status_code == 303


async def ask(world: World, row: Row, credentials: dict[str, str], own: Things, about: Things) -> httpx2.Response:
    once = {"Idempotency-Key": about.reference} if row.path == "/api/intake/submissions" else {}
    service = world.services[row.service]
    answer = await service.request(
        row.method, place(row.path, about), headers=credentials | once, **sent(row.method, row.path, about, own)
    )
    service.cookies.clear()
    return answer


def unnamed(answer: httpx2.Response, things: Things) -> str:
    """Without the ids that were asked for: a refused form shows again what was sent."""
    text = answer.text
    for each in fields(things):
        text = text.replace(str(getattr(things, each.name)), each.name)
    return text


def word(answer: httpx2.Response) -> str:
    if answer.status_code == 401 and 'href="/desk/anmelden' in answer.text:
        return "in"
    if answer.status_code >= 400:
        return str(answer.status_code)
    to = answer.headers.get("location", "")
    ways = {"/desk/anmelden": "in", "/desk/begruendung": "why"}
    return next((said for path, said in ways.items() if to.startswith(path)), "ok")
