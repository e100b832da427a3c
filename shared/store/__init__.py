"""The one seam to the MongoDB driver: connect, transaction, indexes."""

from pymongo import DeleteOne, InsertOne, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.store.connect import AWAY, Collection, Document, Session, Store, connect
from shared.store.grouped import Grouped
from shared.store.indexes import Index, prepare
from shared.store.repository import PRESENT, AtMost, MoreThan, Not, Repository
from shared.store.safety import unsafe_store
from shared.store.transaction import is_transient, transaction
from shared.store.writing import RETENTION, insert_each, saved

__all__ = [
    "AWAY",
    "PRESENT",
    "RETENTION",
    "AtMost",
    "Collection",
    "DeleteOne",
    "Document",
    "DuplicateKeyError",
    "Grouped",
    "Index",
    "InsertOne",
    "MoreThan",
    "Not",
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
    "saved",
    "transaction",
    "unsafe_store",
]
