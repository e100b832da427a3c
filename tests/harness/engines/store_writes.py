"""Counts this process's writes to any store: where nobody wrote, nobody need look for changes."""

from typing import Final, Self

from pymongo import monitoring

CHANGE: Final = {"insert", "update", "delete", "findAndModify", "bulkWrite", "applyOps", "commitTransaction"}


class Writes(monitoring.CommandListener):
    number = 0

    @classmethod
    def of_clients_to_come(cls) -> Self:
        """Counts the writes of every client of the driver that is made from now on."""
        listener = cls()
        monitoring.register(listener)
        return listener

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        pass

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if event.command_name in CHANGE:
            self.number += 1

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Counts it, since a failed command may have changed something."""
        self.number += 1
