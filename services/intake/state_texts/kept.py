"""Texts for the person on how long their data stays."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.intake.domain.retention_period import HoldReason
from services.intake.domain.thread_content import Kept
from shared.web.pages import day

BECAUSE: Final[Mapping[HoldReason, str]] = {
    HoldReason.PROCEEDING: "weil ein Verfahren läuft oder bevorsteht",
    HoldReason.CLAIMS: "weil es um Ansprüche geht, für die es noch gebraucht wird",
    HoldReason.ORDER: "weil ein Gericht oder eine Behörde das angeordnet hat",
    HoldReason.REQUEST_OF_THE_PERSON: "weil Sie es noch brauchen",
}
ENDS: Final = (
    "Frühestens am {ends_on} löschen wir von selbst alles, was hier steht, mit Ihrem Rückmeldecode. "
    "Läuft dann noch ein Verfahren oder eine Frist, bleibt es länger. "
    "Möchten Sie es früher gelöscht haben, sagen Sie es uns."
)
HELD: Final = "Wir löschen es mindestens bis zum {until} nicht{because}. Fragen Sie uns dazu, wenn Sie möchten."


def of_kept(kept: Kept | None, today: date) -> str | None:
    """Returns the text; None if the thread is open and nothing holds it."""
    if kept is None:
        return None
    said = []
    if kept.ends_on:
        said.append(ENDS.format(ends_on=day(kept.ends_on)))
    if kept.held_until and today <= kept.held_until:
        because = f", {BECAUSE[kept.held_because]}" if kept.held_because else ""
        said.append(HELD.format(until=day(kept.held_until), because=because))
    return " ".join(said) or None
