"""A one-time code for one sign-in, for those who came without a page that could show them a receipt code."""

from datetime import timedelta
from typing import Final

from shared.errors import Conflict

LIVES: Final = timedelta(days=7)


FIRST: Final = "Diese Person hat noch keinen eigenen Rückmeldecode. Geben Sie ihr einen ersten."


def has_own_code(*, has_thread: bool, code_waits: bool, was_renewed: bool) -> bool:
    """Whether the person has noted a receipt code; until then, a first one-time code that was lost can be replaced.

    A one-time code in place of a lost receipt code is never such a first one, whether it waits or not.
    """
    return was_renewed or (has_thread and not code_waits)


def refuse_with_own_code(*, has_own_code: bool) -> None:
    if has_own_code:
        raise Conflict("not-in-this-state", "Diese Person hat schon einen eigenen Rückmeldecode.")


def refuse_without_own_code(*, has_own_code: bool) -> None:
    if not has_own_code:
        raise Conflict("not-in-this-state", FIRST)
