"""Which process may do what in which database."""

from collections.abc import Mapping
from typing import Any

Role = dict[str, Any]

FACE, OBSERVER = "intake-face", "observer"

DATABASES: Mapping[str, tuple[str, ...]] = {
    FACE: ("lotse_intake", "lotse_intake_keys"),
    "intake-desk": ("lotse_intake", "lotse_intake_keys"),
    "referral": ("lotse_referral", "lotse_referral_keys"),
    "notification": ("lotse_notification", "lotse_notification_keys"),
    "statistics": ("lotse_statistics",),
}

OF_THE_FACE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "lotse_intake": {
        "acceptances": ("find", "insert"),
        "attempts": ("find", "insert"),
        "boxes": ("insert",),
        "cases": ("insert",),
        "channels": ("find",),
        "consents": ("find", "insert"),
        "contacts": ("insert",),
        "dispatches": ("insert",),
        "handovers": ("find",),
        "ledger": ("find", "insert", "update"),
        "messages": ("find", "insert"),
        "outbox": ("insert",),
        "progress": ("find",),
        "safe_contacts": ("find", "insert"),
        "threads": ("find", "insert"),
    },
    "lotse_intake_keys": {
        "erased": ("find",),
        "keys": ("insert",),
        "one_time_codes": ("find", "update", "remove"),
        "receipts": ("find", "insert"),
    },
}
"""It takes in, and shows to the person who asked: it reads no contact, no case, no key, and uses up one-time codes."""

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
