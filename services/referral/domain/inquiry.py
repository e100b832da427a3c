"""What a partner asks before it decides, and what it is answered: both sealed under the key of the case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.referral.domain.referral import Referral
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

LONGEST: Final = 4_000
"""Characters of a question, and of the reply."""
NOTHING_ASKED: Final = "Bitte kreuzen Sie an, was Ihnen fehlt, oder schreiben Sie Ihre Frage."
ONE_AT_A_TIME: Final = "Ihre vorige Frage ist noch offen. Sobald wir geantwortet haben, können Sie weiter fragen."
NOTHING_OPEN: Final = "Es ist keine Frage der Stelle mehr offen. Ihre Antwort ist nicht gesendet."
NOTHING_OF_AN_ACT: Final = (
    "Bitte bestätigen Sie, dass in Ihrer Antwort nichts von einer Tat steht: Die Stelle liest, dass die Person uns von "
    "keiner Tat erzählt hatte. Ihre Antwort ist noch nicht gesendet."
)

Sealed = dict[str, Any]


class Inquiry(State):
    """`items`: what is missing. Nothing here looks into `text` and `reply`, which shared.sealing made."""

    id: str
    case_id: str
    referral_id: str
    asked_at: datetime
    items: tuple[ConsentItem, ...]
    text: Sealed | None
    """None where the partner only ticked what is missing."""
    reply: Sealed | None = None
    replied_at: datetime | None = None
    by_addition: bool = False
    """It was answered by what the person agreed to pass on in addition, and not in words of ours."""


@dataclass(frozen=True)
class AgreedAddition:
    """What the person agreed to pass on in addition, by kind, and when she was asked for it."""

    asked_at: datetime
    items: Collection[ConsentItem]


class InquiryMade(Fact[Inquiry]):
    pass


class InquiryReplied(Fact[Inquiry]):
    pass


def ask(
    inquiry_id: str, referral: Referral, items: tuple[ConsentItem, ...], text: Sealed | None, now: datetime
) -> InquiryMade:
    """Raises Invalid for a question that says nothing."""
    if not items and text is None:
        raise Invalid("wrong-value", NOTHING_ASKED)
    return InquiryMade(
        Inquiry(
            id=inquiry_id,
            case_id=referral.case_id,
            referral_id=referral.referral_id,
            asked_at=now,
            items=items,
            text=text,
        )
    )


def reply(inquiry: Inquiry, sealed: Sealed, now: datetime) -> InquiryReplied:
    """Raises Conflict where it was answered before."""
    if inquiry.replied_at is not None:
        raise Conflict("not-in-this-state", NOTHING_OPEN)
    return InquiryReplied(inquiry.model_copy(update={"reply": sealed, "replied_at": now}))


def reply_by_addition(inquiry: Inquiry, now: datetime) -> InquiryReplied | None:
    """None where it was answered before."""
    if inquiry.replied_at is not None:
        return None
    return InquiryReplied(inquiry.model_copy(update={"by_addition": True, "replied_at": now}))


def is_answered_by(inquiry: Inquiry, additions: Iterable[AgreedAddition]) -> bool:
    """Whether together they give all that was asked for: of those for which the person was asked later than we.

    `additions`: that stand now. A question in words alone stays open: only a human can compare it with what was given.
    """
    given = {item for each in additions if inquiry.asked_at <= each.asked_at for item in each.items}
    return inquiry.replied_at is None and bool(inquiry.items) and set(inquiry.items) <= given
