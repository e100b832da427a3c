"""Lists the fields from which every figure, deadline and proposal is made. A field that nobody uses does not travel.

A use without `awaits` is in today's code: a test compares it with what the services read. One that awaits an issue is
foreseen there; its fields travel already, because a fact that was published without them cannot be counted later.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from shared.contracts import intake, notification, referral
from shared.contracts.catalogue import INTAKE, NOTIFICATION, REFERRAL, STATISTICS, TOPICS
from shared.contracts.message import Message

Purpose = Literal["figure", "deadline", "matching", "work"]
Issue = Literal["desk", "notification", "referral", "statistics"]


@dataclass(frozen=True)
class Field:
    """A field of a message by its dotted name; `time` and `type` are the envelope's."""

    message: type[Message]
    name: str


@dataclass(frozen=True)
class Entry:
    """An input that a human enters in the service that uses it."""

    name: str


@dataclass(frozen=True)
class Use:
    service: str
    purpose: Purpose
    name: str
    sources: tuple[Field | Entry, ...]
    awaits: Issue | None = None


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


def foreseen(issue: Issue, *uses: Use) -> tuple[Use, ...]:
    return tuple(replace(use, awaits=issue) for use in uses)


def of(messages: type[Message] | tuple[type[Message], ...], *names: str) -> tuple[Field, ...]:
    each = messages if isinstance(messages, tuple) else (messages,)
    return tuple(Field(message, name) for message in each for name in names)


def those(topic: str, *fields: str, consumer: str = STATISTICS) -> tuple[type[Message], ...]:
    """Returns the types of a topic that have all these fields and that the service consumes.

    A new type is included without being named here.
    """
    (row,) = (each for each in TOPICS if each.name == topic)
    return tuple(
        model
        for model, consumers in row.types.items()
        if consumer in consumers and model.model_fields.keys() >= set(fields)
    )


_CASE: Final = those("lotse.intake.case", "land")
_JOINED: Final = (intake.CaseJoined, intake.CaseParted)
"""Facts that decide whether a case is counted at all."""
_REFERRAL: Final = those("lotse.referral.referral", "referral_id")
_COUNTED_REFERRALS: Final = tuple(each for each in _REFERRAL if each is not referral.ReferralAnsweredLate)
_BEGUN: Final = (referral.ReferralSent, referral.ReferralNamed)
_ANSWERED: Final = those("lotse.referral.referral", "by")
_DELIVERIES: Final = (notification.DeliverySent, notification.DeliveryFailed, notification.DeliverySuppressed)
_DEADLINES: Final = those("lotse.notification.deadline")
_COUNTED_DEADLINES: Final = tuple(each for each in _DEADLINES if each is not notification.DeadlineReminded)

COUNTED = (
    side("contacts", "rows", *of((intake.ContactRecorded, intake.ContactAssigned, intake.ContactClosed), "reason")),
    side("contacts", "columns", *of(intake.ContactRecorded, "channel")),
    side("contacts", "period", *of(intake.ContactRecorded, "time")),
    side("cases", "rows", *of(_CASE, "land"), *of(_JOINED, "type")),
    side("cases", "columns", *of(_CASE, "target_group"), *of(_JOINED, "type")),
    side("cases", "period", *of(intake.CaseOpened, "time")),
    side("referrals", "rows", *of(_BEGUN, "partner_category")),
    side("referrals", "columns", *of(_COUNTED_REFERRALS, "type")),
    side("referrals", "period", *of(_BEGUN, "time")),
    side("prevention_referrals", "rows", *of(_BEGUN, "partner_category")),
    side("prevention_referrals", "columns", *of(_COUNTED_REFERRALS, "type")),
    side("prevention_referrals", "period", *of(_BEGUN, "time")),
    side("deliveries", "rows", *of(_DELIVERIES, "audience")),
    side("deliveries", "columns", *of(_DELIVERIES, "type")),
    side("deliveries", "period", *of(_DELIVERIES, "time")),
    side("deadlines", "rows", *of(notification.DeadlineSet, "rule")),
    side("deadlines", "columns", *of(_COUNTED_DEADLINES, "type")),
    side("deadlines", "period", *of(notification.DeadlineSet, "time")),
)
"""The sides of the tables that statistics keeps."""

