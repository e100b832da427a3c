"""A question of a partner before it decides, and our reply: both sealed under the key of the case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.referral.domain.referral import Referral
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

LONGEST: Final = 4_000
"""Characters of a question, and of the reply, at most."""
NOTHING_ASKED: Final = "Bitte kreuzen Sie an, was Ihnen fehlt, oder schreiben Sie Ihre Frage."
ONE_AT_A_TIME: Final = "Ihre vorige Frage ist noch offen. Sobald wir geantwortet haben, können Sie weiter fragen."
NOTHING_OPEN: Final = "Es ist keine Frage der Stelle mehr offen. Ihre Antwort ist nicht gesendet."
NOTHING_OF_AN_ACT: Final = (
    "Bitte bestätigen Sie, dass in Ihrer Antwort nichts von einer Tat steht: Die Stelle liest, dass die Person uns von "
    "keiner Tat erzählt hatte. Ihre Antwort ist noch nicht gesendet."
)

Sealed = dict[str, Any]


class Inquiry(State):
    """A question. `items`: what is missing. Nothing here reads `text` and `reply`, which shared.sealing made."""

    id: str
    case_id: str
    referral_id: str
    asked_at: datetime
    items: tuple[ConsentItem, ...]
    text: Sealed | None
    """`None`: the partner only ticked what is missing."""
    reply: Sealed | None = None
    replied_at: datetime | None = None
    by_addition: bool = False
    """Whether it was answered by an addition to which the person agreed, and not by a text of ours."""


@dataclass(frozen=True)
class AgreedAddition:
    """An addition to which the person agreed: its kinds of items, and when the person was asked for it."""

    asked_at: datetime
    items: Collection[ConsentItem]


class InquiryMade(Fact[Inquiry]):
    pass


class InquiryReplied(Fact[Inquiry]):
    pass


def ask(
    inquiry_id: str, referral: Referral, items: tuple[ConsentItem, ...], text: Sealed | None, now: datetime
) -> InquiryMade:
    """Makes the question; raises Invalid for an empty one."""
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
    """Adds our reply; raises Conflict where there is one already."""
    if inquiry.replied_at is not None:
        raise Conflict("not-in-this-state", NOTHING_OPEN)
    return InquiryReplied(inquiry.model_copy(update={"reply": sealed, "replied_at": now}))


def reply_by_addition(inquiry: Inquiry, now: datetime) -> InquiryReplied | None:
    """Marks the question as answered by an addition; None where it was answered before."""
    if inquiry.replied_at is not None:
        return None
    return InquiryReplied(inquiry.model_copy(update={"by_addition": True, "replied_at": now}))


def is_answered_by(inquiry: Inquiry, additions: Iterable[AgreedAddition]) -> bool:
    """Whether the additions for which the person was asked after the question give all items that it asked for.

    `additions`: those that stand now. A question in words alone stays open: only a human can compare it with them.
    """
    given = {item for each in additions if inquiry.asked_at <= each.asked_at for item in each.items}
    return inquiry.replied_at is None and bool(inquiry.items) and set(inquiry.items) <= given
