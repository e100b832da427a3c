"""Records of contact and case: content, state, open tasks and the time of erasure."""

from typing import Final

from services.intake.domain.situation import Situation, Wishes
from services.intake.retention.records import BELONGS, BOTH, ORDER, ORDERED, TEAM, from_the_person, written
from services.intake.store import (
    CASES,
    CONTACTS,
    FILE_NUMBERS,
    HAPPENINGS,
    PROGRESS,
    RELATED,
    RETENTION_PERIODS,
    TASKS,
)
from shared.retention import Basis, ProcessingRecord, shape

CASE_PICTURE: Final = " ".join(f"situation.{name}" for name in Situation.model_fields if name != "wishes")
WISHES: Final = " ".join(f"situation.wishes.{name}" for name in Wishes.model_fields)

STORE: Final[dict[str, ProcessingRecord]] = {
    CONTACTS.name: from_the_person(
        why="Eingang eines Anrufs, einer Nachricht, eines Formulars; wer sich kümmert",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Wer sich für jemand anderen meldet: der Fall dieses Menschen, nur für das Team": "linked_case",
            "Fall derselben Person, dem es zugeordnet ist, nur für das Team": "joined_to",
            "Warteschlange und Zuständigkeit": "state recorded_at turn counsellor held_for",
            "Einordnung des Anliegens": "channel reason land",
            "Tag des Briefs oder Gesprächs": "happened_on",
            "Warum es neben einem gefundenen Fall für sich bleibt": "alone",
            "Wie die Stelle gefunden wird": "via",
            "Zeichen des meldenden Portals, versiegelt": "channel_reference",
            "Tage, Ort und Teilnehmende eines gewünschten Vortrags, versiegelt": "talk",
            "Ob die Angaben zum Vortrag aus Brief oder E-Mail stammen": "talk_copied",
        },
        shape=written(CONTACTS),
    ),
    CASES.name: from_the_person(
        why="Beratung der betroffenen Person und Vermittlung an Partner",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "contact_id",
            "Grobes Bild für Dringlichkeit, Vorschläge und Zählung": CASE_PICTURE + " channel said_urgency triaged",
            "Wünsche, die Vorschläge ausschließen": WISHES,
            "Stand und Ergebnis": "state outcome",
            "Kurze Nummer zum Wiederfinden, ohne Bedeutung": "number",
            "Ob es ein Fall ist oder eine Vermittlung zur Vorbeugung": "purpose",
            "Offene und beendete Vermittlungen": (
                "referrals.id referrals.partner.id referrals.partner.name referrals.partner.category referrals.open"
                " referrals.step referrals.was_seen referrals.accepted"
            ),
        },
        shape=written(CASES),
    ),
    RELATED.name: from_the_person(
        why="Zwei Fälle derselben Person, oder zweier, die zusammengehören, nebeneinander bearbeiten",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Welcher andere Fall, wer ihn wann verknüpfte": "other by at",
        },
        shape=written(RELATED),
    ),
    FILE_NUMBERS.name: from_the_person(
        why="Der Person zeigen, unter welchem Aktenzeichen Polizei und Staatsanwaltschaft ihre Sache führen",
        seen_by=BOTH,
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Der wievielte Stand": "told",
            "Aktenzeichen und Stelle, versiegelt": "sealed",
        },
        shape=written(FILE_NUMBERS),
    ),
    PROGRESS.name: from_the_person(
        why="Der Person zeigen, was geschieht",
        seen_by=BOTH,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Schritt, Zeit, beteiligter Partner": "step at partner",
            "Stand des Strafverfahrens und Fristen": (
                "proceeding proceeding_id same_act_as offender_known request_needed discontinuation instructed"
                " rule act_by over_on"
            ),
            "Bis wann der Partner antworten soll": "respond_by",
        },
        shape=written(PROGRESS),
    ),
    HAPPENINGS.name: from_the_person(
        why="Dem Team in einer Reihenfolge zeigen, was in allen Diensten zu einem Fall geschah",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Was wann in welchem Dienst geschah, mit groben Wörtern der Meldung": "fact source at place said",
            "Beteiligter Partner": "partner",
        },
        shape=written(HAPPENINGS),
    ),
    TASKS.name: from_the_person(
        why="Dass nichts liegen bleibt: was am Arbeitsplatz zu tun ist und bis wann",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread about",
            "Was zu tun ist, wer es tut, ob es erledigt ist": "kind counsellor state",
            "Fälligkeit": "since due shows_from place",
            "Wie oft noch etwas dazukam, während sie offen war": "news",
            "Beteiligter Partner, Frist": "partner rule act_by",
        },
        shape=written(TASKS),
    ),
    RETENTION_PERIODS.name: from_the_person(
        why="Wann gelöscht wird, was abgeschlossen ist, und was das aufhält",
        basis=Basis.DUTY,
        seen_by=BOTH + "; wer eine Sperre eintrug, sieht nur das Team",
        fields={
            "Ordnung des Bestands (Stand, Aufbau, Löschdatum)": "version schema erase_after",
            "Zuordnung zu Kontakt und Fall": "_id thread",
            "Ab wann gelöscht wird, seit wann es angekündigt ist": "ends_on announced_on",
            "Löschsperre: Grund, letzter Tag, wer sie eintrug": "hold.reason hold.until hold.by hold.of_another",
        },
        shape=shape(RETENTION_PERIODS.model, "_id", "version", "schema", "erase_after"),
    ),
}
