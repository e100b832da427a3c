"""Suspends a partner: none of its links, PINs or tokens opens anything, and it is neither proposed nor told."""

from services.referral.domain.partner import Partner, Suspension
from shared.errors import Conflict


def suspend(partner: Partner, why: Suspension) -> Partner | None:
    """Suspends and delists it. None where it is suspended already. Raises Conflict for one that is delisted."""
    if partner.suspended is not None:
        return None
    if not partner.listed:
        raise Conflict("not-in-this-state", "Diese Stelle ist schon ausgetragen.")
    return partner.model_copy(update={"suspended": why, "listed": False})


def restore(partner: Partner) -> Partner | None:
    """Lists it again; recalled referrals stay recalled. None where it is not suspended."""
    if partner.suspended is None:
        return None
    return partner.model_copy(update={"suspended": None, "listed": True})
