"""The catalogue: who publishes what on which topic, and who consumes it.

Kafka's topics and users, the documents and tests are made from this table.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.contracts import bus, channel, intake, notification, partner, referral
from shared.contracts.message import Message

Kind = Literal["facts", "state", "external", "bus"]
Producer = Literal["intake", "referral", "notification", "statistics", "every service", "channel", "partner"]

INTAKE, REFERRAL, NOTIFICATION, STATISTICS = "intake", "referral", "notification", "statistics"
PARTNER = "partner"
SERVICES = (INTAKE, REFERRAL, NOTIFICATION, STATISTICS)
OPAQUE = "{opaque}"


@dataclass(frozen=True)
class Topic:
    name: str
    kind: Kind
    key: str
    producer: Producer
    types: Mapping[type[Message], tuple[str, ...]]
    retention_days: int = 7
    partitions: int = 6
    repeated: bool = True
    """Whether, on a bus topic, a later message makes an earlier one needless."""

    @property
    def opaque(self) -> bool:
        return OPAQUE in self.name

    @property
    def pattern(self) -> str:
        """A regular expression for the names of all topics of this row."""
        return re.escape(self.name).replace(re.escape(OPAQUE), "[a-z0-9]{8,64}")

    @property
    def prefix(self) -> str:
        """Prefix of the types of this topic, with its dot."""
        return self.name.partition(OPAQUE)[0].rstrip(".") + "."

    def opaque_part(self, name: str) -> str:
        """Returns the opaque part of a topic's name."""
        before, _, after = self.name.partition(OPAQUE)
        return name.removeprefix(before).removesuffix(after)

    def named(self, opaque: str) -> str:
        name = self.name.replace(OPAQUE, opaque)
        if not re.fullmatch(self.pattern, name):
            raise ValueError("a topic's opaque part is 8 to 64 of a-z and 0-9")
        return name


