"""The wrapped data keys, in a database of their own: deleting a key erases all that was sealed under it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from shared.clock import now, whole_hour
from shared.sealing.keyring import Opener, Sealer
from shared.sealing.keys import CannotOpen, DataKey
from shared.store import Document, DuplicateKeyError, Store, insert_each


class Erased(Exception):
    """The owner has no key any more, or never had one."""


class KeyStore:
    """Creates, opens and erases data keys; without `private` it cannot open one."""

    def __init__(self, store: Store, public: Sealer, private: Opener | None = None) -> None:
        self.keys = store["keys"]
        self.erased = store["erased"]
        self.public = public
        self.private = private

    async def create(self, owner: str) -> DataKey:
        """Makes and stores a data key. Raises Erased for an owner that was erased before.

        It is written before, and apart from, the transaction that uses it; keys that no transaction used are swept.
        """
        key = DataKey.generate()
        await self._insert(owner, key)
        return key

    async def keep(self, owner: str, key: DataKey) -> bool:
        """Stores a key that was made elsewhere, as `create` does; returns False if the owner has another one."""
        try:
            await self._insert(owner, key)
        except DuplicateKeyError:
            return await self.get(owner) == key
        return True

    async def keep_all(self, made: Mapping[str, DataKey]) -> set[str]:
        """Stores many keys with as many commands as `keep` needs for one; returns the owners whose first key this is.

        Owners that were erased before are left out, without an error.
        """
        erased = {each["_id"] async for each in self.erased.find({"_id": {"$in": list(made)}}, {"_id": 1})}
        documents = [self._document(owner, key) for owner, key in made.items() if owner not in erased]
        new = await insert_each(self.keys, documents)
        return {each["_id"] for each, is_new in zip(documents, new, strict=True) if is_new}

    async def owners_among(self, owners: Sequence[str]) -> set[str]:
        """Returns those of the owners that have a key."""
        return {each["_id"] async for each in self.keys.find({"_id": {"$in": list(owners)}}, {"_id": 1})}

    async def get(self, owner: str) -> DataKey:
        found = await self.keys.find_one({"_id": owner})
        if found is None:
            raise Erased
        return self._unwrap(owner, found)

    async def erase(self, owner: str) -> None:
        """Erases the key; its owner is listed first, so that a key restored from a backup is known to be dead."""
        await self.erased.update_one({"_id": owner}, {"$setOnInsert": {"at": whole_hour(now())}}, upsert=True)
        await self.keys.delete_one({"_id": owner})

    async def drop(self, owner: str) -> None:
        """Deletes the key without listing its owner: for a key that nobody used."""
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
    """Lists the owners as erased. Their keys may still be there; a chore of the service erases all it keeps of them."""
    for owner in owners:
        await store["erased"].update_one({"_id": owner}, {"$setOnInsert": {"at": whole_hour(at)}}, upsert=True)


def wrapping(key: DataKey, owner: str, public: Sealer) -> Document:
    return {"box": public.seal(key.secret + owner.encode()), "wrapped_for": public.fingerprint}


def unwrapped(private: Opener, owner: str, document: Document) -> DataKey:
    plain = private.open(document["box"])
    if plain[32:] != owner.encode():
        raise CannotOpen
    return DataKey(document["kid"], plain[:32])
