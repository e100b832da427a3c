"""The operator's commands: `channel …`, `erase --case …`, `requests`, `show` and `audit verify`.

They are run as `python -m services.intake.commands channel …`.
"""

import argparse
import asyncio
import getpass
import os
import secrets
from functools import partial
from pathlib import Path

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.token import ChannelToken, digest
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.erase import erase_case, erase_contact
from services.intake.handlers.find_by_way import mark_later
from services.intake.handlers.requests import watch
from services.intake.handlers.show import show_later
from services.intake.main import SERVICE, close_stores, connect_stores, prepare_stores
from services.intake.settings import DeskSettings
from services.intake.store.face import CHANNELS, DATABASE, AtFace, discard_refused, every_thread, retry_refused
from shared.audit import Actor, Audit
from shared.audit import commands as audit
from shared.bus import Transaction, UnitOfWork
from shared.clock import now
from shared.errors import LotseError
from shared.sealing import KeyStore
from shared.sealing.one_time import OneTimeLock


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.intake.commands")
    commands = parser.add_subparsers(required=True)
    channel = commands.add_parser("channel", help="lets a channel's system submit; repeated, it changes nothing")
    channel.add_argument("--id", required=True)
    channel.add_argument("--name", required=True)
    channel.add_argument("--token-file", required=True, type=Path, help="holds the token, made here if it is missing")
    channel.set_defaults(run=let_submit)
    audit.offer(commands, SERVICE)
    requests = commands.add_parser("requests", help="what the face handed in and the desk refused")
    act = requests.add_mutually_exclusive_group()
    act.add_argument("--retry", metavar="ID", help="after a defect was mended: it is looked at again")
    act.add_argument("--discard", metavar="ID", help="deletes it")
    requests.set_defaults(run=look_at_refused)
    show = commands.add_parser("show", help="publishes anew what every person sees, after a restore of a database")
    show.set_defaults(run=show_anew)
    erasing = commands.add_parser("erase", help="erases a closed case, or a closed contact without a case, everywhere")
    which = erasing.add_mutually_exclusive_group(required=True)
    which.add_argument("--case")
    which.add_argument("--contact")
    erasing.set_defaults(run=erase_for_good)
    given = parser.parse_args()
    given.run(given)


def let_submit(given: argparse.Namespace) -> None:
    asyncio.run(register(DeskSettings(), given.id, given.name, token_in(given.token_file)))
    print(f"Channel {given.id} may submit.")


def erase_for_good(given: argparse.Namespace) -> None:
    try:
        asyncio.run(erased(DeskSettings(), given.case, given.contact))
    except LotseError as refused:
        raise SystemExit(f"lotse: {refused.sentence}") from None
    print("Erased here; the other services follow by the bus.")


def look_at_refused(given: argparse.Namespace) -> None:
    for line in asyncio.run(refused(DeskSettings(), given.retry, given.discard)):
        print(line)


def show_anew(given: argparse.Namespace) -> None:
    print(f"{asyncio.run(shown(DeskSettings()))} threads are shown anew as soon as the desk runs.")


def token_in(file: Path) -> str:
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(32))
    return file.read_text().strip()


async def register(settings: DeskSettings, channel_id: str, name: str, token: str) -> None:
    store, key_store = connect_stores(settings.store, settings.keys)
    await prepare_stores(store, key_store)
    face = AtFace(store.beside(DATABASE), now())
    await CHANNELS.put(face, ChannelToken(id=channel_id, name=name, digest=digest(token)))
    await close_stores(store, key_store)


async def refused(settings: DeskSettings, retry: str | None, discard: str | None) -> list[str]:
    store, key_store = connect_stores(settings.store, settings.keys)
    face = store.beside(DATABASE)
    try:
        if retry or discard:
            done = await retry_refused(face, retry) if retry else await discard_refused(face, discard or "")
            return ["Done." if done else "No refused request has this id."]
        return [f"{each.id}  {each.kind}  {each.reason}  {each.at or ''}" async for each in watch.refused(face)]
    finally:
        await close_stores(store, key_store)


async def shown(settings: DeskSettings) -> int:
    store, key_store = connect_stores(settings.store, settings.keys)
    unit_of_work, many = UnitOfWork(store, SERVICE), 0
    async for thread in every_thread(store.beside(DATABASE)):
        await unit_of_work(partial(_show_later, thread))
        many += 1
    await close_stores(store, key_store)
    return many


async def _show_later(thread: ThreadId, tx: Transaction) -> None:
    show_later(tx, thread)
    mark_later(tx, thread)


async def erased(settings: DeskSettings, case_id: str | None, contact_id: str | None) -> None:
    store, key_store = connect_stores(settings.store, settings.keys)
    await prepare_stores(store, key_store)
    by = Actor(getpass.getuser(), "operator")
    own_key, pepper = settings.own_key, settings.pepper_bytes
    desk = DeskDependencies(
        UnitOfWork(store, SERVICE),
        KeyStore(key_store, own_key.public, own_key),
        Audit(settings.audit_key.get_secret_value()),
        OneTimeLock(pepper),
        pepper,
        settings.found_by,
    )
    try:
        if case_id:
            await erase_case(desk, by, CaseId(case_id))
        elif contact_id:
            await erase_contact(desk, by, ContactId(contact_id))
    finally:
        await close_stores(store, key_store)


if __name__ == "__main__":
    main()
