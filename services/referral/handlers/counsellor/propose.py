"""Which partners could help with a case, made anew at each look: opening hours, capacity and the directory change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.referral.domain.case import Case
from services.referral.domain.handover import Handover
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
from services.referral.store import HANDOVERS, LINK_TRIES, REFERRALS
from shared.audit import Audit
from shared.bus import Transaction
from shared.web import Staff


@dataclass(frozen=True)
class CaseFile:
    """`referrals` by their last change, the latest last; `partners` by id: those of the referrals.

    `tried`: references of those behind whose link somebody tried PINs. `inquiries`, `phone_answers`, `mails`: of each
    referral.
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
        """Raises NotFound and ReasonNeeded like `load_visible`."""
        case = await look_at(tx, self.audit, me, case_id, "proposals")
        index = await self.directory.index(tx)
        referrals = await REFERRALS.all(tx, sort="changed_at", case_id=case_id)
        asked = how_far(await HANDOVERS.all(tx, case_id=case_id), referrals)
        circumstances = await self.sources.open(await load_circumstances(tx, case_id))
        matching = match(Question(case, index, asked, tx.now, circumstances))
        involved = index.named(index.of(each.partner_id for each in referrals))
        partners = {partner.partner_id: partner for partner in involved}
        tried = frozenset(each.reference for each in await LINK_TRIES.all(tx, case_id=case_id, suspected=True))
        inquiries = {each.referral_id: await self.inquiries.of(tx, each) for each in referrals}
        said = {each.referral_id: await self.phone_answers.of(tx, each) for each in referrals}
        mails = {each.referral_id: await self.mail_replies.of(tx, each) for each in referrals}
        return CaseFile(case, circumstances, matching, referrals, partners, tried, inquiries, said, mails, tx.now)


def how_far(handovers: Iterable[Handover], referrals: Iterable[Referral]) -> dict[str, Past]:
    """By partner; `referrals` in the order of their last change. What waits for the person counts before what was."""
    decided = {each.handover_id: each.state for each in handovers}
    by_state: dict[str, dict[str, Past]] = {"refused": {}, "asked": {}}
    for each in handovers:
        if each.state in by_state:
            by_state[each.state][each.partner_id] = "consent_refused" if each.state == "refused" else "consent_asked"
    referred: dict[str, Past] = {
        each.partner_id: "consent_withdrawn" if decided.get(each.handover_id) == "withdrawn" else _past(each)
        for each in referrals
    }
    return by_state["refused"] | referred | by_state["asked"]


def _past(referral: Referral) -> Past:
    is_agreed_late = referral.late == "accept" and referral.state not in OPEN
    return "agreed_late" if is_agreed_late else referral.state
