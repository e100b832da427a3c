"""What the person agreed to hand over with one referral, sealed under the key of the case."""

from typing import Any

from shared.state import State


class Package(State):
    """`id` is the referral's; nothing here looks into `content`, which shared.sealing made."""

    id: str
    case_id: str
    content: dict[str, Any]