FIGURES = foreseen(
    "statistics",
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
    figure("referrals by level", *of(_BEGUN, "level")),
    figure("referrals by kind", *of(_BEGUN, "kind")),
    figure("referrals by urgency", *of(_BEGUN, "urgency")),
    figure("referrals sent again", *of(_BEGUN, "replaces")),
    figure("time to a partner's answer", *of(referral.ReferralSent, "time"), *of(referral.ReferralAccepted, "time")),
    figure("answers by who entered them", *of(_ANSWERED, "by")),
    figure("late answers", *of(referral.ReferralAnsweredLate, "answer")),
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
    figure("mails that came back in free words", *of(notification.DeliveryDoubted, "channel", "rule")),
    figure(
        "why notices wait or do not leave",
        *of((notification.DeliverySuppressed, notification.DeliveryPostponed), "reason"),
        *of(notification.DeliveryPostponed, "audience", "channel", "rule"),
    ),
)
"""Figures that travel for tables which statistics does not keep yet."""

_NOTICES: Final = of(referral.ProceedingUpdated, "notices.kind", "notices.on")

DEADLINES = (
    deadline(
        "strafantrag",
        *of(referral.ProceedingUpdated, "offences", "act_known_on", "offender.ref", "offender.known_on"),
        *of(referral.ProceedingUpdated, "further_offenders.ref", "further_offenders.known_on"),
        *of(referral.ProceedingUpdated, "entitled.ref", "entitled.role", "authority_land"),
        *of(referral.ProceedingUpdated, "entitled.act_known_on", "entitled.offender_known_on"),
        *_NOTICES,
    ),
    deadline("beschwerde", *of(referral.ProceedingUpdated, "discontinuation", "authority_land"), *_NOTICES),
    deadline("klageerzwingung", *of(referral.ProceedingUpdated, "discontinuation", "authority_land"), *_NOTICES),
    deadline("auskunftssperre", *_NOTICES),
    deadline("unfallanzeige", *of(referral.ProceedingUpdated, "authority_land"), *_NOTICES),
    *foreseen(
        "notification",
        deadline("verjaehrung", *of(referral.ProceedingUpdated, "offences", "notices.kind", "notices.on")),
    ),
    deadline("evidence", *_NOTICES),
    deadline(
        "partner_response",
        *of(referral.ReferralSent, "kind", "respond_by"),
        *of((referral.ReferralInformed, referral.ReferralWaitlisted), "respond_by"),
    ),
    deadline("followup_406d", *of(referral.ProceedingUpdated, "state", "known_on"), *_NOTICES),
)

MATCHING = (
    matching("kind of threat", *of(_CASE, "threat_kinds"), Entry("fields of work of the partner")),
    matching("need", *of(_CASE, "needs"), Entry("category of the partner")),
    matching("Land", *of(_CASE, "land"), Entry("Länder of the partner")),
    matching("no police", *of(_CASE, "wishes.no_police"), Entry("category of the partner")),
    matching("no prosecution", *of(_CASE, "wishes.no_prosecution"), Entry("category of the partner")),
    matching("language", *of(_CASE, "wishes.languages"), Entry("languages of the partner")),
    matching("time to answer", *of(_CASE, "urgency"), Entry("days to answer of the partner")),
    matching("kind of municipality", *of(_CASE, "municipality_kind"), Entry("kinds of municipality of the partner")),
    matching("target group", *of(_CASE, "target_group"), Entry("groups of the partner, and those it excludes")),
    matching("family", *of(_CASE, "person"), Entry("whether the partner excludes relatives")),
    *foreseen(
        "referral",
        matching("tenure", *of(_CASE, "tenure"), Entry("target groups of the partner")),
        matching("anonymous help", *of(_CASE, "anonymous"), Entry("whether the partner helps without a name")),
        matching("already with the police", *of(_CASE, "reported_to_police"), Entry("category of the partner")),
    ),
)

