"""What was saved comes back to the byte, apart or together; what cannot be put back whole is not put back at all."""

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from pymongo.errors import DuplicateKeyError

from infra.backup.loading import Saved, load
from infra.backup.manifest import FILE
from infra.backup.parts import ERASURES, KEYS, LOADING, PARTS, STORES, Refused, parts
from infra.backup.saving import save
from infra.mongo.users import Client

pytestmark = pytest.mark.engines

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
OUTBOX_INDEX = [("topic", 1), ("key", 1)]

Document = dict[str, Any]


def filled(client: Client) -> None:
    store, keys = client["lotse_intake"], client["lotse_intake_keys"]
    store["outbox"].insert_many(
        {"_id": f"{n}", "topic": "t", "key": f"{n}", "body": bytes([n]), "at": AT} for n in range(5)
    )
    store["outbox"].create_index(OUTBOX_INDEX, unique=True, partialFilterExpression={"topic": {"$in": ["t"]}})
    store["boxes"].create_index([("at", 1)], expireAfterSeconds=60)
    keys["keys"].insert_many([{"_id": "a", "box": b"a"}, {"_id": "b", "box": b"b"}])
    keys["erased"].insert_one({"_id": "c", "at": AT})


def saved_to(client: Client, folder: Path, *names: str) -> None:
    for part in parts(["intake"], names or PARTS):
        save(client, part, folder, AT)


def saved_in(client: Client, folder: Path, *names: str) -> list[Saved]:
    return [Saved.verified(client, folder / name) for name in names or PARTS]


def contents(client: Client) -> dict[str, list[Document]]:
    """Every document and index of the databases of a service."""
    names = [name for name in client.list_database_names() if name.startswith("lotse_")]
    return {
        f"{name}.{collection}": [
            *client[name][collection].find().sort("_id", 1),
            *client[name][collection].list_indexes(),
        ]
        for name in names
        for collection in client[name].list_collection_names()
    }


def test_what_was_saved_comes_back_with_its_indexes(client: Client, tmp_path: Path) -> None:
    filled(client)
    before = contents(client)
    saved_to(client, tmp_path)
    for name in ("lotse_intake", "lotse_intake_keys"):
        client.drop_database(name)
    load(saved_in(client, tmp_path))
    assert contents(client) == before
    with pytest.raises(DuplicateKeyError):
        client["lotse_intake"]["outbox"].insert_one({"_id": "other", "topic": "t", "key": "1"})


def test_stores_keys_and_erasures_lie_apart(client: Client, tmp_path: Path) -> None:
    filled(client)
    saved_to(client, tmp_path)
    files = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.bson")}
    assert files == {
        f"{STORES}/lotse_intake/boxes.bson",
        f"{STORES}/lotse_intake/outbox.bson",
        f"{KEYS}/lotse_intake_keys/keys.bson",
        f"{ERASURES}/lotse_intake_keys/erased.bson",
    }
    assert all(place.stat().st_mode & 0o077 == 0 for place in tmp_path.iterdir())
    client.drop_database("lotse_intake_keys")
    load(saved_in(client, tmp_path, KEYS))
    assert client["lotse_intake_keys"].list_collection_names() == ["keys"]


def test_a_database_is_saved_as_it_was_at_one_moment(client: Client, tmp_path: Path) -> None:
    """Two collections that are always written together never differ in a backup."""
    store, end = client["lotse_intake"], Event()
    for name in ("first", "ledger", "second"):
        store.create_collection(name)

    def write() -> None:
        n = 0
        while not end.is_set():
            n += 1
            with client.start_session() as session, session.start_transaction():
                for name in ("first", "second"):
                    store[name].insert_one({"_id": n, "fill": b"x" * 5000}, session=session)

    writing = Thread(target=write)
    writing.start()
    try:
        counts = []
        for turn in range(8):
            (part,) = parts(["intake"], [STORES])
            collections = save(client, part, tmp_path / str(turn), AT).databases["lotse_intake"]
            counts.append((collections["first"].documents, collections["second"].documents))
    finally:
        end.set()
        writing.join()
    assert all(first == second for first, second in counts)
    assert len(set(counts)) > 1, "nothing was written meanwhile, so that this proves nothing"


