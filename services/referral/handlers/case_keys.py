"""The key of a case in this service: erasing it erases at once all that is sealed here of the case."""

from shared.sealing import DataKey, Erased, KeyStore


async def case_key(keys: KeyStore, case_id: str) -> DataKey:
    """Returns the key, made where there is none. To be called outside of a transaction, for a case that exists."""
    try:
        return await keys.get(case_id)
    except Erased:
        return await keys.create(case_id)
