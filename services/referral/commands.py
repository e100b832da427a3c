"""The operator's commands: `python -m services.referral.commands directory FILE --credentials FILE`."""

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
from shared.bus import Transact
from shared.production import demo_partners
from shared.store import connect, prepare

Entries = list[dict[str, Any]]
Credentials = dict[str, dict[str, str]]
PARTNERS = TypeAdapter(list[Partner])


async def directory(settings: ReferralSettings, entries: Entries, known: Credentials) -> tuple[int, Credentials]:
    """Idempotent: says only what changed, and issues a token and a PIN only where none is known that holds."""
    store = connect(settings.store, "lotse_referral")
    await prepare(store, {**bus.INDEXES, **INDEXES})
    transact = Transact(store, "referral")
    changed = await transact(lambda tx: take_directory(tx, read_directory(entries)))
    keyed = [entry for entry in entries if "key" in entry]
    credentials = {entry["key"]: await _credentials(transact, entry, known.get(entry["key"], {})) for entry in keyed}
    await store.close()
    return changed, credentials


def read_directory(entries: Entries) -> list[Partner]:
    return PARTNERS.validate_python(
        [{"land": None, "listed": True} | entry | {"partner_id": entry["id"]} for entry in entries]
    )


async def _credentials(transact: Transact, entry: dict[str, Any], held: dict[str, str]) -> dict[str, str]:
    access = await transact(lambda tx: access_of(tx, entry["id"]))
    if access is None or access.token_hash != hash_token(held.get("token", "")):
        held = await _issue(transact, entry["id"])
    return held | {"id": entry["id"], "topic": f"lotse.partner.{entry['topic']}.referrals"}


async def _issue(transact: Transact, partner_id: str) -> dict[str, str]:
    token, pin, salt = new_token(), new_pin(), secrets.token_bytes(16)
    await transact(lambda tx: give_access(tx, partner_id, token, pin, salt))
    return {"token": token, "pin": pin}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.referral.commands")
    command = parser.add_subparsers(required=True).add_parser("directory", help="take over a directory file")
    command.add_argument("entries", type=Path)
    command.add_argument("--credentials", type=Path, required=True, help="where tokens and PINs are written, once")
    given = parser.parse_args()
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
