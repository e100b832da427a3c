"""Who stops in the middle of a client's start leaves no connection open."""

import asyncio
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.conn import AIOKafkaConnection

from shared.bus import Connection
from shared.bus.consume import connection
from tests.harness.eventually import comes


@pytest.mark.parametrize("client", [AIOKafkaConsumer, AIOKafkaProducer])
async def test_a_start_that_is_cut_off_leaves_no_connection_open(client: type, kafka: Connection) -> None:
    before = open_connections()
    cut_off = client(**kafka.options)
    starting = asyncio.create_task(kafka.start(cut_off))
    with at_the_first_login(starting), pytest.raises(asyncio.CancelledError):
        await starting
    await cut_off.stop()
    assert open_connections() == before


async def test_a_start_that_takes_for_ever_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "TO_THE_END", 0.0)
    endless = Endless()
    starting = asyncio.create_task(Connection("nobody:9").start(endless))
    await comes(endless.began, starting)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert endless.ended


class Endless:
    def __init__(self) -> None:
        self.began, self.ended = asyncio.Event(), False

    async def start(self) -> None:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


def open_connections() -> int:
    gc.collect()
    return sum(type(each) is AIOKafkaConnection and each.connected() for each in gc.get_objects())


@contextmanager
def at_the_first_login(task: asyncio.Task[None]) -> Iterator[None]:
    """The client has logged in, which it says in its log, and asks next for the cluster's brokers."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith("Authenticated"):
                task.cancel()

    log, ear = logging.getLogger("aiokafka.conn"), Ear()
    before = log.level
    log.setLevel(logging.INFO)
    log.addHandler(ear)
    try:
        yield
    finally:
        log.removeHandler(ear)
        log.setLevel(before)
