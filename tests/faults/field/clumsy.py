"""A service with a defect that its next deployment mends: `python -m tests.faults.field.clumsy services.referral.main`.

It cannot take the events of one key, the first that it hears of.
"""

import runpy
import sys

from shared.bus.apply import Applier
from shared.bus.transaction import Tx
from shared.contracts.envelope import Envelope


def main() -> None:
    handle, unlucky = Applier._handle, set[str]()

    async def stumbles(self: Applier, tx: Tx, topic: str, envelope: Envelope) -> None:
        unlucky.update(() if unlucky else (envelope.key,))
        if envelope.key in unlucky:
            raise RuntimeError
        await handle(self, tx, topic, envelope)

    Applier._handle = stumbles  # type: ignore[method-assign]
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
