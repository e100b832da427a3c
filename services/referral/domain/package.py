"""The content that the person agreed to hand over with one referral, sealed under the key of the case."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.vocabulary import ConsentItem
from shared.state import State

NO_REPORT: Final = "Dies ist weder Strafanzeige noch Strafantrag."
"""Stands in every package, whoever reads it."""


class Package(State):
    """`id` is the referral's; nothing here reads `content`, which shared.sealing made."""

    id: str
    case_id: str
    content: dict[str, Any]


class PassedFile(BaseModel):
    """A file that the person agreed to pass on; its bytes stay at intake.

    `size` in bytes; `sha256` of the bytes, in hex; `received_at`: when the contact point got it, in UTC.
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
        """A name that we give the file: the person's own file name is not known."""
        return f"beweis-{self.number}.{self.kind}"


class Contents(BaseModel):
    """The text of each item, and the files; packages of earlier releases have no files."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    items: dict[str, str] = Field(repr=False)
    files: tuple[PassedFile, ...] = ()


def agreed_only(package: Mapping[str, Any], items: Collection[ConsentItem]) -> dict[str, Any]:
    """Removes items that the consent does not name: an intake of an earlier release sends all that was asked for."""
    return {**package, "items": {item: text for item, text in package["items"].items() if item in items}}
