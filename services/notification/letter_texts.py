"""The letters in German: what is asked for in each, by which norm, and what follows from sending it."""

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


@dataclass(frozen=True)
class About:
    """`sent`: the notice by which the day of sending is entered at the proceeding; `follows`: what that does."""

    title: str
    subject: str
    use: str
    sent: NoticeKind
    follows: str


ABOUT: Final[Mapping[LetterKind, About]] = {
    LetterKind.INFORMATION_REQUEST: About(
        title="Auskunft zum Verfahren (§ 406d StPO)",
        subject="Antrag auf Mitteilungen nach § 406d StPO",
        use="Verletzte erfahren vom Fortgang eines Strafverfahrens nur auf Antrag.",
        sent=NoticeKind.INFORMATION_REQUESTED,
        follows="Dann beginnen die drei Monate neu, nach denen an eine Nachfrage erinnert wird.",
    ),
    LetterKind.COMPLAINT: About(
        title="Beschwerde gegen die Einstellung (§ 172 Abs. 1 StPO)",
        subject="Beschwerde gegen die Einstellung des Verfahrens (§ 172 Abs. 1 StPO)",
        use="Sie muss innerhalb der Frist bei der Staatsanwaltschaft eingehen, die eingestellt hat.",
        sent=NoticeKind.COMPLAINT_FILED,
        follows="Dann gilt die Frist der Beschwerde als gewahrt.",
    ),
}


class Information(StrEnum):
    """What § 406d StPO lets an injured person ask for."""

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
    """Who writes to whom, and of which file."""

    name: str
    postal_address: str
    authority: str
    reference: str | None
    town: str
    written_on: date


def information_request(by: Writer, asks: Iterable[Information], interest: str | None) -> Letter:
    """`interest`: why the person must know of a detention, which the law asks for."""
    where = "mit dem oben genannten Aktenzeichen" if by.reference else "wegen einer Straftat gegen mich"
    own = [f"Mein berechtigtes Interesse daran:\n{interest}"] if interest else []
    return _letter(
        by,
        LetterKind.INFORMATION_REQUEST,
        f"in dem Strafverfahren {where} bin ich die verletzte Person. Nach § 406d StPO beantrage ich, mir mitzuteilen:",
        (*own, "Bitte schreiben Sie mir nur unter der oben genannten Anschrift."),
        tuple(INFORMATION[each] for each in asks),
    )


def complaint(by: Writer, decided_on: date, notified_on: date, reasons: str | None) -> Letter:
    return _letter(
        by,
        LetterKind.COMPLAINT,
        f"gegen den Bescheid vom {day(decided_on)}, mir bekannt gegeben am {day(notified_on)}, mit dem das Verfahren"
        " eingestellt wurde, lege ich Beschwerde ein.",
        (
            "Ich beantrage, die Ermittlungen wieder aufzunehmen und die öffentliche Klage zu erheben.",
            f"Begründung:\n{reasons}" if reasons else "Eine Begründung reiche ich nach.",
        ),
    )


def _letter(
    by: Writer, kind: LetterKind, opening: str, paragraphs: tuple[str, ...], asks: tuple[str, ...] = ()
) -> Letter:
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
