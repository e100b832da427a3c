"""Names the part of the staff's pages that is away, by its address, and what that means meanwhile."""

import re
from dataclasses import dataclass
from typing import Final

from services.intake.domain.ids import CaseId


@dataclass(frozen=True)
class Part:
    """One part of the pages. `tab`: the tab of the case's head under which it stands.

    `meanwhile`: what a counsellor must know until it is back.
    """

    title: str
    sentence: str
    tab: str = ""
    meanwhile: str = ""


OF_AN_ACT: Final = frozenset({"proceedings", "deadlines"})
"""Tabs that a case without an act does not have."""

CASE: Final = re.compile(r"/(?:referral|notification)/cases/([0-9a-f-]{36})(?:/|$)")
HURRY: Final = "Fristen laufen weiter. Wenn eine Frist drängt, warten Sie bitte nicht auf diese Seite."
PARTNERS: Final = "Auch die Stellen kommen gerade nicht an ihre Seiten. Am Telefon erreichen Sie sie wie sonst."
DIRECTORY: Final = "Auch die öffentlichen Hilfeseiten stehen gerade nicht zur Verfügung."
PARTS: Final[tuple[tuple[str, Part], ...]] = (
    (
        "/referral/cases/{case}/proceedings",
        Part("Verfahren", "Die Strafverfahren lassen sich im Moment nicht anzeigen.", "proceedings", HURRY),
    ),
    (
        "/referral/cases/{case}",
        Part("Weitergabe", "Die Vermittlung lässt sich im Moment nicht anzeigen.", "handovers", PARTNERS),
    ),
    (
        "/referral/directory",
        Part("Verzeichnis", "Das Verzeichnis der Stellen lässt sich im Moment nicht anzeigen.", meanwhile=DIRECTORY),
    ),
    (
        "/referral",
        Part("Vermittlungen", "Die Vermittlungen lassen sich im Moment nicht anzeigen.", meanwhile=PARTNERS),
    ),
    (
        "/notification/cases/{case}/deadlines",
        Part("Fristen", "Die Fristen lassen sich im Moment nicht anzeigen.", "deadlines", HURRY),
    ),
    (
        "/notification/cases/{case}/notices",
        Part("Benachrichtigungen", "Die Benachrichtigungen lassen sich im Moment nicht anzeigen.", "notices"),
    ),
    (
        "/notification/cases/{case}/letters",
        Part("Schreiben", "Die Vorlagen für Schreiben lassen sich im Moment nicht anzeigen.", meanwhile=HURRY),
    ),
    (
        "/notification/deadlines",
        Part("Fristen", "Die Fristen lassen sich im Moment nicht anzeigen.", meanwhile=HURRY),
    ),
    (
        "/notification",
        Part("Benachrichtigungen", "Die Benachrichtigungen lassen sich im Moment nicht anzeigen."),
    ),
    ("/statistics/betrieb", Part("Betrieb", "Der Betrieb lässt sich im Moment nicht anzeigen.")),
    ("/statistics", Part("Statistik", "Die Statistik lässt sich im Moment nicht anzeigen.")),
)
"""The parts by how their address begins: the first match counts, and every address of the other services has one."""


def part_at(path: str) -> Part:
    case = case_at(path)
    known = path.replace(case, "{case}", 1) if case else path
    return next(part for begins, part in PARTS if known == begins or known.startswith(f"{begins}/"))


def case_at(path: str) -> CaseId | None:
    """Returns the case that the address is about, if any."""
    found = CASE.match(path)
    return CaseId(found[1]) if found else None
