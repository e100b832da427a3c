"""The letters in German that protect a person or secure what happened; the law as of `shared/deadlines/rules.py`."""

from collections.abc import Sequence
from datetime import date

from services.notification.domain.letter import Letter
from services.notification.letter_texts import LetterKind, Writer, write
from shared.web.pages import day


def confirmation(by: Writer, reported_on: date) -> Letter:
    """Writes a request to confirm a report to the police (§ 158(1) sentences 3 and 4 StPO)."""
    return write(
        by,
        LetterKind.CONFIRMATION,
        f"am {day(reported_on)} habe ich Anzeige erstattet. Ich bin die verletzte Person. Nach § 158 Abs. 1 StPO"
        " beantrage ich, mir den Eingang schriftlich zu bestätigen.",
        (
            "Bitte fassen Sie in der Bestätigung kurz zusammen, was ich zu Tatzeit, Tatort und angezeigter Tat"
            " angegeben habe.",
            "Bitte schreiben Sie mir nur unter der oben genannten Anschrift.",
        ),
    )


def other_address(by: Writer, fear: str, *, agrees_to_block: bool) -> Letter:
    """Writes a request to give another address (§ 68(2), (4) and (5) StPO).

    The writer's address is the one that may be known.
    """
    block = (
        "Ich stimme zu, dass die Staatsanwaltschaft bei der Meldebehörde eine Auskunftssperre nach § 51 Abs. 1 BMG"
        " veranlasst (§ 68 Abs. 4 StPO)."
    )
    return write(
        by,
        LetterKind.OTHER_ADDRESS,
        "in diesem Verfahren komme ich als Zeugin oder Zeuge in Betracht. Ich beantrage, statt meiner Wohnanschrift die"
        " oben genannte Anschrift angeben zu dürfen (§ 68 Abs. 2 StPO). Dort erreicht mich eine Ladung.",
        (
            f"Anlass zur Sorge habe ich, weil:\n{fear}",
            "Steht meine Wohnanschrift schon in den Akten, bitte ich sicherzustellen, dass sie bei Auskünften und bei"
            " der Einsicht in die Akten niemandem bekannt wird (§ 68 Abs. 5 StPO).",
            *([block] if agrees_to_block else []),
        ),
    )


def register_block(by: Writer, born: str, activity: str | None, danger: str, others: str | None) -> Letter:
    """Writes a request for a block in the register of residents (§ 51(1) BMG).

    `others`: who else lives there and is to be protected.
    """
    active = (
        f"Meine Tätigkeit: {activity}. Wer so tätig ist, ist allgemein in verstärktem Maße Anfeindungen oder sonstigen"
        " Angriffen ausgesetzt. Ob jemand beruflich oder ehrenamtlich so tätig ist, ist nach § 51 Abs. 1 BMG zu"
        " berücksichtigen."
    )
    return write(
        by,
        LetterKind.REGISTER_BLOCK,
        f"ich bin geboren am {born} und beantrage, zu meiner Person eine Auskunftssperre im Melderegister"
        " einzutragen (§ 51 Abs. 1 BMG).",
        (
            f"Durch eine Auskunft aus dem Melderegister kann mir Gefahr erwachsen, weil:\n{danger}",
            *([active] if activity else []),
            *([f"Ich beantrage die Sperre auch für:\n{others}"] if others else []),
            "Bitte bestätigen Sie mir die Eintragung und den Tag, bis zu dem sie gilt.",
        ),
    )


def superior_request(by: Writer, official: str, deed: str, known_on: date) -> Letter:
    """Writes a request for prosecution by the superior (§ 77a StGB), who is the writer.

    `known_on`: since when the superior knows deed and offender.
    """
    return write(
        by,
        LetterKind.SUPERIOR,
        f"mir ist {official} dienstlich unterstellt. Zu der folgenden Tat stelle ich nach § 77a StGB Strafantrag wegen"
        " aller Straftaten, die auf Antrag der dienstvorgesetzten Stelle verfolgt werden:",
        (
            deed,
            f"Von der Tat und davon, wer sie begangen hat, weiß ich seit dem {day(known_on)}.",
            "Bitte bestätigen Sie mir den Eingang.",
        ),
    )


def evidence_list(by: Writer, pieces: Sequence[str]) -> Letter:
    return write(
        by,
        LetterKind.EVIDENCE,
        "zu meiner Anzeige nenne ich diese Beweismittel:",
        (
            "Die Originale bewahre ich auf und lege sie vor, wenn Sie sie brauchen.",
            "Bitte sichern Sie möglichst bald, was nur die Anbieter der Dienste haben.",
        ),
        tuple(pieces),
    )
