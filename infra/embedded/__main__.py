"""The commands behind the Makefile: run, stop, start, status, audit, clean."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from infra.embedded import auditing, control, keys, parts
from infra.embedded.announce import Announcer
from infra.embedded.broker import KAFKA, chosen
from infra.embedded.folders import Folders
from infra.embedded.logins import Logins
from infra.embedded.plan import Plan
from infra.embedded.ports import choose_doors
from infra.embedded.record import SUPERVISOR, Record
from infra.embedded.services import SERVICES
from infra.embedded.supervisor import Supervisor
from infra.embedded.trouble import Trouble
from shared.web.serve import allow_files

FOR_OWNER_ONLY: Final = 0o077
"""Permissions that are taken from every file and folder made from here on, by the engines too."""


def tell(line: str) -> None:
    """Prints the line; does nothing where the console is gone."""
    with suppress(BrokenPipeError):
        print(line, flush=True)


def run(folders: Folders, broker: str, with_parent: bool) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    allow_files()
    with folders.held():
        has = chosen(broker, folders)
        folders.prepare()
        record = Record.read(folders.record)
        if left := record.end_all():
            tell(f"Ended what an interrupted run left behind: {', '.join(left)}.")
        record.add(SUPERVISOR, os.getpid())
        doors = choose_doors(os.environ.get("LOTSE_PORT"))
        plan = Plan.make(folders, doors, parts.INNER_PORTS, has)
        for sentence in has.cannot_promise:
            tell(f"BROKER={has.name}: {sentence}")
        trust = keys.make(folders.secrets, SERVICES)
        logins = Logins.make(folders)
        logins.hand_out(plan)
        announce = Announcer(plan, logins, record, tell)
        supervisor = Supervisor(parts.ranks(plan, trust, logins, tell), record, folders.stopped, tell, announce)
        try:
            asyncio.run(supervisor.run(with_parent))
        finally:
            folders.embedded.unlink(missing_ok=True)
            record.remove(SUPERVISOR)


def stop(folders: Folders, name: str) -> None:
    tell(f"stopped: {', '.join(control.stop(folders, name))}")


def start(folders: Folders, name: str) -> None:
    tell(f"ready: {', '.join(control.start(folders, name))}")


def status(folders: Folders) -> None:
    states = control.status(folders)
    for name, state in states.items():
        tell(f"{name:<14} {state}")
    if because := control.why_not_ready(states, folders.embedded.exists()):
        raise Trouble(because)


def audit(folders: Folders) -> None:
    for said in auditing.verify(folders):
        tell(said)


def clean(folders: Folders) -> None:
    if folders.data.exists():
        with folders.held():
            Record.read(folders.record).end_all()
            folders.clean()
    tell(f"The data in {folders.data} is gone; downloads are kept.")


COMMANDS: dict[str, Callable[..., None]] = {
    "run": run,
    "stop": stop,
    "start": start,
    "status": status,
    "audit": audit,
    "clean": clean,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    begin = commands.add_parser("run")
    begin.add_argument("--broker", default=KAFKA.name, help="noida needs no download of Kafka, and promises less")
    begin.add_argument("--with-parent", action="store_true", help="end when the caller ends")
    for name in ("stop", "start"):
        commands.add_parser(name).add_argument("name")
    for name in ("status", "audit", "clean"):
        commands.add_parser(name)
    asked = vars(parser.parse_args())
    os.umask(FOR_OWNER_ONLY)
    try:
        COMMANDS[asked.pop("command")](Folders.from_environment(), **asked)
    except Trouble as trouble:
        sys.exit(f"lotse: {trouble}")
    except KeyboardInterrupt:
        sys.exit("lotse: interrupted before anything was started")


if __name__ == "__main__":
    main()
