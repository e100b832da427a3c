"""The states of a referral in German: for staff, and for the partner that has it."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from services.referral.domain.referral import Stage

ANSWER: Final = "Bitte nehmen Sie an oder lehnen Sie ab."


class Said(NamedTuple):
    """`partner`: as the partner reads it, who acted and who has to act next; None where no partner has it. `asked`:
    what is asked of the partner, while the referral is open to it.
    """

    staff: str
    partner: str | None = None
    asked: str | None = None
    badge: Literal["success", "warning", "danger"] | None = None


STAGES: Final[Mapping[Stage, Said]] = {
    "preparing": Said("wird vorbereitet"),
    "named": Said("Kontakt genannt"),
    "sent": Said("übermittelt", "neu, noch nicht geöffnet", ANSWER),
    "delivered": Said("gelesen", "geöffnet, noch nicht beantwortet", ANSWER),
    "questioned": Said(
        "Rückfrage gestellt", "Ihre Frage liegt bei uns", "Gerade nichts. Wir antworten auf Ihre Frage.", "warning"
    ),
    "informed": Said("Rückfrage beantwortet", "Ihre Frage ist beantwortet", ANSWER),
    "waitlisted": Said(
        "Warteliste",
        "auf Ihrer Warteliste",
        "Bitte nehmen Sie bis zum Ende der Warteliste an oder lehnen Sie ab.",
        "warning",
    ),
    "accepted": Said(
        "angenommen",
        "von Ihnen angenommen",
        "Bitte melden Sie sich bei der Person und tragen Sie ein, dass Kontakt besteht.",
        "success",
    ),
    "declined": Said("abgelehnt", "von Ihnen abgelehnt", badge="warning"),
    "overdue": Said("Antwort überfällig", "Antwort überfällig", ANSWER, "warning"),
    "expired": Said("ohne Antwort abgelaufen", "ohne Antwort beendet", badge="danger"),
    "contacted": Said(
        "Kontakt aufgenommen",
        "Kontakt ist aufgenommen",
        "Bitte tragen Sie am Ende ein, wie es ausging.",
        "success",
    ),
    "completed": Said("abgeschlossen", "Hilfe abgeschlossen", badge="success"),
    "failed": Said("kam nicht zustande", "kam nicht zustande", badge="danger"),
    "returned": Said("zurückgegeben", "von Ihnen zurückgegeben", badge="warning"),
    "recalled": Said("zurückgezogen", "von uns zurückgezogen"),
}
