"""The operator's commands: `python -m services.notification.commands webhook …`, `… audit verify`."""

import argparse
import asyncio
import sys

from services.notification.domain import webhook as webhooks
from services.notification.main import ALL_INDEXES, SERVICE
from services.notification.settings import NotificationSettings
from services.notification.signing_secrets import SigningSecrets
from services.notification.store import WEBHOOKS
from shared.audit import commands as audit
from shared.bus import Transaction, UnitOfWork
from shared.errors import Invalid
from shared.store import connect, prepare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.notification.commands")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("webhook", help="enter where a partner's system is told of news")
    command.add_argument("--partner", required=True, help="the id of its entry in the directory")
    command.add_argument("--address", required=True)
    command.set_defaults(run=set_up)
    audit.offer(commands, SERVICE)
    given = parser.parse_args()
    given.run(given)


def set_up(given: argparse.Namespace) -> None:
    settings = NotificationSettings()
    try:
        address = settings.destinations.read(given.address)
    except Invalid as refused:
        sys.exit(f"lotse: {refused.sentence}")
    asyncio.run(enter(settings, given.partner, address))


async def enter(settings: NotificationSettings, partner_id: str, address: str) -> None:
    """Enters a partner's system. Its secret stays the same, if it has one; a supervisor reads a new one on the page."""
    store = connect(settings.store, f"lotse_{SERVICE}")
    secrets = SigningSecrets(settings.signing_key)

    async def work(tx: Transaction) -> None:
        known = await WEBHOOKS.find(tx, id=partner_id)
        tx.lock_key(partner_id)
        await WEBHOOKS.put(tx, webhooks.set_up(known, partner_id, address, secrets.new(partner_id, tx.now)))

    try:
        await prepare(store, ALL_INDEXES)
        await UnitOfWork(store, SERVICE)(work)
    finally:
        await store.close()


if __name__ == "__main__":
    main()
