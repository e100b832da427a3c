"""What the staff door keeps in every service's store, why and until when."""

from typing import Final

from shared.retention import Basis, Period, ProcessingRecord, Whose
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
}
