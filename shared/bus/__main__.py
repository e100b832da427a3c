"""The operator's commands for the bus of one service, to be run in that service's environment.

python -m shared.bus --service referral list parked
python -m shared.bus --service referral retry parked --reason RuntimeError --because "mended in 1.4.2" --dry-run
python -m shared.bus --service referral discard parked --id ID --because "double entry, told the counsellor"
python -m shared.bus --service referral retry stopped --id lotse.intake.case --because "deployment taken back"
python -m shared.bus --service referral restore
"""

import argparse
import asyncio
import getpass
import json
from typing import get_args

from shared.bus.consume.connection import Connection
from shared.bus.repair.redrive import Choice, Pile, Redrive
from shared.bus.repair.restore import restore
from shared.bus.write.unit_of_work import UnitOfWork
from shared.clock import now
from shared.contracts.catalogue import SERVICES
from shared.sealing import Keyring, list_erased
from shared.settings import Settings
from shared.store import Store, connect


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m shared.bus", description="Looks at and redrives what waits.")
    parser.add_argument("--service", required=True, choices=SERVICES)
    acts = parser.add_subparsers(dest="act", required=True)
    for act in ("list", "retry", "discard"):
        command = acts.add_parser(act)
        command.add_argument("pile", choices=[pile for pile in get_args(Pile) if (act, pile) != ("discard", "refused")])
        command.add_argument("--id")
        command.add_argument("--reason")
        command.add_argument("--key")
        if act != "list":
            command.add_argument("--because", required=True, help="kept with the step")
            command.add_argument("--by", default=getpass.getuser(), help="who does it")
            command.add_argument("--dry-run", action="store_true")
    acts.add_parser("restore", help="after a backup was put back, before the service starts")
    return parser.parse_args()


async def run(given: argparse.Namespace, settings: Settings) -> int:
    store = connect(settings.store, f"lotse_{given.service}")
    try:
        if given.act == "restore":
            return await put_right(store, given.service, settings)
        unit_of_work = UnitOfWork(store, given.service)
        return await redrive(given, Redrive(unit_of_work, getattr(given, "by", ""), private_key(settings)))
    finally:
        await store.close()


async def put_right(store: Store, service: str, settings: Settings) -> int:
    """Restores, and prints the keys that a human must look at.

    Owners that were erased since the backup are listed as erased; the service erases them again when it starts.
    """
    restored = await restore(store, service, Connection.of(settings), now)
    if restored.erased and settings.keys is not None:
        keys = connect(settings.keys, f"lotse_{service}_keys")
        try:
            await list_erased(keys, restored.erased, now())
        finally:
            await keys.close()
    for key in restored.affected:
        print(key)
    return 0


async def redrive(given: argparse.Namespace, redriving: Redrive) -> int:
    choice = Choice(given.id, given.reason, given.key)
    if given.act == "list" or given.dry_run:
        for row in await redriving.look(given.pile, choice):
            print(json.dumps(row, default=str, ensure_ascii=False))
        return 0
    if not choice.filter():
        print("lotse: Name what to take: --id, --reason or --key.")
        return 2
    act = redriving.retry if given.act == "retry" else redriving.discard
    print(await act(given.pile, choice, given.because))
    return 0


def private_key(settings: Settings) -> Keyring | None:
    return None if settings.private_key is None else Keyring(settings.secret("private_key"))


if __name__ == "__main__":
    raise SystemExit(asyncio.run(run(arguments(), Settings())))
