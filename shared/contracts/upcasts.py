"""Reads the data of older producers: one pure step from each version to the next."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from shared.contracts.catalogue import model_of
from shared.contracts.message import Message

Data = dict[str, Any]
Step = Callable[[Data], Data]
Steps = Mapping[str, tuple[str, Step]]

STEPS: Steps = {}
"""Old type → (the next type, its data made from the old one's)."""


class Unreadable(Exception):
    """The event's type or data fits no model; `reason` is a slug and holds nothing of the input."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def upcast(type_name: str, data: Data, steps: Steps = STEPS) -> tuple[str, Data]:
    while type_name in steps:
        type_name, step = steps[type_name]
        data = step(data)
    return type_name, data


def read(type_name: str, data: Data) -> Message:
    """Returns the message in today's version. Raises Unreadable."""
    newest, data = upcast(type_name, data)
    model = model_of(newest)
    if model is None:
        raise Unreadable("unknown-version")
    try:
        return model.read(data)
    except ValidationError as error:
        raise Unreadable(f"bad-{error.errors(include_input=False)[0]['loc'][0]}") from None