WORK = (
    work(STATISTICS, "count as no case what is kept for prevention", *of(intake.CaseOpened, "purpose")),
    work(STATISTICS, "count referrals for prevention apart", *of(_BEGUN, "purpose")),
    work(REFERRAL, "enter no proceeding where nothing happened", *of(_CASE, "purpose")),
    work(REFERRAL, "whose case it is", *of(intake.ContactAssigned, "counsellor")),
    work(REFERRAL, "name the case to staff", *of(intake.CaseOpened, "number")),
    work(NOTIFICATION, "name the case to staff", *of(intake.CaseOpened, "number")),
    work(NOTIFICATION, "show no deadlines where nothing happened", *of(intake.CaseOpened, "purpose")),
    work(NOTIFICATION, "name the partner of a notice", *of(referral.PartnerListed, "name")),
    work(NOTIFICATION, "whose case it is", *of(intake.ContactAssigned, "counsellor")),
    work(NOTIFICATION, "remind who wishes it", *of(intake.SafeContactChanged, "deadline_reminders")),
    work(NOTIFICATION, "tell who reports for another nothing of the case", *of(intake.ContactAssigned, "reason")),
    work(REFERRAL, "make the referral that was agreed to", *of(intake.ConsentGiven, "kind", "items")),
    work(REFERRAL, "tell a partner what was so when the person agreed", *of(intake.ConsentGiven, "purpose")),
    work(
        REFERRAL,
        "answer what the partner asked, and nothing else",
        *of(intake.AdditionGiven, "asked_at", "items", "beside.asked_at", "beside.items"),
    ),
    work(REFERRAL, "never propose a partner that the person excluded", *of(intake.ConsentRefused, "never")),
    work(REFERRAL, "send an authority nothing without its duty to act", *of(intake.ConsentGiven, "text_version")),
    work(REFERRAL, "replace the referral that did not work out", *of(intake.ConsentGiven, "replaces")),
    work(REFERRAL, "end what she never agreed to", *of((intake.ConsentCorrected, intake.AdditionCorrected), "was")),
    work(REFERRAL, "propose again whom she never refused", *of(intake.ConsentCorrected, "truly", "never")),
    work(
        REFERRAL,
        "see whether the partner's notice arrived",
        *of((notification.DeliverySent, notification.DeliveryFailed), "audience", "channel"),
    ),
    work(
        REFERRAL,
        "say at a question for room that its mail may not have arrived",
        *of(notification.DeliveryDoubted, "inquiry_id"),
    ),
    work(REFERRAL, "say at an entry that a mail about it came back", *of(notification.DeliveryFailed, "rule")),
    work(
        NOTIFICATION,
        "send no notice of a question that was decided",
        *of((intake.ConsentGiven, intake.ConsentRefused, intake.ConsentWithdrawn), "handover_id"),
    ),
    work(INTAKE, "see that the person was not reached", *of(notification.DeliveryFailed, "audience")),
    work(INTAKE, "ask whether a mail that came back was read", *of(notification.DeliveryDoubted, "audience")),
    work(INTAKE, "tell who agreed that nobody was asked", *of(referral.ReferralRecalled, "reason")),
    work(INTAKE, "call who may get no mail", *of(notification.DeliverySuppressed, "audience", "reason")),
    work(INTAKE, "offer the partner for a hand-over", *of(referral.PartnerListed, "name", "category", "onboarded")),
    work(
        INTAKE,
        "say what the partner does before the person decides, and what to say there first",
        *of(referral.PartnerListed, "does", "does_not", "phrase"),
    ),
    work(
        INTAKE,
        "tell a person without a case how to reach the partner",
        *of(referral.PartnerListed, "card.phones", "card.mail", "card.web"),
        *of(referral.PartnerListed, "card.hours.days", "card.hours.opens", "card.hours.closes"),
    ),
    work(INTAKE, "name the partner of a cold referral of an earlier release", *of(referral.ReferralSent, "kind")),
    work(STATISTICS, "count a deadline of the same act once", *of(notification.DeadlineCancelled, "counted_by")),
    work(STATISTICS, "count it as named", *of(referral.ReferralSent, "kind")),
    work(
        INTAKE,
        "show the person how to reach the partner",
        *of(referral.ReferralNamed, "card.phones", "card.mail", "card.web"),
        *of(referral.ReferralNamed, "card.hours.days", "card.hours.opens", "card.hours.closes"),
    ),
    work(INTAKE, "show the person the proceeding", *of(referral.ProceedingUpdated, "state", "offender.known_on")),
    work(
        INTAKE,
        "show the person one proceeding where several are of the same act",
        *of(referral.ProceedingUpdated, "same_act_as", "accounts.proceeding_id", "accounts.state", "accounts.known_on"),
        *of(referral.ProceedingUpdated, "known_on", "accounts.offender.known_on", "accounts.offences"),
        *of(referral.ProceedingUpdated, "accounts.further_offenders.known_on", "accounts.discontinuation"),
        *of(referral.ProceedingUpdated, "accounts.notices.kind"),
        *of(notification.DeadlineCancelled, "counted_by"),
    ),
    work(
        NOTIFICATION,
        "count a deadline of the same act once",
        *of(referral.ProceedingUpdated, "same_act_as", "accounts.proceeding_id", "accounts.state", "accounts.known_on"),
        *of(referral.ProceedingUpdated, "accounts.offences", "accounts.act_known_on", "accounts.authority_land"),
        *of(referral.ProceedingUpdated, "accounts.offender.ref", "accounts.offender.known_on"),
        *of(referral.ProceedingUpdated, "accounts.further_offenders.ref", "accounts.further_offenders.known_on"),
        *of(referral.ProceedingUpdated, "accounts.entitled.ref", "accounts.entitled.role"),
        *of(referral.ProceedingUpdated, "accounts.entitled.act_known_on", "accounts.entitled.offender_known_on"),
        *of(referral.ProceedingUpdated, "accounts.notices.kind", "accounts.notices.on", "accounts.discontinuation"),
    ),
    work(
        INTAKE,
        "say that a period waits for the offender",
        *of(referral.ProceedingUpdated, "further_offenders.known_on"),
    ),
    work(
        INTAKE,
        "say what a proceeding means",
        *of(referral.ProceedingUpdated, "offences", "discontinuation", "notices.kind"),
    ),
    work(
        INTAKE,
        "say until when a partner should answer",
        *of((referral.ReferralSent, referral.ReferralInformed, referral.ReferralWaitlisted), "respond_by"),
    ),
    work(INTAKE, "show the deadlines", *of(_DEADLINES, "rule", "act_by")),
    work(INTAKE, "say when a deadline was over", *of(notification.DeadlineMissed, "legal_on")),
    *foreseen(
        "desk",
        work(
            REFERRAL,
            "show the state of a hand-over beside its proposal",
            *of(intake.ConsentGiven, "how"),
            *of(intake.ConsentAsked, "kind", "items", "text_version", "replaces"),
            *of((intake.ConsentRefused, intake.ConsentWithdrawn), "kind", "items", "text_version", "how", "replaces"),
        ),
        work(
            INTAKE,
            "make a task of each step of a referral that needs a human",
            *of(
                those("lotse.referral.referral", "partner_category", consumer=INTAKE),
                *("partner_category", "level", "kind", "urgency"),
            ),
            *of(those("lotse.referral.referral", "respond_by", consumer=INTAKE), "respond_by"),
        ),
        work(INTAKE, "explain the deadlines", *of(_DEADLINES, "safe_on", "legal_on")),
    ),
    *foreseen("notification", work(NOTIFICATION, "ask for consent safely", *of(intake.ConsentAsked, "kind"))),
)

USES = (*COUNTED, *FIGURES, *DEADLINES, *MATCHING, *WORK)
