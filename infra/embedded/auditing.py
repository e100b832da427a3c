"""Verifies a running system's audit chains by its services' own commands, and keeps their heads beside the stores."""

import subprocess
import sys
from collections.abc import Iterator

from infra.embedded.folders import Folders
from infra.embedded.record import Record
from infra.embedded.trouble import Trouble

CHAINS = {"intake": "intake-desk", "referral": "referral", "notification": "notification"}


def verify(folders: Folders) -> Iterator[str]:
    """Yields each command's output; raises Trouble with the message of one that found a broken chain."""
    kept = folders.data / "audit"
    kept.mkdir(exist_ok=True, mode=0o700)
    entries = Record.read(folders.record).entries
    for service, process in CHAINS.items():
        running = entries[process].process() if process in entries else None
        if running is None:
            raise Trouble(f"{process} does not run: start it first.")
        command = [sys.executable, "-m", f"services.{service}.commands", "audit", "verify"]
        command += ["--kept", str(kept / f"{service}.json")]
        done = subprocess.run(command, env=running.environ(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(done.stderr.strip().removeprefix("lotse: "))
        yield done.stdout.strip()
