"""Records of what the person wrote or sent, and of the team's notes."""

from typing import Final

from services.intake.retention.records import BELONGS, BOTH, ORDER, ORDERED, TEAM, from_the_person, written
from services.intake.store import (
    EVIDENCE,
    INCIDENTS,
    MAIL_PARTS,
    MAILS,
    MESSAGES,
    NOTES,
)
from shared.retention import ProcessingRecord

STORE: Final[dict[str, ProcessingRecord]] = {
    MESSAGES.name: from_the_person(
        why="Gespräch zwischen Person und Beratungsteam",
        seen_by=BOTH,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Reihenfolge, Absender, Stunde, ungelesen, ob Nachricht oder Formular": "number by at unread kind",
            "Ob vom Team von einem Brief oder einer Mail abgeschrieben": "copied",
            "Text, versiegelt unter dem Schlüssel des Falls": "sealed",
            "Zugehörige Mail, wenn eine kam": "mail",
        },
        shape=written(MESSAGES),
    ),
    MAILS.name: from_the_person(
        why="Eingang per Mail: dieselbe nicht zweimal annehmen, eine Antwort darauf zuordnen, ihre Anhänge nennen",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread message",
            "Prüfwerte von Fundort und Kennung der Mail": "place known_as",
            "Größe": "size parts",
            "Absender, Betreff, Namen der Anhänge, versiegelt unter dem Schlüssel des Falls": "sealed",
        },
        shape=written(MAILS),
    ),
    MAIL_PARTS.name: from_the_person(
        why="Die Mail, wie sie kam, mit ihren Anhängen; die Datei eines Beweises, wie sie kam",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread mail",
            "Reihenfolge": "number",
            "Inhalt, versiegelt unter dem Schlüssel des Falls": "sealed",
        },
        shape=written(MAIL_PARTS),
    ),
    EVIDENCE.name: from_the_person(
        why="Beweise, die die Person sichern möchte",
        seen_by=BOTH + ", ohne die Datei",
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Reihenfolge, Stunde, Umfang": "number at parts",
            "Prüfsumme, Art, Größe, Zeit und was die Person dazu schreibt, versiegelt unter dem Schlüssel des Falls": (
                "sealed"
            ),
        },
        shape=written(EVIDENCE),
    ),
    NOTES.name: from_the_person(
        why="Was das Team notiert: Anrufe, Briefe, Gespräche und Überlegungen; nie auf der Seite der Person",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer sie in welcher Stunde schrieb, die wievielte es ist": "by at number",
            "Tag des Anrufs, Briefs oder Gesprächs": "happened_on",
            "Notiz, Anruf, Brief, Gespräch oder Mail; von wem zu wem": "kind direction",
            "Der Text, versiegelt": "sealed",
            "Welche Notiz sie berichtigt": "corrects",
        },
        shape=written(NOTES),
    ),
    INCIDENTS.name: from_the_person(
        why="Was der Person geschehen ist, in zeitlicher Folge: was sich wiederholt und was zunimmt",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer ihn in welcher Stunde eintrug, der wievielte es ist": "by at number",
            "Tage, Art, Täter, Steigerung und was geschah, versiegelt": "sealed",
            "Welchen Eintrag er berichtigt": "corrects",
        },
        shape=written(INCIDENTS),
    ),
}
