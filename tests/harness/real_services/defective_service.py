"""A service with a defect that its next deployment repairs.

    python -m tests.harness.real_services.defective_service services.referral.main

It fails at every event of one key, the first that it receives.
"""

import runpy
import sys

from shared.bus import Transaction
from shared.bus.consume.apply import Applier, Failed
from shared.bus.consume.decode import DecodedEvent


def main() -> None:
    handle, unlucky = Applier._handle, set[str]()

    async def stumbles(self: Applier, tx: Transaction, event: DecodedEvent) -> None:
        unlucky.update(() if unlucky else (event.event.key,))
        if event.event.key in unlucky:
            raise Failed(event.event.id, "RuntimeError", unexpected=True)
        await handle(self, tx, event)

    Applier._handle = stumbles  # type: ignore[method-assign]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
