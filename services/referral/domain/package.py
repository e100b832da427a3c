"""What the person agreed to hand over with one referral, sealed under the key of the case."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.vocabulary import ConsentItem
from shared.state import State

NO_REPORT: Final = "Dies ist weder Strafanzeige noch Strafantrag."
"""Stands in every package, whoever reads it."""


class Package(State):
    """`id` is the referral's; nothing here looks into `content`, which shared.sealing made."""

    id: str
    case_id: str
    content: dict[str, Any]


class PassedFile(BaseModel):
    """A file that the person agreed to pass on; it stays at intake, and only what names it is here.

    `size` in bytes; `sha256` of them, in hex; `received_at`: when the contact point got it, in UTC.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str
    number: int
    kind: Annotated[str, Field(pattern="^[a-z0-9]{1,8}$")]
    size: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", repr=False)]
    received_at: datetime

    @property
    def name(self) -> str:
        """Ours: of the name that it had at the person nothing is known."""
        return f"beweis-{self.number}.{self.kind}"


class Contents(BaseModel):
    """The text of each item, and which files there are; in packages of earlier releases there are none."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    items: dict[str, str] = Field(repr=False)
    files: tuple[PassedFile, ...] = ()


def agreed_only(package: Mapping[str, Any], items: Collection[ConsentItem]) -> dict[str, Any]:
    """Without what the consent does not name: an intake of an earlier release hands out all that was asked for."""
    return {**package, "items": {item: text for item, text in package["items"].items() if item in items}}
