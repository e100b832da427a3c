"""The collections of every store, and which of them or of their fields lack a purpose and a period."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from infra.privacy import bus
from services.intake import retention as intake
from services.intake import store as intake_store
from services.intake.store import face as intake_face
from services.notification import retention as notification
from services.notification import store as notification_store
from services.referral import retention as referral
from services.referral import store as referral_store
from services.statistics import retention as statistics
from services.statistics import store as statistics_store
from shared import assignments, attempts
from shared import audit as audits
from shared.audit import retention as audit
from shared.bus import INDEXES as BUS_INDEXES
from shared.retention import ProcessingRecord
from shared.sealing import retention as sealing
from shared.store import Index
from shared.web import interrupted, provider_sessions, signed_out
from shared.web import retention as web

Indexes = Mapping[str, Sequence[Index]]


@dataclass(frozen=True)
class Database:
    """A database and its record of processing. `indexes` name every collection that is made; `title` is German."""

    name: str
    title: str
    kept: Mapping[str, ProcessingRecord]
    indexes: Indexes


HERE: Final = "lotse_<Dienst>"
STAFF_DOOR: Final = {**signed_out.INDEXES, **interrupted.INDEXES}
SHARED: Final = (
    Database(HERE, "Ereignisse, in der Datenbank jedes Dienstes", bus.STORE, BUS_INDEXES),
    Database(HERE, "Anmeldung, in der Datenbank jedes Dienstes", web.STORE, STAFF_DOOR),
    Database(HERE, "Formulare, bei jedem Dienst mit Seiten", attempts.STORE, attempts.INDEXES),
    Database(HERE, "Einsichten, bei jedem Dienst mit Fällen", audit.STORE, audits.INDEXES),
    Database(HERE, "Zuständigkeit, bei Vermittlung und Benachrichtigung", assignments.STORE, assignments.INDEXES),
)
DATABASES: Final = (
    Database("lotse_intake", "Erstaufnahme", intake.STORE, intake_store.INDEXES),
    Database("lotse_intake_face", "Öffentliche Seiten der Erstaufnahme", intake.FACE, intake_face.INDEXES),
    Database("lotse_intake", "Anmeldung am Arbeitsplatz", web.AT_THE_DESK, provider_sessions.INDEXES),
    Database("lotse_intake_keys", "Schlüssel der Erstaufnahme", sealing.STORE, intake_store.KEY_INDEXES),
    Database("lotse_referral", "Vermittlung", referral.STORE, referral_store.INDEXES),
    Database("lotse_referral_keys", "Schlüssel der Vermittlung", sealing.STORE, dict.fromkeys(sealing.STORE, ())),
    Database("lotse_notification", "Benachrichtigung", notification.STORE, notification_store.INDEXES),
    Database("lotse_statistics", "Statistik", statistics.STORE, statistics_store.INDEXES),
    *SHARED,
)


def faults(database: Database) -> Iterator[str]:
    """Yields a sentence for each collection or field that stands only in the code or only in the record."""
    for name in sorted(database.indexes.keys() - database.kept.keys()):
        yield f"{database.name}.{name} has no purpose and no period: add it to the retention of its owner"
    for name in sorted(database.kept.keys() - database.indexes.keys()):
        yield f"{database.name}.{name} is in the retention of its owner, but nobody makes it"
    for name, kept in database.kept.items():
        unexplained, idle = kept.differs()
        yield from (f"{database.name}.{name}: the field {each} has no purpose" for each in sorted(unexplained))
        yield from (f"{database.name}.{name}: the field {each} is not written" for each in sorted(idle))
        swept = any(index.expires is not None for index in database.indexes.get(name, ()))
        if swept != (kept.period.ends == "index"):
            yield f"{database.name}.{name}: its period and its indexes disagree on who ends it"
