"""The fixed tables: no free query, and no two over the same population, so that none gives another away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.statistics.domain.disclosure import hidden, with_totals
from services.statistics.domain.network import TOTAL, Key
from services.statistics.domain.periods import Length, Period
from shared.errors import NotFound

UNKNOWN = "unknown"
HIDDEN = "*"
Labels = Mapping[str, str]


class Count(NamedTuple):
    row: str
    column: str
    n: int


@dataclass(frozen=True)
class Table:
    """`published` is the one length of period in which the public sees it; `merged` joins columns too fine to show."""

    name: str
    title: str
    row_title: str
    rows: Labels
    columns: Labels
    merged: Labels = field(default_factory=dict)
    published: Length | None = None

    def figures(self, counts: Iterable[Count]) -> dict[Key, int]:
        inner = {(row, column): 0 for row in self.rows for column in self.columns}
        for count in counts:
            column = self.merged.get(count.column, count.column)
            inner[_known(count.row, self.rows), _known(column, self.columns)] += count.n
        return with_totals(inner)


@dataclass(frozen=True)
class Report:
    """What may be shown of a table in a period; None where a figure is hidden."""

    table: Table
    period: Period
    shown: Mapping[Key, int | None]

    @property
    def lines(self) -> Mapping[str, str]:
        return {**self.table.rows, TOTAL: "Insgesamt"}

    @property
    def heads(self) -> Mapping[str, str]:
        return {**self.table.columns, TOTAL: "Insgesamt"}

    @property
    def is_empty(self) -> bool:
        return self.shown[TOTAL, TOTAL] == 0

    @property
    def is_publishable(self) -> bool:
        """A table whose very sum must be hidden tells nothing, and its sum may stand elsewhere."""
        return bool(self.shown[TOTAL, TOTAL])


def report(table: Table, period: Period, counts: Iterable[Count]) -> Report:
    figures = table.figures(counts)
    concealed = hidden(figures)
    return Report(table, period, {key: None if key in concealed else n for key, n in figures.items()})


def table_named(name: str) -> Table:
    try:
        return TABLES[name]
    except KeyError:
        raise NotFound from None


def _known(code: str, labels: Labels) -> str:
    return code if code in labels else UNKNOWN


LAENDER = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
    UNKNOWN: "ohne Angabe",
}
TARGET_GROUPS = {
    "office": "Amt",
    "mandate": "Mandat",
    "administration": "Verwaltung",
    "candidate": "Kandidatur",
    "other": "Andere",
    UNKNOWN: "ohne Angabe",
}
REASONS = {
    "counselling": "Beratung",
    "on_behalf": "Für eine andere Person",
    "information": "Information",
    "prevention": "Vorbeugung",
    "press": "Presse",
    "silent": "Stiller Kontakt",
    "abusive": "Missbräuchlich",
    "other": "Anderes",
    UNKNOWN: "ohne Angabe",
}
CHANNELS = {
    "portal": "Portal",
    "other_portal": "Anderes Portal",
    "phone": "Telefon",
    "mail": "E-Mail",
    "letter": "Brief",
    "in_person": "Persönlich",
    "other": "Anderer Weg",
    UNKNOWN: "ohne Angabe",
}
PARTNER_CATEGORIES = {
    "police": "Polizei",
    "prosecution": "Staatsanwaltschaft",
    "security_authority": "Sicherheitsbehörde",
    "victim_support": "Opferhilfe",
    "legal": "Rechtsberatung",
    "psychological": "Psychologische Hilfe",
    "digital": "Hilfe bei digitaler Gewalt",
    "peer": "Kollegiale Hilfe",
    "association": "Verband",
    "media": "Medienarbeit",
    "other": "Andere",
    UNKNOWN: "ohne Angabe",
}
REFERRAL_STATES = {
    "open": "Offen",
    "accepted": "Angenommen",
    "completed": "Abgeschlossen",
    "not_taken": "Nicht übernommen",
    "recalled": "Zurückgerufen",
}
REFERRAL_STATES_MERGED = {
    "sent": "open",
    "delivered": "open",
    "overdue": "open",
    "contacted": "accepted",
    "declined": "not_taken",
    "returned": "not_taken",
    "failed": "not_taken",
    "expired": "not_taken",
}
AUDIENCES = {"person": "Betroffene Person", "partner": "Partner", "staff": "Team", UNKNOWN: "ohne Angabe"}
DELIVERY_RESULTS = {
    "sent": "Versandt",
    "suppressed": "Zum Schutz nicht versandt",
    "failed": "Nicht zustellbar",
}
DEADLINE_RULES = {
    "strafantrag": "Strafantrag",
    "beschwerde": "Beschwerde",
    "klageerzwingung": "Klageerzwingung",
    "auskunftssperre": "Auskunftssperre",
    "unfallanzeige": "Unfallanzeige",
    "verjaehrung": "Verjährung",
    "evidence": "Beweissicherung",
    "partner_response": "Antwort des Partners",
    "followup_406d": "Nachfrage zum Verfahren",
    "other": "Andere",
    UNKNOWN: "ohne Angabe",
}
DEADLINE_STATES = {
    "set": "Läuft",
    "met": "Gewahrt",
    "missed": "Versäumt",
    "cancelled": "Entfallen",
}

TABLES = {
    table.name: table
    for table in (
        Table("cases", "Fälle nach Land und Personenkreis", "Land", LAENDER, TARGET_GROUPS, published="year"),
        Table("contacts", "Kontakte nach Anlass und Weg", "Anlass", REASONS, CHANNELS, published="quarter"),
        Table(
            "referrals",
            "Vermittlungen nach Partner und letztem Stand",
            "Art des Partners",
            PARTNER_CATEGORIES,
            REFERRAL_STATES,
            REFERRAL_STATES_MERGED,
            published="year",
        ),
        Table("deadlines", "Fristen nach Regel und Stand", "Frist", DEADLINE_RULES, DEADLINE_STATES),
        Table("deliveries", "Benachrichtigungen nach Empfänger", "Empfänger", AUDIENCES, DELIVERY_RESULTS),
    )
}
