"""Texts of the questions to a person and of their decisions. `{partner}`: the organisation that would be told."""

from collections.abc import Mapping
from typing import Final, Literal

from services.intake.domain.consent import Standing
from services.intake.state_texts.cells import Row, row
from shared.contracts.vocabulary import PartnerCategory

NOTHING: Final = "Davon wurde nichts weitergegeben."

CONSENT: Final[Mapping[Standing, Row]] = {
    "asked": row(
        "Wir haben Sie gefragt, ob wir etwas an {partner} weitergeben dürfen.",
        "Bis Sie entscheiden, geben wir davon nichts weiter.",
        "Sie entscheiden oben auf dieser Seite. Eilig ist das nur, wenn Sie es eilig haben.",
        "Um Einwilligung gefragt: {partner}.",
    ),
    "given": row(
        "Sie sind einverstanden, dass wir {partner} um Hilfe bitten.",
        "Weitergegeben wird nur, wozu Sie Ja gesagt haben. Sie lesen es oben auf dieser Seite.",
        "Sie können jederzeit für die Zukunft widerrufen.",
        "Eingewilligt: {partner}.",
    ),
    "refused": row(
        "Sie haben abgelehnt, dass wir etwas an {partner} weitergeben.",
        NOTHING,
        "Wir beraten Sie weiter wie bisher.",
        "Abgelehnt: {partner}.",
    ),
    "withdrawn": row(
        "Sie haben widerrufen. Von uns erfährt die Stelle nichts mehr: {partner}.",
        "Was {knows} schon weiß, lässt sich nicht zurückholen.",
        "Wir beraten Sie weiter wie bisher.",
        "Widerrufen: {partner}.",
    ),
    "lapsed": row(
        "Unsere Frage, ob wir etwas an {partner} weitergeben dürfen, ist nicht mehr nötig.",
        NOTHING,
        "Sie müssen nichts tun.",
        "Frage nicht mehr nötig: {partner}.",
    ),
}

PARTNER_LEFT: Final = row(
    "Wir hatten Sie gefragt, ob Sie Hilfe von {partner} möchten. Diese Stelle hilft zurzeit nicht mit.",
    f"Ihre Antwort ist nicht mehr nötig. {NOTHING}",
    "Sie müssen nichts tun. Wir suchen eine andere Stelle und fragen Sie dann.",
    "Frage beendet, weil die Stelle zurzeit nicht mithilft: {partner}.",
)
"""Replaces the row for `lapsed` if the partner left the directory."""

ADDITION: Final[Mapping[Standing, Row]] = {
    "asked": row(
        "Wir haben Sie gefragt, ob {partner} noch etwas erfahren darf.",
        "Bis Sie entscheiden, geben wir davon nichts weiter.",
        "Sie entscheiden oben auf dieser Seite.",
        "Um eine Ergänzung gefragt: {partner}.",
    ),
    "given": row(
        "Sie sind einverstanden, dass {partner} noch etwas erfährt.",
        "Die Stelle kann bei uns nur lesen, wozu Sie Ja gesagt haben, und nur, solange die Weitergabe läuft.",
        "Solange sie läuft, können Sie die Ergänzung oben auf dieser Seite für die Zukunft widerrufen.",
        "In eine Ergänzung eingewilligt: {partner}.",
    ),
    "refused": row(
        "Sie haben abgelehnt, dass {partner} noch etwas erfährt.",
        "Von der Ergänzung wurde nichts weitergegeben.",
        "Alles andere bleibt, wie es ist.",
        "Ergänzung abgelehnt: {partner}.",
    ),
    "withdrawn": row(
        "Sie haben eine Ergänzung widerrufen: {partner}.",
        "Bei uns kann die Stelle sie nicht mehr lesen. Was {knows} schon weiß, lässt sich nicht zurückholen.",
        "Alles andere bleibt, wie es ist.",
        "Ergänzung widerrufen: {partner}.",
    ),
    "lapsed": row(
        "Unsere Frage, ob {partner} noch etwas erfahren darf, ist nicht mehr nötig.",
        "Von der Ergänzung wurde nichts weitergegeben.",
        "Sie müssen nichts tun.",
        "Frage nach einer Ergänzung nicht mehr nötig: {partner}.",
    ),
}
"""Texts of the questions for an addition to a running hand-over."""

Mistake = Literal[
    "given_nothing",
    "given_sent",
    "given_seen",
    "given_cold",
    "refused",
    "never",
    "withdrawn",
    "addition",
    "addition_nothing",
    "addition_refused",
]

_NEVER_AGREED: Final = (
    "Wir hatten irrtümlich eingetragen, dass Sie der Weitergabe an {partner} zugestimmt haben. Das haben wir am {day} "
    "berichtigt."
)
_NEVER_ADDED: Final = (
    "Wir hatten irrtümlich eingetragen, dass {partner} mit Ihrem Einverständnis noch etwas erfährt. Das haben wir am "
    "{day} berichtigt."
)
_SORRY: Final = (
    "Das hätte nicht geschehen dürfen, und es tut uns leid. Wir prüfen, was daraus folgt. Sie können uns hier "
    "jederzeit danach fragen."
)
_ASK_US: Final = "Haben Sie eine Frage dazu, schreiben Sie uns bitte hier."

