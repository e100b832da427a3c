"""The common parts of all records: whose data it is, who sees it, and until when."""

from functools import partial
from typing import Any, Final

from services.intake.domain.retention_period import PERIODS
from shared.retention import Basis, Period, ProcessingRecord, Whose, shape
from shared.store import Repository

ORDER: Final = "Ordnung des Bestands (Kennung, Stand, Aufbau, Löschdatum)"
ORDERED: Final = "_id version schema erase_after"
BELONGS: Final = "Zuordnung zu Kontakt und Fall"
TEAM: Final = "Beratungsteam"
BOTH: Final = "Beratungsteam; die Person selbst mit ihrem Rückmeldecode"
LIKE_THE_CASE: Final = Period(
    f"mit dem Fall: {PERIODS.case} Monate nach dem Abschluss, {PERIODS.case_ended_early}, wenn die Person ihn beendete "
    f"oder sich nicht mehr meldete; {PERIODS.contact} nach einem Anliegen ohne Fall (`LOTSE_RETENTION`)",
    "sweep",
)
from_the_person: Final = partial(ProcessingRecord, whose=Whose.PERSON, basis=Basis.CONSENT, period=LIKE_THE_CASE)


def written(repository: Repository[Any]) -> frozenset[str]:
    return shape(repository.model, *ORDERED.split(), without={"id"})
