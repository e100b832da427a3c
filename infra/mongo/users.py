from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

REPLICA_SET = "lotse"
ROOT = "root"
DATABASES: Mapping[str, tuple[str, ...]] = {
    "intake-face": ("lotse_intake", "lotse_intake_keys"),
    "intake-desk": ("lotse_intake", "lotse_intake_keys"),
    "referral": ("lotse_referral", "lotse_referral_keys"),
    "notification": ("lotse_notification", "lotse_notification_keys"),
    "statistics": ("lotse_statistics",),
}
NOT_YET_INITIALISED, NO_SUCH_USER = 94, 11

Client = MongoClient[dict[str, Any]]


def uri(user: str, password: str, members: str) -> str:
    return f"mongodb://{user}:{password}@{members}/?replicaSet={REPLICA_SET}&authSource=admin"


def initiate(client: Client, members: Sequence[str]) -> None:
    """Makes the members one replica set; does nothing where they already are."""
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as refused:
        if refused.code != NOT_YET_INITIALISED:
            raise
        listed = [{"_id": number, "host": member} for number, member in enumerate(members)]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": listed})


def grant(client: Client, passwords: Mapping[str, str]) -> None:
    """Repeated, it renews passwords and roles."""
    for process, password in passwords.items():
        roles = [{"role": "readWrite", "db": database} for database in DATABASES[process]]
        try:
            client.admin.command("updateUser", process, pwd=password, roles=roles)
        except OperationFailure as refused:
            if refused.code != NO_SUCH_USER:
                raise
            client.admin.command("createUser", process, pwd=password, roles=roles)
