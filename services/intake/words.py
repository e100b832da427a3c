"""The vocabulary as people read it in German."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from shared.contracts import vocabulary as v

W = TypeVar("W", bound=StrEnum)
Options = list[tuple[str, str]]

UNKNOWN: Final = "Keine Angabe"

LANDS: Final[Mapping[v.Land, str]] = {
    v.Land.BW: "Baden-Württemberg",
    v.Land.BY: "Bayern",
    v.Land.BE: "Berlin",
    v.Land.BB: "Brandenburg",
    v.Land.HB: "Bremen",
    v.Land.HH: "Hamburg",
    v.Land.HE: "Hessen",
    v.Land.MV: "Mecklenburg-Vorpommern",
    v.Land.NI: "Niedersachsen",
    v.Land.NW: "Nordrhein-Westfalen",
    v.Land.RP: "Rheinland-Pfalz",
    v.Land.SL: "Saarland",
    v.Land.SN: "Sachsen",
    v.Land.ST: "Sachsen-Anhalt",
    v.Land.SH: "Schleswig-Holstein",
    v.Land.TH: "Thüringen",
}
CHANNELS: Final[Mapping[v.Channel, str]] = {
    v.Channel.PORTAL: "Portal",
    v.Channel.PHONE: "Telefon",
    v.Channel.MAIL: "E-Mail",
    v.Channel.LETTER: "Brief",
    v.Channel.IN_PERSON: "Persönlich",
    v.Channel.OTHER_PORTAL: "Anderes Portal",
    v.Channel.OTHER: "Anderer Weg",
}
REASONS: Final[Mapping[v.Reason, str]] = {
    v.Reason.COUNSELLING: "Mir ist etwas passiert, ich suche Hilfe",
    v.Reason.ON_BEHALF: "Jemand anderem ist etwas passiert",
    v.Reason.PREVENTION: "Ich möchte vorbeugen",
    v.Reason.INFORMATION: "Ich habe eine allgemeine Frage",
    v.Reason.PRESS: "Ich frage für die Presse",
    v.Reason.OTHER: "Etwas anderes",
    v.Reason.SILENT: "Stiller Kontakt",
    v.Reason.ABUSIVE: "Missbräuchlicher Kontakt",
}
ASKED_REASONS: Final = tuple(reason for reason in REASONS if reason not in {v.Reason.SILENT, v.Reason.ABUSIVE})
MUNICIPALITY_KINDS: Final[Mapping[v.MunicipalityKind, str]] = {
    v.MunicipalityKind.COUNTY: "Landkreis",
    v.MunicipalityKind.INDEPENDENT_CITY: "Kreisfreie Stadt",
    v.MunicipalityKind.MUNICIPALITY: "Gemeinde oder Stadt im Landkreis",
    v.MunicipalityKind.OTHER: "Anderes",
}
TARGET_GROUPS: Final[Mapping[v.TargetGroup, str]] = {
    v.TargetGroup.OFFICE: "Amt, zum Beispiel Bürgermeisterin oder Landrat",
    v.TargetGroup.MANDATE: "Mandat, zum Beispiel im Gemeinderat oder Kreistag",
    v.TargetGroup.ADMINISTRATION: "Verwaltung",
    v.TargetGroup.CANDIDATE: "Kandidatur",
    v.TargetGroup.OTHER: "Anderes",
}
PERSONS: Final[Mapping[v.Person, str]] = {
    v.Person.SELF: "Mich selbst",
    v.Person.FAMILY: "Jemanden aus meiner Familie",
    v.Person.OTHER: "Eine andere Person",
}
TENURES: Final[Mapping[v.Tenure, str]] = {
    v.Tenure.HONORARY: "Ehrenamtlich",
    v.Tenure.FULL_TIME: "Hauptamtlich",
    v.Tenure.OTHER: "Anderes",
}
THREAT_KINDS: Final[Mapping[v.ThreatKind, str]] = {
    v.ThreatKind.INSULT: "Beleidigung",
    v.ThreatKind.DEFAMATION: "Üble Nachrede oder Verleumdung",
    v.ThreatKind.THREAT: "Bedrohung",
    v.ThreatKind.HATE_POST: "Hass im Netz",
    v.ThreatKind.DOXING: "Private Daten veröffentlicht",
    v.ThreatKind.STALKING: "Nachstellung",
    v.ThreatKind.COERCION: "Nötigung",
    v.ThreatKind.TRESPASS: "Hausfriedensbruch",
    v.ThreatKind.PROPERTY_DAMAGE: "Sachbeschädigung",
    v.ThreatKind.PHYSICAL_ASSAULT: "Körperlicher Angriff",
    v.ThreatKind.OTHER: "Anderes",
}
URGENCIES: Final[Mapping[v.Urgency, str]] = {
    v.Urgency.IMMEDIATE: "Sofort",
    v.Urgency.URGENT: "Dringend",
    v.Urgency.ROUTINE: "Nicht eilig",
}
NEEDS: Final[Mapping[v.Need, str]] = {
    v.Need.ORIENTATION: "Orientierung",
    v.Need.POLICE_SECURITY: "Schutz durch die Polizei",
    v.Need.PROSECUTION: "Strafverfolgung",
    v.Need.LEGAL: "Rechtsrat",
    v.Need.PSYCHOLOGICAL: "Psychologische Unterstützung",
    v.Need.DIGITAL_SAFETY: "Sicherheit im Netz",
    v.Need.EVIDENCE: "Beweise sichern",
    v.Need.PEER: "Austausch mit anderen Betroffenen",
    v.Need.FAMILY: "Hilfe für die Familie",
    v.Need.MEDIA: "Umgang mit Medien",
    v.Need.TRAINING: "Schulung",
    v.Need.OTHER: "Anderes",
}
ITEMS: Final[Mapping[v.ConsentItem, str]] = {
    v.ConsentItem.NAME: "Name",
    v.ConsentItem.CONTACT: "Kontaktweg",
    v.ConsentItem.OFFICE: "Amt oder Mandat",
    v.ConsentItem.MUNICIPALITY: "Gemeinde",
    v.ConsentItem.ACCOUNT: "Was geschehen ist",
    v.ConsentItem.EVIDENCE: "Beweise",
    v.ConsentItem.PROCEEDING: "Stand des Strafverfahrens",
    v.ConsentItem.PROTECTION_NEEDS: "Schutzbedarf",
    v.ConsentItem.OTHER: "Anderes",
}
KINDS: Final[Mapping[v.ReferralKind, str]] = {
    v.ReferralKind.WARM: "Die Stelle wird informiert und meldet sich",
    v.ReferralKind.COLD: "Sie erhalten die Kontaktdaten der Stelle",
}
OUTCOMES: Final[Mapping[v.CaseOutcome, str]] = {
    v.CaseOutcome.RESOLVED: "Geklärt",
    v.CaseOutcome.REFERRED_ON: "Weiter vermittelt",
    v.CaseOutcome.ENDED_BY_PERSON: "Von der Person beendet",
    v.CaseOutcome.NO_FURTHER_CONTACT: "Kein weiterer Kontakt",
    v.CaseOutcome.OTHER: "Anderes",
}


def word(words: Mapping[W, str], value: W | None) -> str:
    return words.get(value, UNKNOWN) if value is not None else UNKNOWN


def options(words: Mapping[W, str], only: Iterable[W] | None = None, *, blank: bool = False) -> Options:
    """For a select or a list of boxes; `blank` puts the choice to say nothing first."""
    shown: Options = [(value, words[value]) for value in (only or words)]
    return [("unknown", UNKNOWN), *shown] if blank else shown
