"""The operator's commands: `python -m services.intake.commands channel …`, `… erase --case …`, `… audit verify`."""

import argparse
import asyncio
import getpass
import os
import secrets
from pathlib import Path

from services.intake.domain.state import CaseId, ContactId
from services.intake.domain.token import ChannelToken, digest
from services.intake.handlers import erase
from services.intake.handlers.workplace import Desk, Mailroom
from services.intake.main import SERVICE, ready, shut, stores
from services.intake.settings import DeskSettings
from services.intake.store import CHANNELS, OneTimeCodes, Receipts
from shared.audit import Actor, Audit
from shared.audit import commands as audit
from shared.bus import Transaction, UnitOfWork
from shared.errors import LotseError
from shared.sealing import KeyStore


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.intake.commands")
    commands = parser.add_subparsers(required=True)
    channel = commands.add_parser("channel", help="lets a channel's system submit; repeated, it changes nothing")
    channel.add_argument("--id", required=True)
    channel.add_argument("--name", required=True)
    channel.add_argument("--token-file", required=True, type=Path, help="holds the token, made here if it is missing")
    channel.set_defaults(run=let_submit)
    audit.offer(commands, SERVICE)
    erasing = commands.add_parser("erase", help="erases a closed case, or a closed contact without a case, everywhere")
    which = erasing.add_mutually_exclusive_group(required=True)
    which.add_argument("--case")
    which.add_argument("--contact")
    erasing.set_defaults(run=erase_for_good)
    said = parser.parse_args()
    said.run(said)


def let_submit(said: argparse.Namespace) -> None:
    asyncio.run(register(DeskSettings(), said.id, said.name, token_in(said.token_file)))
    print(f"Channel {said.id} may submit.")


def erase_for_good(said: argparse.Namespace) -> None:
    try:
        asyncio.run(erased(DeskSettings(), said.case, said.contact))
    except LotseError as refused:
        raise SystemExit(f"lotse: {refused.sentence}") from None
    print("Erased here; the other services hear of it.")


def token_in(file: Path) -> str:
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(32))
    return file.read_text().strip()


async def register(settings: DeskSettings, channel_id: str, name: str, token: str) -> None:
    store, keys = stores(settings.store, settings.keys)
    await ready(store, keys)

    async def work(tx: Transaction) -> None:
        tx.lock_key(channel_id)
        await CHANNELS.put(tx, ChannelToken(id=channel_id, name=name, digest=digest(token)))

    await UnitOfWork(store, SERVICE)(work)
    await shut(store, keys)


async def erased(settings: DeskSettings, case_id: str | None, contact_id: str | None) -> None:
    store, keys = stores(settings.store, settings.keys)
    await ready(store, keys)
    by = Actor(getpass.getuser(), "operator")
    own, book = settings.own_key, Audit(settings.audit_key.get_secret_value())
    desk = Desk(UnitOfWork(store, SERVICE), KeyStore(keys, own.public, own), book)
    room = Mailroom(desk, Receipts(keys), OneTimeCodes(keys))
    try:
        if case_id:
            await erase.erase_case(room, by, CaseId(case_id))
        elif contact_id:
            await erase.erase_contact(room, by, ContactId(contact_id))
    finally:
        await shut(store, keys)


if __name__ == "__main__":
    main()
