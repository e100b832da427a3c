"""The states of the counselling itself. `{reads}`: when somebody will read what came in."""

from collections.abc import Mapping
from typing import Final

from services.intake.state_texts.cells import Row, row

INFORMED: Final[Mapping[str, str]] = {"police": "die Polizei", "rescue": "den Rettungsdienst"}
"""Names by word of emergency.Informed; for any other word, SOMEBODY_ELSE."""

SOMEBODY_ELSE: Final = "eine andere Stelle"

THREAD: Final[Mapping[str, Row]] = {
    "arrived": row(
        "Ihr Anliegen ist angekommen.",
        "Es liegt verschlüsselt bei uns. Lesen können es nur unser Beratungsteam und Sie.",
        "{reads}",
        "Eingegangen.",
    ),
    "taken_over": row(
        "Eine Beraterin oder ein Berater kümmert sich um Ihr Anliegen.",
        "Es ist gelesen, und eine Person ist dafür zuständig.",
        "Unsere Antwort lesen Sie auf dieser Seite unter Nachrichten, sobald sie da ist.",
        "Übernommen.",
    ),
    "not_reached": row(
        "Über Ihren Kontaktweg haben wir Sie nicht erreicht.",
        "Unsere Nachricht kam dort nicht an. Was es Neues gibt, lesen Sie auf dieser Seite.",
        "Prüfen Sie bitte unten Ihren Kontaktweg, oder schreiben Sie uns hier.",
        "Person über den Kontaktweg nicht erreicht.",
    ),
    "emergency": row(
        "Wir haben {who} informiert.",
        "Wir mussten annehmen, dass ein Leben in Gefahr war. Dann dürfen wir das auch ohne Ihre Einwilligung.",
        "Fragen Sie uns dazu. Wir sagen Ihnen, was wir weitergegeben haben und warum.",
        "In Lebensgefahr informiert: {who}.",
    ),
    "new_code": row(
        "Für Ihr Anliegen wurde ein neuer Zugang ausgegeben.",
        "Jemand sagte uns, der Rückmeldecode sei verloren. Zwei Menschen aus unserem Team haben zugestimmt.",
        "Der frühere Code öffnet nichts mehr. Waren das nicht Sie? Dann schreiben Sie uns hier, oder rufen Sie an.",
        "Neuer Einmalcode ausgegeben. Der frühere Rückmeldecode gilt nicht mehr.",
    ),
    "closed": row(
        "Ihr Anliegen ist abgeschlossen.",
        "Wir tun nichts mehr, solange Sie uns nicht schreiben.",
        "Sie können uns hier weiter schreiben.",
        "Abgeschlossen.",
    ),
    "reopened": row(
        "Ihr Anliegen ist wieder offen.",
        "Eine Beraterin oder ein Berater ist wieder dafür zuständig.",
        "Unsere Antwort lesen Sie auf dieser Seite unter Nachrichten, sobald sie da ist.",
        "Wieder geöffnet.",
    ),
}
