"""How the public form asks: fuller words than the desk's, and the choice to say nothing first."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.contracts.vocabulary import Person, Reason, TargetGroup
from shared.web.labels_de import options

Options = list[tuple[str, str]]

SILENCE: Final = ("unknown", "Keine Angabe")
FULLER: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    Reason: {
        "counselling": "Mir ist etwas passiert, ich suche Hilfe",
        "on_behalf": "Jemand anderem ist etwas passiert",
        "prevention": "Ich möchte vorbeugen",
        "information": "Ich habe eine allgemeine Frage",
        "press": "Ich frage für die Presse",
        "other": "Etwas anderes",
    },
    TargetGroup: {
        "office": "Amt, zum Beispiel Bürgermeisterin oder Landrat",
        "mandate": "Mandat, zum Beispiel im Gemeinderat oder Kreistag",
        "administration": "Verwaltung",
        "candidate": "Kandidatur",
        "other": "Anderes",
    },
    Person: {
        "self": "Mich selbst",
        "family": "Jemanden aus meiner Familie",
        "other": "Eine andere Person",
    },
}


def choices(kind: type[StrEnum]) -> Options:
    """What may be ticked; leaving all empty says nothing."""
    return list(FULLER[kind].items()) if kind in FULLER else options(kind, without=["unknown"])


def one_of(kind: type[StrEnum]) -> Options:
    return [SILENCE, *choices(kind)]