CORRECTED: Final[Mapping[Mistake, Row]] = {
    "given_nothing": row(
        _NEVER_AGREED,
        "Nach allem, was wir wissen, war noch nichts verschickt.",
        _ASK_US,
        "Soweit bekannt, war noch nichts verschickt an {partner}.",
    ),
    "given_sent": row(
        _NEVER_AGREED,
        "Eine Anfrage war schon an die Stelle verschickt. Ob dort jemand darin gelesen hat, wissen wir nicht. Jetzt "
        "kann sie bei uns nichts mehr davon lesen, und wir bitten sie, zu löschen, was sie davon hat. {duty}",
        _SORRY,
        "Die Anfrage war schon verschickt an {partner}.",
    ),
    "given_seen": row(
        _NEVER_AGREED,
        "Die Stelle hat die Anfrage schon gesehen. Jetzt kann sie bei uns nichts mehr davon lesen, und wir bitten sie, "
        "zu löschen, was sie davon hat. {duty}",
        _SORRY,
        "Die Stelle hat die Anfrage schon gesehen: {partner}.",
    ),
    "given_cold": row(
        "Wir hatten irrtümlich eingetragen, dass Sie sich selbst melden möchten: {partner}. Das haben wir am {day} "
        "berichtigt.",
        NOTHING,
        _ASK_US,
        "Weitergegeben wurde nichts an {partner}.",
    ),
    "refused": row(
        "Wir hatten irrtümlich eingetragen, dass Sie abgelehnt haben: {partner}. Das haben wir am {day} berichtigt.",
        NOTHING,
        "Wenn wir Sie noch fragen, steht die Frage oben auf dieser Seite.",
        "Die Frage war noch offen: {partner}.",
    ),
    "never": row(
        "Wir hatten irrtümlich eingetragen, dass Sie gesagt haben: nie an diese Stelle ({partner}). Das haben wir am "
        "{day} berichtigt.",
        "Dass Sie abgelehnt haben, gilt weiter.",
        _ASK_US,
        "Ausgeschlossen hat die Person die Stelle damit nicht: {partner}.",
    ),
    "withdrawn": row(
        "Wir hatten irrtümlich eingetragen, dass Sie widerrufen haben: {partner}. Das haben wir am {day} berichtigt.",
        "Mit dem Eintrag war die Weitergabe beendet, und das bleibt so: Von uns erfährt die Stelle nichts mehr.",
        "Es tut uns leid. Möchten Sie Hilfe von dort, fragen wir Sie neu. Schreiben Sie uns das bitte hier.",
        "Die Person hat nicht widerrufen. Die Weitergabe ist trotzdem beendet: {partner}.",
    ),
    "addition": row(
        _NEVER_ADDED,
        "Bis dahin konnte die Stelle die Ergänzung bei uns lesen. Ob sie es getan hat, wissen wir nicht. Jetzt kann "
        "sie es nicht mehr, und wir bitten sie, zu löschen, was sie davon hat. {duty}",
        _SORRY,
        "Die Stelle konnte die Ergänzung bis dahin lesen: {partner}.",
    ),
    "addition_nothing": row(
        _NEVER_ADDED,
        "Nach allem, was wir wissen, konnte die Stelle die Ergänzung noch nicht lesen.",
        _ASK_US,
        "Soweit bekannt, konnte die Stelle die Ergänzung noch nicht lesen: {partner}.",
    ),
    "addition_refused": row(
        "Wir hatten irrtümlich eingetragen, dass Sie eine Ergänzung abgelehnt haben: {partner}. Das haben wir "
        "am {day} berichtigt.",
        "Von der Ergänzung wurde nichts weitergegeben.",
        "Wenn wir Sie noch fragen, steht die Frage oben auf dieser Seite.",
        "Die Frage nach der Ergänzung war noch offen: {partner}.",
    ),
}
"""Texts of decisions that were noted by mistake. `{day}`: when that was corrected.

`{duty}`: a sentence if the partner must act on what it learns, else empty.
"""

STILL_ACTS: Final = (
    "Geht es um eine mögliche Straftat, müssen Polizei und Staatsanwaltschaft mit dem, was sie wissen, trotzdem weiter "
    "ermitteln."
)

ADDITION_WITHDRAWAL: Final[Mapping[bool, str]] = {
    False: (
        "Die Stelle kann die Ergänzung bei uns dann nicht mehr lesen. Was sie schon weiß, lässt sich nicht zurückholen."
    ),
    True: (
        "{Knows} kann die Ergänzung bei uns dann nicht mehr lesen. Was {knows} schon weiß, lässt sich nicht "
        "zurückholen. Geht es um eine mögliche Straftat, müssen Polizei und Staatsanwaltschaft auch nach Ihrem "
        "Widerruf weiter ermitteln."
    ),
}
"""Effect of withdrawing an addition alone, by whether the partner must act on what it learns."""

WITHDRAWAL: Final[Mapping[bool, str]] = {
    False: "Von uns erfährt die Stelle dann nichts mehr. Was sie schon weiß, lässt sich nicht zurückholen.",
    True: (
        "Von uns erfährt die Stelle dann nichts mehr. Was {knows} schon weiß, lässt sich nicht zurückholen. Geht es um "
        "eine mögliche Straftat, müssen Polizei und Staatsanwaltschaft auch nach Ihrem Widerruf weiter ermitteln."
    ),
}
"""Effect of withdrawing a hand-over, by whether the partner must act on what it learns."""

KNOWS: Final[Mapping[str, str]] = {
    PartnerCategory.POLICE: "die Polizei",
    PartnerCategory.PROSECUTION: "die Staatsanwaltschaft",
    PartnerCategory.SECURITY_AUTHORITY: "die Behörde",
}
"""Names of the partners that must act on what they learn; every other one is `die Stelle`."""
