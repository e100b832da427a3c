"""A yes or no as a form says it in a word, and JSON as true or false."""

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError


def no_number(value: Any) -> Any:
    """Raises what pydantic says of any other type: the interface documents no 0 and 1, which it would take as well."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise PydanticKnownError("bool_type")
    return value


YesNo = Annotated[bool, BeforeValidator(no_number)]
YesNoOrNothing = Annotated[bool | None, BeforeValidator(no_number)]
