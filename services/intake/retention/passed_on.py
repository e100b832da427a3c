"""Records of what partners get to know, and who decided it."""

from typing import Final

from services.intake.retention.records import (
    BELONGS,
    BOTH,
    LIKE_THE_CASE,
    ORDER,
    ORDERED,
    TEAM,
    from_the_person,
    written,
)
from services.intake.store import (
    ADDITIONS,
    ARRANGEMENTS,
    CONSENTS,
    CORRECTIONS,
    DISCLOSURES,
    HANDOVERS,
    PARTNERS,
)
from shared.retention import Basis, Period, ProcessingRecord, Whose

UNTIL_DELISTED: Final = Period("bis der Partner das Verzeichnis verlässt", "not yet")

STORE: Final[dict[str, ProcessingRecord]] = {
    HANDOVERS.name: from_the_person(
        why="Weitergabe an einen Partner: was genau weitergegeben würde",
        seen_by=BOTH + "; nach der Einwilligung der eine Partner",
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id replaces",
            "An wen, und ob die Stelle handeln muss": "partner.id partner.name partner.category",
            "Was die Stelle tut und nicht tut, wie sie es sagte, als gefragt wurde": (
                "description.does description.does_not description.phrase"
            ),
            "Umfang und Art, welche Dateien": "items kind evidence",
            "Wortlaut, versiegelt": "sealed",
            "Welche Fassung wann vorlag, ob sie verfiel (weil die Stelle nicht mehr mithilft) oder beendet ist": (
                "text_version asked_at lapsed partner_left ended"
            ),
            "Ob die Stelle zur Vorbeugung angefragt wurde, bevor es ein Fall war": "for_prevention",
            "Wer sich selbst meldet: wann die Stelle genannt wurde, ob es geklappt hat": "named_at worked",
            "Wie die genannte Stelle erreicht wird": (
                "card.phones card.mail card.web card.hours.days card.hours.opens card.hours.closes"
            ),
        },
        shape=written(HANDOVERS),
    ),
    CONSENTS.name: ProcessingRecord(
        why="Nachweis der Entscheidungen über Weitergaben",
        whose=Whose.PERSON,
        basis=Basis.PROOF,
        seen_by=BOTH,
        period=LIKE_THE_CASE,
        fields={
            ORDER: ORDERED,
            BELONGS: "handover_id case_id",
            "Entscheidung, Weg, Stunde": "decision how at",
            "Wer sie vermerkte, wann sich das als irrtümlich erwies": "noted_by mistaken_at never_withdrawn_at",
            "Welchen Angaben und Dateien zugestimmt wurde, ob die Stelle nie mehr gefragt werden soll": (
                "items evidence never"
            ),
        },
        shape=written(CONSENTS),
    ),
    CORRECTIONS.name: ProcessingRecord(
        why="Nachweis, was irrtümlich als Entscheidung der Person eingetragen war, und Prüfung einer Datenpanne",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by=BOTH + "; wer es eintrug und prüfte und ihre Worte dazu liest nur das Team",
        period=LIKE_THE_CASE,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread handover_id addition_id",
            "Welche Stelle": "partner.id partner.name partner.category",
            "Was eingetragen war und von wem, was stimmt": "was was_at noted_by truly",
            "Wer es wann warum berichtigte": "at by reason",
            "Was geschah, in eigenen Worten, versiegelt": "sealed",
            "Ob schon etwas verschickt war, wie und von wem das geprüft wurde": (
                "passed_on assessment assessed_by assessed_at"
            ),
            "Begründung der Prüfung, versiegelt": "assessed",
        },
        shape=written(CORRECTIONS),
    ),
    ADDITIONS.name: from_the_person(
        why="Was ein Partner zusätzlich erfahren soll: was genau, und was die Person dazu entschied",
        seen_by=BOTH + "; nach der Einwilligung der eine Partner, solange die Vermittlung läuft",
        fields={
            ORDER: ORDERED,
            BELONGS: "handover_id case_id",
            "An wen, und ob die Stelle handeln muss": "partner.id partner.name partner.category",
            "Umfang, Wortlaut versiegelt": "items sealed",
            "Welche Fassung wann vorlag, ob die Frage verfiel": "text_version asked_at lapsed",
            "Entscheidung, Weg, Stunde, welchen Angaben zugestimmt wurde": (
                "decisions.decision decisions.how decisions.at decisions.items"
            ),
            "Wer sie vermerkte, wann sich das als irrtümlich erwies": "decisions.noted_by decisions.mistaken_at",
        },
        shape=written(ADDITIONS),
    ),
    ARRANGEMENTS.name: from_the_person(
        why="Der Person zeigen, welche Termine ein Partner vorschlägt und wer dort zuständig ist, und ihre Antwort",
        seen_by=BOTH + "; die Antwort der eine Partner",
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Die wievielten Termine, wann vorgeschlagen, in welcher Stunde geantwortet wurde": (
                "round offered_at answered_at"
            ),
            "Termine, Ansprechperson und Antwort, versiegelt; nach dem Ende der Hilfe nur die Ansprechperson": (
                "sealed answer"
            ),
        },
        shape=written(ARRANGEMENTS),
    ),
    DISCLOSURES.name: from_the_person(
        why="Nachweis, wer in Lebensgefahr ohne Einwilligung informiert wurde; Prüfung im Nachhinein",
        basis=Basis.VITAL,
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer wann wen informierte": "by at informed",
            "Was gesagt wurde und warum, versiegelt": "sealed",
            "Wann die Person es lesen konnte, wer es prüfte": "told_at reviewed_by reviewed_at",
        },
        shape=written(DISCLOSURES),
    ),
    PARTNERS.name: ProcessingRecord(
        why="Auswahl des Partners bei einer Weitergabe",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by=TEAM,
        period=UNTIL_DELISTED,
        fields={
            ORDER: ORDERED,
            "Name und Art der Stelle, ob gelistet": "name category listed",
            "Was sie tut und nicht tut": "description.does description.does_not description.phrase",
            "Ob Anfragen dorthin gehen": "onboarded",
            "Wie man sie erreicht, wenn der Eintrag öffentlich ist": (
                "card.phones card.mail card.web card.hours.days card.hours.opens card.hours.closes"
            ),
        },
        shape=written(PARTNERS),
    ),
}
