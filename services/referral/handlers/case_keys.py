"""The key of a case in this service, under which all that is sealed here of the case is erased at once."""

from shared.sealing import DataKey, Erased, KeyStore


async def case_key(keys: KeyStore, case_id: str) -> DataKey:
    """Makes it where there is none; to be called outside of a transaction, for a case that is there."""
    try:
        return await keys.get(case_id)
    except Erased:
        return await keys.create(case_id)
