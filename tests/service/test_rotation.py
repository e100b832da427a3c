"""Keys change while everything runs: nobody is signed out, nothing becomes unreadable, nothing erased comes back."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from infra.embedded import keys
from infra.embedded.services import SERVICES
from services.intake.main import desk, face
from services.intake.settings import DeskSettings, FaceSettings
from shared.clock import now
from shared.sealing import Erased, Keyring, KeyStore, PrivateKey
from shared.sealing.checking import check
from shared.sealing.folder import SIGN_IN, SIGN_IN_PUBLIC, Folder
from shared.sealing.rotation import COOKIE, COOKIES, PAIR, begin_cookies, retire_cookies, rewrap
from shared.secret import SecretFile, fixed
from shared.settings import Settings
from shared.store import Store, connect
from shared.web.session import Staff, to_text
from shared.web.staff_cookie import NAME, IssuedStaffCookie, StaffCookie
from tests.harness.eventually import eventually
from tests.harness.patience import as_long_as_it_lives
from tests.harness.services.intake import PUBLIC, STAFF, Place, a_place, at, fill_in

pytestmark = [pytest.mark.engines, pytest.mark.system]

NO_KAFKA = "127.0.0.1:9"
TEXT = "Ich habe die Verleumdungen vor Monaten angezeigt."
OLD, NEW = PrivateKey.generate(), PrivateKey.generate()
BOTH = Keyring(fixed(f"{NEW.to_text()}\n{OLD.to_text()}"))


@pytest.fixture
async def place(mongo: str) -> AsyncIterator[Place]:
    async with a_place(mongo) as empty:
        yield empty


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    opened = connect(mongo, store_name)
    yield opened
    await opened.client.drop_database(store_name)
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    keys.make(tmp_path, SERVICES)
    return Folder(tmp_path)


@pytest.fixture(autouse=True)
def surroundings(mongo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"STORE": mongo, "KEYS": mongo, "KAFKA": NO_KAFKA, "ISSUER": "http://identity.test"}
    told |= {"PUBLIC_URL": PUBLIC, "STAFF_URL": STAFF, "PARTNER_URL": "http://partner.test"}
    for name, value in told.items():
        monkeypatch.setenv(f"LOTSE_{name}", value)


@asynccontextmanager
async def at_the_face(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    monkeypatch.setenv("LOTSE_SECRETS", str(folder.path / "intake-face"))
    async with at(face(FaceSettings()), PUBLIC) as browser:
        yield browser


@asynccontextmanager
async def at_the_desk(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    """Anna has been signed in for five minutes."""
    monkeypatch.setenv("LOTSE_SECRETS", str(folder.path / "intake-desk"))
    before = now() - timedelta(minutes=5)
    anna = Staff("anna", "Anna", "counsellor", "sid", began=before, seen=before)
    async with at(desk(DeskSettings()), STAFF) as browser:
        browser.cookies.set(NAME, issued(folder, to_text(anna)))
        yield browser


def issued(folder: Folder, text: str) -> str:
    """The cookie's value, as the desk issues it with the secrets that it has by now."""
    own = folder.path / "intake-desk"
    cookie = IssuedStaffCookie(SecretFile(own / COOKIE), SecretFile(own / SIGN_IN))
    return cookie.header(text).split(";")[0].split("=", 1)[1]


def opened(folder: Folder, value: str) -> str | None:
    """What another service reads in it."""
    own = folder.path / "referral"
    return StaffCookie(SecretFile(own / COOKIE), SecretFile(own / SIGN_IN_PUBLIC)).open({NAME: value})


async def operator(*arguments: str) -> str:
    command = (sys.executable, "-m", "shared.sealing", *arguments)
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=both, env=dict(os.environ))
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    assert process.returncode == 0, said
    return said.decode()


async def reads_all(anna: httpx2.AsyncClient, place: Place, wanted: int) -> None:
    """Of so many cases, as soon as the desk has taken them over."""

    async def taken() -> list[str]:
        return [each["_id"] async for each in place.store["cases"].find({})]

    cases = await eventually(taken, lambda found: len(found) == wanted)
    pages = [await anna.get(f"/desk/cases/{case}") for case in cases]
    assert all(page.status_code == 200 and TEXT in page.text for page in pages)


