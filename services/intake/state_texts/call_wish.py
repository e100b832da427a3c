"""Texts of a wish to be called. `{when}`: the hour; `{number}`: the number to call."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.form_message import CallWay
from services.intake.state_texts.cells import Row, row

WAYS: Final[Mapping[CallWay, str]] = {
    "phone": "Per Telefon",
    "video": "Per Video",
}

LATEST: Final = "Es gilt die Zeit, um die Sie zuletzt gebeten haben."
AHEAD: Final[Mapping[CallWay, Row]] = {
    "phone": row(
        "Sie haben um einen Anruf gebeten: {when}, unter {number}.",
        "Das ist Ihr Wunsch, noch keine Zusage. Er steht als Aufgabe bei unserer Beratung. Geht es nicht, schreiben "
        "wir Ihnen hier.",
        f"Passt Ihnen eine andere Zeit besser, bitten Sie noch einmal darum. {LATEST}",
        "Bittet um einen Anruf: {when}, unter {number}.",
    ),
    "video": row(
        "Sie haben um ein Videogespräch gebeten: {when}.",
        "Das ist Ihr Wunsch, noch keine Zusage. Er steht als Aufgabe bei unserer Beratung. Klappt es, schreiben wir "
        "Ihnen hier, wie Sie hineinkommen. Geht es nicht, schreiben wir Ihnen das auch hier.",
        "Schauen Sie kurz vorher hier nach. Passt Ihnen eine andere Zeit besser, bitten Sie noch einmal darum. "
        f"{LATEST}",
        "Bittet um ein Videogespräch: {when}. Den Zugang bitte vorher als Nachricht schreiben.",
    ),
}
OVER: Final[Row] = row(
    "Sie haben um ein Gespräch gebeten: {when}{number}.",
    "Diese Zeit ist vorbei.",
    "Hat sich niemand gemeldet, tut uns das leid. Bitten Sie noch einmal darum, oder schreiben Sie uns hier.",
    "Bat um ein Gespräch: {when}{number}.",
)
