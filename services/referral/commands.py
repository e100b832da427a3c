"""The operator's commands: `python -m services.referral.commands directory …`, `… audit verify`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import Field, ValidationError

from services.referral.domain.entry_change import BY_OPERATOR
from services.referral.domain.entry_import import Plan
from services.referral.domain.entry_text import LONGEST_NAME
from services.referral.domain.partner import Partner
from services.referral.handlers.operator.import_directory import import_directory
from services.referral.handlers.operator.issue_access import IssueMissingAccess
from services.referral.handlers.pins import STRETCH, Pins, Scrypt
from services.referral.handlers.supervisor.import_entries import (
    EntryFile,
    Format,
    import_entries,
    plan_import,
    read_file,
)
from services.referral.main import ALL_INDEXES, SERVICE
from services.referral.settings import ReferralSettings
from shared.audit import commands as audit
from shared.bus import UnitOfWork
from shared.mail_address import MailAddress
from shared.production import demo_partners
from shared.store import connect, prepare

Entries = list[dict[str, Any]]
Credentials = dict[str, dict[str, str]]
"""`{short name "key" of an entry, or its id: {id, token, PIN and topic of the partner}}`."""


class Entry(Partner):
    """An entry of the operator's file: unlike in the store, its mailboxes must be addresses that mails can reach."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    mails: tuple[MailAddress, ...]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.referral.commands")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("directory", help="take over a directory file")
    command.add_argument("entries", type=Path)
    command.add_argument("--credentials", type=Path, required=True, help="where tokens and PINs are written, once")
    command.set_defaults(run=take_over)
    command = commands.add_parser(
        "entries", help="import entries from HSDS (JSON) or CSV: what would change, or --apply"
    )
    command.add_argument("file", type=Path)
    command.add_argument("--format", choices=get_args(Format), required=True, dest="written_as")
    command.add_argument("--apply", action="store_true", help="do it; broken off, the same command goes on")
    command.set_defaults(run=take_entries)
    audit.offer(commands, SERVICE)
    given = parser.parse_args()
    given.run(given)


def take_over(given: argparse.Namespace) -> None:
    entries, file = json.loads(given.entries.read_text())["partners"], given.credentials
    try:
        read_directory(entries)
    except BadDirectory as error:
        sys.exit("lotse: the directory stays as it was\n" + "\n".join(error.faults))
    known, settings = json.loads(file.read_text()) if file.exists() else {}, ReferralSettings()
    if settings.profile == "production" and (refused := demo_partners(entry["name"] for entry in entries)):
        sys.exit(f"lotse: {refused[0]}")
    changed, credentials = asyncio.run(directory(settings, entries, known))
    file.touch(mode=0o600)
    file.write_text(json.dumps(credentials, indent=1))
    print(f"{changed} entries of the directory changed")


def take_entries(given: argparse.Namespace) -> None:
    settings = ReferralSettings()
    file = read_file(given.file.read_text("utf-8-sig"), given.written_as)
    names = [name for row in file.rows for name in row.texts.get("name", ())]
    if settings.profile == "production" and (refused := demo_partners(names)):
        sys.exit(f"lotse: {refused[0]}")
    plan = asyncio.run(entries(settings, file, apply=given.apply))
    for fault in plan.faults:
        print(*(f"row {fault.number}, {field}: {sentence}" for field, sentence in fault.sentences.items()), sep="\n")
    print(f"{len(plan.planned)} to change, {plan.unchanged} unchanged, {len(plan.faults)} rows with faults")
    if plan.faults:
        sys.exit("lotse: the directory stays as it was")


async def entries(settings: ReferralSettings, file: EntryFile, *, apply: bool) -> Plan:
    """Returns what the file would change; with `apply` it is also imported, unless a row has a fault."""
    store = connect(settings.store, f"lotse_{SERVICE}")
    await prepare(store, ALL_INDEXES)
    unit_of_work = UnitOfWork(store, SERVICE)
    plan, seen = await plan_import(unit_of_work, file.rows)
    if apply and plan.is_possible:
        await import_entries(unit_of_work, file, seen, by=BY_OPERATOR, act_id=None)
    await store.close()
    return plan


async def directory(
    settings: ReferralSettings, entries: Entries, known: Credentials, stretch: Scrypt = STRETCH
) -> tuple[int, Credentials]:
    """Imports the directory; returns how many entries changed, and the credentials of systems and mail recipients.

    Repeated, it changes nothing. `known`: the credentials of the last run; those that are still valid are not issued
    again. `stretch`: as in `main.app`.
    """
    store = connect(settings.store, f"lotse_{SERVICE}")
    await prepare(store, ALL_INDEXES)
    unit_of_work = UnitOfWork(store, SERVICE)
    changed, wanted = 0, read_directory(entries)
    while part := await unit_of_work(lambda tx: import_directory(tx, wanted)):
        changed += part
    issue = IssueMissingAccess(unit_of_work, Pins(stretch))
    credentials: Credentials = {}
    for entry in entries:
        if "key" in entry or "mail" in entry["ways"]:
            key, topic = str(entry.get("key", entry["id"])), f"lotse.partner.{entry['topic']}.referrals"
            issued = await issue(entry["id"], known.get(key, {}))
            credentials[key] = issued | {"id": entry["id"], "topic": topic}
    await store.close()
    return changed, credentials


def read_directory(entries: Entries) -> list[Partner]:
    """Raises BadDirectory with a line for each invalid field of each entry."""
    read, faults = list[Partner](), list[str]()
    for number, entry in enumerate(entries, start=1):
        try:
            known = Entry.model_validate({"land": None, "listed": True} | entry | {"partner_id": entry.get("id")})
            read.append(Partner.model_validate(known.model_dump()))
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False, include_context=False)
            faults += [f"entry {number}, {'.'.join(map(str, each['loc']))}: {each['type']}" for each in found]
    if faults:
        raise BadDirectory(faults)
    return read


class BadDirectory(Exception):
    """The file has invalid entries; `faults` name the entry's number and the field, never its value."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


if __name__ == "__main__":
    main()
