"""What the person agreed to hand over with one referral, sealed under the key of the case."""

from typing import Any, Final

from shared.state import State

NO_REPORT: Final = "Dies ist weder Strafanzeige noch Strafantrag."
"""Stands in every package, whoever reads it."""


class Package(State):
    """`id` is the referral's; nothing here looks into `content`, which shared.sealing made."""

    id: str
    case_id: str
    content: dict[str, Any]
