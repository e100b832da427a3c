"""Record of processing of the audit trail: what it keeps, why and until when."""

from typing import Final

from shared.audit.trail import ENTRIES, HEADS
from shared.retention import Basis, Period, ProcessingRecord, Whose

STORE: Final[dict[str, ProcessingRecord]] = {
    ENTRIES: ProcessingRecord(
        why="Nachweis, wer von Team, Diensten und Partnern welchen Fall ansah; nie die Person selbst",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="Aufsicht, nur aus Anlass",
        period=Period("noch ohne Frist; die Fallkennung bleibt auch nach dem Löschen", "not yet"),
        fields={
            "Lückenlose Nummer, Siegel über den vorigen Eintrag": "_id seal schema",
            "Wer, wann": "by role at",
            "Was, von welchem Fall, mit welchem Grund": "what case reason",
        },
    ),
    HEADS: ProcessingRecord(
        why="Ende der Kette",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="niemand",
        period=Period("bis zum nächsten Eintrag", "replaced"),
        fields={"Nummer und Siegel des letzten Eintrags": "_id number seal"},
    ),
}