def test_what_is_erased_on_either_side_stays_on_the_list(client: Client, tmp_path: Path) -> None:
    filled(client)
    saved_to(client, tmp_path)
    client["lotse_intake_keys"]["keys"].delete_one({"_id": "a"})
    client["lotse_intake_keys"]["erased"].delete_many({})
    client["lotse_intake_keys"]["erased"].insert_one({"_id": "a", "at": AT})
    load(saved_in(client, tmp_path), over=True)
    assert sorted(row["_id"] for row in client["lotse_intake_keys"]["erased"].find()) == ["a", "c"]
    assert client["lotse_intake_keys"]["keys"].count_documents({}) == 2


def damage(folder: Path) -> None:
    file = folder / STORES / "lotse_intake" / "outbox.bson"
    whole = bytearray(file.read_bytes())
    whole[-10] ^= 1
    file.write_bytes(whole)


def cut_off(folder: Path) -> None:
    file = folder / KEYS / "lotse_intake_keys" / "keys.bson"
    file.write_bytes(file.read_bytes()[:-20])


def lose(folder: Path) -> None:
    (folder / ERASURES / "lotse_intake_keys" / "erased.bson").unlink()


def spoil_the_manifest(folder: Path) -> None:
    file = folder / KEYS / FILE
    file.write_text(file.read_text()[:-40])


def change_the_layout(folder: Path) -> None:
    file = folder / STORES / FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | {"layout": 99}))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (damage, "damaged: .*outbox.bson is not what was saved"),
        (cut_off, "damaged: .*keys.bson is not what was saved"),
        (lose, "damaged: .*erased.bson is missing"),
        (spoil_the_manifest, "damaged: .*manifest.json cannot be read"),
        (change_the_layout, "another layout"),
    ],
)
def test_what_is_not_as_it_was_saved_is_refused(client: Client, tmp_path: Path, spoil: Any, sentence: str) -> None:
    filled(client)
    saved_to(client, tmp_path)
    for name in ("lotse_intake", "lotse_intake_keys"):
        client.drop_database(name)
    spoil(tmp_path)
    with pytest.raises(Refused, match=sentence):
        load(saved_in(client, tmp_path))
    assert contents(client) == {}


def test_what_is_there_is_not_overwritten_unasked(client: Client, tmp_path: Path) -> None:
    filled(client)
    saved_to(client, tmp_path)
    client["lotse_intake"].drop_collection("outbox")
    before = contents(client)
    with pytest.raises(Refused, match="lotse_intake_keys is not empty"):
        load(saved_in(client, tmp_path))
    assert contents(client) == before
    with pytest.raises(Refused, match="already"):
        saved_to(client, tmp_path)
    client["lotse_intake"]["cases"].insert_one({"_id": "newer"})
    load(saved_in(client, tmp_path), over=True)
    assert client["lotse_intake"]["cases"].count_documents({}) == 0
    assert client["lotse_intake"]["outbox"].count_documents({}) == 5


def test_a_service_that_works_is_not_disturbed(client: Client, tmp_path: Path) -> None:
    filled(client)
    saved_to(client, tmp_path)
    held = [{"$set": {"until": {"$add": ["$$NOW", 60_000]}}}]
    client["lotse_intake"]["leases"].update_one({"_id": "worker"}, held, upsert=True)
    with pytest.raises(Refused, match="A service works on lotse_intake: stop it first"):
        load(saved_in(client, tmp_path, KEYS), over=True)


def test_a_load_that_fails_leaves_nothing_half_there(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(client)
    saved_to(client, tmp_path)
    for name in ("lotse_intake", "lotse_intake_keys"):
        client.drop_database(name)
    whole = saved_in(client, tmp_path)
    (tmp_path / KEYS / "lotse_intake_keys" / "keys.bson").unlink()
    with pytest.raises(FileNotFoundError):
        load(whole)
    assert [name for name in contents(client) if name != "lotse_intake_keys.erased"] == []


def test_a_load_that_was_killed_is_begun_again(client: Client, tmp_path: Path) -> None:
    filled(client)
    saved_to(client, tmp_path)
    client["lotse_intake"][LOADING].insert_one({})
    client["lotse_intake"]["outbox"].delete_one({"_id": "1"})
    with pytest.raises(Refused, match="half loaded"):
        saved_to(client, tmp_path / "of this")
    load(saved_in(client, tmp_path, STORES))
    assert client["lotse_intake"]["outbox"].count_documents({}) == 5
    saved_to(client, tmp_path / "of that")
