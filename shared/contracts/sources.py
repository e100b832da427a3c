"""Where every figure, deadline and proposal gets its input from. What nobody uses does not travel."""

from dataclasses import dataclass
from typing import Literal

from shared.contracts import intake, notification, referral
from shared.contracts.catalogue import INTAKE, NOTIFICATION, REFERRAL, STATISTICS
from shared.contracts.message import Message

Purpose = Literal["figure", "deadline", "matching", "work"]


@dataclass(frozen=True)
class Field:
    """A field of a message by its dotted name; `time` and `type` are the envelope's."""

    message: type[Message]
    name: str


@dataclass(frozen=True)
class Entry:
    """What a human enters in the service that uses it."""

    name: str


@dataclass(frozen=True)
class Use:
    service: str
    purpose: Purpose
    name: str
    sources: tuple[Field | Entry, ...]


def figure(name: str, *sources: Field) -> Use:
    return Use(STATISTICS, "figure", name, sources)


def side(table: str, of_it: Literal["rows", "columns", "period"], *sources: Field) -> Use:
    return figure(f"{table} {of_it}", *sources)


def deadline(name: str, *sources: Field | Entry) -> Use:
    return Use(NOTIFICATION, "deadline", name, sources)


def matching(name: str, *sources: Field | Entry) -> Use:
    return Use(REFERRAL, "matching", name, sources)


def work(service: str, name: str, *sources: Field) -> Use:
    return Use(service, "work", name, sources)


def of(messages: type[Message] | tuple[type[Message], ...], *names: str) -> tuple[Field, ...]:
    each = messages if isinstance(messages, tuple) else (messages,)
    return tuple(Field(message, name) for message in each for name in names)


_CASE = (intake.CaseOpened, intake.CaseTriaged)
_ANSWERED = (
    referral.ReferralAccepted,
    referral.ReferralDeclined,
    referral.ReferralReturned,
    referral.ReferralContacted,
    referral.ReferralCompleted,
    referral.ReferralFailed,
)
_REFERRAL = (
    referral.ReferralSent,
    referral.ReferralDelivered,
    referral.ReferralOverdue,
    referral.ReferralExpired,
    referral.ReferralRecalled,
    *_ANSWERED,
)
_DELIVERIES = (notification.DeliverySent, notification.DeliveryFailed, notification.DeliverySuppressed)
_COUNTED_DEADLINES = (
    notification.DeadlineSet,
    notification.DeadlineMet,
    notification.DeadlineMissed,
    notification.DeadlineCancelled,
)
_DEADLINES = (*_COUNTED_DEADLINES, notification.DeadlineReminded)

COUNTED = (
    side("contacts", "rows", *of((intake.ContactRecorded, intake.ContactAssigned, intake.ContactClosed), "reason")),
    side("contacts", "columns", *of(intake.ContactRecorded, "channel")),
    side("contacts", "period", *of(intake.ContactRecorded, "time")),
    side("cases", "rows", *of(_CASE, "land")),
    side("cases", "columns", *of(_CASE, "target_group")),
    side("cases", "period", *of(intake.CaseOpened, "time")),
    side("referrals", "rows", *of(referral.ReferralSent, "partner_category")),
    side("referrals", "columns", *of(_REFERRAL, "type")),
    side("referrals", "period", *of(referral.ReferralSent, "time")),
    side("deliveries", "rows", *of(_DELIVERIES, "audience")),
    side("deliveries", "columns", *of(_DELIVERIES, "type")),
    side("deliveries", "period", *of(_DELIVERIES, "time")),
    side("deadlines", "rows", *of(notification.DeadlineSet, "rule")),
    side("deadlines", "columns", *of(_COUNTED_DEADLINES, "type")),
    side("deadlines", "period", *of(notification.DeadlineSet, "time")),
)
"""The sides of the tables that statistics keeps."""

FORESEEN = (
    figure("contacts by Land", *of(intake.ContactRecorded, "land")),
    figure("how they heard of us", *of(intake.ContactRecorded, "via")),
    figure("time to assignment", *of(intake.ContactRecorded, "time"), *of(intake.ContactAssigned, "time")),
    figure("time to the first answer", *of(intake.CaseOpened, "time"), *of(intake.CaseAnswered, "time")),
    figure("cases by way in", *of(_CASE, "channel")),
    figure("cases by kind of municipality", *of(_CASE, "municipality_kind")),
    figure("cases by person", *of(_CASE, "person")),
    figure("cases by tenure", *of(_CASE, "tenure")),
    figure("cases by kind of threat", *of(_CASE, "threat_kinds")),
    figure("cases by urgency", *of(_CASE, "urgency"), *of(intake.CaseTriaged, "urgency_self_assessed")),
    figure("cases by need", *of(_CASE, "needs")),
    figure("share of anonymous cases", *of(_CASE, "anonymous")),
    figure("share reported to the police", *of(_CASE, "reported_to_police")),
    figure("cases by outcome", *of(intake.CaseClosed, "outcome")),
    figure("length of cases", *of(intake.CaseOpened, "time"), *of(intake.CaseClosed, "time")),
    figure("referrals by level", *of(referral.ReferralSent, "level")),
    figure("referrals by kind", *of(referral.ReferralSent, "kind")),
    figure("referrals by urgency", *of(referral.ReferralSent, "urgency")),
    figure("referrals sent again", *of(referral.ReferralSent, "replaces")),
    figure("time to a partner's answer", *of(referral.ReferralSent, "time"), *of(referral.ReferralAccepted, "time")),
    figure("answers by who entered them", *of(_ANSWERED, "by")),
    figure("declines and returns by reason", *of((referral.ReferralDeclined, referral.ReferralReturned), "reason")),
    figure("failures by reason", *of(referral.ReferralFailed, "reason")),
    figure("recalls by reason", *of(referral.ReferralRecalled, "reason")),
    figure("referrals by outcome", *of(referral.ReferralCompleted, "outcome")),
    figure(
        "partners by kind, level, Land and way of delivery",
        *of(referral.PartnerListed, "category", "level", "land", "ways"),
    ),
    figure("proceedings by state", *of(referral.ProceedingUpdated, "state", "discontinuation")),
    figure("proceedings by offence", *of(referral.ProceedingUpdated, "offences")),
    figure("proceedings by Land of the authority", *of(referral.ProceedingUpdated, "authority_land")),
    figure("who brings news of a proceeding", *of(referral.ProceedingUpdated, "source")),
    figure("deliveries by way and rule", *of(_DELIVERIES, "channel", "rule")),
)
"""Figures that travel for tables which statistics does not keep yet."""

