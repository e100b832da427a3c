"""The operator's commands: `python -m services.referral.commands directory …`, `… audit verify`."""

import argparse
import asyncio
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from services.referral.domain.access import hash_token, new_pin, new_token
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import access_of, give_access, take_directory
from services.referral.settings import ReferralSettings
from services.referral.store import INDEXES
from shared import bus
from shared.audit import commands as audit
from shared.bus import UnitOfWork
from shared.production import demo_partners
from shared.store import connect, prepare

Entries = list[dict[str, Any]]
Credentials = dict[str, dict[str, str]]
PARTNERS = TypeAdapter(list[Partner])


async def directory(settings: ReferralSettings, entries: Entries, known: Credentials) -> tuple[int, Credentials]:
    """Idempotent: says only what changed, and issues a token and a PIN only where none is known that holds.

    Who gets mail needs the PIN for the link in it; `key` is a short name by which an entry's credentials are kept.
    """
    store = connect(settings.store, "lotse_referral")
    await prepare(store, {**bus.INDEXES, **INDEXES})
    unit_of_work = UnitOfWork(store, "referral")
    changed = await unit_of_work(lambda tx: take_directory(tx, read_directory(entries)))
    with_access = {str(entry.get("key", entry["id"])): entry for entry in entries if _needs_access(entry)}
    credentials = {
        key: await _credentials(unit_of_work, entry, known.get(key, {})) for key, entry in with_access.items()
    }
    await store.close()
    return changed, credentials


def read_directory(entries: Entries) -> list[Partner]:
    return PARTNERS.validate_python(
        [{"land": None, "listed": True} | entry | {"partner_id": entry["id"]} for entry in entries]
    )


def _needs_access(entry: dict[str, Any]) -> bool:
    return "key" in entry or "mail" in entry["ways"]


async def _credentials(unit_of_work: UnitOfWork, entry: dict[str, Any], held: dict[str, str]) -> dict[str, str]:
    access = await unit_of_work(lambda tx: access_of(tx, entry["id"]))
    if access is None or access.token_hash != hash_token(held.get("token", "")):
        held = await _issue(unit_of_work, entry["id"])
    return held | {"id": entry["id"], "topic": f"lotse.partner.{entry['topic']}.referrals"}


async def _issue(unit_of_work: UnitOfWork, partner_id: str) -> dict[str, str]:
    token, pin, salt = new_token(), new_pin(), secrets.token_bytes(16)
    await unit_of_work(lambda tx: give_access(tx, partner_id, token, pin, salt))
    return {"token": token, "pin": pin}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.referral.commands")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("directory", help="take over a directory file")
    command.add_argument("entries", type=Path)
    command.add_argument("--credentials", type=Path, required=True, help="where tokens and PINs are written, once")
    command.set_defaults(run=take_over)
    audit.offer(commands, "referral")
    given = parser.parse_args()
    given.run(given)


def take_over(given: argparse.Namespace) -> None:
    entries, file = json.loads(given.entries.read_text())["partners"], given.credentials
    known, settings = json.loads(file.read_text()) if file.exists() else {}, ReferralSettings()
    if settings.profile == "production" and (refused := demo_partners(entry["name"] for entry in entries)):
        sys.exit(f"lotse: {refused[0]}")
    changed, credentials = asyncio.run(directory(settings, entries, known))
    file.touch(mode=0o600)
    file.write_text(json.dumps(credentials, indent=1))
    print(f"{changed} entries of the directory changed")


if __name__ == "__main__":
    main()
