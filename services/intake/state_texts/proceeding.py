"""The states of a criminal proceeding (law as of August 2026); a discontinued one by the way it was discontinued.

`{request}` says whether the affected person has to file a request, and whether its period runs.
"""

from collections.abc import Mapping
from typing import Final, Literal

from services.intake.state_texts.cells import Row, row
from shared.contracts.vocabulary import Discontinuation, ProceedingState

Request = Literal["not_needed", "offender_unknown", "needed"]

REQUEST: Final[Mapping[Request, str]] = {
    "not_needed": "Für diese Tat ist kein Strafantrag nötig.",
    "offender_unknown": (
        "Solange nicht bekannt ist, wer es war, läuft keine Frist für einen Strafantrag. "
        "Sagen Sie uns, sobald Sie es wissen."
    ),
    "needed": "Läuft für einen Strafantrag eine Frist, steht sie hier.",
}
"""Texts on the request to prosecute, which is separate from a report: many insults are prosecuted on request only."""

NEWS: Final = "Hören Sie etwas von Polizei oder Gericht, schreiben Sie uns hier: Oft läuft dann eine Frist."
INFORM: Final = (
    "Erfahren Sie monatelang nichts, können Sie Auskunft verlangen (§ 406d StPO). Wir helfen dabei, oder Sie schreiben "
    "den Brief selbst: oben auf dieser Seite unter „Alles Weitere“, „Briefe zum Ausfüllen“."
)

PROCEEDING: Final[Mapping[ProceedingState, Row]] = {
    ProceedingState.UNREPORTED: row(
        "Die Tat ist nicht angezeigt.",
        "Ob Sie Anzeige erstatten, entscheiden Sie. {request}",
        "Wenn Sie darüber sprechen möchten, schreiben Sie uns hier.",
        "Strafverfahren: Nicht angezeigt. {request}",
    ),
    ProceedingState.REPORTED: row(
        "Die Tat ist angezeigt.",
        "Die Polizei gibt den Vorgang an die Staatsanwaltschaft weiter. Das dauert. {request}",
        INFORM,
        "Strafverfahren: Angezeigt. {request}",
    ),
    ProceedingState.FILE_NUMBER_KNOWN: row(
        "Für das Strafverfahren gibt es ein Aktenzeichen.",
        "Mit ihm können Sie nach dem Stand fragen. {request}",
        INFORM,
        "Strafverfahren: Aktenzeichen bekannt. {request}",
    ),
    ProceedingState.INVESTIGATION: row(
        "Die Staatsanwaltschaft ermittelt.",
        "Sie prüft, ob sie jemanden anklagt. {request}",
        INFORM,
        "Strafverfahren: Ermittlungsverfahren. {request}",
    ),
    ProceedingState.DISCONTINUED: row(
        "Das Verfahren wurde eingestellt.",
        "{discontinued}",
        "{complaint}",
        "Strafverfahren: Eingestellt.",
    ),
    ProceedingState.PENAL_ORDER: row(
        "Das Gericht hat einen Strafbefehl erlassen.",
        "Damit setzt es eine Strafe ohne Verhandlung fest. Die beschuldigte Person kann sich dagegen wehren.",
        "Tut sie das, gibt es eine Verhandlung, und Sie können als Zeugin oder Zeuge geladen werden.",
        "Strafverfahren: Strafbefehl.",
    ),
    ProceedingState.INDICTED: row(
        "Die Staatsanwaltschaft hat Anklage erhoben.",
        "Ein Gericht entscheidet jetzt, ob es verhandelt.",
        NEWS,
        "Strafverfahren: Angeklagt.",
    ),
    ProceedingState.TRIAL_DATED: row(
        "Es gibt einen Termin für die Verhandlung.",
        "Vielleicht werden Sie als Zeugin oder Zeuge geladen. Dann müssen Sie kommen.",
        "Sie müssen nicht allein hingehen. Schreiben Sie uns, wenn Sie Begleitung möchten.",
        "Strafverfahren: Hauptverhandlung angesetzt.",
    ),
    ProceedingState.JUDGMENT: row(
        "Es gibt ein Urteil.",
        "Es ist noch nicht endgültig: Dagegen kann jemand vorgehen.",
        NEWS,
        "Strafverfahren: Urteil.",
    ),
    ProceedingState.FINAL: row(
        "Das Strafverfahren ist zu Ende.",
        "Die Entscheidung ist rechtskräftig.",
        "Geht es weiter, ist jede neue Tat ein neues Verfahren. Schreiben Sie uns hier.",
        "Strafverfahren: Rechtskräftig.",
    ),
    ProceedingState.OTHER: row(
        "Im Strafverfahren hat sich etwas geändert.",
        "Was genau, erklären wir Ihnen gern.",
        "Schreiben Sie uns hier.",
        "Strafverfahren: Sonstiges.",
    ),
    ProceedingState.UNKNOWN: row(
        "Wie das Strafverfahren steht, wissen wir nicht.",
        "{request}",
        INFORM,
        "Strafverfahren: Nicht bekannt. {request}",
    ),
}

DISCONTINUED: Final[Mapping[Discontinuation, str]] = {
    Discontinuation.STPO_170_2: (
        "Die Staatsanwaltschaft sieht nicht genug, um jemanden anzuklagen. Das heißt nicht, dass nichts geschehen ist."
    ),
    Discontinuation.STPO_153: (
        "Die Staatsanwaltschaft hält die Schuld für gering und verfolgt die Tat nicht weiter. "
        "Das heißt nicht, dass nichts geschehen ist."
    ),
    Discontinuation.STPO_153A: (
        "Die beschuldigte Person muss eine Auflage erfüllen, zum Beispiel Geld zahlen. "
        "Tut sie das, wird die Tat nicht weiter verfolgt."
    ),
    Discontinuation.STPO_154: (
        "Die beschuldigte Person wird wegen einer anderen Tat verfolgt. Die Strafe für diese hier fiele daneben kaum "
        "ins Gewicht. Das heißt nicht, dass die Tat unwichtig ist."
    ),
    Discontinuation.PRIVATE_ACTION: (
        "Die Staatsanwaltschaft sieht kein öffentliches Interesse. Das sagt nichts darüber, wie schwer es für Sie ist. "
        "Sie können selbst klagen: Privatklage."
    ),
    Discontinuation.UNKNOWN_OFFENDER: (
        "Es ließ sich nicht ermitteln, wer es war. Findet sich eine Spur, geht das Verfahren weiter."
    ),
    Discontinuation.OTHER: "Was das bedeutet, erklären wir Ihnen gern.",
    Discontinuation.UNKNOWN: "Was das bedeutet, erklären wir Ihnen gern. Was steht in dem Brief als Grund?",
}

Complaint = Literal["runs", "ask", "none"]
COMPLAINT: Final[Mapping[Complaint, str]] = {
    "runs": "Ob und bis wann Sie sich beschweren können (§ 172 StPO), steht auf dieser Seite im Verlauf.",
    "ask": (
        "Steht in dem Brief, dass Sie sich beschweren können? "
        "Dann bleiben dafür zwei Wochen, nachdem er bei Ihnen ankam. Schreiben Sie uns am besten heute."
    ),
    "none": "Eine Beschwerde mit einer Frist gibt es dagegen nicht. Was trotzdem geht, besprechen wir gern.",
}
"""Texts on whether the affected person can complain, and until when."""
