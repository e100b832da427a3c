"""Texts of the timeline of a case for each fact of the bus, and which facts have no line and why.

`{partner}` is a partner's name; the other words are fields of the fact, worded by FIELDS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from services.intake.domain.happening import Happening, Source
from shared.contracts import intake, notification, referral
from shared.contracts.catalogue import fact_of
from shared.contracts.message import Message
from shared.contracts.vocabulary import (
    AnsweredBy,
    Audience,
    CaseOutcome,
    Channel,
    ConsentHow,
    DeadlineRule,
    DeclineReason,
    DeliveryReason,
    DeliveryRule,
    FailReason,
    NotedDecision,
    PartnerAnswer,
    ProceedingState,
    Purpose,
    RecallReason,
    ReferralOutcome,
    TrueAnswer,
    Urgency,
    Way,
)
from shared.web.labels_de import word
from shared.web.pages import day, moment

SOMEBODY: Final = "eine Stelle"
BY: Final[Mapping[AnsweredBy, str]] = {
    AnsweredBy.PARTNER: "von der Stelle selbst",
    AnsweredBy.COUNSELLOR: "für die Stelle eingetragen",
    AnsweredBy.UNKNOWN: "von wem, ist nicht bekannt",
}
ANSWERS: Final[Mapping[PartnerAnswer, str]] = {
    PartnerAnswer.ACCEPTED: "zugesagt",
    PartnerAnswer.ASKED: "nachgefragt",
    PartnerAnswer.WAITLISTED: "Warteliste",
    PartnerAnswer.DECLINED: "abgesagt",
    PartnerAnswer.RETURNED: "zurückgegeben",
    PartnerAnswer.CONTACTED: "Kontakt aufgenommen",
    PartnerAnswer.COMPLETED: "abgeschlossen",
    PartnerAnswer.FAILED: "nicht zustande gekommen",
    PartnerAnswer.OTHER: "Sonstiges",
    PartnerAnswer.UNKNOWN: "nicht bekannt",
}
TO: Final[Mapping[Audience, str]] = {
    Audience.PERSON: "die Person",
    Audience.PARTNER: "die Stelle",
    Audience.STAFF: "das Team",
    Audience.UNKNOWN: "unbekannt",
}
NOTICES: Final[Mapping[DeliveryRule, str]] = {
    DeliveryRule.CONSENT_ASKED: "Frage nach der Einwilligung",
    DeliveryRule.CONSENT_CORRECTED: "berichtigte Einwilligung",
    DeliveryRule.DESK_ANSWERED: "Antwort der Beratung",
    DeliveryRule.REFERRAL_SENT: "neue Anfrage",
    DeliveryRule.REFERRAL_ACCEPTED: "Zusage der Stelle",
    DeliveryRule.REFERRAL_DECLINED: "Absage der Stelle",
    DeliveryRule.REFERRAL_OVERDUE: "Erinnerung an die überfällige Antwort",
    DeliveryRule.REFERRAL_RECALLED: "Rücknahme der Anfrage",
    DeliveryRule.REFERRAL_INFORMED: "Antwort auf die Rückfrage der Stelle",
    DeliveryRule.ADDITIONS_CHANGED: "was die Stelle zusätzlich lesen darf",
    DeliveryRule.ARRANGEMENT_OFFERED: "Termin oder Ansprechperson der Stelle",
    DeliveryRule.ARRANGEMENT_ANSWERED: "Antwort der Person auf einen Termin",
    DeliveryRule.LINK_RENEWED: "neuer Link zu einer offenen Anfrage",
    DeliveryRule.ENTRY_TEST: "Probe, ob Mails ankommen",
    DeliveryRule.ENTRY_DUE: "Bitte, den Eintrag zu bestätigen",
    DeliveryRule.CAPACITY_ASKED: "Frage, ob Platz ist",
    DeliveryRule.DEADLINE_NEAR: "Erinnerung vor dem Tag der Antwort",
    DeliveryRule.DEADLINE_REMINDER: "Erinnerung an eine Frist",
    DeliveryRule.DEADLINE_MISSED: "verpasste Frist",
    DeliveryRule.OTHER: "aus anderem Anlass",
    DeliveryRule.UNKNOWN: "Anlass nicht bekannt",
}
NOT_SENT: Final[Mapping[DeliveryReason, str]] = {
    DeliveryReason.ONCE_A_DAY: "an diesem Tag ging schon eine hinaus",
    DeliveryReason.ALLOWED_HOURS: "nur zu bestimmten Zeiten gewünscht",
    DeliveryReason.DAYTIME: "nur tagsüber",
    DeliveryReason.NOTHING_NEW: "es gab nichts Neues mehr",
    DeliveryReason.NO_SAFE_CONTACT: "kein sicherer Kontaktweg",
    DeliveryReason.NOT_WISHED: "nicht mehr gewünscht",
    DeliveryReason.BY_PHONE_ONLY: "nur telefonisch erreichbar",
    DeliveryReason.UNREADABLE_TIMES: "die erlaubten Zeiten waren nicht sicher lesbar",
    DeliveryReason.OUTSIDE_HOURS_TOO_LONG: "bis zur erlaubten Zeit dauert es zu lange",
    DeliveryReason.OTHER: "aus anderem Grund",
    DeliveryReason.UNKNOWN: "Grund nicht bekannt",
}
NOTED: Final[Mapping[NotedDecision, str]] = {
    NotedDecision.GIVEN: "erteilt",
    NotedDecision.REFUSED: "abgelehnt",
    NotedDecision.WITHDRAWN: "widerrufen",
    NotedDecision.OTHER: "anders entschieden",
    NotedDecision.UNKNOWN: "entschieden",
}
TRULY: Final[Mapping[TrueAnswer, str]] = {
    TrueAnswer.ASKED: "nicht beantwortet",
    TrueAnswer.REFUSED: "abgelehnt",
    TrueAnswer.GIVEN: "nicht widerrufen",
    TrueAnswer.OTHER: "anders beantwortet",
    TrueAnswer.UNKNOWN: "nicht bekannt",
}


W = TypeVar("W", bound=StrEnum)


def words(table: Mapping[W, str]) -> Callable[[str], str]:
    """Returns how the words of a table are said; a word that a later release told reads as unknown."""
    known = {key.value: said for key, said in table.items()}
    return lambda raw: known.get(raw, known["unknown"])


def labels(kind: type[StrEnum]) -> Callable[[str], str]:
    return lambda raw: word(kind(raw) if raw in set(kind) else kind("unknown"))


def at_time(raw: str) -> str:
    return moment(datetime.fromisoformat(raw))


def on_day(raw: str) -> str:
    return day(date.fromisoformat(raw))


FIELDS: Final[Mapping[str, Callable[[str], str]]] = {
    "by": words(BY),
    "answer": words(ANSWERS),
    "audience": words(TO),
    "notice": words(NOTICES),
    "not_sent": words(NOT_SENT),
    "was": words(NOTED),
    "truly": words(TRULY),
    "channel": labels(Channel),
    "way": labels(Way),
    "urgency": labels(Urgency),
    "case_outcome": labels(CaseOutcome),
    "outcome": labels(ReferralOutcome),
    "how": labels(ConsentHow),
    "declined": labels(DeclineReason),
    "failed": labels(FailReason),
    "recalled": labels(RecallReason),
    "state": labels(ProceedingState),
    "deadline": labels(DeadlineRule),
    "respond_by": at_time,
    "act_by": on_day,
    "legal_on": on_day,
}
"""The wording of each word of a line, by its name in the line."""


@dataclass(frozen=True)
class Line:
    """A line. `of`: the field of the fact for a name in the text, where the two names differ.

    `instead` is said where the fact has all words of `where`.
    """

    text: str
    of: Mapping[str, str] | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""

    def said_of(self, said: Mapping[str, str]) -> str:
        return self.instead if self.where and self.where.items() <= said.items() else self.text


DECLINED: Final = {"declined": "reason"}
FAILED: Final = {"failed": "reason"}
OF_A_NOTICE: Final = {"notice": "rule", "way": "channel", "not_sent": "reason"}
OF_A_DEADLINE: Final = {"deadline": "rule"}
FOR_PREVENTION: Final[Mapping[str, str]] = {"purpose": Purpose.PREVENTION}
STILL_REFUSED: Final[Mapping[str, str]] = {"was": NotedDecision.REFUSED, "truly": TrueAnswer.REFUSED}

SHOWN: Final[Mapping[type[Message], Line]] = {
    intake.ContactRecorded: Line("Eingegangen: {channel}."),
    intake.ContactAssigned: Line("Zuständigkeit übernommen oder übergeben."),
    intake.CaseOpened: Line("Fall eröffnet.", where=FOR_PREVENTION, instead="Vermittlung zur Vorbeugung begonnen."),
    intake.CaseJoined: Line("Zählt nicht als eigener Fall: gehört zu einem anderen, oder die Presse fragt."),
    intake.CaseParted: Line("Steht wieder für sich."),
    intake.CaseTriaged: Line("Eingeschätzt: {urgency}."),
    intake.CaseAnswered: Line("Der Person geantwortet."),
    intake.CaseClosed: Line("Abgeschlossen: {case_outcome}.", {"case_outcome": "outcome"}),
    intake.CaseReopened: Line("Wieder geöffnet."),
    intake.ConsentAsked: Line("Um Einwilligung gefragt: {partner}."),
    intake.ConsentGiven: Line("Eingewilligt ({how}): {partner}."),
    intake.ConsentRefused: Line("Abgelehnt ({how}): {partner}."),
    intake.ConsentWithdrawn: Line("Widerrufen ({how}): {partner}."),
    intake.ConsentLapsed: Line("Frage nicht mehr nötig: {partner}."),
    intake.ConsentCorrected: Line(
        "Berichtigt: {partner} war irrtümlich als {was} eingetragen; richtig ist: {truly}.",
        where=STILL_REFUSED,
        instead="Berichtigt: „nie an diese Stelle“ war irrtümlich eingetragen, die Ablehnung gilt weiter: {partner}.",
    ),
    intake.AdditionAsked: Line("Um eine Ergänzung gefragt: {partner}."),
    intake.AdditionGiven: Line("In eine Ergänzung eingewilligt: {partner}."),
    intake.AdditionRefused: Line("Ergänzung abgelehnt: {partner}."),
    intake.AdditionWithdrawn: Line("Ergänzung widerrufen: {partner}."),
    intake.AdditionLapsed: Line("Frage nach einer Ergänzung nicht mehr nötig: {partner}."),
    intake.AdditionCorrected: Line("Berichtigt: Eine Ergänzung für {partner} war irrtümlich als {was} eingetragen."),
    intake.ArrangementAnswered: Line("Auf Termine geantwortet: {partner}."),
    intake.SafeContactChanged: Line("Kontaktweg angegeben oder geändert."),
    intake.SafeContactWithdrawn: Line("Kontaktweg widerrufen."),
    referral.ReferralSent: Line("Anfrage verschickt: {partner}. Antwort erbeten bis {respond_by}."),
    referral.ReferralNamed: Line("Der Person genannt: {partner}."),
    referral.ReferralDelivered: Line("Anfrage geöffnet: {partner}."),
    referral.ReferralQuestioned: Line("Rückfrage: {partner}, {by}."),
    referral.ReferralInformed: Line("Rückfrage beantwortet: {partner}. Antwort erbeten bis {respond_by}."),
    referral.ReferralWaitlisted: Line("Warteliste: {partner}, {by}. Antwort erbeten bis {respond_by}."),
    referral.ReferralAccepted: Line("Zugesagt: {partner}, {by}."),
    referral.ReferralDeclined: Line("Abgesagt: {partner}, {by}. Grund: {declined}.", DECLINED),
    referral.ReferralOverdue: Line("Überfällig: {partner} hat bis {respond_by} nicht geantwortet."),
    referral.ReferralExpired: Line("Nicht länger gewartet: {partner}."),
    referral.ReferralAnsweredLate: Line("Nachträglich gesagt: {partner}, {answer} ({by})."),
    referral.ReferralReturned: Line("Zurückgegeben: {partner}, {by}. Grund: {declined}.", DECLINED),
    referral.ReferralContacted: Line("Kontakt aufgenommen: {partner}, {by}."),
    referral.ReferralCompleted: Line("Hilfe abgeschlossen: {partner}, {by}. Ergebnis: {outcome}."),
    referral.ReferralFailed: Line("Hilfe nicht zustande gekommen: {partner}, {by}. Grund: {failed}.", FAILED),
    referral.ReferralRecalled: Line("Vermittlung zurückgezogen: {partner}. Grund: {recalled}.", {"recalled": "reason"}),
    referral.ReferralLinkRenewed: Line("Neuen Link angefordert: {partner}."),
    referral.ReferralMailReceived: Line("Antwort auf eine Mail eingegangen: {partner}."),
    referral.ReferralAdditionsChanged: Line("Was die Stelle zusätzlich lesen darf, hat sich geändert: {partner}."),
    referral.ReferralArrangementOffered: Line("Termine oder Ansprechperson genannt: {partner}."),
    referral.ReferralArrangementAnswered: Line("Die Stelle kann die Antwort auf ihre Termine lesen: {partner}."),
    referral.CapacityAsked: Line("Gefragt, ob Platz ist: {partner}."),
    referral.CapacityAnswered: Line("Geantwortet, ob Platz ist: {partner}."),
    referral.CapacityLapsed: Line("Frage nach Platz ohne Antwort beendet: {partner}."),
    referral.ProceedingUpdated: Line("Verfahren: {state}."),
    notification.DeliverySent: Line("Benachrichtigung an {audience} verschickt ({way}): {notice}.", OF_A_NOTICE),
    notification.DeliveryFailed: Line("Benachrichtigung an {audience} kam nicht an ({way}): {notice}.", OF_A_NOTICE),
    notification.DeliveryDoubted: Line(
        "Benachrichtigung an {audience} kam vielleicht nicht an ({way}): {notice}.", OF_A_NOTICE
    ),
    notification.DeliverySuppressed: Line(
        "Benachrichtigung an {audience} nicht verschickt: {notice}. Grund: {not_sent}.", OF_A_NOTICE
    ),
    notification.DeadlineSet: Line("Frist läuft: {deadline}. Spätestens handeln am {act_by}.", OF_A_DEADLINE),
    notification.DeadlineReminded: Line("Frist naht: {deadline}. Spätestens handeln am {act_by}.", OF_A_DEADLINE),
    notification.DeadlineMet: Line("Frist eingehalten: {deadline}.", OF_A_DEADLINE),
    notification.DeadlineMissed: Line("Frist vorbei: {deadline}. Sie endete am {legal_on}.", OF_A_DEADLINE),
    notification.DeadlineCancelled: Line("Frist läuft nicht mehr: {deadline}.", OF_A_DEADLINE),
}

NOT_SHOWN: Final[Mapping[type[Message], str]] = {
    intake.ContactAnswered: "what is no case has no timeline; of a case, CaseAnswered says it",
    intake.ContactClosed: "as above: CaseClosed says it",
    intake.ContactErased: "the timeline is erased with it",
    intake.CaseErased: "the timeline is erased with it",
    referral.PartnerListed: "it concerns no case",
    referral.PartnerDelisted: "it concerns no case; what it ends has a line",
    referral.EntryTested: "it concerns no case",
    referral.EntryDue: "it concerns no case",
    referral.EntryReached: "it concerns no case",
    notification.DeliveryPostponed: "it only waits: that it left, or not, has a line",
}
"""Facts without a line, and the reason."""

SOURCES: Final[Mapping[Source, str]] = {
    "intake": "Beratung",
    "referral": "Vermittlung",
    "notification": "Benachrichtigung und Fristen",
}
BY_FACT: Final = {fact_of(message.TYPE): line for message, line in SHOWN.items()}


def in_words(happening: Happening) -> str:
    """Returns the line in words; a fact that only a later release knows names nothing but its service."""
    line = BY_FACT.get(happening.fact)
    if line is None:
        return f"Etwas ist geschehen, das diese Fassung nicht zeigen kann ({SOURCES[happening.source]})."
    said = {name: FIELDS[name](raw) for name, raw in happening.said.items() if name in FIELDS}
    return line.said_of(happening.said).format_map(_Known(said | {"partner": happening.partner or SOMEBODY}))


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "nicht angegeben"


def fact_named(message: Message) -> str:
    """Returns the name under which the line of the fact is found again."""
    return fact_of(type(message).TYPE)


def shown_words(message: Message) -> dict[str, str]:
    """Returns the words that the line of a fact shows, as they are stored."""
    line = SHOWN[type(message)]
    data = message.data()
    names = [*(name for name in FIELDS if f"{{{name}}}" in line.text), *line.where]
    named = {name: data.get((line.of or {}).get(name, name)) for name in names}
    return {name: str(value) for name, value in named.items() if value is not None}
