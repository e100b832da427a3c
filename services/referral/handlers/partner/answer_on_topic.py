"""A partner's system answers on its own topic, and reads on its other one whether each answer was taken."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.referral.domain.partner import Partner
from services.referral.domain.referral import Answer, Referral
from services.referral.handlers.partner.answer import answer
from services.referral.handlers.partner.ask import ask_for_items, waitlist
from services.referral.handlers.partner.visibility import of_partner
from services.referral.publications import publish_answer_refused, publish_answer_taken
from services.referral.store import PARTNERS, REFERRALS, is_onboarded
from shared.bus import Rejection, Transaction
from shared.contracts.vocabulary import AnswerProblem, ConsentItem, PartnerAnswer
from shared.errors import Conflict, Invalid, Never

ANSWERS: Final[dict[PartnerAnswer, Answer]] = {
    PartnerAnswer.ACCEPTED: "accept",
    PartnerAnswer.DECLINED: "decline",
    PartnerAnswer.RETURNED: "return",
    PartnerAnswer.CONTACTED: "contact",
    PartnerAnswer.COMPLETED: "complete",
    PartnerAnswer.FAILED: "fail",
}
REFERENCE: Final = re.compile("[A-Za-z0-9_-]{1,64}")
PROBLEMS: Final = {
    "id-reused": AnswerProblem.ID_REUSED,
    "unreadable": AnswerProblem.UNREADABLE,
    "stopped": AnswerProblem.STOPPED,
}


@dataclass(frozen=True)
class TopicAnswer:
    """`id`: the partner's id of its message. `items`: what is missing. `until`: the end of its waiting list."""

    id: str
    reference: str
    what: PartnerAnswer
    reason: str | None = None
    items: tuple[ConsentItem, ...] = ()
    until: date | None = None


async def answer_on_topic(tx: Transaction, topic: str, given: TopicAnswer) -> None:
    """Publishes to the partner whether the answer was taken. An unknown reference and a foreign one are refused alike.

    Raises Never where no partner that is onboarded has this topic.
    """
    partner = await _partner_of(tx, topic)
    if partner is None:
        raise Never("no partner of the directory writes on this topic")
    wanted = of_partner(partner, given.reference)
    referral = await REFERRALS.find(tx, **wanted)
    if referral is None:
        publish_answer_refused(tx, partner, None, given.reference, given.id, AnswerProblem.UNKNOWN_REFERENCE)
        return
    try:
        answered = await _take(tx, wanted, given)
    except Invalid:
        publish_answer_refused(tx, partner, referral, given.reference, given.id, AnswerProblem.OTHER)
    except Conflict:
        publish_answer_refused(tx, partner, referral, given.reference, given.id, AnswerProblem.NOT_IN_THIS_STATE)
    else:
        publish_answer_taken(tx, partner, answered, given.id, given.what)


async def _take(tx: Transaction, wanted: dict[str, Any], given: TopicAnswer) -> Referral:
    if given.what is PartnerAnswer.ASKED:
        return await ask_for_items(tx, wanted, given.items)
    if given.until is not None:
        return await waitlist(tx, wanted, given.until)
    return await answer(tx, wanted, ANSWERS[given.what], given.reason)


async def refuse_on_topic(tx: Transaction, topic: str, rejection: Rejection) -> None:
    """Publishes to the partner that the bus did not take its record; a record without an id is named by its offset."""
    partner = await _partner_of(tx, topic)
    if partner is None:
        return
    reference = rejection.key if rejection.key and REFERENCE.fullmatch(rejection.key) else "unknown"
    answer_id = rejection.id or f"offset-{rejection.offset}"
    referral = await REFERRALS.find(tx, **of_partner(partner, reference))
    publish_answer_refused(tx, partner, referral, reference, answer_id, PROBLEMS[rejection.why])


async def _partner_of(tx: Transaction, topic: str) -> Partner | None:
    """Returns the partner; None also where it is not onboarded, as its Kafka user is issued in one of the steps."""
    partner = await PARTNERS.find(tx, topic=topic, listed=True)
    return partner if partner is not None and await is_onboarded(tx, partner.partner_id) else None
