"""Makes a broker agree with the catalogue: users, rights, quotas and topics."""

from collections.abc import Mapping

from infra.kafka.admin import Admin
from infra.kafka.catalogue import OpaqueParts, named, parts_in, together, wanted
from infra.kafka.grants import OBSERVER, grants, guests, user_of
from infra.kafka.quotas import GUEST, lift, limit
from infra.kafka.topics import create
from shared.bus import Connection


async def arrange(connection: Connection, parts: OpaqueParts, passwords: Mapping[str, str]) -> None:
    """Makes users, quotas, rights and topics. A repetition renews passwords and mends rights.

    Channels and partners that the broker knows already stay. Raises TimeoutError where the broker does not come to it.
    """
    admin = Admin(connection)
    known = together(parts_in(await admin.topics()), parts)
    await admin.put_users(passwords)
    await limit(connection, dict.fromkeys(guests(known), GUEST))
    await _settle(admin, known)
    await create(connection, wanted(known))


async def remove(connection: Connection, family: str, part: str) -> None:
    """Removes the user, its rights and its topics with all records; nobody gets in under that name any more."""
    admin = Admin(connection)
    known = parts_in(await admin.topics())
    gone = [topic.name for topic in named(together({family: [part]})) if topic.part]
    known[family].discard(part)
    await admin.drop_user(user_of(family, part))
    await _settle(admin, known)
    await lift(connection, [user_of(family, part)])
    await admin.drop_topics(gone)


async def _settle(admin: Admin, known: OpaqueParts) -> None:
    await admin.settle(grants(known, observed=OBSERVER in await admin.users()))
