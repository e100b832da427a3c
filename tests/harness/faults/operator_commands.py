"""The operator's commands, run as an operator runs them."""

import asyncio
import os
import sys
from pathlib import Path

from shared.bus import Connection
from tests.harness.engines.single_node import told


async def put_right(service: str, kafka: Connection, store: str, keys: str | None = None) -> list[str]:
    """Runs `python -m shared.bus restore`; returns the keys that it prints."""
    words = {"store": store, "keys": keys, **told(kafka), "public_url": "-", "staff_url": "-", "partner_url": "-"}
    environment = {f"LOTSE_{name.upper()}": word for name, word in words.items() if word is not None}
    return (await run("shared.bus", "--service", service, "restore", environment=environment)).splitlines()


async def run(module: str, *words: str | Path, environment: dict[str, str]) -> str:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", module, *map(str, words))
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe, env=os.environ | environment)
    said, complained = await process.communicate()
    assert process.returncode == 0, (said + complained).decode()
    return said.decode()
