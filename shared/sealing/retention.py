"""Record of processing for the key databases: their contents, why, and until when."""

from typing import Final

from shared.retention import Basis, Period, ProcessingRecord, Whose

STORE: Final[dict[str, ProcessingRecord]] = {
    "keys": ProcessingRecord(
        why="Ein Schlüssel je Fall: ihn zu löschen löscht den Inhalt",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="nur der Dienst, der die Hülle öffnen kann",
        period=Period("bis der Fall gelöscht wird", "event"),
        fields={
            "Kennung des Falls": "_id",
            "Schlüssel, verschlüsselt für den Dienst": "kid box wrapped_for",
            "Seit wann": "created",
        },
    ),
    "erased": ProcessingRecord(
        why="Nach dem Rückspielen einer Sicherung Gelöschtes wieder löschen",
        whose=Whose.PERSON,
        basis=Basis.PROOF,
        seen_by="niemand",
        period=Period("bleibt; nur die zufällige Kennung und der Zeitpunkt", "stays"),
        fields={"Kennung des Falls": "_id", "Gelöscht am": "at"},
    ),
}
