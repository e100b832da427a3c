"""A partner's answers by its own topic: the same acts as by the API, and on its topic what became of each."""

import re
from dataclasses import dataclass
from typing import Final

from services.referral.domain.life import Act
from services.referral.domain.partner import Partner
from services.referral.handlers.entry import referral_of
from services.referral.handlers.progress import act
from services.referral.publications import say_refused, say_taken
from services.referral.store import find_by
from shared.bus import Rejection, Transaction
from shared.contracts.vocabulary import AnswerProblem, PartnerAnswer
from shared.errors import Conflict, Never, NotFound

ACTS: Final[dict[PartnerAnswer, Act]] = {
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
class Answer:
    id: str
    reference: str
    what: PartnerAnswer
    said: str | None


async def take(tx: Transaction, topic: str, answer: Answer) -> None:
    """What is not there and what is another partner's are refused alike."""
    partner = await _writing_on(tx, topic)
    if partner is None:
        raise Never("no partner of the directory writes on this topic")
    try:
        referral = await referral_of(tx, partner, answer.reference)
        acted = await act(tx, referral, ACTS[answer.what], "partner", answer.said)
    except NotFound:
        say_refused(tx, partner, None, answer.reference, answer.id, AnswerProblem.UNKNOWN_REFERENCE)
    except Conflict:
        say_refused(tx, partner, referral, answer.reference, answer.id, AnswerProblem.NOT_IN_THIS_STATE)
    else:
        say_taken(tx, partner, acted, answer.id, answer.what)


async def refuse(tx: Transaction, topic: str, refusal: Rejection) -> None:
    """Where not even an id could be read, the record is named by its place."""
    partner = await _writing_on(tx, topic)
    if partner is None:
        return
    reference = refusal.key if refusal.key and REFERENCE.fullmatch(refusal.key) else "unknown"
    answer_id = refusal.id or f"offset-{refusal.offset}"
    try:
        referral = await referral_of(tx, partner, reference)
    except NotFound:
        referral = None
    say_refused(tx, partner, referral, reference, answer_id, PROBLEMS[refusal.why])


async def _writing_on(tx: Transaction, topic: str) -> Partner | None:
    return await find_by(tx, Partner, topic=topic, listed=True)
