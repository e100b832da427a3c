"""A service that takes the time from a file.

    python -m tests.harness.real_services.wrong_clock services.referral.main

All our services ask `shared.clock`. libfaketime does not work: under it `time.sleep` fails in Python 3.11.
"""

import os
import runpy
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from shared import clock

TOLD_BY: Final = "FAULTS_CLOCK"


def main() -> None:
    told, right = Path(os.environ[TOLD_BY]), clock.now

    def wrong() -> datetime:
        return right() + timedelta(seconds=float(told.read_text() or 0))

    vars(clock).update(now=wrong)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
