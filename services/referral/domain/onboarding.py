"""The onboarding of a partner: the steps that staff took, and those missing before anything of a case goes to it.

A mailbox is tested, somebody calls a number from an independent source, and the PIN goes by another way than mail: so
nobody gets a case who only reads the mailbox or gave us a number of their own.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, Literal

from services.referral.domain.partner import TAKES_REFERRALS, Partner
from shared.clock import berlin_day
from shared.contracts.vocabulary import Way
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

NumberSource = Literal["website", "register", "authority", "meeting"]
"""Source of the number that was called: never a mail or form of the partner's own."""

PinWay = Literal["phone", "in_person", "letter"]
"""The way by which the PIN was told. Not mail: the links arrive there."""

OnboardingStep = Literal["way", "mailbox", "test", "call_back", "pin", "token", "kafka"]
TEST_LINK_LIVES: Final = timedelta(days=14)
BY_SYSTEM: Final = frozenset({Way.WEBHOOK, Way.KAFKA})
"""Ways of partners whose system fetches a referral with its token."""

NOT_LISTED: Final = "Diese Stelle ist nicht im Verzeichnis oder gesperrt."
NO_MAILBOX: Final = "Für diese Stelle ist kein Postfach eingetragen, oder sie wird nicht per Mail erreicht."
NO_PIN: Final = "Bitte stellen Sie zuerst eine PIN aus."
NOT_WHOLE: Final = "Es fehlt noch etwas. Was offen ist, steht oben auf dieser Seite."
TO_COME: Final = "Dieser Tag liegt noch vor uns. Bitte geben Sie an, wann Sie angerufen haben."


class Onboarding(State):
    """`tested`: a digest of the addresses of the last test. `called_by`, `pin_told_by`, `kafka_by`: members of staff.

    Of a call only the number is kept, which is the organisation's, and nobody's name there.
    """

    partner_id: str
    tested_at: datetime | None = None
    tested: str = ""
    arrived_at: datetime | None = None
    returned_at: datetime | None = None
    called_on: date | None = None
    called_by: str = ""
    called_number: str = ""
    called_source: NumberSource | None = None
    pin_issued_at: datetime | None = None
    pin_told_at: datetime | None = None
    pin_told_by: str = ""
    pin_told_how: PinWay | None = None
    token_issued_at: datetime | None = None
    kafka_at: datetime | None = None
    kafka_by: str = ""

    @property
    def link_until(self) -> datetime | None:
        """The end of the link in the last test."""
        return self.tested_at + TEST_LINK_LIVES if self.tested_at else None


class Onboarded(Fact[Onboarding]):
    pass


def missing(entry: Partner, known: Onboarding) -> tuple[OnboardingStep, ...]:
    """Returns the steps that are missing before the partner gets its first referral, in their order."""
    by_mail, by_system = Way.MAIL in entry.ways, BY_SYSTEM.intersection(entry.ways)
    open_steps: dict[OnboardingStep, bool] = {
        "way": not TAKES_REFERRALS.intersection(entry.ways),
        "mailbox": by_mail and not entry.mails,
        "test": by_mail and not is_reached(entry, known),
        "call_back": known.called_on is None,
        "pin": by_mail and known.pin_told_at is None,
        "token": bool(by_system) and known.token_issued_at is None,
        "kafka": Way.KAFKA in entry.ways and known.kafka_at is None,
    }
    return tuple(step for step, is_open in open_steps.items() if is_open)


def is_reached(entry: Partner, known: Onboarding) -> bool:
    """Whether somebody there confirmed the last test, and the addresses are still those that it went to."""
    return known.arrived_at is not None and known.tested == addresses(entry.mails)


def addresses(mails: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(mails)).encode()).hexdigest()


def may_be_tested(entry: Partner) -> bool:
    """Whether the entry is listed and has a mailbox; an inactive partner may be tested too."""
    return entry.listed and Way.MAIL in entry.ways and bool(entry.mails)


def test(known: Onboarding, entry: Partner, now: datetime) -> Onboarded:
    """Notes a test mail to the addresses. Raises Conflict where there is none, or the entry is not in the directory."""
    if not entry.listed:
        raise Conflict("not-in-this-state", NOT_LISTED)
    if not may_be_tested(entry):
        raise Conflict("not-in-this-state", NO_MAILBOX)
    begun = {"tested_at": now, "tested": addresses(entry.mails), "arrived_at": None, "returned_at": None}
    return Onboarded(known.model_copy(update=begun))


def arrive(known: Onboarding, now: datetime) -> Onboarded | None:
    """Notes that somebody at the mailbox confirmed the test, whatever came back before. None where that is noted."""
    if known.arrived_at is not None:
        return None
    return Onboarded(known.model_copy(update={"arrived_at": now, "returned_at": None}))


def return_mail(known: Onboarding, now: datetime) -> Onboarded | None:
    """Notes that a test came back. None where the last one was confirmed: a late return is of an earlier one."""
    return Onboarded(known.model_copy(update={"returned_at": now})) if known.arrived_at is None else None


def call_back(known: Onboarding, on: date, by: str, number: str, source: NumberSource, now: datetime) -> Onboarded:
    """Notes the call; raises Invalid for a day to come."""
    if on > berlin_day(now):
        raise Invalid("wrong-value", TO_COME)
    called = {"called_on": on, "called_by": by, "called_number": number, "called_source": source}
    return Onboarded(known.model_copy(update=called))


def issue_pin(known: Onboarding, now: datetime) -> Onboarded:
    """Notes a new PIN, which is still to be told to the partner."""
    issued = {"pin_issued_at": now, "pin_told_at": None, "pin_told_by": "", "pin_told_how": None}
    return Onboarded(known.model_copy(update=issued))


def tell_pin(known: Onboarding, by: str, how: PinWay, now: datetime) -> Onboarded:
    """Notes that the PIN was told; raises Conflict where none was issued."""
    if known.pin_issued_at is None:
        raise Conflict("not-in-this-state", NO_PIN)
    return Onboarded(known.model_copy(update={"pin_told_at": now, "pin_told_by": by, "pin_told_how": how}))


def issue_token(known: Onboarding, now: datetime) -> Onboarded:
    return Onboarded(known.model_copy(update={"token_issued_at": now}))


def note_kafka(known: Onboarding, by: str, now: datetime) -> Onboarded:
    """Notes that the operator issued the Kafka user, or a new password: nothing else tells us so."""
    return Onboarded(known.model_copy(update={"kafka_at": now, "kafka_by": by}))


def refuse_unless_whole(entry: Partner, known: Onboarding) -> None:
    """Raises Conflict while a step is missing, and for an entry that is not in the directory."""
    if not entry.listed:
        raise Conflict("not-in-this-state", NOT_LISTED)
    if missing(entry, known):
        raise Conflict("not-in-this-state", NOT_WHOLE)
