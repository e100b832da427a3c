"""What the person agreed to hand over with one referral, sealed under the key of the case."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from shared.contracts.vocabulary import ConsentItem
from shared.state import State

NO_REPORT: Final = "Dies ist weder Strafanzeige noch Strafantrag."
"""Stands in every package, whoever reads it."""


class Package(State):
    """`id` is the referral's; nothing here looks into `content`, which shared.sealing made."""

    id: str
    case_id: str
    content: dict[str, Any]


def agreed_only(package: Mapping[str, Any], items: Collection[ConsentItem]) -> dict[str, Any]:
    """Without what the consent does not name: an intake of an earlier release hands out all that was asked for."""
    return {**package, "items": {item: text for item, text in package["items"].items() if item in items}}
