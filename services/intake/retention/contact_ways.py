"""Records of the ways in which the person is reached, found again and recognised."""

from datetime import timedelta
from typing import Final

from services.intake.domain.acknowledgement import LASTS as ACKNOWLEDGED
from services.intake.retention.records import (
    BELONGS,
    ORDER,
    ORDERED,
    TEAM,
    from_the_person,
    written,
)
from services.intake.store import (
    ACKNOWLEDGEMENTS,
    AGREED_WORDS,
    CALLER_CHECKS,
    FOUND_BY,
    NEW_CODES,
    SAFE_CONTACTS,
)
from shared.retention import Basis, Period, ProcessingRecord, Whose

STORE: Final[dict[str, ProcessingRecord]] = {
    SAFE_CONTACTS.name: from_the_person(
        why="Die Person erreichen, ohne ihr zu schaden",
        seen_by="Beratungsteam, mit Vermerk; Dienst Benachrichtigung bei jedem Versand, ohne Speicherung",
        fields={
            ORDER: ORDERED,
            BELONGS: "thread contact_id case_id",
            "Weg, Adresse, Tage und Zeiten, Worte, wer abhebt, Mailbox, versiegelt": "sealed",
            "Reihenfolge, Widerruf": "number withdrawn",
            "Wer im Team sie wann für die Person eintrug": "stated_for.by stated_for.at",
        },
        shape=written(SAFE_CONTACTS),
    ),
    FOUND_BY.name: from_the_person(
        why="Den Fall wiederfinden, wenn die Person ihre Nummer oder Adresse nennt",
        seen_by="niemand",
        fields={
            ORDER: "version schema erase_after",
            BELONGS: "_id thread",
            "Prüfwert der Nummer oder Adresse, mit einem Schlüssel des Beratungsplatzes": "mark",
        },
        shape=written(FOUND_BY),
    ),
    AGREED_WORDS.name: from_the_person(
        why="Am Telefon prüfen, ob es die Person ist",
        seen_by="niemand; das Team sieht nur, ob es passt",
        fields={
            ORDER: "version schema erase_after",
            BELONGS: "_id thread",
            "Das vereinbarte Wort, versiegelt unter dem Schlüssel des Falls": "word_id sealed",
            "Wann, auf welchem Weg und mit wem es vereinbart wurde": "agreed_at how by",
        },
        shape=written(AGREED_WORDS),
    ),
    CALLER_CHECKS.name: from_the_person(
        why="Raten am Telefon begrenzen und nachweisen",
        basis=Basis.SECURITY,
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread word_id",
            "Wer wann prüfte, ob es passte; nicht, was gesagt wurde": "at by fits",
        },
        shape=written(CALLER_CHECKS),
    ),
    NEW_CODES.name: from_the_person(
        why="Ein neuer Zugang für eine Person, die ihren Code verlor, nur mit zwei Menschen",
        basis=Basis.SECURITY,
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread number",
            "Woran die Person erkannt wurde": "basis rests_on",
            "Wer wann fragte, entschied und warum, bis wann es gilt": (
                "asked_by asked_at until state decided_by decided_at because issued_at"
            ),
        },
        shape=written(NEW_CODES),
    ),
    ACKNOWLEDGEMENTS.name: ProcessingRecord(
        why="Wer eine Mail schreibt, bekommt die automatische Antwort, dass sie angekommen ist: höchstens eine am Tag",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="kein Mensch; notification, um sie zu versenden",
        period=Period(f"{ACKNOWLEDGED // timedelta(hours=1)} Stunden", "index"),
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Zufällige Kennung für die Benachrichtigung": "name",
            "Stunde, in der die Mail kam": "at",
            "Absenderadresse und Kennung der Mail, versiegelt": "sealed",
        },
        shape=written(ACKNOWLEDGEMENTS),
    ),
}
