"""How old the key pair of a process is: where nobody renews it, an alarm says so."""

import os
import time
from functools import partial
from pathlib import Path

from shared.telemetry.metrics import KEY_PAIR_AGE


def measure_key_pair(service: str) -> None:
    """From now on, of the file `private_key` in the folder LOTSE_SECRETS; a process without one has no such number."""
    file = Path(os.environ.get("LOTSE_SECRETS", ""), "private_key")
    if file.is_file():
        KEY_PAIR_AGE.labels(service).set_function(partial(_age, file))


def _age(file: Path) -> float:
    """In seconds; not a number where the file is gone, so that all other metrics are still told."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return float("nan")
