"""A supervisor over listeners instead of engines and services.

    python -m tests.harness.system.supervised_listeners

The data folder comes from LOTSE_DATA as for the real one; LISTENERS names the parts. One named "broken" ends at once.
"""

import asyncio
import os
import sys
from functools import partial

from infra.embedded.folders import Folders
from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program
from infra.embedded.record import SUPERVISOR, Record
from infra.embedded.restarting import Part
from infra.embedded.supervisor import Supervisor

LISTENER = """
import signal, socket, sys
listening = socket.create_server((sys.argv[1], int(sys.argv[2])))
print("these are my last words", flush=True)
signal.pause()
"""
BROKEN = "raise SystemExit('this part is broken')"

say = partial(print, flush=True)


def part(folders: Folders, name: str) -> Part:
    (port,) = free_ports(1)
    command = [sys.executable, "-c", BROKEN if name == "broken" else LISTENER, HOST, str(port)]
    return Part(Program(name, command, folders.log(name), port=port), listens(port))


def announced(folders: Folders, occasion: str) -> None:
    folders.embedded.touch()
    say(occasion)


def main() -> None:
    folders = Folders.from_environment()
    with folders.held():
        folders.prepare()
        record = Record.read(folders.record)
        say(f"ended {record.end_all()}")
        record.add(SUPERVISOR, os.getpid())
        ranks = [[[part(folders, name)]] for name in os.environ["LISTENERS"].split(",")]
        announce = partial(announced, folders)
        asyncio.run(Supervisor(ranks, record, folders.stopped, say, announce).run(with_parent=False))


if __name__ == "__main__":
    main()
