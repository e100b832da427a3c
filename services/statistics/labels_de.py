"""German labels of the tables and of the services; those of the contracts' codes are the same on every page."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.statistics.domain.network import TOTAL
from services.statistics.domain.operations import Condition
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralState
from services.statistics.domain.tables import Report
from shared.contracts.vocabulary import Audience
from shared.web.labels_de import options

TITLES: Final = {
    "cases": "Fälle nach Land und Personenkreis",
    "contacts": "Kontakte nach Anlass und Weg",
    "referrals": "Vermittlungen nach Partner und letztem Stand",
    "prevention_referrals": "Vermittlungen zur Vorbeugung nach Partner und letztem Stand",
    "deadlines": "Fristen nach Regel und Stand",
    "deliveries": "Benachrichtigungen nach Empfänger",
}
ROW_TITLES: Final = {
    "cases": "Land",
    "contacts": "Anlass",
    "referrals": "Art des Partners",
    "prevention_referrals": "Art des Partners",
    "deadlines": "Frist",
    "deliveries": "Empfänger",
}
OURS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    Audience: {
        "person": "Betroffene Person",
        "partner": "Partner",
        "staff": "Team",
        "unknown": "Nicht bekannt",
    },
    ReferralState: {
        "open": "Offen",
        "accepted": "Angenommen",
        "completed": "Abgeschlossen",
        "not_taken": "Nicht übernommen",
        "recalled": "Zurückgerufen",
        "named": "Kontakt genannt",
    },
    DeliveryResult: {
        "sent": "Versandt",
        "suppressed": "Nicht versandt",
        "failed": "Nicht zustellbar",
    },
    DeadlineState: {
        "set": "Läuft",
        "met": "Gewahrt",
        "missed": "Versäumt",
        "cancelled": "Entfallen",
    },
}
SUM: Final = {TOTAL: "Insgesamt"}
SERVICES: Final = {
    "intake": "Erstaufnahme",
    "referral": "Vermittlung",
    "notification": "Benachrichtigung",
    "statistics": "Statistik",
}
CONDITIONS: Final[Mapping[Condition, str]] = {
    "well": "läuft",
    "busy": "arbeitet ab",
    "attention": "braucht Hilfe",
    "silent": "schweigt",
}


def lines(report: Report) -> dict[str, str]:
    return labels(report.table.rows) | SUM


def heads(report: Report) -> dict[str, str]:
    return labels(report.table.columns) | SUM


def labels(codes: type[StrEnum]) -> dict[str, str]:
    return dict(OURS[codes] if codes in OURS else options(codes))
