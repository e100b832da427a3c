import asyncio

from shared.store import Index, connect, prepare


async def test_processes_of_one_service_may_prepare_their_store_at_once(mongo: str, store_name: str) -> None:
    wanted = {f"collection_{number}": [Index(("key",))] for number in range(6)}
    stores = [connect(mongo, store_name) for _ in range(6)]
    await asyncio.gather(*(prepare(store, wanted) for store in stores))
    assert set(wanted) <= set(await stores[0].database.list_collection_names())
    for store in stores:
        await store.close()
