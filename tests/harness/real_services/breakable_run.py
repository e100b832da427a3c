"""`make run` whose processes can be told to break at their next start.

    python -m tests.harness.real_services.breakable_run run

A wish is a file in the data folder, named like the process, with environment to add and a module to go through; one
start uses it up. A process that broke is started again at once, without the wish.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.embedded import __main__ as embedded
from infra.embedded import restarting
from infra.embedded.folders import Folders
from infra.embedded.processes import Program, Running, start

SOON = 0.3


def wishes(data: Path) -> Path:
    return data / "run" / "wishes"


def through(program: Program, wish: dict[str, Any]) -> Program:
    command = program.command
    if module := wish.get("through"):
        command = [command[0], "-m", module, *command[2:]]
    return replace(program, command=command, env=dict(program.env) | wish.get("env", {}))


async def start_as_wished(program: Program) -> Running:
    file = wishes(Folders.from_environment().data) / program.name
    if not file.exists():
        return await start(program)
    wish = json.loads(file.read_text())
    file.unlink()
    return await start(through(program, wish))


def main() -> None:
    vars(restarting).update(start=start_as_wished, FIRST_PAUSE=SOON, LONGEST_PAUSE=SOON)
    embedded.main()


if __name__ == "__main__":
    main()
