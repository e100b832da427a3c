"""German words for what the code names in English."""

from collections.abc import Iterable, Mapping
from typing import Final

CATEGORIES: Final = {
    "police": "Polizei",
    "prosecution": "Staatsanwaltschaft",
    "security_authority": "Sicherheitsbehörde",
    "victim_support": "Opferhilfe",
    "legal": "Rechtsberatung",
    "psychological": "Psychologische Hilfe",
    "digital": "Hilfe bei digitaler Gewalt",
    "peer": "Kollegiale Beratung",
    "association": "Verband",
    "media": "Medienberatung",
}
LEVELS: Final = {"federal": "bundesweit", "land": "Land", "municipal": "kommunal"}
WAYS: Final = {
    "mail": "E-Mail mit Link",
    "webhook": "Schnittstelle",
    "kafka": "eigenes System",
    "phone": "Telefon",
    "letter": "Brief",
}
LAENDER: Final = {
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
}
URGENCIES: Final = {"immediate": "sofort", "urgent": "dringend", "routine": "normal"}
THREATS: Final = {
    "insult": "Beleidigung",
    "defamation": "Verleumdung",
    "threat": "Bedrohung",
    "hate_post": "Hasskommentar",
    "doxing": "Doxing",
    "stalking": "Nachstellung",
    "coercion": "Nötigung",
    "trespass": "Hausfriedensbruch",
    "property_damage": "Sachbeschädigung",
    "physical_assault": "körperlicher Angriff",
}
NEEDS: Final = {
    "orientation": "Orientierung",
    "police_security": "Sicherheit durch die Polizei",
    "prosecution": "Strafverfolgung",
    "legal": "Rechtsberatung",
    "psychological": "psychologische Hilfe",
    "digital_safety": "digitale Sicherheit",
    "evidence": "Beweise sichern",
    "peer": "kollegiales Gespräch",
    "family": "Hilfe für Angehörige",
    "media": "Umgang mit Medien",
    "training": "Fortbildung",
}
ITEMS: Final = {
    "name": "Name",
    "contact": "Erreichbarkeit",
    "office": "Amt oder Mandat",
    "municipality": "Kommune",
    "account": "Schilderung",
    "evidence": "Nachweise",
    "proceeding": "Verfahren",
    "protection_needs": "Schutzbedarf",
}
STATES: Final = {
    "preparing": "wird vorbereitet",
    "sent": "übermittelt",
    "delivered": "gelesen",
    "accepted": "angenommen",
    "declined": "abgelehnt",
    "overdue": "Antwort überfällig",
    "expired": "ohne Antwort abgelaufen",
    "contacted": "Kontakt aufgenommen",
    "completed": "abgeschlossen",
    "failed": "gescheitert",
    "returned": "zurückgegeben",
    "recalled": "zurückgezogen",
}
BADGES: Final = {
    "accepted": "success",
    "contacted": "success",
    "completed": "success",
    "declined": "warning",
    "returned": "warning",
    "overdue": "warning",
    "expired": "danger",
    "failed": "danger",
}
REASONS: Final = {
    "no_capacity": "keine freien Plätze",
    "not_competent_territory": "örtlich nicht zuständig",
    "not_competent_subject": "sachlich nicht zuständig",
    "not_eligible": "Voraussetzungen nicht erfüllt",
    "missing_information": "Angaben fehlen",
    "conflict_of_interest": "Interessenkonflikt",
    "waitlist": "nur Warteliste",
    "help_not_possible": "Hilfe nicht möglich",
    "by_counsellor": "durch die Beratung",
    "consent_withdrawn": "Einwilligung widerrufen",
    "partner_delisted": "Stelle nicht mehr im Verzeichnis",
    "helped": "geholfen",
    "partly_helped": "teilweise geholfen",
    "not_helped": "nicht geholfen",
    "person_declined": "Person wollte nicht",
    "not_reached": "nicht erreicht",
    "other": "anderer Grund",
    "unknown": "nicht bekannt",
}
WHY_NOT: Final = {
    "delisted": "nicht mehr im Verzeichnis",
    "wish_no_police": "Wunsch: keine Polizei. Diese Stelle muss ermitteln oder ermitteln lassen.",
    "wish_no_prosecution": "Wunsch: keine Strafverfolgung. Diese Stelle muss ermitteln oder Anzeige weitergeben.",
    "other_land": "für dieses Land nicht zuständig",
    "land_unknown": "Land unbekannt, Zuständigkeit nicht prüfbar",
    "consent_asked": "Einwilligung ist angefragt",
    "consent_refused": "Person hat die Weitergabe abgelehnt",
    "already_asked": "ist bereits beteiligt",
    "declined": "hat in diesem Fall abgelehnt",
    "returned": "hat den Fall zurückgegeben",
    "expired": "hat nicht geantwortet",
    "failed": "konnte nicht helfen",
    "other_subject": "bietet nicht, was hier gebraucht wird",
}
WHY: Final = {
    "covers_need": "deckt den Bedarf",
    "knows_threat": "kennt sich aus mit",
    "in_the_land": "zuständig in",
    "answers_soon": "antwortet innerhalb eines Arbeitstags",
    "speaks": "spricht",
    "confirmed": "Eintrag kürzlich bestätigt",
    "stale": "Eintrag seit über einem Jahr nicht bestätigt",
    "orientation": "bietet erste Orientierung",
}
ACTS: Final = {
    "accept": "Annehmen",
    "decline": "Ablehnen",
    "contact": "Kontakt aufgenommen",
    "complete": "Abschließen",
    "fail": "Als gescheitert melden",
    "return": "Zurückgeben",
    "recall": "Zurückziehen",
}
PROCEEDING_STATES: Final = {
    "unreported": "nicht angezeigt",
    "reported": "angezeigt",
    "file_number_known": "Aktenzeichen liegt vor",
    "investigation": "Ermittlungsverfahren",
    "discontinued": "eingestellt",
    "penal_order": "Strafbefehl",
    "indicted": "Anklage erhoben",
    "trial_dated": "Hauptverhandlung terminiert",
    "judgment": "Urteil",
    "final": "rechtskräftig",
    "other": "anderer Stand",
    "unknown": "nicht bekannt",
}
DISCONTINUATIONS: Final = {
    "stpo_170_2": "§ 170 Abs. 2 StPO",
    "stpo_153": "§ 153 StPO",
    "stpo_153a": "§ 153a StPO",
    "stpo_154": "§ 154 StPO",
    "private_action": "Verweisung auf den Privatklageweg",
    "unknown_offender": "Täter nicht ermittelt",
    "other": "anders",
    "unknown": "nicht bekannt",
}
SOURCES: Final = {
    "affected_person": "betroffene Person",
    "notice_406d": "Mitteilung nach § 406d StPO",
    "lawyer": "Rechtsbeistand",
    "partner": "Partnerstelle",
    "other": "andere Quelle",
    "unknown": "nicht bekannt",
}
ROLES: Final = {
    "self": "betroffene Person",
    "superior": "Dienstvorgesetzte oder Dienststelle",
    "supervisory": "Aufsichtsbehörde",
}
NOTICES: Final = {
    "report_filed": "Strafanzeige erstattet",
    "act_ended": "Tat beendet",
    "request_filed": "Strafantrag gestellt",
    "discontinuation": "Einstellung mitgeteilt, ohne Belehrung",
    "discontinuation_with_instruction": "Einstellung mitgeteilt, mit Belehrung",
    "complaint_filed": "Beschwerde eingelegt",
    "superior_decision": "Bescheid der vorgesetzten Stelle",
    "court_application_filed": "Antrag beim Gericht gestellt",
    "conciliation_started": "Sühneversuch begonnen",
    "conciliation_certified": "Sühnebescheinigung ausgestellt",
    "register_block_entered": "Auskunftssperre eingetragen",
    "accident_known": "Unfall der Kommune bekannt",
    "accident_reported": "Unfall angezeigt",
}
OFFENCES: Final = {
    "stgb_185": "§ 185 StGB Beleidigung",
    "stgb_186": "§ 186 StGB Üble Nachrede",
    "stgb_187": "§ 187 StGB Verleumdung",
    "stgb_188": "§ 188 StGB Gegen Personen des politischen Lebens",
    "stgb_241": "§ 241 StGB Bedrohung",
    "stgb_240": "§ 240 StGB Nötigung",
    "stgb_238": "§ 238 StGB Nachstellung",
    "stgb_126a": "§ 126a StGB Gefährdendes Verbreiten personenbezogener Daten",
    "stgb_223": "§ 223 StGB Körperverletzung",
    "stgb_229": "§ 229 StGB Fahrlässige Körperverletzung",
    "stgb_303": "§ 303 StGB Sachbeschädigung",
    "stgb_123": "§ 123 StGB Hausfriedensbruch",
    "stgb_111": "§ 111 StGB Aufforderung zu Straftaten",
    "stgb_113": "§ 113 StGB Widerstand gegen Vollstreckungsbeamte",
    "stgb_114": "§ 114 StGB Angriff auf Vollstreckungsbeamte",
    "stgb_115": "§ 115 StGB Gleichgestellte Personen",
    "stgb_126": "§ 126 StGB Androhung von Straftaten",
    "stgb_130": "§ 130 StGB Volksverhetzung",
    "stgb_140": "§ 140 StGB Billigung von Straftaten",
    "stgb_201": "§ 201 StGB Vertraulichkeit des Wortes",
    "stgb_201a": "§ 201a StGB Bildaufnahmen",
    "stgb_202": "§ 202 StGB Briefgeheimnis",
    "stgb_202a": "§ 202a StGB Ausspähen von Daten",
    "stgb_202b": "§ 202b StGB Abfangen von Daten",
    "stgb_202d": "§ 202d StGB Datenhehlerei",
    "kug_33": "§ 33 KUG Recht am eigenen Bild",
    "other": "anderes Delikt",
}
LANGUAGES: Final = {"de": "Deutsch", "en": "Englisch", "tr": "Türkisch"}
TOPICS: Final = LAENDER | LANGUAGES | NEEDS | THREATS


def named(table: Mapping[str, str], word: str) -> str:
    return table.get(word, {"other": "anderes", "unknown": "nicht bekannt"}.get(word, word))


def listed(table: Mapping[str, str], words: Iterable[str]) -> str:
    return ", ".join(named(table, word) for word in words)


def why(code: str, about: Iterable[str]) -> str:
    about = listed(TOPICS, about)
    return f"{WHY[code]}: {about}" if about else WHY[code]
