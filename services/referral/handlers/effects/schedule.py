"""The effects of referral: the kinds under which they are stored, and when each is due."""

from typing import Final

from services.referral.domain.capacity_inquiry import CapacityInquiry
from services.referral.domain.referral import Referral
from services.referral.domain.transitions import MOVED
from shared.bus import Transaction

SEND: Final = "fetch"
"""The kind as it is stored; the effect fetches the package and sends the referral."""

TELL_ARRANGEMENT: Final = "tell_arrangement"
FETCH_ARRANGEMENT_ANSWER: Final = "fetch_arrangement_answer"
TELL_FILE_NUMBERS: Final = "tell_file_numbers"
MARK_OVERDUE: Final = "miss"
"""The kind as it is stored; the effect marks the referral as overdue."""

LAPSE_CAPACITY: Final = "lapse_capacity"
EXPIRE: Final = "expire"
"""Kind that only earlier releases scheduled."""


def schedule_sending(tx: Transaction, referral: Referral) -> None:
    payload = {"referral_id": referral.referral_id, "handover_id": referral.handover_id}
    tx.add_effect(SEND, key=referral.case_id, payload=payload)


def schedule_deadline(tx: Transaction, referral: Referral) -> None:
    """Schedules `mark_overdue` at `respond_by` for a warm referral when it is sent, and anew when the deadline moves.

    An earlier effect stays and does nothing while `respond_by` lies ahead.
    """
    payload = {"referral_id": referral.referral_id}
    if referral.state in ("sent", *MOVED) and referral.kind == "warm":
        tx.add_effect(MARK_OVERDUE, key=referral.case_id, payload=payload, due=referral.respond_by)


def schedule_telling(tx: Transaction, referral: Referral) -> None:
    tx.add_effect(TELL_ARRANGEMENT, key=referral.case_id, payload={"referral_id": referral.referral_id})


def schedule_fetching_answer(tx: Transaction, referral: Referral) -> None:
    tx.add_effect(FETCH_ARRANGEMENT_ANSWER, key=referral.case_id, payload={"handover_id": referral.handover_id})


def schedule_lapse(tx: Transaction, asked: CapacityInquiry) -> None:
    payload = {"inquiry_id": asked.inquiry_id}
    tx.add_effect(LAPSE_CAPACITY, key=asked.case_id, payload=payload, due=asked.answer_by)


def schedule_telling_file_numbers(tx: Transaction, case_id: str) -> None:
    tx.add_effect(TELL_FILE_NUMBERS, key=case_id, payload={})
