"""Records of the public face's database: requests that wait to be taken over, and the content of the person's pages."""

from datetime import timedelta
from typing import Final

from services.intake.domain.acceptance import REMEMBERED
from services.intake.domain.begun_report import KEPT_FOR
from services.intake.domain.evidence import UNCLAIMED
from services.intake.domain.one_time import LIVES
from services.intake.retention.records import (
    BELONGS,
    ORDER,
    ORDERED,
    from_the_person,
    written,
)
from services.intake.store.face import BEGUN_REPORTS, CHANNELS, REQUESTS, THREADS, UPLOAD_PARTS
from shared.retention import Basis, Period, ProcessingRecord, Whose

STORE: Final[dict[str, ProcessingRecord]] = {
    REQUESTS.name: ProcessingRecord(
        why="Entgegennehmen, was Menschen und andere Meldewege abgeben, bis der Arbeitsplatz es übernimmt",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="Beratungsteam; die Person selbst mit ihrem Rückmeldecode",
        period=Period(
            f"Inhalt: bis zur Übernahme, meist Sekunden; der Rest {REMEMBERED // timedelta(hours=1)} Stunden danach, "
            "Zurückgewiesenes 30 Tage",
            "index",
        ),
        fields={
            ORDER: ORDERED,
            "Auffinden über einen Prüfwert des Rückmeldecodes": "locator",
            "Art, Reihenfolge, Stunde": "kind number at",
            "Inhalt, versiegelt unter dem Schlüssel des Falls": "sealed",
            "Nachweis, dass der Rückmeldecode vorlag": "mac",
            "Schlüssel des Falls, verschlüsselt für das Team und unter dem Rückmeldecode": (
                "begins.for_team begins.wrapped_for begins.receipt"
            ),
            "Dieselbe Meldung nicht zweimal annehmen": "body contact_id case_id",
            "Ob übernommen oder zurückgewiesen, und weshalb": "state reason tries due",
        },
        shape=written(REQUESTS),
    ),
    UPLOAD_PARTS.name: ProcessingRecord(
        why="Eine Datei entgegennehmen, bis der Arbeitsplatz sie übernimmt",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand; die Person und das Beratungsteam erst nach der Übernahme",
        period=Period(
            f"bis zur Übernahme, meist Sekunden; was abgebrochen wurde, {UNCLAIMED // timedelta(hours=1)} Stunden",
            "sweep",
        ),
        fields={
            ORDER: ORDERED,
            "Auffinden über einen Prüfwert des Rückmeldecodes": "locator",
            "Zusammengehörigkeit, Reihenfolge, Stunde": "upload number at",
            "Inhalt, versiegelt unter dem Schlüssel des Falls": "sealed",
        },
        shape=written(UPLOAD_PARTS),
    ),
    BEGUN_REPORTS.name: ProcessingRecord(
        why="Wer unterbrochen wird, schreibt später weiter; aufgehoben wird nur auf Knopfdruck",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand; öffnen kann nur, wer den Entwurfscode hat, und den haben wir nicht",
        period=Period(f"{KEPT_FOR // timedelta(hours=1)} Stunden, oder bis zum Absenden oder Löschen", "index"),
        fields={
            ORDER: ORDERED,
            "Auffinden über einen Prüfwert des Entwurfscodes, bis wann": "place until",
            "Was geschrieben wurde, verschlüsselt unter dem Entwurfscode": "box",
        },
        shape=written(BEGUN_REPORTS),
    ),
    THREADS.name: from_the_person(
        why="Rückkehr der Person mit ihrem Rückmeldecode",
        seen_by="niemand; öffnen kann nur, wer den Code hat",
        fields={
            "Auffinden über einen Prüfwert des Codes": ORDERED,
            BELONGS: "thread",
            "Schlüssel des Falls, verschlüsselt unter dem Code": "receipt",
            "Was die Person zu sehen bekommt, versiegelt": "shown",
        },
        shape=written(THREADS),
    ),
    CHANNELS.name: ProcessingRecord(
        why="Zugang der Systeme anderer Meldewege",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Betrieb",
        period=Period("bis der Zugang ersetzt wird", "replaced"),
        fields={ORDER: ORDERED, "Name des Meldewegs, Prüfwert des Zugangsschlüssels": "name digest"},
        shape=written(CHANNELS),
    ),
    "one_time_codes": ProcessingRecord(
        why="Wer angerufen hat, kommt mit einem vorgelesenen Einmalcode zum Rückmeldecode",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand; öffnen kann nur, wer den Code hat",
        period=Period(
            f"bis der Rückmeldecode notiert oder der Fall gelöscht ist; gültig {LIVES.days} Tage",
            "event",
        ),
        fields={
            "Auffinden über einen Prüfwert": "_id",
            BELONGS: "thread",
            "Schutz gegen Probieren": "until salt",
            "Rückmeldecode, verschlüsselt unter dem Einmalcode": "box",
        },
    ),
}
