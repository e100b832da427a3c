"""What the staff door keeps in every service's store, why and until when."""

from typing import Final

from shared.keeping import Basis, Kept, Period, Whose
from shared.web.signed_out import LONGEST, ROWS

STORE: Final[dict[str, Kept]] = {
    ROWS: Kept(
        why="Eine Abmeldung gilt sofort und überall",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period(f"{LONGEST.seconds // 3600} Stunden", "index"),
        fields={"Zufällige Kennung der Anmeldung, bis wann sie gälte": "_id until"},
    ),
}
