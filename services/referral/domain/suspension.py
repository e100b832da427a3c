"""A supervisor suspends a partner: no link, PIN or token of it opens anything, and it is neither proposed nor told."""

from services.referral.domain.partner import Partner, Suspension
from shared.errors import Conflict


def suspend(partner: Partner, why: Suspension) -> Partner | None:
    """It leaves the directory too. None where it is suspended already. Raises Conflict for one that had left before."""
    if partner.suspended is not None:
        return None
    if not partner.listed:
        raise Conflict("not-in-this-state", "Diese Stelle ist schon ausgetragen.")
    return partner.model_copy(update={"suspended": why, "listed": False})


def restore(partner: Partner) -> Partner | None:
    """Back in the directory; what was recalled stays so. None where it is not suspended."""
    if partner.suspended is None:
        return None
    return partner.model_copy(update={"suspended": None, "listed": True})
