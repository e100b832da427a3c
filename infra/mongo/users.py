"""The replica set and its users, made or renewed by the root user."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from infra.mongo.rights import OWN_ROLES, roles

REPLICA_SET = "lotse"
ROOT = "root"
NOT_YET_INITIALISED, NO_SUCH_USER, NO_SUCH_ROLE = 94, 11, 31

Client = MongoClient[dict[str, Any]]


def uri(user: str, password: str, members: str) -> str:
    return f"mongodb://{user}:{password}@{members}/?replicaSet={REPLICA_SET}&authSource=admin"


def initiate(client: Client, members: Sequence[str]) -> None:
    """Makes the members one replica set; does nothing where they already are one."""
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as refused:
        if refused.code != NOT_YET_INITIALISED:
            raise
        listed = [{"_id": number, "host": member} for number, member in enumerate(members)]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": listed})


def grant(client: Client, passwords: Mapping[str, str]) -> None:
    """Makes roles and users, or renews the passwords and rights of those that exist."""
    for role, privileges in OWN_ROLES.items():
        _put(client, "Role", role, NO_SUCH_ROLE, privileges=privileges, roles=[])
    for user, password in passwords.items():
        _put(client, "User", user, NO_SUCH_USER, pwd=password, roles=roles(user))


def _put(client: Client, what: str, name: str, missing: int, **told: Any) -> None:
    try:
        client.admin.command(f"update{what}", name, **told)
    except OperationFailure as refused:
        if refused.code != missing:
            raise
        client.admin.command(f"create{what}", name, **told)
