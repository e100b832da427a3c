"""A partner opens the files that the person agreed to, from intake through referral, and no others."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from infra.embedded.ports import free_ports
from services.intake.domain.ids import HandoverId
from services.intake.handlers.desk.erase import erase_owners
from services.intake.handlers.desk.note_decision import note_decision
from services.referral.handlers.partner import open_file
from services.referral.handlers.supervisor.partner_access import restore_partner, suspend_partner
from shared.contracts.vocabulary import ConsentHow
from shared.errors import TryLater
from shared.sealing.keys import decode
from shared.web import Peers, download
from shared.web.places import Places
from tests.harness.access.all_services import World, a_world, services_over, token_of
from tests.harness.access.case_with_everything import PARTNERS, WHOLE_FILE
from tests.harness.access.own_and_foreign import Things
from tests.harness.engines.contents import contents
from tests.harness.engines.rewinding import Rewinding, rewinding
from tests.harness.engines.single_node import a_mongo
from tests.harness.services.intake import WRITES, a_counsellor
from tests.harness.services.referral import served

pytestmark = pytest.mark.engines

API = "/api/referral/partner/referrals"
ANNA = a_counsellor("anna")
BROKEN_OFF = httpx2.RemoteProtocolError
NONE_FREE = Places(0, "busy").taken


@dataclass(frozen=True)
class Served:
    """Referral as a process would serve it, so that a connection can end early; it asks the desk of the same world."""

    world: World
    http: httpx2.AsyncClient
    engine: str


@pytest.fixture(scope="module")
async def served_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    (port,) = free_ports(1)
    async with (
        a_mongo(tmp_path_factory.mktemp("files")) as engine,
        a_world(engine.address) as world,
        services_over(engine.address) as services,
        served(services["referral"], port, starts=False) as address,
        httpx2.AsyncClient(base_url=address, timeout=30) as http,
    ):
        yield Served(world, http, engine.address)


@dataclass(frozen=True)
class Partner:
    """At the link, with its PIN entered, and by its system."""

    world: World
    http: httpx2.AsyncClient
    own: Things
    inside: dict[str, str]

    @property
    def system(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {token_of('partner')}"}

    def addresses(self, file: str) -> tuple[tuple[str, dict[str, str]], ...]:
        page = f"/partner/zugang/{self.own.link}/dateien/{file}"
        return (page, self.inside), (f"{API}/{self.own.reference}/files/{file}", self.system)

    async def get(self, address: str, headers: dict[str, str]) -> httpx2.Response:
        return await self.http.get(address, headers=headers)

    async def page(self) -> httpx2.Response:
        return await self.get(f"/partner/zugang/{self.own.link}", self.inside)

    async def statuses(self, file: str) -> list[int]:
        return [(await self.get(*each)).status_code for each in self.addresses(file)]


@pytest.fixture(scope="module")
async def entered(served_world: Served) -> Partner:
    world = served_world.world
    own = world.things["anna"]
    return Partner(world, served_world.http, own, await world.credentials("pin", own))


@pytest.fixture(scope="module")
def laid(served_world: Served, entered: Partner) -> Iterator[Rewinding]:
    assert entered.inside
    with rewinding(served_world.engine, WRITES) as laid:
        yield laid
        assert laid.is_as_it_was()


@pytest.fixture
def partner(entered: Partner, laid: Rewinding) -> Iterator[Partner]:
    """What came of it is taken back."""
    yield entered
    laid.rewind()


async def evidence_of(partner: Partner) -> list[str]:
    store = partner.world.maker.place.store["evidence"]
    return [each["_id"] async for each in store.find({"thread": partner.own.case})]


async def test_the_page_and_the_interface_name_it_and_hand_it_out_byte_for_byte(partner: Partner) -> None:
    checksum = hashlib.sha256(WHOLE_FILE).hexdigest()
    page = (await partner.page()).text
    assert f"/dateien/{partner.own.file}" in page
    assert ("beweis-1.png" in page, checksum in page) == (True, True)
    (listed,) = (await partner.get(f"{API}/{partner.own.reference}", partner.system)).json()["files"]
    assert (listed["id"], listed["name"], listed["size"]) == (partner.own.file, "beweis-1.png", len(WHOLE_FILE))
    assert listed["sha256"] == checksum
    for each in partner.addresses(partner.own.file):
        got = await partner.get(*each)
        assert (got.status_code, got.content == WHOLE_FILE) == (200, True)
        assert got.headers["content-type"] == "application/octet-stream"
        assert got.headers["content-disposition"] == 'attachment; filename="beweis-1.png"'
        assert (got.headers["x-content-type-options"], got.headers["cache-control"]) == ("nosniff", "no-store")
        assert got.headers["content-security-policy"].endswith("; sandbox")


async def test_what_she_did_not_tick_is_not_there_also_with_its_right_id(partner: Partner) -> None:
    for file in (
        *set(await evidence_of(partner)) - {partner.own.file},
        str(uuid4()),
        partner.world.things["bert"].file,
    ):
        assert await partner.statuses(file) == [404, 404]


async def test_without_the_pin_and_for_another_partner_it_is_not_there(partner: Partner) -> None:
    (page, _), (system, _) = partner.addresses(partner.own.file)
    asked = await partner.get(page, {})
    assert (asked.status_code, 'name="pin"' in asked.text) == (401, True)
    assert f'action="/partner/zugang/{partner.own.link}"' in asked.text
    assert (await partner.get(system, {})).status_code == 401
    assert (await partner.get(system, {"Authorization": f"Bearer {token_of('rival')}"})).status_code == 404


async def test_each_opening_is_noted_with_the_partner_and_the_number_of_the_file(partner: Partner) -> None:
    noted = {"what": "file", "case": partner.own.case, "by": PARTNERS["partner"], "role": "partner", "reason": "1"}
    audit = partner.world.maker.referral.store["audit"]
    await partner.page()
    assert await audit.count_documents(noted) == 0
    await partner.statuses(partner.own.file)
    assert await audit.count_documents(noted) == 2


async def test_nothing_of_it_is_kept_at_referral(partner: Partner) -> None:
    await partner.statuses(partner.own.file)
    store = partner.world.maker.referral.store
    found = [repr(row) for name in await store.database.list_collection_names() async for row in store[name].find({})]
    assert found
    assert not [each for each in found if "1" * 200 in each or hashlib.sha256(WHOLE_FILE).hexdigest() in each]


async def test_nothing_sealed_of_it_stays_at_referral(partner: Partner) -> None:
    """Whatever it were sealed under: of all that referral has, only the record of who looked at what has grown."""
    await partner.page()
    before = await stored_at_referral(partner)
    assert await partner.statuses(partner.own.file) == [200, 200]
    after = await stored_at_referral(partner)
    grown = {name for name in after if after[name] != before.get(name)}
    assert grown == {"audit", "audit_head"}
    noted = [each for each in after["audit"] if each not in before["audit"]]
    assert sum(len(each) for each in noted) < len(WHOLE_FILE) // 100


async def stored_at_referral(partner: Partner) -> dict[str, set[str]]:
    """In both of its databases; the time at which somebody was last seen is not meant."""
    store = partner.world.maker.referral.store
    both = [await contents(each) for each in (store, store.beside(f"{store.database.name}_keys"))]
    return {name: {repr(each) for each in rows} for found in both for name, rows in found.items()}


async def test_who_asks_for_its_head_opens_nothing(partner: Partner) -> None:
    audit = partner.world.maker.referral.store["audit"]
    before = await audit.count_documents({"what": "file"})
    for address, headers in partner.addresses(partner.own.file):
        asked = await partner.http.head(address, headers=headers)
        assert (asked.status_code, asked.headers["allow"]) == (405, "GET")
    assert await audit.count_documents({"what": "file"}) == before


async def withdraw(partner: Partner) -> None:
    desk = partner.world.maker.place.desk
    await note_decision(desk, HandoverId(partner.own.given), ANNA, "withdrawn", ConsentHow.VOICE)


async def erase(partner: Partner) -> None:
    await erase_owners(partner.world.maker.place.desk, [partner.own.case])


async def test_withdrawn_it_is_closed_at_once_and_the_page_says_why(partner: Partner) -> None:
    await withdraw(partner)
    assert await partner.statuses(partner.own.file) == [404, 404]
    page = (await partner.page()).text
    assert "Diese Vermittlung wurde zurückgezogen." in page
    assert "beweis-1.png" not in page


async def test_erased_at_the_desk_nothing_is_handed_out(partner: Partner) -> None:
    await erase(partner)
    assert await partner.statuses(partner.own.file) == [503, 503]


async def test_of_a_suspended_partner_nothing_is_open(partner: Partner) -> None:
    sue, referral = a_counsellor("sue", "supervisor"), partner.world.maker.referral
    await referral(lambda tx: suspend_partner(tx, sue, PARTNERS["partner"], "unclear", uuid4().hex))
    try:
        assert await partner.statuses(partner.own.file) == [404, 401]
    finally:
        await referral(lambda tx: restore_partner(tx, sue, PARTNERS["partner"], uuid4().hex))
    assert await partner.statuses(partner.own.file) == [401, 404], "the referral stays recalled, the session ended"


async def suspend(partner: Partner) -> None:
    sue, referral = a_counsellor("sue", "supervisor"), partner.world.maker.referral
    await referral(lambda tx: suspend_partner(tx, sue, PARTNERS["partner"], "unclear", uuid4().hex))
    await referral(lambda tx: restore_partner(tx, sue, PARTNERS["partner"], uuid4().hex))


@pytest.mark.parametrize("act", [withdraw, erase, suspend], ids=lambda act: act.__name__)
async def test_what_is_closed_while_it_is_sent_breaks_off(
    partner: Partner, monkeypatch: pytest.MonkeyPatch, act: Callable[[Partner], Any]
) -> None:
    fetched, got = 0, Peers.get

    async def closed_after_the_first_part(self: Peers, service: str, path: str) -> bytes:
        nonlocal fetched
        answer = await got(self, service, path)
        if "/files/" in path:
            fetched += 1
            if fetched == 1:
                await act(partner)
        return answer

    monkeypatch.setattr(Peers, "get", closed_after_the_first_part)
    with pytest.raises(BROKEN_OFF):
        await partner.get(*partner.addresses(partner.own.file)[0])
    assert fetched == 1


async def test_what_comes_is_not_what_was_agreed_to_and_its_end_is_not_sent(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{open_file.__name__}.decode", lambda text: decode(text)[:-1] + b"x")
    with pytest.raises(BROKEN_OFF):
        await partner.get(*partner.addresses(partner.own.file)[1])


async def test_while_the_desk_is_away_it_says_so(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    got = Peers.get

    async def away(self: Peers, service: str, path: str) -> bytes:
        if "/files/" in path:
            raise TryLater("away")
        return await got(self, service, path)

    monkeypatch.setattr(Peers, "get", away)
    page, system = [await partner.get(*each) for each in partner.addresses(partner.own.file)]
    assert (page.status_code, "Das können wir gerade nicht zeigen" in page.text) == (503, True)
    assert (system.status_code, system.json()["type"]) == (503, "urn:lotse:problem:consent-unconfirmed")


async def test_a_partner_that_takes_too_long_is_cut_off_and_its_place_is_free(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "WITHIN", 0.2)
    monkeypatch.setattr(open_file.OpenFile, "_part", _never_after_the_first(open_file.OpenFile._part))
    for _ in range(open_file.FILES_AT_ONCE + 1):
        with pytest.raises(BROKEN_OFF):
            await partner.get(*partner.addresses(partner.own.file)[1])


def _never_after_the_first(part: Callable[..., Any]) -> Callable[..., Any]:
    async def slow(self: open_file.OpenFile, handover: str, file: str, number: int) -> Any:
        if number:
            await asyncio.Event().wait()
        return await part(self, handover, file, number)

    return slow


async def test_where_too_many_are_fetched_the_next_one_is_told_to_come_again(
    partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(Places, "taken", lambda *_: NONE_FREE())
        assert await partner.statuses(partner.own.file) == [503, 503]
    assert await partner.statuses(partner.own.file) == [200, 200]
