"""The mail that asks a partner to confirm its entry: sent once before the entry is stale, and one reminder."""

from datetime import date, datetime, timedelta
from typing import Final

from services.referral.domain.freshness import freshness
from services.referral.domain.partner import Partner
from shared.clock import berlin_day
from shared.contracts.vocabulary import Way
from shared.errors import Conflict
from shared.state import Fact, State

REMIND_AFTER: Final = timedelta(days=14)
AGAIN_AFTER: Final = timedelta(days=1)
CANNOT_BE_ASKED: Final = "Diese Stelle können wir nicht per Mail fragen."
ASKED_TODAY: Final = "In den letzten 24 Stunden ging schon eine Bitte hinaus. Mehr als eine am Tag senden wir nicht."


class ConfirmationRequest(State):
    """The last request to a partner. `of`: the day of the entry's confirmation then; a newer one makes it obsolete.

    `returned_at`: when a mail of it came back.
    """

    partner_id: str
    of: date
    asked_at: datetime
    reminded_at: datetime | None = None
    returned_at: datetime | None = None

    @property
    def last(self) -> datetime:
        """Time of the last mail: the reminder, or else the request."""
        return self.reminded_at or self.asked_at


class ConfirmationAsked(Fact[ConfirmationRequest]):
    pass


class ConfirmationReminded(Fact[ConfirmationRequest]):
    pass


def ask(
    entry: Partner, known: ConfirmationRequest | None, now: datetime, *, is_onboarded: bool
) -> ConfirmationAsked | ConfirmationReminded | None:
    """Returns the request or reminder that is due; None where none is, also for a partner that is not asked at all."""
    if not is_onboarded or not may_be_asked(entry) or freshness(entry, berlin_day(now)) != "due":
        return None
    if not is_about(known, entry):
        return ConfirmationAsked(ConfirmationRequest(partner_id=entry.partner_id, of=entry.assured_on, asked_at=now))
    assert known is not None
    if known.reminded_at is not None or now - known.asked_at < REMIND_AFTER:
        return None
    return ConfirmationReminded(known.model_copy(update={"reminded_at": now}))


def ask_now(entry: Partner, known: ConfirmationRequest | None, now: datetime) -> ConfirmationAsked:
    """Asks whatever the entry's age, for a supervisor. Raises Conflict where it cannot be asked, and twice within a
    day.
    """
    if not may_be_asked(entry):
        raise Conflict("not-in-this-state", CANNOT_BE_ASKED)
    if known is not None and now - known.last < AGAIN_AFTER:
        raise Conflict("not-in-this-state", ASKED_TODAY)
    return ConfirmationAsked(ConfirmationRequest(partner_id=entry.partner_id, of=entry.assured_on, asked_at=now))


def may_be_asked(entry: Partner) -> bool:
    """Whether the entry is listed, not inactive, and has a mailbox. A suspended partner is not listed."""
    return entry.listed and entry.status != "inactive" and Way.MAIL in entry.ways and bool(entry.mails)


def is_about(known: ConfirmationRequest | None, entry: Partner) -> bool:
    """Whether the request asks for the confirmation that the entry still lacks."""
    return known is not None and known.of == entry.assured_on


def return_mail(known: ConfirmationRequest, now: datetime) -> Fact[ConfirmationRequest]:
    return Fact(known.model_copy(update={"returned_at": now}))
