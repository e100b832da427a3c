"""Publishes the events of a case through outbox and relay, or past them, as a defect would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.bus import Transaction, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.write.outbox import OUTBOX, PENDING, SENT, mark
from shared.contracts.message import Message
from shared.store import Document

CASES = "lotse.intake.case"


@dataclass
class Speaker:
    unit_of_work: UnitOfWork
    relay: Relay

    async def say(self, key: str, *said: Message) -> list[str]:
        """Publishes all in one transaction; returns the event ids."""

        async def work(tx: Transaction) -> list[str]:
            return [tx.publish(each, key=key) for each in said]

        return await self.unit_of_work(work)

    async def say_and_send(self, key: str, *said: Message) -> list[str]:
        ids = await self.say(key, *said)
        await self.send()
        return ids

    async def say_and_send_together(self, said: Mapping[str, Sequence[Message]]) -> None:
        """Publishes the events of several cases, by key, in one transaction, and sends them."""

        async def work(tx: Transaction) -> None:
            for key, messages in said.items():
                for each in messages:
                    tx.publish(each, key=key)

        await self.unit_of_work(work)
        await self.send()

    async def send(self) -> None:
        """Sends all that waits."""
        while await self.relay.work():
            pass

    async def rows(self, key: str) -> list[Document]:
        return await self.unit_of_work.store[OUTBOX].find({"key": key}).sort("sequence", 1).to_list(None)

    async def lose(self, key: str) -> list[bytes]:
        """Marks the key's events as sent without sending them; returns the bodies that nobody receives."""
        rows = await self.rows(key)
        await mark(self.unit_of_work.store, [row["_id"] for row in rows], SENT)
        return [row["body"] for row in rows]

    async def send_again(self, key: str) -> None:
        await self.unit_of_work.store[OUTBOX].update_many({"key": key}, {"$set": {"status": PENDING}})
        await self.send()

    async def send_raw(self, key: str, *bodies: bytes, topic: str = CASES) -> None:
        for body in bodies:
            await self.relay.publish(topic, key, body)
