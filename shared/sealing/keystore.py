"""The wrapped data keys, in a database of their own: deleting a key erases all that was sealed under it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.clock import now, whole_hour
from shared.sealing.keyring import Opener, Sealer
from shared.sealing.keys import CannotOpen, DataKey
from shared.store import Document, DuplicateKeyError, Store, insert_each


class Erased(Exception):
    """This owner has no key any more, or never had one."""


class KeyStore:
    """Without a private key it can only create."""

    def __init__(self, store: Store, public: Sealer, private: Opener | None = None) -> None:
        self.keys = store["keys"]
        self.erased = store["erased"]
        self.public = public
        self.private = private

    async def create(self, owner: str) -> DataKey:
        """Written before, and apart from, the transaction that uses it; keys that none used are swept."""
        key = DataKey.generate()
        await self._insert(owner, key)
        return key

    async def keep(self, owner: str, key: DataKey) -> bool:
        """Like `create`, for a key that was made elsewhere; false where the owner has another one already."""
        try:
            await self._insert(owner, key)
        except DuplicateKeyError:
            return await self.get(owner) == key
        return True

    async def keep_all(self, made: Mapping[str, DataKey]) -> set[str]:
        """As `keep`, of many in as many commands as of one; returns the owners whose first key this is."""
        erased = {each["_id"] async for each in self.erased.find({"_id": {"$in": list(made)}}, {"_id": 1})}
        documents = [self._document(owner, key) for owner, key in made.items() if owner not in erased]
        new = await insert_each(self.keys, documents)
        return {each["_id"] for each, is_new in zip(documents, new, strict=True) if is_new}

    async def get(self, owner: str) -> DataKey:
        found = await self.keys.find_one({"_id": owner})
        if found is None:
            raise Erased
        return self._unwrap(owner, found)

    async def erase(self, owner: str) -> None:
        """Listed first, so that a key restored from a backup is known to be dead."""
        await self.erased.update_one({"_id": owner}, {"$setOnInsert": {"at": whole_hour(now())}}, upsert=True)
        await self.keys.delete_one({"_id": owner})

    async def drop(self, owner: str) -> None:
        """Without listing it: for a key that nobody used."""
        await self.keys.delete_one({"_id": owner})

    async def _insert(self, owner: str, key: DataKey) -> None:
        if await self.erased.find_one({"_id": owner}):
            raise Erased
        await self.keys.insert_one(self._document(owner, key))

    def _document(self, owner: str, key: DataKey) -> Document:
        public: Sealer = self.private.public if self.private else self.public
        made = {"_id": owner, "kid": key.id, "created": whole_hour(now())}
        return made | wrapping(key, owner, public)

    def _unwrap(self, owner: str, document: Document) -> DataKey:
        if self.private is None:
            raise CannotOpen
        return unwrapped(self.private, owner, document)


async def list_erased(store: Store, owners: Iterable[str], at: datetime) -> None:
    """Their keys may still be there: whoever knows all that was kept of them erases it, key first."""
    for owner in owners:
        await store["erased"].update_one({"_id": owner}, {"$setOnInsert": {"at": whole_hour(at)}}, upsert=True)


def wrapping(key: DataKey, owner: str, public: Sealer) -> Document:
    return {"box": public.seal(key.secret + owner.encode()), "wrapped_for": public.fingerprint}


def unwrapped(private: Opener, owner: str, document: Document) -> DataKey:
    plain = private.open(document["box"])
    if plain[32:] != owner.encode():
        raise CannotOpen
    return DataKey(document["kid"], plain[:32])
