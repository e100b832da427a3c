"""What stands beside the text of a mail, and proves nothing."""

from pydantic import BaseModel, ConfigDict


class Attached(BaseModel):
    """As the mail names it; `kind`: by its first bytes, None where they say nothing; `size` in bytes."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str
    kind: str | None
    size: int


class Letterhead(BaseModel):
    """What stands beside the text. Nothing of it is proven: anybody can write any sender."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    sender: str = ""
    subject: str = ""
    attached: tuple[Attached, ...] = ()
    unreadable: bool = False
    """No rule could read it: a human looks at the mail itself."""
    shortened: bool = False
    """The text goes on in the mail itself."""
