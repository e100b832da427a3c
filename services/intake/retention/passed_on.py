"""What partners get to know, and who decided it."""

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
                "description.does description.does_not"
            ),
            "Umfang und Art, welche Dateien": "items kind evidence",
            "Wortlaut, versiegelt": "sealed",
            "Welche Fassung wann vorlag, ob sie verfiel (weil die Stelle nicht mehr mithilft) oder beendet ist": (
                "text_version asked_at lapsed partner_left ended"
            ),
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
            "Entscheidung, Weg, Stunde, und nur für das Team: wer sie hörte": "decision how at heard_by",
            "Welchen Angaben und Dateien zugestimmt wurde, ob die Stelle nie mehr gefragt werden soll": (
                "items evidence never"
            ),
        },
        shape=written(CONSENTS),
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
            "Was sie tut und nicht tut": "description.does description.does_not",
            "Ob Anfragen dorthin gehen": "onboarded",
            "Wie man sie erreicht, wenn der Eintrag öffentlich ist": (
                "card.phones card.mail card.web card.hours.days card.hours.opens card.hours.closes"
            ),
        },
        shape=written(PARTNERS),
    ),
}
