"""Access of partners, and attempts to guess it."""

from typing import Final

from services.referral.domain.access import Access
from services.referral.domain.link_tries import LinkTries
from services.referral.retention.records import BELONGS, LASTING, ORDER, ORDERED, TEAM, written
from shared.retention import Basis, Period, ProcessingRecord, Whose

STORE: Final[dict[str, ProcessingRecord]] = {
    "access": ProcessingRecord(
        why="Zugang der Partner und ihrer Systeme",
        whose=Whose.PARTNER,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period("bis der Zugang ersetzt wird", "replaced"),
        fields={
            ORDER: LASTING,
            "Zuordnung zum Partner": "_id partner_id",
            "Prüfwerte von Zugangsschlüssel und PIN": "token_hash token_until pin_salt pin_hash",
            "Ab wann die PIN eingegeben sein muss": "sessions_from",
            "Ob Anfragen dorthin gehen": "onboarded",
        },
        shape=written(Access, LASTING),
    ),
    "link_tries": ProcessingRecord(
        why="Wer an einem Link Partner-PINs durchprobiert, wird langsamer, und die Beratung erfährt es",
        whose=Whose.PARTNER,
        basis=Basis.SECURITY,
        seen_by=TEAM,
        period=Period(
            "bis der Fall gelöscht wird (`case.erased`); am Link zum eigenen Eintrag, bis die richtige PIN kommt",
            "event",
        ),
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Kennung beim Partner": "_id reference",
            "Schutz gegen Probieren": "wrong suspected rests_until",
        },
        shape=written(LinkTries),
    ),
}
