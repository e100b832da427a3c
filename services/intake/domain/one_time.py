"""A code for one sign-in, for those who came without a page that could show them a receipt code."""

from datetime import timedelta
from typing import Final

from shared.errors import Conflict

LIVES: Final = timedelta(days=7)


def refuse_with_receipt_code(*, has_thread: bool, code_waits: bool) -> None:
    """Until its person has noted the receipt code, a lost one-time code can be replaced; after that nobody can."""
    if has_thread and not code_waits:
        raise Conflict("not-in-this-state", "Diese Person hat schon einen eigenen Rückmeldecode.")
