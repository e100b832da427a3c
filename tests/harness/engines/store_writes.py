"""How often this process wrote to any store: who looks for what changed need not look where nobody wrote."""

from typing import Final, Self

from pymongo import monitoring

CHANGE: Final = {"insert", "update", "delete", "findAndModify", "bulkWrite", "applyOps", "commitTransaction"}


class Writes(monitoring.CommandListener):
    number = 0

    @classmethod
    def of_clients_to_come(cls) -> Self:
        """Of every client of the driver that is made from now on."""
        listener = cls()
        monitoring.register(listener)
        return listener

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        pass

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.command_name in CHANGE:
            self.number += 1

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Whether it changed something is not known."""
        self.number += 1
