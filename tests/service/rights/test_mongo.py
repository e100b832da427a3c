"""Every process × every database and collection of the stores: its own, and nothing else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from infra.mongo.rights import DATABASES, FACE, OBSERVER
from infra.mongo.users import Client
from infra.privacy.stores import DATABASES as STORES
from infra.privacy.stores import SHARED

pytestmark = pytest.mark.engines

UNAUTHORIZED = 13
PROBE = {"_id": "a probe"}
COMMANDS: tuple[dict[str, Any], ...] = (
    {"find": "ledger"},
    {"count": "ledger"},
    {"distinct": "ledger", "key": "_id"},
    {"aggregate": "ledger", "pipeline": [], "cursor": {}},
    {"aggregate": "ledger", "pipeline": [{"$changeStream": {}}], "cursor": {}},
    {"aggregate": 1, "pipeline": [{"$changeStream": {}}], "cursor": {}},
    {"insert": "ledger", "documents": [PROBE]},
    {"update": "ledger", "updates": [{"q": PROBE, "u": {"$set": {"changed": 1}}, "upsert": True}]},
    {"delete": "ledger", "deletes": [{"q": PROBE, "limit": 1}]},
    {"findAndModify": "ledger", "query": PROBE, "remove": True},
    {"create": "another"},
    {"createIndexes": "ledger", "indexes": [{"key": {"a": 1}, "name": "a"}]},
    {"dropIndexes": "ledger", "index": "a"},
    {"collMod": "ledger", "validator": {}},
    {"drop": "ledger"},
    {"dropDatabase": 1},
    {"collStats": "ledger"},
    {"dbStats": 1},
    {"listCollections": 1},
    {"listIndexes": "ledger"},
    {"validate": "ledger"},
    {"createUser": "another", "pwd": "word", "roles": []},
    {"usersInfo": 1},
    {"grantRolesToUser": "referral", "roles": ["readWrite"]},
)
OF_SERVERS: tuple[dict[str, Any], ...] = (
    {"renameCollection": "lotse_intake.ledger", "to": "lotse_referral.ledger"},
    {"replSetGetConfig": 1},
    {"setParameter": 1, "logLevel": 0},
    {"getLog": "global"},
    {"shutdown": 1, "timeoutSecs": 60},
)
EVERYTHING = ("find", "insert", "update", "delete")
FACE_MAY: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("lotse_intake_face", "requests"): ("find", "insert"),
    ("lotse_intake_face", "evidence_parts"): ("find", "insert"),
    ("lotse_intake_face", "begun_reports"): ("find", "insert", "delete"),
    ("lotse_intake_face", "threads"): ("find",),
    ("lotse_intake_face", "one_time_codes"): ("find",),
    ("lotse_intake_face", "channels"): ("find",),
}
"""Written once more, by hand: the rights themselves are compared with it."""

IN_EVERY_STORE = {name for each in SHARED for name in each.indexes}
EVERY_COLLECTION = sorted(
    {(each.name, name) for each in STORES if each not in SHARED for name in each.indexes}
    | {(database, name) for own in DATABASES.values() for database in own for name in (*IN_EVERY_STORE, "another")}
)
SCRIPTS: Mapping[str, dict[str, Any]] = {
    "$where": {"filter": {"$where": "true"}},
    "$function": {"filter": {"$expr": {"$function": {"body": "function() { return true }", "args": [], "lang": "js"}}}},
}


def is_refused(client: Client, database: str, command: dict[str, Any]) -> bool:
    try:
        client[database].command(command)
    except OperationFailure as error:
        return error.code == UNAUTHORIZED
    return False


def others(process: str) -> set[str]:
    return {database for each in DATABASES.values() for database in each} - set(DATABASES[process])


@pytest.mark.parametrize("process", DATABASES)
def test_a_process_can_do_nothing_in_anothers_database(process: str, mongo_of: Mapping[str, str]) -> None:
    with Client(mongo_of[process]) as client:
        done = [
            (each, command) for each in others(process) for command in COMMANDS if not is_refused(client, each, command)
        ]
    assert done == []


@pytest.mark.parametrize("user", [*DATABASES, OBSERVER])
def test_nobody_rules_the_server(user: str, mongo_of: Mapping[str, str]) -> None:
    with Client(mongo_of[user]) as client:
        allowed = [command for command in OF_SERVERS if not is_refused(client, "admin", command)]
        assert allowed == []
        assert is_refused(client, "admin", {"createUser": "another", "pwd": "word", "roles": ["root"]})
        assert is_refused(client, "admin", {"find": "system.users"})


@pytest.fixture(scope="module")
def root(mongo: str) -> Iterator[Client]:
    with Client(mongo) as client:
        yield client


@pytest.fixture(scope="module")
def face(mongo_of: Mapping[str, str]) -> Iterator[Client]:
    with Client(mongo_of[FACE]) as client:
        yield client


@pytest.mark.parametrize(("database", "collection"), EVERY_COLLECTION)
def test_a_stolen_face_can_do_only_what_it_is_for(database: str, collection: str, root: Client, face: Client) -> None:
    tried: dict[str, dict[str, Any]] = {
        "find": {"find": collection, "limit": 1},
        "insert": {"insert": collection, "documents": [PROBE]},
        "update": {"update": collection, "updates": [{"q": PROBE, "u": {"$set": {"tried": True}}}]},
        "delete": {"delete": collection, "deletes": [{"q": {"_id": "nobody"}, "limit": 1}]},
    }
    done = tuple(act for act in EVERYTHING if not is_refused(face, database, tried[act]))
    assert done == FACE_MAY.get((database, collection), ())
    root[database][collection].replace_one(PROBE, PROBE, upsert=True)  # a script runs where there is something
    for script in SCRIPTS.values():
        with pytest.raises(OperationFailure):
            face[database].command({"find": collection, **script})
    root[database][collection].delete_one(PROBE)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_engine_runs_nobodys_scripts(script: str, mongo: str) -> None:
    with Client(mongo) as root:
        root["lotse_intake"]["another"].replace_one(PROBE, PROBE, upsert=True)
        with pytest.raises(OperationFailure) as refused:
            root["lotse_intake"].command({"find": "another", **SCRIPTS[script]})
        root["lotse_intake"].drop_collection("another")
    assert re.search(r"(?i)script", str(refused.value))


def test_a_stolen_face_cannot_look_around(face: Client) -> None:
    for database in DATABASES[FACE]:
        assert is_refused(face, database, {"listCollections": 1})
        assert is_refused(face, database, {"dropDatabase": 1})
        assert is_refused(face, database, {"aggregate": 1, "pipeline": [{"$changeStream": {}}], "cursor": {}})


def test_the_observer_reads_and_writes_nothing(mongo_of: Mapping[str, str]) -> None:
    writing = ("insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop", "dropDatabase")
    with Client(mongo_of[OBSERVER]) as observer:
        for database in {each for own in DATABASES.values() for each in own}:
            assert not is_refused(observer, database, {"find": "ledger", "limit": 1})
            for command in COMMANDS:
                assert next(iter(command)) not in writing or is_refused(observer, database, command)


def test_nobody_gets_in_without_a_name(mongo: str) -> None:
    address = mongo.partition("@")[2]
    with Client(f"mongodb://{address}") as nobody:
        assert is_refused(nobody, "lotse_intake", {"find": "ledger"})
