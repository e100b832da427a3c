"""Which partners could help with a case, and why: hard filters first, then a ranking by points with their reasons."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from services.referral.domain.partner import Partner
from services.referral.domain.referral import Stage
from shared.clock import berlin_day
from shared.contracts.vocabulary import Land, Need, PartnerCategory, ThreatKind, Urgency
from shared.state import State

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
Past = Stage | Literal["consent_asked", "consent_refused"]
"""How far a case has come with one partner."""
NOT_AGAIN: Final[dict[Past, WhyNot]] = {
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


class MatchingInput(State):
    """What matching reads of a case, by the names that intake publishes it under (those of `wishes` without it).

    A new field gets a default: cases that were stored before lack it until their next triage.
    """

    case_id: str
    land: Land
    threat_kinds: frozenset[ThreatKind]
    needs: frozenset[Need]
    urgency: Urgency
    no_police: bool
    no_prosecution: bool
    languages: frozenset[str]


class Reason(BaseModel):
    model_config = ConfigDict(frozen=True)

    code: Why
    points: int
    about: tuple[str, ...] = ()


class Proposal(BaseModel):
    model_config = ConfigDict(frozen=True)

    partner_id: str
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


class Exclusion(BaseModel):
    model_config = ConfigDict(frozen=True)

    partner_id: str
    code: WhyNot


class Matching(State):
    """Proposals, the best first, and by name every other partner of the directory with what excludes it."""

    case_id: str
    proposals: tuple[Proposal, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    made_at: datetime


def match(case: MatchingInput, partners: Iterable[Partner], asked: Mapping[str, Past], now: datetime) -> Matching:
    """`asked`: by partner, for those that were asked in this case or may be."""
    proposals: list[tuple[Proposal, Partner]] = []
    exclusions: list[Exclusion] = []
    for partner in sorted(partners, key=lambda each: each.name):
        obstacle = _obstacle(case, partner, asked.get(partner.partner_id))
        if obstacle is None:
            reasons = _reasons(case, partner, berlin_day(now))
            proposals.append((Proposal(partner_id=partner.partner_id, reasons=reasons), partner))
        else:
            exclusions.append(Exclusion(partner_id=partner.partner_id, code=obstacle))
    proposals.sort(key=lambda pair: (-pair[0].points, pair[1].response_days))
    ranked = tuple(proposal for proposal, _ in proposals)
    return Matching(case_id=case.case_id, proposals=ranked, exclusions=tuple(exclusions), made_at=now)


def _obstacle(case: MatchingInput, partner: Partner, asked: Past | None) -> WhyNot | None:
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
    if asked in NOT_AGAIN:
        return NOT_AGAIN[asked]
    return None if _fits(case, partner) else "other_subject"


def _fits(case: MatchingInput, partner: Partner) -> bool:
    return bool(partner.needs & (case.needs or {Need.ORIENTATION}) or partner.threat_kinds & case.threat_kinds)


def _reasons(case: MatchingInput, partner: Partner, today: date) -> tuple[Reason, ...]:
    return tuple(
        reason
        for reason in (
            _overlap("covers_need", 3, partner.needs & case.needs),
            _overlap("knows_threat", 2, partner.threat_kinds & case.threat_kinds),
            _reason("orientation", 1) if not case.needs and Need.ORIENTATION in partner.needs else None,
            _reason("in_the_land", 2, [case.land]) if partner.areas else None,
            _speed(case, partner),
            _overlap("speaks", 2, partner.languages & case.languages),
            _freshness(today - partner.assured_on),
        )
        if reason is not None
    )


def _reason(code: Why, points: int, about: Iterable[str] = ()) -> Reason:
    return Reason(code=code, points=points, about=tuple(sorted(about)))


def _overlap(code: Why, weight: int, common: frozenset[Word]) -> Reason | None:
    return _reason(code, weight * len(common), common) if common else None


def _speed(case: MatchingInput, partner: Partner) -> Reason | None:
    soon = case.urgency is not Urgency.ROUTINE and partner.response_days <= 1
    return _reason("answers_soon", 2) if soon else None


def _freshness(age: timedelta) -> Reason | None:
    if age <= FRESH:
        return _reason("confirmed", 1)
    return _reason("stale", -1) if age > STALE else None
