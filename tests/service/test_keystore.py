from collections.abc import AsyncIterator

import pytest

from shared.sealing import CannotOpen, DataKey, Erased, KeyStore, PrivateKey
from shared.store import Store, connect

pytestmark = pytest.mark.engines

PRIVATE = PrivateKey.generate()


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    opened = connect(mongo, store_name)
    yield opened
    await opened.close()


async def test_the_face_creates_keys_that_only_the_desk_can_read(store: Store) -> None:
    face, desk = KeyStore(store, PRIVATE.public), KeyStore(store, PRIVATE.public, PRIVATE)
    key = await face.create("case-a")

    assert await desk.get("case-a") == key
    with pytest.raises(CannotOpen):
        await face.get("case-a")
    assert key.secret not in str(await store["keys"].find_one({"_id": "case-a"})).encode()


async def test_an_erased_key_is_gone_and_never_comes_again(store: Store) -> None:
    keys = KeyStore(store, PRIVATE.public, PRIVATE)
    await keys.create("case-a")
    await keys.erase("case-a")
    await keys.erase("case-a")

    with pytest.raises(Erased):
        await keys.get("case-a")
    with pytest.raises(Erased):
        await keys.create("case-a")


async def test_many_keys_are_kept_like_one_and_only_new_ones(store: Store) -> None:
    keys = KeyStore(store, PRIVATE.public, PRIVATE)
    there, erased, first, second = await keys.create("there"), *(DataKey.generate() for _ in range(3))
    await keys.erase("erased")

    assert await keys.keep_all({"there": first, "erased": erased, "first": first, "second": second}) == {
        "first",
        "second",
    }
    assert [await keys.get(owner) for owner in ("there", "first", "second")] == [there, first, second]
    with pytest.raises(Erased):
        await keys.get("erased")
    assert await keys.keep_all({"first": first}) == await keys.keep_all({}) == set()


async def test_a_wrapped_key_moved_to_another_case_does_not_open(store: Store) -> None:
    keys = KeyStore(store, PRIVATE.public, PRIVATE)
    await keys.create("case-a")
    await keys.create("case-b")
    stolen = await store["keys"].find_one({"_id": "case-a"})
    assert stolen is not None
    await store["keys"].update_one({"_id": "case-b"}, {"$set": {"box": stolen["box"], "kid": stolen["kid"]}})

    with pytest.raises(CannotOpen):
        await keys.get("case-b")