DEADLINES = (
    deadline(
        "strafantrag",
        *of(referral.ProceedingUpdated, "offences", "act_known_on", "offender.ref", "offender.known_on"),
        *of(
            referral.ProceedingUpdated, "entitled.ref", "entitled.role", "notices.kind", "notices.on", "authority_land"
        ),
    ),
    deadline(
        "beschwerde", *of(referral.ProceedingUpdated, "discontinuation", "notices.kind", "notices.on", "authority_land")
    ),
    deadline(
        "klageerzwingung", *of(referral.ProceedingUpdated, "offences", "discontinuation", "notices.kind", "notices.on")
    ),
    deadline("auskunftssperre", *of(referral.ProceedingUpdated, "notices.kind", "notices.on")),
    deadline("unfallanzeige", *of(referral.ProceedingUpdated, "notices.kind", "notices.on")),
    deadline("verjaehrung", *of(referral.ProceedingUpdated, "offences", "notices.kind", "notices.on")),
    deadline("evidence", *of(referral.ProceedingUpdated, "act_known_on")),
    deadline("partner_response", *of(referral.ReferralSent, "respond_by"), *of(referral.ReferralOverdue, "respond_by")),
    deadline("followup_406d", *of(referral.ProceedingUpdated, "state", "known_on", "notices.kind", "notices.on")),
)

MATCHING = (
    matching("kind of threat", *of(_CASE, "threat_kinds"), Entry("fields of work of the partner")),
    matching("need", *of(_CASE, "needs"), Entry("category of the partner")),
    matching("Land", *of(_CASE, "land"), Entry("Länder of the partner")),
    matching("level", *of(_CASE, "municipality_kind"), Entry("level of the partner")),
    matching("target group", *of(_CASE, "target_group"), *of(_CASE, "tenure"), Entry("target groups of the partner")),
    matching("family", *of(_CASE, "person"), Entry("whether the partner helps relatives")),
    matching("no police", *of(_CASE, "wishes.no_police"), Entry("category of the partner")),
    matching("no prosecution", *of(_CASE, "wishes.no_prosecution"), Entry("category of the partner")),
    matching("language", *of(_CASE, "wishes.languages"), Entry("languages of the partner")),
    matching("time to answer", *of(_CASE, "urgency"), Entry("days to answer of the partner")),
    matching("anonymous help", *of(_CASE, "anonymous"), Entry("whether the partner helps without a name")),
    matching("already with the police", *of(_CASE, "reported_to_police"), Entry("category of the partner")),
)

WORK = (
    work(REFERRAL, "whose case it is", *of(intake.ContactAssigned, "counsellor")),
    work(NOTIFICATION, "whose case it is", *of(intake.ContactAssigned, "counsellor")),
    work(NOTIFICATION, "ask for consent safely", *of(intake.ConsentAsked, "kind")),
    work(
        REFERRAL,
        "make the referral that was agreed to",
        *of(intake.ConsentGiven, "kind", "items", "text_version", "how", "replaces"),
    ),
    work(
        REFERRAL,
        "show the state of a hand-over beside its proposal",
        *of(intake.ConsentAsked, "kind", "items", "text_version", "replaces"),
        *of((intake.ConsentRefused, intake.ConsentWithdrawn), "kind", "items", "text_version", "how", "replaces"),
    ),
    work(INTAKE, "name the partner on the hand-over", *of(referral.PartnerListed, "name")),
    work(
        INTAKE,
        "show counsellor and person each step of a referral",
        *of(_REFERRAL, "partner_category", "level", "kind", "urgency"),
        *of((referral.ReferralSent, referral.ReferralOverdue, referral.ReferralExpired), "respond_by"),
    ),
    work(INTAKE, "show the deadlines", *of(_DEADLINES, "rule", "safe_on", "act_by", "legal_on")),
)

USES = (*COUNTED, *FORESEEN, *DEADLINES, *MATCHING, *WORK)
