"""The fields by which the portal and the desk ask about a talk or a training: the same on each."""

from collections.abc import Mapping
from typing import Any, Final

from services.intake.domain.talk import Talk, TalkFormat, Words
from services.intake.talk_texts import FORMATS
from shared.web.forms import Form


class TalkForm(Form):
    talk_days: Words = ""
    talk_place: Words = ""
    talk_audience: Words = ""
    talk_format: TalkFormat = TalkFormat.UNKNOWN

    def talk(self) -> Talk | None:
        """Returns the request; None if all fields are empty."""
        said = Talk(days=self.talk_days, place=self.talk_place, audience=self.talk_audience, format=self.talk_format)
        return said if said.says_anything else None


FIELDS: Final = tuple(TalkForm.model_fields)
OPTIONS: Final = [(TalkFormat.UNKNOWN, FORMATS[TalkFormat.UNKNOWN])] + [
    (each, said) for each, said in FORMATS.items() if each is not TalkFormat.UNKNOWN
]


def as_stated(talk: Talk | None) -> Mapping[str, Any]:
    """Returns the request as field values."""
    return {f"talk_{name}": value for name, value in (talk or Talk()).model_dump().items()}
