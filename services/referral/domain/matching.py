"""Who could help, and why: hard filters first, then a ranking by points that add up in the open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeVar

from services.referral.domain.case import Case
from services.referral.domain.life import State
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Land, Need, PartnerCategory, Urgency

Word = TypeVar("Word", bound=str)
Why = Literal[
    "covers_need", "knows_threat", "in_the_land", "answers_soon", "speaks", "confirmed", "stale", "orientation"
]
WhyNot = Literal[
    "delisted",
    "wish_no_police",
    "wish_no_prosecution",
    "other_land",
    "land_unknown",
    "consent_asked",
    "consent_refused",
    "already_asked",
    "declined",
    "returned",
    "expired",
    "failed",
    "other_subject",
]

OBLIGED_TO_INVESTIGATE: Final = frozenset({PartnerCategory.POLICE, PartnerCategory.PROSECUTION})
Past = State | Literal["consent_asked", "consent_refused"]
SPENT: Final[dict[Past, WhyNot]] = {
    "consent_asked": "consent_asked",
    "consent_refused": "consent_refused",
    "preparing": "already_asked",
    "sent": "already_asked",
    "delivered": "already_asked",
    "overdue": "already_asked",
    "accepted": "already_asked",
    "contacted": "already_asked",
    "declined": "declined",
    "returned": "returned",
    "expired": "expired",
    "failed": "failed",
}
FRESH: Final = timedelta(days=180)
STALE: Final = timedelta(days=365)


@dataclass(frozen=True)
class Reason:
    code: Why
    points: int
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    partner_id: str
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True)
class Exclusion:
    partner_id: str
    code: WhyNot


@dataclass(frozen=True)
class Matching:
    proposals: tuple[Proposal, ...]
    exclusions: tuple[Exclusion, ...]


def match(case: Case, partners: Iterable[Partner], asked: Mapping[str, Past], today: date) -> Matching:
    """`asked` is how far this case has come with each partner that was asked or may be."""
    proposals: list[tuple[Proposal, Partner]] = []
    exclusions: list[Exclusion] = []
    for partner in partners:
        obstacle = _obstacle(case, partner, asked.get(partner.partner_id))
        if obstacle is None:
            proposals.append((Proposal(partner.partner_id, _reasons(case, partner, today)), partner))
        else:
            exclusions.append(Exclusion(partner.partner_id, obstacle))
    proposals.sort(key=lambda pair: (-pair[0].points, pair[1].response_days, pair[1].name))
    return Matching(tuple(proposal for proposal, _ in proposals), tuple(exclusions))


def _obstacle(case: Case, partner: Partner, asked: Past | None) -> WhyNot | None:
    if not partner.listed:
        return "delisted"
    if partner.category in OBLIGED_TO_INVESTIGATE:
        if case.no_police:
            return "wish_no_police"
        if case.no_prosecution:
            return "wish_no_prosecution"
    if partner.areas and case.land is Land.UNKNOWN:
        return "land_unknown"
    if not partner.serves(case.land):
        return "other_land"
    if asked in SPENT:
        return SPENT[asked]
    return None if _fits(case, partner) else "other_subject"


def _fits(case: Case, partner: Partner) -> bool:
    return bool(partner.needs & (case.needs or {Need.ORIENTATION}) or partner.threat_kinds & case.threat_kinds)


def _reasons(case: Case, partner: Partner, today: date) -> tuple[Reason, ...]:
    return tuple(
        reason
        for reason in (
            _overlap("covers_need", 3, partner.needs & case.needs),
            _overlap("knows_threat", 2, partner.threat_kinds & case.threat_kinds),
            Reason("orientation", 1) if not case.needs and Need.ORIENTATION in partner.needs else None,
            Reason("in_the_land", 2, (case.land,)) if partner.areas else None,
            _answer(case, partner),
            _overlap("speaks", 2, partner.languages & case.languages),
            _freshness(today - partner.assured_on),
        )
        if reason is not None
    )


def _overlap(code: Why, weight: int, common: frozenset[Word]) -> Reason | None:
    return Reason(code, weight * len(common), tuple(sorted(common))) if common else None


def _answer(case: Case, partner: Partner) -> Reason | None:
    soon = case.urgency is not Urgency.ROUTINE and partner.response_days <= 1
    return Reason("answers_soon", 2) if soon else None


def _freshness(age: timedelta) -> Reason | None:
    if age <= FRESH:
        return Reason("confirmed", 1)
    return Reason("stale", -1) if age > STALE else None