async def test_the_teams_key_changes_under_a_running_face_and_desk(
    place: Place, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = str(folder.path)
    async with at_the_face(folder, monkeypatch) as face, at_the_desk(folder, monkeypatch) as anna:
        await fill_in(face, text=TEXT)
        said = await operator("rotate", here, "intake")
        assert "A new key pair is in use.\n1 data keys wrapped again, 0 cannot be opened." in said
        await reads_all(anna, place, 1)

        await fill_in(face, text=TEXT)
        await reads_all(anna, place, 2)
        assert "0 data keys wrapped again" in await operator("rotate", here, "intake")
        assert "1 old key pairs are destroyed." in await operator("rotate", here, "intake", "--retire")
        await reads_all(anna, place, 2)
        await fill_in(face, text=TEXT)
        await reads_all(anna, place, 3)

    said = await operator("check", here, "intake")
    named = Keyring(fixed(folder.held("intake", PAIR)[0])).public.fingerprint
    assert f"3 data keys wrapped for {named} (in use)" in said
    assert "0 cannot be opened" in said
    assert "0 orphans" in said


async def test_a_box_that_another_service_sealed_for_the_old_key_still_opens(
    place: Place, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSE_SECRETS", str(folder.path / "referral"))
    referral = Keyring(Settings().secret("private_key"))
    box = referral.public.seal(b"package")
    await operator("rotate", str(folder.path), "referral")

    assert referral.open(box) == b"package"
    assert referral.open(referral.public.seal(b"package")) == b"package"


@pytest.mark.parametrize("what", ["cookie", "sign-in"])
async def test_nobody_is_signed_out_when_a_key_of_the_cookie_changes(
    place: Place, folder: Folder, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    before = issued(folder, "before")
    async with at_the_desk(folder, monkeypatch) as anna:
        said = await operator("rotate", str(folder.path), what)
        page = await anna.get("/desk")

    assert f"A new {what} key is in use." in said
    assert page.status_code == 200
    assert opened(folder, before) == "before"
    assert opened(folder, issued(folder, "after")) == "after"


async def test_what_a_retired_key_signed_is_no_sign_in(folder: Folder) -> None:
    before = issued(folder, "before")
    begin_cookies(folder, of := COOKIES["sign-in"])
    past = time.time() - of.last
    os.utime(folder.made(of.owner, of.key), (past, past))

    assert retire_cookies(folder, of) == 1
    assert opened(folder, before) is None
    assert opened(folder, issued(folder, "after")) == "after"


async def test_wrapping_again_counts_and_leaves_what_it_cannot_open(store: Store) -> None:
    older, foreign = KeyStore(store, OLD.public, OLD), KeyStore(store, PrivateKey.generate().public)
    made = {owner: await older.create(owner) for owner in ("case-a", "case-b")}
    await store["keys"].update_one({"_id": "case-a"}, {"$unset": {"wrapped_for": ""}})
    await foreign.create("case-c")

    counted = [await rewrap(store, BOTH, now()) for _ in range(2)]

    assert [(each.done, each.cannot_open) for each in counted] == [(2, 1), (0, 1)]
    newest = KeyStore(store, NEW.public, NEW)
    assert {owner: await newest.get(owner) for owner in made} == made


async def test_a_key_erased_while_all_is_wrapped_again_stays_erased(store: Store) -> None:
    keys = KeyStore(store, OLD.public, OLD)
    for number in range(200):
        await keys.create(f"case-{number:03}")

    await asyncio.gather(rewrap(store, BOTH, now()), *(keys.erase(f"case-{number:03}") for number in range(0, 200, 2)))

    newest = KeyStore(store, NEW.public, NEW)
    assert await store["keys"].count_documents({}) == 100
    assert len({(await newest.get(f"case-{number:03}")).id for number in range(1, 200, 2)}) == 100
    with pytest.raises(Erased):
        await newest.get("case-000")


async def test_a_check_finds_what_does_not_belong(store: Store, place: Place) -> None:
    keys = KeyStore(store, OLD.public, OLD)
    for owner in ("known", "orphan", "young", "risen"):
        await keys.create(owner)
    long_ago = {"created": now() - timedelta(days=2)}
    await store["keys"].update_many({"_id": {"$ne": "young"}}, {"$set": long_ago})
    await store["erased"].insert_one({"_id": "risen"})
    await place.store["ledger"].insert_many([{"_id": "known"}, {"_id": "risen"}])
    await KeyStore(store, PrivateKey.generate().public).create("foreign")

    found = await check(store, BOTH, place.store, now())

    assert found.wrapped_for[OLD.public.fingerprint] == 4
    assert (found.cannot_open, found.orphans, found.erased) == (1, 1, 1)
