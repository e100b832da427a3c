"""Records of the desk itself: colleagues, drafts, inspections, and lists of what was taken over."""

from datetime import timedelta
from typing import Final

from services.intake.domain.acceptance import REMEMBERED
from services.intake.domain.draft import LASTS
from services.intake.domain.quotes import LASTS as QUOTED
from services.intake.retention.records import (
    BELONGS,
    LIKE_THE_CASE,
    ORDER,
    ORDERED,
    TEAM,
    written,
)
from services.intake.store import (
    ACCEPTANCES,
    COLLEAGUES,
    DRAFTS,
    ENTRY_TASKS,
    INSPECTIONS,
    MAILBOXES,
    QUOTES_SHOWN,
    TAKEN,
)
from shared.retention import Basis, Period, ProcessingRecord, Whose
from shared.store import RETENTION

WHILE_THEY_WORK: Final = Period(f"{RETENTION.days // 365} Jahre nach der letzten Änderung (`erase_after`)", "not yet")

STORE: Final[dict[str, ProcessingRecord]] = {
    MAILBOXES.name: ProcessingRecord(
        why="Merken, wenn das Postfach nicht gelesen werden kann",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Betrieb",
        period=Period("bis es das nächste Mal gelesen wird", "replaced"),
        fields={ORDER: ORDERED, "Wann es zuletzt gelesen wurde, wie viele Mails dort liegen": "read_at waiting"},
        shape=written(MAILBOXES),
    ),
    ENTRY_TASKS.name: ProcessingRecord(
        why="Dass eine Mail über den Eintrag einer Stelle, die zurückkam, nicht liegen bleibt",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Leitung des Beratungsteams",
        period=Period("bis die Stelle erreicht ist, neu gefragt wird oder das Verzeichnis verlässt", "event"),
        fields={ORDER: ORDERED, "Welche Stelle, seit wann und bis wann": "_id since due"},
        shape=written(ENTRY_TASKS),
    ),
    DRAFTS.name: ProcessingRecord(
        why="Was im Beratungsgespräch mitgeschrieben wird, geht nicht verloren, wenn Gerät oder Anmeldung ausfallen",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="nur wer es schreibt",
        period=Period(
            f"Inhalt: bis er abgesendet oder verworfen ist, höchstens {LASTS // timedelta(hours=1)} Stunden; der Rest "
            f"{LASTS // timedelta(hours=1)} Stunden",
            "index",
        ),
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer in welcher Stunde zuletzt daran schrieb": "by at",
            "Was es wird, und welchen Eintrag es berichtigt oder zu welcher Weitergabe es gehört": "form corrects",
            "Die Felder des Formulars, versiegelt für den Schlüssel des Beratungsplatzes": "box",
        },
        shape=written(DRAFTS),
    ),
    QUOTES_SHOWN.name: ProcessingRecord(
        why="Drohungen im Wortlaut sind eingeklappt, bis jemand aus dem Team sie an diesem Tag sehen will",
        whose=Whose.STAFF,
        basis=Basis.DUTY,
        seen_by="niemand sonst",
        period=Period(f"{QUOTED // timedelta(hours=1)} Stunden", "index"),
        fields={ORDER: ORDERED, BELONGS: "thread", "Wer sie an welchem Tag sehen wollte": "by day"},
        shape=written(QUOTES_SHOWN),
    ),
    INSPECTIONS.name: ProcessingRecord(
        why="Einsicht der Aufsicht in den Fall von jemand anderem: nachträglich durch eine zweite Person geprüft",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="Aufsicht",
        period=LIKE_THE_CASE,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer wann mit welchem Grund bis wann öffnete": "by at reason until",
            "Wer es wann prüfte, mit welchem Ergebnis": "reviewed_by reviewed_at verdict",
            "Vermerk dazu, versiegelt": "sealed",
        },
        shape=written(INSPECTIONS),
    ),
    COLLEAGUES.name: ProcessingRecord(
        why="Wer im Team arbeitet, wer abwesend ist und wer dann vertritt",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by=TEAM,
        period=WHILE_THEY_WORK,
        fields={
            ORDER: ORDERED,
            "Name und Rolle, wie bei der letzten Anmeldung": "name role",
            "Abwesenheit und Vertretung, ohne Grund": "away_from away_until substitute",
        },
        shape=written(COLLEAGUES),
    ),
    ACCEPTANCES.name: ProcessingRecord(
        why="Dieselbe Meldung nicht zweimal annehmen",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period(f"{REMEMBERED // timedelta(hours=1)} Stunden", "index"),
        fields={ORDER: ORDERED, "Prüfwert des Inhalts": "body", BELONGS: "contact_id case_id"},
        shape=written(ACCEPTANCES),
    ),
    TAKEN.name: ProcessingRecord(
        why="Dieselbe Meldung oder Nachricht nicht zweimal wirken lassen",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=LIKE_THE_CASE,
        fields={"Prüfwert dessen, was übernommen wurde": ORDERED, BELONGS: "thread"},
        shape=written(TAKEN),
    ),
}
