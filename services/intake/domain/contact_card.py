"""A partner's contact details for the person, as the directory had them when the partner was named."""

from pydantic import BaseModel, ConfigDict


class OpenHours(BaseModel):
    """Opening hours: days by the words of RFC 5545, times of day like `09:00`."""

    model_config = ConfigDict(frozen=True)

    days: tuple[str, ...]
    opens: str
    closes: str


class ContactCard(BaseModel):
    model_config = ConfigDict(frozen=True)

    phones: tuple[str, ...] = ()
    mail: str | None = None
    web: str | None = None
    hours: tuple[OpenHours, ...] = ()
