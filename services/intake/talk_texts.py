"""A request for a talk or a training in German words: for the desk, for the person, and as the line of a task."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.talk import Talk, TalkFormat

FORMATS: Final[Mapping[TalkFormat, str]] = {
    TalkFormat.ON_SITE: "Vor Ort",
    TalkFormat.ONLINE: "Online",
    TalkFormat.EITHER: "Vor Ort oder online",
    TalkFormat.UNKNOWN: "Noch offen",
}


def facts(talk: Talk) -> list[tuple[str, str]]:
    """Returns heading and words of all that was stated."""
    form = "" if talk.format is TalkFormat.UNKNOWN else FORMATS[talk.format]
    said = [("Wann", talk.days), ("Wo", talk.place), ("Für wen", talk.audience), ("Wie", form)]
    return [(heading, words) for heading, words in said if words]


def in_one_line(talk: Talk) -> str:
    return " · ".join(f"{heading}: {words}" for heading, words in facts(talk))
