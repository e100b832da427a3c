"""Sender, subject and attachments of a mail, none of which proves anything."""

from pydantic import BaseModel, ConfigDict


class Attached(BaseModel):
    """An attachment. `name`: as the mail has it; `kind`: by its first bytes, or None where they do not tell; `size` in
    bytes."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str
    kind: str | None
    size: int


class Letterhead(BaseModel):
    """The parts of a mail beside its text. None of them is proven: anybody can write any sender."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    sender: str = ""
    subject: str = ""
    attached: tuple[Attached, ...] = ()
    unreadable: bool = False
    """No rule could read it: a human looks at the mail itself."""
    shortened: bool = False
    """The text goes on in the mail itself."""
