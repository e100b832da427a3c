"""What most tests of referral start from."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.referral.domain.case import Case
from services.referral.domain.partner import Partner


def partner(name: str, **changes: Any) -> Partner:
    plain = Partner(
        partner_id=name,
        name=name,
        category="legal",
        level="land",
        land="NW",
        areas=frozenset({"NW"}),
        needs=frozenset({"legal"}),
        threat_kinds=frozenset({"defamation"}),
        languages=frozenset(),
        response_days=2,
        ways=("mail",),
        mails=(),
        topic="opaque",
        note="",
        assured_on=date(2026, 2, 1),
        listed=True,
    )
    return replace(plain, **changes)


CASE = Case(
    case_id="c",
    land="NW",
    threat_kinds=frozenset({"defamation"}),
    needs=frozenset({"legal"}),
    urgency="routine",
    no_police=False,
    no_prosecution=False,
    languages=frozenset(),
    triaged=True,
)
