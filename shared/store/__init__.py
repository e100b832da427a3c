"""The package through which services use the MongoDB driver: connections, transactions, repositories, indexes."""

from pymongo import DeleteOne, InsertOne, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.store.connect import AWAY, Collection, Document, Session, Store, connect
from shared.store.grouped import Grouped
from shared.store.indexes import Index, prepare
from shared.store.repository import PRESENT, AtMost, MoreThan, NoneOf, Not, Outside, Repository
from shared.store.safety import unsafe_store
from shared.store.together import Asked, Found, read_together
from shared.store.transaction import is_transient, transaction
from shared.store.writing import RETENTION, insert_each, saved

__all__ = [
    "AWAY",
    "PRESENT",
    "RETENTION",
    "Asked",
    "AtMost",
    "Collection",
    "DeleteOne",
    "Document",
    "DuplicateKeyError",
    "Found",
    "Grouped",
    "Index",
    "InsertOne",
    "MoreThan",
    "NoneOf",
    "Not",
    "Outside",
    "PyMongoError",
    "Repository",
    "ReturnDocument",
    "Session",
    "Store",
    "UpdateOne",
    "connect",
    "insert_each",
    "is_transient",
    "prepare",
    "read_together",
    "saved",
    "transaction",
    "unsafe_store",
]
