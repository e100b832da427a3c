"""The rights of each process in each database."""

from collections.abc import Mapping
from typing import Any

Role = dict[str, Any]

FACE, OBSERVER = "intake-face", "observer"

DATABASES: Mapping[str, tuple[str, ...]] = {
    FACE: ("lotse_intake_face",),
    "intake-desk": ("lotse_intake", "lotse_intake_face", "lotse_intake_keys"),
    "referral": ("lotse_referral", "lotse_referral_keys"),
    "notification": ("lotse_notification", "lotse_notification_keys"),
    "statistics": ("lotse_statistics",),
}

OF_THE_FACE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "lotse_intake_face": {
        "requests": ("find", "insert"),
        "evidence_parts": ("find", "insert"),
        "begun_reports": ("find", "insert", "remove"),
        "threads": ("find",),
        "one_time_codes": ("find",),
        "channels": ("find",),
    },
}
"""The face's rights: it hands in and shows what the desk published.

It changes nothing, deletes only drafts that were not sent, and reaches no other database.
"""

OWN_ROLES: Mapping[str, list[Role]] = {
    FACE: [
        {"resource": {"db": database, "collection": collection}, "actions": list(actions)}
        for database, collections in OF_THE_FACE.items()
        for collection, actions in collections.items()
    ]
}
"""Roles that the engine does not bring along, with their privileges."""


def roles(user: str) -> list[Role]:
    if user in OWN_ROLES:
        return [{"role": user, "db": "admin"}]
    if user == OBSERVER:
        return [{"role": "readAnyDatabase", "db": "admin"}]
    return [{"role": "readWrite", "db": database} for database in DATABASES[user]]
