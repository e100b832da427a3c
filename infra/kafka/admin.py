"""The broker as its administrator sees it: users and their rights."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from infra.kafka.grants import Grant, is_ours
from shared.bus import Connection

HASHING = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, iterations=4096)
EVERYONE = AclBindingFilter(
    ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
)
SETTLES_WITHIN: Final = 60.0
"""Seconds until the broker must hold to new rights; generous, since it may just have started."""


class Admin:
    def __init__(self, connection: Connection) -> None:
        self._client = AdminClient(librdkafka(connection))

    async def users(self) -> set[str]:
        return set(await asyncio.wrap_future(self._client.describe_user_scram_credentials()))

    async def put_users(self, passwords: Mapping[str, str]) -> None:
        """Makes the users, or gives those that exist these passwords."""
        put = [UserScramCredentialUpsertion(user, HASHING, word.encode()) for user, word in passwords.items()]
        if put:
            await _all(self._client.alter_user_scram_credentials(put))

    async def drop_user(self, user: str) -> None:
        if user in await self.users():
            drop = [UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)]
            await _all(self._client.alter_user_scram_credentials(drop))

    async def grants(self) -> set[Grant]:
        """Returns the rights of the users whose rights come from the catalogue."""
        found = await asyncio.wrap_future(self._client.describe_acls(EVERYONE))
        return {_read(binding) for binding in found if is_ours(_user(binding))}

    async def settle(self, wanted: Iterable[Grant]) -> None:
        """Gives missing rights, takes surplus ones, and returns when the broker holds to that.

        Raises TimeoutError with the rights that differ after `SETTLES_WITHIN` seconds.
        """
        wanted = set(wanted)
        there = await self.grants()
        if missing := wanted - there:
            await _all(self._client.create_acls([AclBinding(*_written(grant)) for grant in missing]))
        if surplus := there - wanted:
            await _all(self._client.delete_acls([AclBindingFilter(*_written(grant)) for grant in surplus]))
        until = time.monotonic() + SETTLES_WITHIN
        while differing := wanted ^ await self.grants():
            if time.monotonic() > until:
                named = ", ".join(f"{each.user} {each.action} {each.kind} {each.name}" for each in sorted(differing))
                raise TimeoutError(f"rights are not settled after {SETTLES_WITHIN:.0f} s: {named}")
            await asyncio.sleep(0.05)

    async def topics(self) -> set[str]:
        return set((await asyncio.to_thread(self._client.list_topics, timeout=10)).topics)

    async def drop_topics(self, topics: Iterable[str]) -> None:
        if there := sorted(set(topics) & await self.topics()):
            await _all(self._client.delete_topics(there))


def librdkafka(connection: Connection) -> dict[str, Any]:
    """Returns the connection's settings for confluent's clients."""
    return {
        "bootstrap.servers": connection.bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": connection.mechanism,
        "sasl.username": connection.user,
        "sasl.password": connection.password,
    }


async def _all(done: Mapping[Any, "Future[Any]"]) -> None:
    await asyncio.gather(*map(asyncio.wrap_future, done.values()))


def _written(grant: Grant) -> tuple[Any, ...]:
    pattern = ResourcePatternType.PREFIXED if grant.prefixed else ResourcePatternType.LITERAL
    operation, allow = AclOperation[grant.action.upper()], AclPermissionType.ALLOW
    return ResourceType[grant.kind.upper()], grant.name, pattern, f"User:{grant.user}", "*", operation, allow


def _read(binding: Any) -> Grant:
    return Grant(
        _user(binding),
        binding.operation.name.lower(),
        binding.restype.name.lower(),
        binding.name,
        binding.resource_pattern_type is ResourcePatternType.PREFIXED,
    )


def _user(binding: Any) -> str:
    return str(binding.principal).removeprefix("User:")
