"""Parts that the records of all subjects share: whose the data are, who sees them, until when."""

from functools import partial
from typing import Any, Final

from shared.retention import Basis, Period, ProcessingRecord, Shape, Whose, shape

BELONGS: Final = "Zuordnung zu Fall, Weitergabe, Partner"
TEAM: Final = "Beratungsteam"
ORDER: Final = "Ordnung des Bestands (Stand, Aufbau, Löschdatum)"
LASTING: Final = "version schema"
ORDERED: Final = f"{LASTING} erase_after"
UNTIL_ERASED: Final = Period("bis der Fall gelöscht wird (`case.erased`)", "event")
of_a_case: Final = partial(ProcessingRecord, whose=Whose.PERSON, basis=Basis.CONSENT, period=UNTIL_ERASED)


def written(model: Any, order: str = ORDERED) -> Shape:
    """Returns every stored field of `model`: its own, and those of `order`."""
    return shape(model, "_id", *order.split(), without={"id"})
