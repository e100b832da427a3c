"""What a handler raised, as the bus takes it: later, never, or a bug that nobody foresaw."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from shared.contracts.upcasts import Unreadable
from shared.errors import Never, TryLater
from shared.store import AWAY, PyMongoError, is_transient

log: Final = logging.getLogger(__name__)

ERASED: Final = "erased"
"""The handler wrote under a key that was erased before: its event is applied as nothing."""


class Failed(Exception):
    """One event could not be applied; `reason` is a slug or the name of an exception, never its text."""

    def __init__(self, event_id: str, reason: str, *, unexpected: bool = False) -> None:
        super().__init__(reason)
        self.event_id = event_id
        self.reason = reason
        self.unexpected = unexpected


@contextmanager
def steering(event_id: str, type_name: str) -> Iterator[None]:
    """Raises Failed for all that concerns this event alone; what concerns the store passes."""
    try:
        yield
    except TryLater as error:
        raise Failed(event_id, "try-later") from error
    except Never as error:
        raise Failed(event_id, "never") from error
    except Unreadable as error:
        raise Failed(event_id, error.reason) from None
    except PyMongoError as error:
        if is_transient(error) or isinstance(error, AWAY):
            raise
        raise Failed(event_id, type(error).__name__, unexpected=True) from error
    except Exception as error:
        log.error("handler failed", extra={"type": type_name, "event": event_id})
        raise Failed(event_id, type(error).__name__, unexpected=True) from error
