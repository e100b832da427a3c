"""Proposes partners for a case, computed anew at each look: opening hours, capacity and the directory change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.referral.domain.capacity_inquiry import CapacityInquiry
from services.referral.domain.case import Case
from services.referral.domain.handover import Decision, Handover
from services.referral.domain.matching import Matching, match
from services.referral.domain.partner import Partner
from services.referral.domain.question import Circumstances, Past, Question
from services.referral.domain.referral import OPEN, Referral
from services.referral.handlers.counsellor.circumstances import SealedSources, load_circumstances
from services.referral.handlers.counsellor.read_case import look_at
from services.referral.handlers.directory import Directory
from services.referral.handlers.inquiries import Inquiries, OpenedInquiry
from services.referral.handlers.mail_replies import MailReplies, OpenedReply
from services.referral.handlers.phone_answers import OpenedPhoneAnswer, PhoneAnswers
from services.referral.store import CAPACITY_INQUIRIES, HANDOVERS, LINK_TRIES, REFERRALS
from shared.audit import Audit
from shared.bus import Transaction
from shared.web import Staff


@dataclass(frozen=True)
class CaseFile:
    """All that staff see of a case here. `referrals` by their last change, the latest last; `partners` by id.

    `partners`: those of the referrals and of the capacity inquiries. `tried`: references of referrals behind whose link
    somebody tried PINs. `inquiries`, `phone_answers`, `mails`: by referral.
    """

    case: Case
    circumstances: Circumstances
    matching: Matching
    referrals: list[Referral]
    partners: Mapping[str, Partner]
    tried: frozenset[str]
    inquiries: Mapping[str, list[OpenedInquiry]]
    phone_answers: Mapping[str, list[OpenedPhoneAnswer]]
    mails: Mapping[str, list[OpenedReply]]
    capacity: Mapping[str, CapacityInquiry]
    """The latest capacity inquiry of this case, by partner id."""
    now: datetime


@dataclass(frozen=True)
class Proposals:
    directory: Directory
    sources: SealedSources
    inquiries: Inquiries
    phone_answers: PhoneAnswers
    mail_replies: MailReplies
    audit: Audit

    async def read(self, tx: Transaction, me: Staff, case_id: str) -> CaseFile:
        """Returns the case file, and notes the look. Raises NotFound and ReasonNeeded like `load_visible`."""
        case = await look_at(tx, self.audit, me, case_id, "proposals")
        referrals = await REFERRALS.all(tx, sort="changed_at", case_id=case_id)
        circumstances, matching = await self.matching(tx, case, referrals)
        room = await CAPACITY_INQUIRIES.all(tx, sort="asked_at", case_id=case_id)
        index = matching.index
        ids = [*(each.partner_id for each in referrals), *(each.partner_id for each in room)]
        involved = index.named(index.of(ids))
        partners = {partner.partner_id: partner for partner in involved}
        tried = frozenset(each.reference for each in await LINK_TRIES.all(tx, case_id=case_id, suspected=True))
        inquiries = await self.inquiries.of_each(tx, referrals)
        said = await self.phone_answers.of_each(tx, referrals)
        mails = await self.mail_replies.of_each(tx, referrals)
        capacity = {each.partner_id: each for each in room}
        return CaseFile(
            case, circumstances, matching, referrals, partners, tried, inquiries, said, mails, capacity, tx.now
        )

    async def matching(
        self, tx: Transaction, case: Case, referrals: Iterable[Referral]
    ) -> tuple[Circumstances, Matching]:
        """`referrals`: those of the case, in the order of their last change. To be called after `load_visible`."""
        index = await self.directory.index(tx)
        asked = how_far(await HANDOVERS.all(tx, case_id=case.case_id), referrals)
        circumstances = await self.sources.open(await load_circumstances(tx, case.case_id))
        return circumstances, match(Question(case, index, asked, tx.now, circumstances))


NEVER_AGREED: Final[frozenset[Decision | None]] = frozenset({"refused", "lapsed"})
"""Decisions on a hand-over with a referral that say nothing of the partner: the consent was noted by mistake."""


def how_far(handovers: Iterable[Handover], referrals: Iterable[Referral]) -> dict[str, Past]:
    """Returns by partner id how far the case has come with it; `referrals` in the order of their last change.

    A hand-over that waits for the person overrides referrals, and referrals override a refusal.
    """
    decided = {each.handover_id: each.state for each in handovers}
    by_state: dict[str, dict[str, Past]] = {"refused": {}, "asked": {}}
    for each in handovers:
        if each.state in by_state:
            by_state[each.state][each.partner_id] = "consent_refused" if each.state == "refused" else "consent_asked"
    referred: dict[str, Past] = {
        each.partner_id: "consent_withdrawn" if decided.get(each.handover_id) == "withdrawn" else _past(each)
        for each in referrals
        if decided.get(each.handover_id) not in NEVER_AGREED
    }
    return by_state["refused"] | referred | by_state["asked"]


def _past(referral: Referral) -> Past:
    is_agreed_late = referral.late == "accept" and referral.state not in OPEN
    return "agreed_late" if is_agreed_late else referral.state
