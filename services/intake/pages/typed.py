"""What somebody typed into a page: shown again as it was while it cannot be taken."""

import re
import secrets
from collections.abc import Collection, Mapping
from typing import Any, Final

from fastapi import Request

from services.intake.domain.acceptance import ATTEMPT
from shared.errors import LotseError, Unavailable
from shared.store import AWAY

REFUSED: Final = (LotseError, *AWAY)
"""What is typed stays on the page for all of these."""


async def typed(request: Request, many: Collection[str] = ()) -> dict[str, Any]:
    """By field; a list for each of `many`. What is not text is left out."""
    async with request.form() as form:
        said = {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}
    return {name: values if name in many else values[-1] for name, values in said.items() if values}


def attempt_of(said: Mapping[str, Any]) -> str:
    """The same one for the same page, so that nothing is taken twice; a new one where there is none."""
    attempt = said.get("attempt", "")
    return attempt if re.fullmatch(ATTEMPT, attempt) else secrets.token_urlsafe(24)


def refusal(error: Exception) -> LotseError:
    """One of REFUSED, as a page says it."""
    return error if isinstance(error, LotseError) else Unavailable()
