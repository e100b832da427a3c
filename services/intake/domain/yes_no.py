"""A yes or no that a form sends as a word and JSON as true or false."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError


def no_number(value: Any) -> Any:
    """Refuses 0 and 1, which pydantic would take and the interface does not document, as a wrong type."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticKnownError("bool_type")
    return value


YesNo = Annotated[bool, BeforeValidator(no_number)]
YesNoOrNothing = Annotated[bool | None, BeforeValidator(no_number)]
