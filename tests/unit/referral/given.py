"""What most tests of referral start from."""

from datetime import UTC, date, datetime
from typing import Any

from services.referral.domain.case import Case
from services.referral.domain.partner import Partner
from services.referral.domain.referral import Referral, Stage
from shared.contracts.vocabulary import (
    Land,
    Level,
    Need,
    PartnerCategory,
    ReferralKind,
    ThreatKind,
    Urgency,
    Way,
)


def partner(name: str, **changes: Any) -> Partner:
    plain = Partner(
        partner_id=name,
        name=name,
        category=PartnerCategory.LEGAL,
        level=Level.LAND,
        land=Land.NW,
        areas=frozenset({Land.NW}),
        needs=frozenset({Need.LEGAL}),
        threat_kinds=frozenset({ThreatKind.DEFAMATION}),
        languages=frozenset(),
        response_days=2,
        ways=(Way.MAIL,),
        mails=(),
        topic="opaque",
        note="",
        assured_on=date(2026, 2, 1),
        listed=True,
    )
    return plain.model_copy(update=changes)


def case(**changes: Any) -> Case:
    plain = Case(
        case_id="c",
        land=Land.NW,
        threat_kinds=frozenset({ThreatKind.DEFAMATION}),
        needs=frozenset({Need.LEGAL}),
        urgency=Urgency.ROUTINE,
        no_police=False,
        no_prosecution=False,
        languages=frozenset(),
        triaged=True,
    )
    return plain.model_copy(update=changes)


def referral(state: Stage, **changes: Any) -> Referral:
    plain = Referral(
        referral_id="r",
        case_id="c",
        handover_id="h",
        partner_id="p",
        partner_category=PartnerCategory.LEGAL,
        level=Level.LAND,
        reference="reference",
        kind=ReferralKind.WARM,
        urgency=Urgency.ROUTINE,
        items=(),
        replaces=None,
        state=state,
        changed_at=datetime(2026, 8, 1, 9, tzinfo=UTC),
    )
    return plain.model_copy(update=changes)