TOPICS = (
    Topic(
        name="lotse.intake.contact",
        kind="facts",
        key="contact",
        producer="intake",
        types={
            intake.ContactRecorded: (STATISTICS,),
            intake.ContactAssigned: (REFERRAL, NOTIFICATION, STATISTICS),
            intake.ContactAnswered: (NOTIFICATION, STATISTICS),
            intake.ContactClosed: (STATISTICS,),
            intake.ContactErased: (NOTIFICATION, STATISTICS),
        },
    ),
    Topic(
        name="lotse.intake.case",
        kind="facts",
        key="case",
        producer="intake",
        types={
            intake.CaseOpened: (REFERRAL, NOTIFICATION, STATISTICS),
            intake.CaseTriaged: (REFERRAL, STATISTICS),
            intake.CaseAnswered: (NOTIFICATION, STATISTICS),
            intake.CaseClosed: (REFERRAL, NOTIFICATION, STATISTICS),
            intake.CaseReopened: (REFERRAL, NOTIFICATION, STATISTICS),
            intake.CaseJoined: (STATISTICS,),
            intake.CaseParted: (STATISTICS,),
            intake.CaseErased: (REFERRAL, NOTIFICATION, STATISTICS),
        },
    ),
    Topic(
        name="lotse.intake.consent",
        kind="facts",
        key="case",
        producer="intake",
        types={
            intake.ConsentAsked: (REFERRAL, NOTIFICATION),
            intake.ConsentGiven: (REFERRAL, NOTIFICATION),
            intake.ConsentRefused: (REFERRAL, NOTIFICATION),
            intake.ConsentWithdrawn: (REFERRAL, NOTIFICATION),
            intake.ConsentLapsed: (REFERRAL, NOTIFICATION),
            intake.ConsentCorrected: (REFERRAL, NOTIFICATION),
            intake.AdditionAsked: (NOTIFICATION,),
            intake.AdditionGiven: (REFERRAL, NOTIFICATION),
            intake.AdditionRefused: (NOTIFICATION,),
            intake.AdditionWithdrawn: (REFERRAL,),
            intake.AdditionLapsed: (NOTIFICATION,),
            intake.AdditionCorrected: (REFERRAL, NOTIFICATION),
            intake.ArrangementAnswered: (REFERRAL,),
        },
    ),
    Topic(
        name="lotse.intake.safe-contact",
        kind="state",
        key="case or contact",
        producer="intake",
        types={
            intake.SafeContactChanged: (NOTIFICATION,),
            intake.SafeContactWithdrawn: (NOTIFICATION,),
        },
    ),
    Topic(
        name="lotse.referral.directory",
        kind="state",
        key="partner",
        producer="referral",
        types={
            referral.PartnerListed: (INTAKE, NOTIFICATION, STATISTICS),
            referral.PartnerDelisted: (INTAKE, NOTIFICATION, STATISTICS),
        },
    ),
    Topic(
        name="lotse.referral.entry",
        kind="facts",
        key="partner",
        producer="referral",
        types={
            referral.EntryTested: (INTAKE, NOTIFICATION),
            referral.EntryDue: (INTAKE, NOTIFICATION),
            referral.EntryReached: (INTAKE,),
        },
    ),
    Topic(
        name="lotse.referral.referral",
        kind="facts",
        key="case",
        producer="referral",
        types={
            referral.ReferralSent: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralNamed: (INTAKE, STATISTICS),
            referral.ReferralDelivered: (INTAKE, STATISTICS),
            referral.ReferralQuestioned: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralInformed: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralWaitlisted: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralAccepted: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralDeclined: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralOverdue: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralExpired: (INTAKE, STATISTICS),
            referral.ReferralAnsweredLate: (INTAKE, STATISTICS),
            referral.ReferralReturned: (INTAKE, STATISTICS),
            referral.ReferralContacted: (INTAKE, STATISTICS),
            referral.ReferralCompleted: (INTAKE, STATISTICS),
            referral.ReferralFailed: (INTAKE, STATISTICS),
            referral.ReferralRecalled: (INTAKE, NOTIFICATION, STATISTICS),
            referral.ReferralLinkRenewed: (INTAKE, NOTIFICATION),
            referral.ReferralMailReceived: (INTAKE,),
            referral.ReferralAdditionsChanged: (INTAKE, NOTIFICATION),
            referral.ReferralArrangementOffered: (INTAKE, NOTIFICATION),
            referral.ReferralArrangementAnswered: (INTAKE, NOTIFICATION),
            referral.CapacityAsked: (INTAKE, NOTIFICATION),
            referral.CapacityAnswered: (INTAKE,),
            referral.CapacityLapsed: (INTAKE,),
        },
    ),
    Topic(
        name="lotse.referral.proceeding",
        kind="facts",
        key="case",
        producer="referral",
        types={referral.ProceedingUpdated: (INTAKE, NOTIFICATION, STATISTICS)},
    ),
    Topic(
        name="lotse.notification.delivery",
        kind="facts",
        key="case, contact or partner",
        producer="notification",
        types={
            notification.DeliverySent: (INTAKE, REFERRAL, STATISTICS),
            notification.DeliveryFailed: (INTAKE, REFERRAL, STATISTICS),
            notification.DeliveryDoubted: (INTAKE, REFERRAL, STATISTICS),
            notification.DeliverySuppressed: (INTAKE, STATISTICS),
            notification.DeliveryPostponed: (STATISTICS,),
        },
    ),
    Topic(
        name="lotse.notification.deadline",
        kind="facts",
        key="case",
        producer="notification",
        types={
            notification.DeadlineSet: (INTAKE, STATISTICS),
            notification.DeadlineReminded: (INTAKE, STATISTICS),
            notification.DeadlineMet: (INTAKE, STATISTICS),
            notification.DeadlineMissed: (INTAKE, STATISTICS),
            notification.DeadlineCancelled: (INTAKE, STATISTICS),
        },
    ),
    Topic(
        name="lotse.bus.heads",
        kind="bus",
        key="service",
        producer="every service",
        types={bus.HeadsAnnounced: SERVICES, bus.HeadsAsked: SERVICES},
        partitions=1,
    ),
    Topic(
        name="lotse.bus.replay",
        kind="bus",
        key="service",
        producer="every service",
        types={bus.ReplayAsked: SERVICES},
        partitions=1,
    ),
    Topic(
        name="lotse.bus.heartbeat",
        kind="bus",
        key="service",
        producer="every service",
        types={bus.HeartbeatTold: (STATISTICS,)},
        partitions=1,
    ),
    Topic(
        name="lotse.bus.signed-out",
        kind="bus",
        key="service",
        producer="intake",
        types={bus.SignOutTold: SERVICES},
        partitions=1,
        repeated=False,
    ),
    Topic(
        name="lotse.channel.{opaque}.submissions",
        kind="external",
        key="submission",
        producer="channel",
        types={channel.SubmissionReceived: (INTAKE,)},
        retention_days=3,
        partitions=1,
    ),
    Topic(
        name="lotse.partner.{opaque}.referrals",
        kind="facts",
        key="reference",
        producer="referral",
        types={
            partner.ReferralOffered: (PARTNER,),
            partner.OfferRecalled: (PARTNER,),
            partner.OfferOverdue: (PARTNER,),
            partner.OfferInformed: (PARTNER,),
            partner.CapacityAskedOfPartner: (PARTNER,),
            partner.AdditionsChanged: (PARTNER,),
            partner.OfferArrangementAnswered: (PARTNER,),
            partner.AnswerTaken: (PARTNER,),
            partner.AnswerRefused: (PARTNER,),
        },
    ),
    Topic(
        name="lotse.partner.{opaque}.answers",
        kind="external",
        key="reference",
        producer="partner",
        types={
            partner.AnswerAccepted: (REFERRAL,),
            partner.AnswerAsked: (REFERRAL,),
            partner.AnswerWaitlisted: (REFERRAL,),
            partner.AnswerDeclined: (REFERRAL,),
            partner.AnswerReturned: (REFERRAL,),
            partner.AnswerContacted: (REFERRAL,),
            partner.AnswerCompleted: (REFERRAL,),
            partner.AnswerFailed: (REFERRAL,),
        },
        retention_days=3,
        partitions=1,
    ),
)

