"""Age of a process's key pair, for the alarm that says that nobody renews it."""

import os
import time
from functools import partial
from pathlib import Path

from shared.telemetry.metrics import KEY_PAIR_AGE


def measure_key_pair(service: str) -> None:
    """Offers the age of the file `private_key` in the folder LOTSE_SECRETS as a metric, where there is such a file."""
    file = Path(os.environ.get("LOTSE_SECRETS", ""), "private_key")
    if file.is_file():
        KEY_PAIR_AGE.labels(service).set_function(partial(_age, file))


def _age(file: Path) -> float:
    """Seconds since the file was changed; NaN where it is gone, so that all other metrics are still told."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return float("nan")
