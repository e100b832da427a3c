"""The name of one sending of a notice, as it is given to whoever carries it: a repetition has another one."""

import re
from typing import Final

REFERENCE: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[1-9][0-9]{0,3})?"
"""The pattern of `Delivery.reference`."""


def delivery_id(reference: str) -> str:
    """Returns the id of the delivery. Requires a text that matches REFERENCE."""
    assert re.fullmatch(REFERENCE, reference)
    return reference.partition(".")[0]
