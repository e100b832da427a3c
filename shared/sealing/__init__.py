"""Keys and sealed fields: what is sealed under a case's key is gone when that key is gone."""

from shared.sealing.keyring import Keyring, Opener, PublishedKey, Sealer
from shared.sealing.keys import CannotOpen, DataKey, PrivateKey, PublicKey
from shared.sealing.keystore import Erased, KeyStore, list_erased
from shared.sealing.sealed_field import open_bytes, open_sealed, seal, seal_bytes

__all__ = [
    "CannotOpen",
    "DataKey",
    "Erased",
    "KeyStore",
    "Keyring",
    "Opener",
    "PrivateKey",
    "PublicKey",
    "PublishedKey",
    "Sealer",
    "list_erased",
    "open_bytes",
    "open_sealed",
    "seal",
    "seal_bytes",
]
