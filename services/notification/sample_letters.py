"""One letter of each kind with every part that it can have, of somebody invented: for the preview and for tests."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.notification.domain.letter import Letter
from services.notification.letter_texts import Information, LetterKind, Writer, complaint, information_request
from services.notification.protection_letters import (
    confirmation,
    evidence_list,
    other_address,
    register_block,
    superior_request,
)

WRITER: Final = Writer(
    "Petra Muster",
    "c/o Anlaufstelle\nWeg 1",
    "Staatsanwaltschaft\nPlatz 2",
    "12 Js 345/26",
    "Ort",
    date(2026, 3, 9),
)


def sample_letters(by: Writer = WRITER) -> Mapping[LetterKind, Letter]:
    return {
        LetterKind.INFORMATION_REQUEST: information_request(by, list(Information), "Ich wohne im selben Haus."),
        LetterKind.COMPLAINT: complaint(by, date(2026, 3, 2), date(2026, 3, 5), "Es gab Zeugen.\n\nNiemand hörte sie."),
        LetterKind.CONFIRMATION: confirmation(by, date(2026, 3, 1)),
        LetterKind.OTHER_ADDRESS: other_address(by, "Am 1. März stand jemand vor der Tür.", agrees_to_block=True),
        LetterKind.REGISTER_BLOCK: register_block(
            by, "3. Mai 1970", "Mitglied des Gemeinderats im Ehrenamt", "Mir wurde gedroht.", "Kim Muster, 1. Juni 2010"
        ),
        LetterKind.SUPERIOR: superior_request(by, "Alex Muster", "Am 1. März fiel ein Schimpfwort.", date(2026, 3, 2)),
        LetterKind.EVIDENCE: evidence_list(by, ["Bildschirmfoto vom 1. März, 10 Uhr", "Brief mit Umschlag"]),
    }
