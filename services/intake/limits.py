"""Limits what the public face takes from one client, from one channel, and from all who guess."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from shared.errors import TooMany, Unavailable
from shared.web.client_limit import ClientLimit, Rate
from shared.web.places import Places

GUESSES_OF_ONE: Final = Rate(at_once=30, every=30)
GUESSES_OF_ALL: Final = Rate(at_once=100, every=0.2)
"""Rates of trying one-time codes; decision 43 says what follows for somebody who guesses."""

REPORTS_OF_ONE: Final = Rate(at_once=40, every=30)
"""Rate of reports: a whole town hall may come from one address."""
MESSAGES_OF_ONE: Final = Rate(at_once=40, every=15)
DRAFTS_OF_ONE: Final = Rate(at_once=40, every=30)
FILES_OF_ONE: Final = Rate(at_once=20, every=60)
"""Rate of files handed in, and the same of files begun that come in pieces."""
PIECES_OF_ONE: Final = Rate(at_once=1_000, every=0.1)
"""Rate of pieces: half a megabyte each, in requests as short as every other."""
FILES_AT_ONCE: Final = 32
"""Uploads at once in one process: each holds a few megabytes while it comes in."""
WHOLE_FILES_AT_ONCE: Final = 16
WHOLE_FILES_OF_ONE: Final = 4
"""Files sent whole at once, which may take ten minutes: they have places of their own, one client few of them."""
CHANNEL_PER_MINUTE: Final = 600

EVERYBODY: Final = "everybody"
BUSY: Final = (
    "Gerade schicken viele eine Datei. Was Sie geschrieben haben, steht noch hier. "
    "Bitte versuchen Sie es in einer Minute noch einmal."
)


class Guesses:
    """Room for tries of one-time codes: each client has its own, and all of them together have theirs."""

    def __init__(self) -> None:
        self._of_one = ClientLimit("guess", GUESSES_OF_ONE)
        self._of_all = ClientLimit("guess-of-all", GUESSES_OF_ALL)

    def take(self, client: str) -> None:
        """Raises TooMany where this client has no room left, Unavailable where nobody has."""
        self._of_one.take(client)
        try:
            self._of_all.take(EVERYBODY)
        except TooMany as error:
            raise Unavailable("service-away", retry_after=error.retry_after) from None


def of_channels(per_minute: int = CHANNEL_PER_MINUTE) -> ClientLimit:
    return ClientLimit("submission", Rate(at_once=per_minute, every=60 / per_minute))


@dataclass(frozen=True)
class Limits:
    """The limits: by client, but `channels` by the id of a channel, and `uploads` in all.

    `whole_files`: files sent without a script. `refused_files`: places to read the rest of files that are not taken, so
    that somebody without a code takes no place of the others.
    """

    guesses: Guesses = field(default_factory=Guesses)
    reports: ClientLimit = field(default_factory=partial(ClientLimit, "report", REPORTS_OF_ONE))
    messages: ClientLimit = field(default_factory=partial(ClientLimit, "message", MESSAGES_OF_ONE))
    drafts: ClientLimit = field(default_factory=partial(ClientLimit, "draft", DRAFTS_OF_ONE))
    files: ClientLimit = field(default_factory=partial(ClientLimit, "file", FILES_OF_ONE))
    begun_files: ClientLimit = field(default_factory=partial(ClientLimit, "begun-file", FILES_OF_ONE))
    pieces: ClientLimit = field(default_factory=partial(ClientLimit, "piece", PIECES_OF_ONE))
    whole_files: Places = field(
        default_factory=partial(Places, WHOLE_FILES_AT_ONCE, BUSY, per_holder=WHOLE_FILES_OF_ONE)
    )
    refused_files: Places = field(
        default_factory=partial(Places, WHOLE_FILES_AT_ONCE, BUSY, per_holder=WHOLE_FILES_OF_ONE)
    )
    uploads: Places = field(default_factory=partial(Places, FILES_AT_ONCE, BUSY))
    channels: ClientLimit = field(default_factory=of_channels)
