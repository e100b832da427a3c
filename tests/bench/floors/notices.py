"""Reads what is to leave, sends it with the plain client of its way, notes that it left: no rules, owners, events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Final

import aiosmtplib
import httpx2

from shared.store import Collection, Document, Index

AT_ONCE: Final = 8
INDEX: Final = Index(("status",), where={"status": "waiting"})

Send = Callable[[Document], Awaitable[None]]


async def send_all(waiting: Collection, send: Send) -> None:
    async def one(row: Document) -> None:
        await send(row)
        await waiting.update_one({"_id": row["_id"]}, {"$set": {"status": "done"}})

    while rows := await waiting.find({"status": "waiting"}).limit(AT_ONCE).to_list(AT_ONCE):
        await asyncio.gather(*map(one, rows))


def by_mail(host: str, port: int) -> Send:
    async def send(row: Document) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Neue Nachricht"
        message.set_content(row["text"])
        await aiosmtplib.send(message, hostname=host, port=port, start_tls=False)

    return send


@asynccontextmanager
async def by_http(address: str) -> AsyncIterator[Send]:
    async with httpx2.AsyncClient(trust_env=False) as http:

        async def send(row: Document) -> None:
            (await http.post(address, json={"text": row["text"]})).raise_for_status()

        yield send