ERASING = (intake.ContactErased, intake.CaseErased)

REPORTS_EFFECT: Mapping[type[Message], str] = {notification.DeliverySent: "dispatch_id"}
"""Facts that report an effect as done, with the field that has its id: after a restore it is not done again."""

CONCERNS_NOBODY: Mapping[type[Message], str] = {
    intake.CaseJoined: "who did it knows it, and nothing is said of it elsewhere",
    intake.CaseParted: "who did it knows it, and nothing is said of it elsewhere",
    referral.PartnerListed: "it concerns no case",
    referral.PartnerDelisted: "it concerns no case",
    notification.DeliverySent: "a mail about a mail says nothing",
    notification.DeliveryPostponed: "it waits, and leaves later",
}
"""Facts that neither make nor end a task and of which nobody is notified, each with the reason.

The tables of tasks (`services/intake/task_table.py`) and of notices (`services/notification/notice_table.py`) take them
from here."""

_MODELS = {model.TYPE: model for topic in TOPICS for model in topic.types}
_TOPIC_OF = {model.TYPE: topic for topic in TOPICS for model in topic.types}


def fact_of(type_name: str) -> str:
    """Returns the type without its major version."""
    return type_name.rpartition(".v")[0]


_MODEL_OF_FACT = {fact_of(model.TYPE): model for model in _MODELS.values()}

_ASSIGNED = {
    (consumer, topic.name, fact_of(model.TYPE))
    for topic in TOPICS
    for model, consumers in topic.types.items()
    for consumer in consumers
}


_ERASING = {fact_of(model.TYPE) for model in ERASING}


def model_of(type_name: str) -> type[Message] | None:
    return _MODELS.get(type_name)


def model_of_fact(fact: str) -> type[Message]:
    """Returns the model for a type without its major version. Raises KeyError."""
    return _MODEL_OF_FACT[fact]


def topic_of(type_name: str) -> Topic:
    return _TOPIC_OF[type_name]


@lru_cache(maxsize=4096)
def topic_named(name: str) -> Topic | None:
    """Returns the catalogue's row for a topic named as Kafka knows it, opaque part and all; None if there is none."""
    return next((topic for topic in TOPICS if re.fullmatch(topic.pattern, name)), None)


def is_published_by(service: str, name: str) -> bool:
    """Whether the service's own events, and no others, stand on the topic (named as Kafka knows it)."""
    row = topic_named(name)
    return row is not None and row.producer == service


def is_external(name: str) -> bool:
    """Whether somebody outside writes the topic (named as Kafka knows it)."""
    row = topic_named(name)
    return row is not None and row.kind == "external"


def consumes(service: str, topic: str, type_name: str) -> bool:
    """Whether the fact, in whatever version, is assigned to the service on this topic (named as Kafka knows it)."""
    row = topic_named(topic)
    return row is not None and (service, row.name, fact_of(type_name)) in _ASSIGNED


def erases(type_name: str) -> bool:
    """Whether all that is held under the event's key ends with it."""
    return fact_of(type_name) in _ERASING


def consumed_by(service: str) -> tuple[Topic, ...]:
    return tuple(topic for topic in TOPICS if any(service in consumers for consumers in topic.types.values()))


def types_consumed(service: str) -> dict[type[Message], Topic]:
    """Returns every message that the service must have a handler for, with its topic."""
    return {model: topic for topic in TOPICS for model, consumers in topic.types.items() if service in consumers}


def types_published(service: str) -> dict[type[Message], Topic]:
    return {model: topic for topic in TOPICS for model in topic.types if topic.producer in (service, "every service")}
