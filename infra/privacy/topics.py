"""The record of processing of what travels on Kafka; a field's purpose is the use that the contracts name for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.contracts.catalogue import TOPICS, Topic
from shared.contracts.message import Message
from shared.contracts.sources import USES, Field, Issue, Use
from shared.retention import Basis, Whose, leaves

BELONGS: Final = "Zuordnung"
HANDLES: Final = ("_id", "ref", "reference")
FOR: Final = {"figure": "Zählen", "deadline": "Fristen", "matching": "Vorschläge", "work": "Bearbeitung"}
AWAITED: Final[Mapping[Issue, str]] = {
    "desk": "Arbeitsplatz der Beratung",
    "notification": "Benachrichtigung",
    "referral": "Vermittlung",
    "statistics": "Statistik",
}
"""The future users of fields that travel already."""


@dataclass(frozen=True)
class TopicRecord:
    """The record of one topic. `fields`: by purpose, the names; only where no service of ours uses them."""

    why: str
    whose: Whose
    basis: Basis
    fields: Mapping[str, str] = field(default_factory=dict)


PICTURE: Final = """
    reason land municipality_kind target_group person tenure threat_kinds urgency needs wishes.no_police
    wishes.no_prosecution wishes.languages anonymous reported_to_police
"""
RECORDS: Final[Mapping[str, TopicRecord]] = {
    "lotse.intake.contact": TopicRecord("Eingang und Verbleib eines Kontakts", Whose.PERSON, Basis.DUTY),
    "lotse.intake.case": TopicRecord("Grobes Bild und Verbleib eines Falls", Whose.PERSON, Basis.DUTY),
    "lotse.intake.consent": TopicRecord("Entscheidungen über Weitergaben", Whose.PERSON, Basis.PROOF),
    "lotse.intake.safe-contact": TopicRecord("Dass es einen sicheren Kontaktweg gibt", Whose.PERSON, Basis.CONSENT),
    "lotse.referral.directory": TopicRecord("Welche Stellen helfen", Whose.NOBODY, Basis.NONE),
    "lotse.referral.entry": TopicRecord("Mails an Stellen über ihren Eintrag", Whose.NOBODY, Basis.NONE),
    "lotse.referral.referral": TopicRecord("Gang einer Vermittlung", Whose.PERSON, Basis.CONSENT),
    "lotse.referral.proceeding": TopicRecord("Stand eines Strafverfahrens", Whose.PERSON, Basis.CONSENT),
    "lotse.notification.delivery": TopicRecord("Ob eine Nachricht ankam", Whose.PERSON, Basis.DUTY),
    "lotse.notification.deadline": TopicRecord("Gang einer Frist", Whose.PERSON, Basis.CONSENT),
    "lotse.channel.{opaque}.submissions": TopicRecord(
        "Meldungen über das System eines anderen Meldewegs",
        Whose.PERSON,
        Basis.CONSENT,
        {"Inhalt, versiegelt für die Erstaufnahme": "kid box", "Grobes Bild": PICTURE},
    ),
    "lotse.partner.{opaque}.referrals": TopicRecord(
        "Was ein Partner von seinen Vermittlungen wissen muss",
        Whose.PERSON,
        Basis.CONSENT,
        {"Dringlichkeit und Frist": "urgency respond_by answer_by", "Wo er nachsieht, ohne Geheimnis": "address",
         "Rückruf und Antworten": "reason answer_id answer problem"},
    ),
    "lotse.partner.{opaque}.answers": TopicRecord(
        "Antworten eines Partners",
        Whose.PERSON,
        Basis.CONSENT,
        {"Grund oder Ergebnis": "reason outcome", "Welche Angaben fehlen": "items", "Ende der Warteliste": "until"},
    ),
    "lotse.bus.heads": TopicRecord(
        "Wie weit jeder Fall gesagt ist", Whose.PERSON, Basis.DUTY,
        {"Dienst, Thema, Zeitraum": "service topic through since", "Kennungen und Zähler": "heads part parts"},
    ),
    "lotse.bus.replay": TopicRecord(
        "Verlorenes noch einmal anfordern", Whose.PERSON, Basis.DUTY,
        {"Dienst, Thema": "service topic", "Kennungen und Zähler": "gaps.key gaps.first gaps.last"},
    ),
    "lotse.bus.heartbeat": TopicRecord(
        "Sehen, ob die Dienste leben", Whose.NOBODY, Basis.NONE,
        {"Welcher Dienst": "service instance version",
         "Was bei ihm wartet": "pending parked quarantined refused lag stopped oldest_pending",
         "Was er noch zu tun hat": "effects effects_failing effects_oldest_failing effects_given_up"},
    ),
    "lotse.bus.signed-out": TopicRecord(
        "Eine Abmeldung gilt überall", Whose.STAFF, Basis.SECURITY, {"Kennung der Sitzung": "sid"}
    ),
}  # fmt: skip


def purposes(topic: Topic) -> dict[str, list[str]]:
    """Returns the purposes of each field, over all types of the topic; an empty list is a fault."""
    found: dict[str, list[str]] = {}
    for model in topic.types:
        for name in leaves(model):
            found.setdefault(name, []).extend(_purposes(topic, model, name))
    return {name: list(dict.fromkeys(known)) for name, known in found.items()}


def faults() -> Iterator[str]:
    for name in sorted({topic.name for topic in TOPICS} ^ RECORDS.keys()):
        yield f"{name}: on one side only of catalogue and infra/privacy/topics.py"
    for topic in TOPICS:
        travels = purposes(topic)
        for name in (name for name, known in travels.items() if not known):
            yield f"{topic.name}: the field {name} has no purpose: name its use in shared/contracts/sources.py"
        for name in sorted(set(_ours(topic)) - travels.keys()):
            yield f"{topic.name}: the field {name} does not travel"


def _purposes(topic: Topic, model: type[Message], name: str) -> Iterator[str]:
    if name.endswith(HANDLES):
        yield BELONGS
    yield from (_german(use) for use in USES if any(_is(source, model, name) for source in use.sources))
    if name in _ours(topic):
        yield _ours(topic)[name]


def _ours(topic: Topic) -> dict[str, str]:
    """Returns the fields whose purpose this table names."""
    record = RECORDS.get(topic.name)
    return {name: purpose for purpose, names in record.fields.items() for name in names.split()} if record else {}


def _is(source: object, model: type[Message], name: str) -> bool:
    return isinstance(source, Field) and source.message is model and f"{name}.".startswith(f"{source.name}.")


def _german(use: Use) -> str:
    return f"{FOR[use.purpose]} (vorgesehen: {AWAITED[use.awaits]})" if use.awaits else FOR[use.purpose]
