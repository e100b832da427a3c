"""Brings a broker to what the catalogue says: users, rights, topics."""

from collections.abc import Mapping

from infra.kafka.admin import Admin
from infra.kafka.catalogue import OpaqueParts, named, parts_in, together, wanted
from infra.kafka.grants import grants, user_of
from infra.kafka.topics import create
from shared.bus import Connection


async def arrange(connection: Connection, parts: OpaqueParts, passwords: Mapping[str, str]) -> None:
    """Repeated, it renews passwords and mends rights; channels and partners that the broker knows already stay."""
    admin = Admin(connection)
    known = together(parts_in(await admin.topics()), parts)
    await admin.put_users(passwords)
    await admin.settle(grants(known))
    await create(connection, wanted(known))


async def remove(connection: Connection, family: str, part: str) -> None:
    """Nobody gets in under that name any more; its topics go, and with them what was on them."""
    admin = Admin(connection)
    known = parts_in(await admin.topics())
    gone = [topic.name for topic in named(together({family: [part]})) if topic.part]
    known[family].discard(part)
    await admin.drop_user(user_of(family, part))
    await admin.settle(grants(known))
    await admin.drop_topics(gone)
