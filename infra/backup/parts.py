"""The parts of a backup, saved separately because they are lost, stolen and erased separately."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from infra.mongo import rights

FACE, STORES, KEYS, ERASURES = PARTS = ("face", "stores", "keys", "erasures")
ERASED: Final = "erased"
OF_KEYS: Final = "_keys"
OF_FACE: Final = "_face"
LOADING: Final = "loading"
"""The name of a collection that exists as long as its database is half loaded."""


class Refused(Exception):
    """An act that was not begun; its text tells the operator why, in one sentence."""


@dataclass(frozen=True)
class Part:
    name: str
    databases: tuple[str, ...]

    def holds(self, collection: str) -> bool:
        """Whether the collection belongs to this part.

        The list of erased ids lies beside the keys, but must outlive every backup of them, so it is a part of its own.
        """
        return not collection.startswith("system.") and (collection == ERASED) == (self.name == ERASURES)


def parts(services: Collection[str], names: Collection[str] = PARTS) -> list[Part]:
    """Returns the parts in the order of saving: a key is written before what it opens, so it must be read after it.

    What came in waits at the face until the store has it, so the face is read before the store and nothing is missed.
    """
    there = sorted({database for each in rights.DATABASES.values() for database in each})
    mine = [each for each in there if store_of(each).removeprefix("lotse_") in services]
    of_keys = tuple(each for each in mine if each.endswith(OF_KEYS))
    of_face = tuple(each for each in mine if each.endswith(OF_FACE))
    stores = tuple(each for each in mine if not each.endswith((OF_KEYS, OF_FACE)))
    every = (Part(FACE, of_face), Part(STORES, stores), Part(KEYS, of_keys), Part(ERASURES, of_keys))
    return [part for part in every if part.name in names and part.databases]


def store_of(database: str) -> str:
    """Returns the name of the store that a key database or a face's database belongs to."""
    return database.removesuffix(OF_KEYS).removesuffix(OF_FACE)
