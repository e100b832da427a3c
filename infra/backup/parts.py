"""What is saved apart from what, because it is lost, stolen and forgotten apart."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from infra.mongo import rights

FACE, STORES, KEYS, ERASURES = PARTS = ("face", "stores", "keys", "erasures")
ERASED: Final = "erased"
OF_KEYS: Final = "_keys"
OF_FACE: Final = "_face"
LOADING: Final = "loading"
"""A collection that is there as long as its database is half loaded."""


class Refused(Exception):
    """Why nothing was done, as one sentence for the operator."""


@dataclass(frozen=True)
class Part:
    name: str
    databases: tuple[str, ...]

    def holds(self, collection: str) -> bool:
        """The list of erased ids lies beside the keys, but must outlive every backup of them."""
        return not collection.startswith("system.") and (collection == ERASED) == (self.name == ERASURES)


def parts(services: Collection[str], names: Collection[str] = PARTS) -> list[Part]:
    """In the order of saving: a key is written before what it opens, so it must be read after it.

    What came in waits at the face until the store has it, so the face is read before the store: nothing is in neither.
    """
    there = sorted({database for each in rights.DATABASES.values() for database in each})
    mine = [each for each in there if store_of(each).removeprefix("lotse_") in services]
    of_keys = tuple(each for each in mine if each.endswith(OF_KEYS))
    of_face = tuple(each for each in mine if each.endswith(OF_FACE))
    stores = tuple(each for each in mine if not each.endswith((OF_KEYS, OF_FACE)))
    every = (Part(FACE, of_face), Part(STORES, stores), Part(KEYS, of_keys), Part(ERASURES, of_keys))
    return [part for part in every if part.name in names and part.databases]


def store_of(database: str) -> str:
    """The store beside which a key database, or a face's, stands."""
    return database.removesuffix(OF_KEYS).removesuffix(OF_FACE)
