"""A service with a defect that its next deployment mends.

    python -m tests.harness.real_services.defective_service services.referral.main

It cannot take the events of one key, the first that it hears of.
"""

import runpy
import sys
from typing import Any

from shared.bus import Event
from shared.bus.handling import Handling
from shared.bus.incoming import Incoming


def main() -> None:
    heard, unlucky = Handling.heard, set[str]()

    def stumbles(self: Handling, event: Incoming) -> Event[Any] | None:
        unlucky.update(() if unlucky else (event.envelope.key,))
        if event.envelope.key in unlucky:
            raise RuntimeError
        return heard(self, event)

    Handling.heard = stumbles  # type: ignore[method-assign]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
