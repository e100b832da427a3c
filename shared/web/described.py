"""Refusals as an OpenAPI document describes them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:lotse:problem:[a-z-]+$"},
        "title": {"type": "string", "description": "One German sentence."},
        "status": {"type": "integer"},
        "field": {"type": "string", "description": "The field that is wrong, where it is one that we know."},
    },
    "examples": [{"type": "urn:lotse:problem:wrong-value", "title": "Eine Angabe ist nicht gültig.", "status": 422}],
}
MEANINGS: Final[Mapping[int, str]] = {
    400: "Not readable",
    401: "No valid token",
    404: "Not there, or not yours",
    409: "Another state or version than the request assumes",
    413: "The body is too large",
    422: "A wrong type or value, or an unknown field",
    503: "The store is away: try again",
}


def problems(*statuses: int, meaning: Mapping[int, str] = MappingProxyType({})) -> dict[int | str, dict[str, Any]]:
    """A route's `responses`: each status that it refuses with; `meaning` where one means something of its own."""
    said = {status: MEANINGS[status] for status in statuses} | dict(meaning)
    return {
        status: {"description": said[status], "content": {MEDIA_TYPE: {"schema": PROBLEM}}} for status in sorted(said)
    }
