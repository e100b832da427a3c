"""The sessions at the OpenID provider that the desk keeps, one a sign-in: with its tokens it asks again and signs out.

The tokens are sealed for the desk's key pair and known to nobody else, not even to the browser.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from shared.clock import Clock, now
from shared.errors import NotFound, Unauthenticated
from shared.sealing.keyring import Opener
from shared.sealing.keys import CannotOpen
from shared.store import Document, Index, Store
from shared.web.id_token import Identity
from shared.web.oidc import Provider
from shared.web.session import Staff
from shared.web.signed_out import LONGEST
from shared.web.staff_claims import name_of, role_of

ROWS: Final = "provider_sessions"
INDEXES: Final[Mapping[str, tuple[Index, ...]]] = {ROWS: (Index(("until",), expires=0), Index(("at_provider",)))}
JUST_NOW: Final = timedelta(minutes=1)
"""Time after an answer in which the provider is not asked again: a page's fragments come together."""


class ProviderSessions:
    def __init__(self, store: Store, key: Opener, provider: Provider, clock: Clock = now) -> None:
        self._rows = store[ROWS]
        self._key = key
        self._provider = provider
        self._clock = clock
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def begin(self, who: Staff, said: Identity) -> None:
        row = self._row(said) | {"_id": who.sid, "until": who.began + LONGEST}
        await self._rows.insert_one(row | {"at_provider": fingerprint(said.session) if said.session else None})

    async def confirm(self, held: Staff) -> Staff:
        """The same person with the name and role that they have at the provider now.

        Raises Unauthenticated where the provider no longer knows the session, or the person has no role; Unavailable
        while the provider does not answer.
        """
        async with self._asking.setdefault(held.sid, asyncio.Lock()):
            row = await self._rows.find_one({"_id": held.sid})
            if row is None:
                raise Unauthenticated
            if self._clock() - row["confirmed"] >= JUST_NOW:
                row = await self._asked_again(held, row)
        _, _, name, role = self._opened(row)
        opened = held.opened if role == held.role else {}
        return replace(held, name=name, role=role, seen=row["confirmed"], opened=opened)

    async def end(self, sid: str) -> str | None:
        """Forgets the session, and returns the token by which the provider knows it; None where there is none."""
        row = await self._rows.find_one_and_delete({"_id": sid})
        try:
            return self._opened(row)[0] if row else None
        except Unauthenticated:
            return None

    async def of(self, session: str) -> list[str]:
        """The ids of the sign-ins that came from this session of the provider."""
        return [row["_id"] async for row in self._rows.find({"at_provider": fingerprint(session)}, {"_id": 1})]

    async def _asked_again(self, held: Staff, row: Document) -> Document:
        """Asks the provider and stores its answer. Raises as `confirm` does.

        A refresh token may be good once only: where another process has just used it, the answer to that one counts.
        """
        _, refresh_token, _, _ = self._opened(row)
        try:
            if refresh_token is None:
                raise Unauthenticated
            fresh = self._row(await self._provider.ask_again(refresh_token, held.sub), refresh_token)
        except (Unauthenticated, NotFound):
            newer = await self._rows.find_one({"_id": held.sid, "confirmed": {"$gt": row["confirmed"]}})
            if newer is None:
                await self._rows.delete_one({"_id": held.sid, "confirmed": row["confirmed"]})
                raise Unauthenticated from None
            return newer
        await self._rows.update_one({"_id": held.sid}, {"$set": fresh})
        return row | fresh

    def _row(self, said: Identity, refresh_token: str | None = None) -> Document:
        """Raises NotFound for a person without a role. `refresh_token`: kept where the provider gave no other one."""
        kept = [said.id_token, said.refresh_token or refresh_token, name_of(said.claims), role_of(said.claims)]
        return {"box": self._key.public.seal(json.dumps(kept).encode()), "confirmed": self._clock()}

    def _opened(self, row: Document) -> tuple[str, str | None, str, str]:
        """Returns ID token, refresh token, name and role. Raises Unauthenticated where their key is gone."""
        try:
            id_token, refresh_token, name, role = json.loads(self._key.open(row["box"]))
        except CannotOpen:
            raise Unauthenticated from None
        return id_token, refresh_token, name, role


def fingerprint(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
