"""`audit verify`, one of the operator's commands of each service that keeps a chain."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shared.audit.chain import BEGINNING, Broken, Head
from shared.audit.trail import Audit
from shared.settings import Settings
from shared.store import connect


def offer(commands: Any, service: str) -> None:
    """Adds the command to the service's commands."""
    parser: argparse.ArgumentParser = commands.add_parser("audit", help="the chain of who read what")
    parser.add_argument("act", choices=["verify"])
    parser.add_argument("--kept", type=Path, help="a file outside the store: the head of last time, then of this time")
    parser.set_defaults(run=lambda given: run(service, given.kept))


def run(service: str, kept: Path | None) -> None:
    known = Head(**json.loads(kept.read_text())) if kept and kept.exists() else BEGINNING
    try:
        head = asyncio.run(verify(Settings(), service, known))
    except Broken as broken:
        sys.exit(f"lotse: The audit chain of {service} is broken: {broken}.")
    if kept:
        kept.write_text(json.dumps(asdict(head)))
    print(f"{service}: {head.number} entries, each as it was written; the last one is {head.seal or 'none'}.")


async def verify(settings: Settings, service: str, known: Head = BEGINNING) -> Head:
    assert settings.audit_key is not None, "the secret audit_key is missing"
    store = connect(settings.store, f"lotse_{service}")
    try:
        return await Audit(settings.audit_key.get_secret_value()).verify(store, known)
    finally:
        await store.close()
