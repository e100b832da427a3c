"""Record of processing of what the staff door keeps in every service's store, and of what the desk keeps besides."""

from typing import Final

from shared.retention import Basis, Period, ProcessingRecord, Whose
from shared.web import interrupted, provider_sessions
from shared.web.signed_out import LONGEST, ROWS

STORE: Final[dict[str, ProcessingRecord]] = {
    ROWS: ProcessingRecord(
        why="Eine Abmeldung gilt sofort und überall",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period(f"{LONGEST.seconds // 3600} Stunden", "index"),
        fields={"Zufällige Kennung der Anmeldung, bis wann sie gälte": "_id until"},
    ),
    interrupted.ROWS: ProcessingRecord(
        why="Was beim Ende einer Anmeldung getippt war, geht nicht verloren",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="nur die Person an diesem Browser, nach neuer Anmeldung",
        period=Period(f"{interrupted.LASTS.seconds // 60} Minuten", "index"),
        fields={"Die abgesendete Eingabe, versiegelt; den Schlüssel hat nur der Browser": "_id box until"},
    ),
}

AT_THE_DESK: Final[dict[str, ProcessingRecord]] = {
    provider_sessions.ROWS: ProcessingRecord(
        why="Beim Anmeldedienst nachfragen, ob eine Anmeldung und ihre Rolle noch gelten; dort abmelden",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period(f"bis zur Abmeldung, höchstens {LONGEST.seconds // 3600} Stunden", "index"),
        fields={
            "Zufällige Kennung der Anmeldung, bis wann sie gilt, wann zuletzt nachgefragt": "_id until confirmed",
            "Prüfwert der Sitzung beim Anmeldedienst": "at_provider",
            "Ausweise des Anmeldedienstes, Name und Rolle, versiegelt": "box",
        },
    ),
}
