"""The letters in German: the request that each makes, its norm, and what follows from sending it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.notification.domain.letter import Letter
from shared.contracts.vocabulary import NoticeKind
from shared.web.pages import day


class LetterKind(StrEnum):
    INFORMATION_REQUEST = "information-request"
    COMPLAINT = "complaint"
    CONFIRMATION = "confirmation"
    OTHER_ADDRESS = "other-address"
    REGISTER_BLOCK = "register-block"
    SUPERIOR = "superior"
    EVIDENCE = "evidence"


SENT: Final = "Ist der Brief abgeschickt, tragen Sie den Tag"
ENTERED: Final = "Ist die Sperre eingetragen, tragen Sie den Tag der Eintragung"


@dataclass(frozen=True)
class About:
    """The texts about a letter.

    `enters`: the kind of notice under which a day is entered at the proceeding; `day`: the words that say which day;
    `follows`: what then holds.
    """

    title: str
    subject: str
    use: str
    follows: str
    enters: NoticeKind | None = None
    day: str = SENT


ABOUT: Final[Mapping[LetterKind, About]] = {
    LetterKind.INFORMATION_REQUEST: About(
        title="Auskunft zum Verfahren (§ 406d StPO)",
        subject="Antrag auf Mitteilungen nach § 406d StPO",
        use="Verletzte erfahren vom Fortgang eines Strafverfahrens nur auf Antrag.",
        enters=NoticeKind.INFORMATION_REQUESTED,
        follows="Dann beginnen die drei Monate neu, nach denen an eine Nachfrage erinnert wird.",
    ),
    LetterKind.COMPLAINT: About(
        title="Beschwerde gegen die Einstellung (§ 172 Abs. 1 StPO)",
        subject="Beschwerde gegen die Einstellung des Verfahrens (§ 172 Abs. 1 StPO)",
        use="Sie muss innerhalb der Frist bei der Staatsanwaltschaft eingehen, die eingestellt hat.",
        enters=NoticeKind.COMPLAINT_FILED,
        follows="Dann gilt die Frist der Beschwerde als gewahrt.",
    ),
    LetterKind.CONFIRMATION: About(
        title="Bestätigung der Anzeige (§ 158 Abs. 1 StPO)",
        subject="Antrag auf Bestätigung der Anzeige (§ 158 Abs. 1 StPO)",
        use="Wer verletzt ist und Anzeige erstattet hat, bekommt den Eingang auf Antrag schriftlich bestätigt.",
        follows="Davon hängt keine Frist ab.",
    ),
    LetterKind.OTHER_ADDRESS: About(
        title="Andere Anschrift statt der Wohnung (§ 68 Abs. 2 StPO)",
        subject="Ladungsfähige Anschrift statt der Wohnanschrift (§ 68 StPO)",
        use=(
            "Wer als Zeugin oder Zeuge in Gefahr ist, soll eine andere Anschrift nennen dürfen, unter der eine Ladung"
            " ankommt. Im Brief darf die Wohnung dann nirgends stehen."
        ),
        follows="Die Behörde entscheidet. Bitte fragen Sie nach, ob die Wohnung schon in den Akten steht.",
    ),
    LetterKind.REGISTER_BLOCK: About(
        title="Auskunftssperre im Melderegister (§ 51 BMG)",
        subject="Antrag auf eine Auskunftssperre im Melderegister (§ 51 Abs. 1 BMG)",
        use="Die Sperre ist kostenlos. Ohne sie erfährt in vielen Fällen jede und jeder, wo jemand wohnt.",
        enters=NoticeKind.REGISTER_BLOCK_ENTERED,
        day=ENTERED,
        follows="Dann läuft die Sperre zwei Jahre, und an die Verlängerung wird erinnert.",
    ),
    LetterKind.SUPERIOR: About(
        title="Strafantrag der Dienstvorgesetzten (§ 77a StGB)",
        subject="Strafantrag der dienstvorgesetzten Stelle (§ 77a StGB)",
        use=(
            "Den Brief schreibt, wer der betroffenen Person dienstlich vorgesetzt ist. Das geht bei Beleidigung und"
            " Körperverletzung gegen Amtsträger im Dienst. Wer nur ein Mandat hat, ist meist kein Amtsträger."
        ),
        follows=(
            "Die drei Monate laufen für die Vorgesetzten gesondert: von dem Tag an, an dem sie selbst die Tat und den"
            " Täter kennen (§ 77b Abs. 2 und 3 StGB)."
        ),
    ),
    LetterKind.EVIDENCE: About(
        title="Liste der Beweise",
        subject="Liste der Beweismittel",
        use="Was im Netz steht, kann schnell weg sein. Mit der Liste weiß die Behörde, was es gibt.",
        follows="Die Originale bleiben bei der Person. Briefe und Umschläge bitte nicht weiter anfassen.",
    ),
}


class Information(StrEnum):
    """The information that § 406d StPO lets an injured person ask for."""

    DISCONTINUATION = "discontinuation"
    TRIAL = "trial"
    OUTCOME = "outcome"
    NO_CONTACT = "no_contact"
    DETENTION = "detention"


INFORMATION: Final[Mapping[Information, str]] = {
    Information.DISCONTINUATION: "ob das Verfahren eingestellt wird",
    Information.TRIAL: "Ort und Zeitpunkt der Hauptverhandlung und die erhobenen Beschuldigungen",
    Information.OUTCOME: "den Ausgang des gerichtlichen Verfahrens",
    Information.NO_CONTACT: "ob die Weisung erteilt ist, keinen Kontakt zu mir aufzunehmen",
    Information.DETENTION: (
        "ob freiheitsentziehende Maßnahmen angeordnet oder beendet, ob erstmals Vollzugslockerungen oder Urlaub gewährt"
        " werden"
    ),
}


@dataclass(frozen=True)
class Writer:
    """The writer of a letter, the authority that it goes to, and the file that it is about."""

    name: str
    postal_address: str
    authority: str
    reference: str | None
    town: str
    written_on: date


def information_request(by: Writer, asks: Iterable[Information], interest: str | None) -> Letter:
    """Writes a request for information (§ 406d StPO).

    `interest`: why the person must know of a detention, which the law asks for.
    """
    where = "mit dem oben genannten Aktenzeichen" if by.reference else "wegen einer Straftat gegen mich"
    own = [f"Mein berechtigtes Interesse daran:\n{interest}"] if interest else []
    return write(
        by,
        LetterKind.INFORMATION_REQUEST,
        f"in dem Strafverfahren {where} bin ich die verletzte Person. Nach § 406d StPO beantrage ich, mir mitzuteilen:",
        (*own, "Bitte schreiben Sie mir nur unter der oben genannten Anschrift."),
        tuple(INFORMATION[each] for each in asks),
    )


def complaint(by: Writer, decided_on: date, notified_on: date, reasons: str | None) -> Letter:
    return write(
        by,
        LetterKind.COMPLAINT,
        f"gegen den Bescheid vom {day(decided_on)}, mir bekannt gegeben am {day(notified_on)}, mit dem das Verfahren"
        " eingestellt wurde, lege ich Beschwerde ein.",
        (
            "Ich beantrage, die Ermittlungen wieder aufzunehmen und die öffentliche Klage zu erheben.",
            f"Begründung:\n{reasons}" if reasons else "Eine Begründung reiche ich nach.",
        ),
    )


def write(
    by: Writer, kind: LetterKind, opening: str, paragraphs: tuple[str, ...], asks: tuple[str, ...] = ()
) -> Letter:
    """Writes a letter. `asks` are points of a list behind `opening`; `paragraphs` follow."""
    return Letter(
        sender=(by.name, *by.postal_address.splitlines()),
        recipient=tuple(by.authority.splitlines()),
        written=f"{by.town}, {day(by.written_on)}",
        subject=ABOUT[kind].subject,
        reference=by.reference,
        opening=opening,
        asks=asks,
        paragraphs=paragraphs,
        signature=by.name,
    )
