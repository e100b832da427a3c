"""German labels of intake's own pages; those of the contracts' words are in shared/web/labels_de.py."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.intake.domain.reason import OpeningReason
from shared.contracts.vocabulary import Person, Reason, TargetGroup
from shared.web.labels_de import options

Options = list[tuple[str, str]]

NO_ANSWER: Final = ("unknown", "Keine Angabe")
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
"""The public form asks in fuller words than the desk."""

OPENING_REASONS: Final = {
    OpeningReason.ABSENCE: "Vertretung: Die Beraterin oder der Berater ist nicht da",
    OpeningReason.DANGER: "Gefahr: Es muss sofort gehandelt werden",
    OpeningReason.COMPLAINT: "Beschwerde über die Beratung",
    OpeningReason.REQUEST_OF_THE_PERSON: "Die betroffene Person bittet darum",
    OpeningReason.QUALITY: "Fachliche Prüfung",
}

FACE_DONE: Final = {
    "nachricht": "Ihre Nachricht ist angekommen.",
    "kontakt": "Ihr Kontaktweg ist gespeichert.",
    "kontakt-ende": "Wir schreiben Ihnen nicht mehr. Unsere Antworten lesen Sie hier mit Ihrem Rückmeldecode.",
    "entscheidung": "Ihre Entscheidung ist festgehalten.",
    "notiert": "Ab jetzt gilt Ihr neuer Rückmeldecode. Der Code vom Telefon öffnet nichts mehr.",
    "geschlossen": "Ihr Anliegen ist auf diesem Gerät geschlossen. Mit Ihrem Rückmeldecode kommen Sie wieder.",
}
"""What the face says after an act, by the word in the address: it says that something was done, never what it means."""


def several_of(kind: type[StrEnum]) -> Options:
    """What may be ticked on the public form; ticking nothing gives no answer."""
    return list(FULLER[kind].items()) if kind in FULLER else options(kind, without=["unknown"])


def one_of(kind: type[StrEnum]) -> Options:
    return [NO_ANSWER, *several_of(kind)]


DESK_DONE: Final = {
    "taken-over": "Sie sind jetzt zuständig.",
    "closed": "Das ist abgeschlossen.",
    "reopened": "Das ist wieder offen, und Sie sind zuständig.",
    "made-a-case": "Aus dem Anliegen ist ein Fall geworden.",
    "answered": "Ihre Antwort ist gesendet. Die Person liest sie mit ihrem Rückmeldecode.",
    "triaged": "Die Einschätzung ist gespeichert.",
    "asked": "Die Person ist um ihre Einwilligung gebeten.",
    "decided": "Die Entscheidung der Person ist vermerkt.",
    "recorded": "Der Anruf ist erfasst.",
    "erased": "Das ist endgültig gelöscht.",
    "opened": "Der Fall ist für eine halbe Stunde geöffnet.",
}
"""What a page says after an act, by the word in its address."""
