"""German texts of a capacity inquiry: the choices and its state."""

from collections.abc import Mapping
from typing import Final, get_args

from services.referral.domain.capacity_inquiry import Answer, CapacityInquiry, Format, Language, NoRoom
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Need, Urgency
from shared.duty_to_act import OBLIGED
from shared.web.labels_de import LANGUAGES, options, word
from shared.web.pages import day, moment

FORMATS: Final[Mapping[Format, str]] = {
    "any": "Das ist offen",
    "in_person": "Vor Ort",
    "phone": "Am Telefon",
    "video": "Per Video",
}
REASONS: Final[Mapping[NoRoom, str]] = {
    "full": "Bei uns ist zurzeit alles belegt",
    "not_ours": "Dafür sind wir nicht da",
    "language": "In dieser Sprache nicht",
    "format": "So nicht, zum Beispiel nicht vor Ort",
    "other": "Aus einem anderen Grund",
}
ANSWERS: Final[Mapping[Answer, str]] = {
    "yes": "Ja, bei uns ist Platz",
    "later": "Erst ab einem Tag (Warteliste)",
    "no": "Nein",
}
"""Answers from which a partner chooses."""

DOUBTED: Final = (
    "Die Mail kam zurück, der Grund ist unklar. Vielleicht kam sie bei der Stelle nicht an. Bitte rufen Sie dort an."
)

NEEDS: Final = options(Need, without=["unknown"])
URGENCIES: Final = options(Urgency, without=["unknown", "immediate"])
LANGUAGES_ASKED: Final = [(code, LANGUAGES[code]) for code in get_args(Language)]


def asked(of: CapacityInquiry) -> list[tuple[str, str]]:
    """Returns the content of the question as pairs of a term and words."""
    land = [("Land", word(of.land))] if of.land else []
    return [
        ("Hilfe", word(of.need)),
        *land,
        ("Wie eilig", word(of.urgency)),
        ("Sprache", LANGUAGES[of.language]),
        ("Form", FORMATS[of.format]),
    ]


def standing(of: CapacityInquiry) -> str:
    """Returns the partner's answer, or the state without one, for staff."""
    if of.answer is not None and of.answered_at is not None:
        return f"{answered(of)}. Antwort vom {moment(of.answered_at)}."
    if of.standing == "ended":
        return "Ohne Antwort zurückgenommen, oder der Fall wurde abgeschlossen."
    if of.undelivered:
        return "Die Mail kam bei der Stelle nicht an. Bitte rufen Sie dort an."
    if of.standing == "lapsed":
        return "Keine Antwort. Gewartet wird nicht mehr."
    asked_at = f"Gefragt am {moment(of.asked_at)}. Antwort erbeten bis {moment(of.answer_by)}."
    return f"{asked_at} {DOUBTED}" if of.doubted else asked_at


def is_to_be_rung(of: CapacityInquiry) -> bool:
    """Whether no answer came, or the mail may not have arrived: then the partner's numbers stand beside it."""
    is_doubtful = of.undelivered or of.doubted or of.standing == "lapsed"
    return is_doubtful and of.answer is None and of.standing != "ended"


def answered(of: CapacityInquiry) -> str:
    if of.answer == "later" and of.from_on:
        return f"Platz ab dem {day(of.from_on)}"
    if of.answer == "no" and of.reason:
        return f"Kein Platz: {REASONS[of.reason]}"
    return "Platz ist da" if of.answer else "Noch keine Antwort"


def why_not(partner: Partner, *, is_onboarded: bool) -> str:
    """Why a proposed partner cannot be asked for room."""
    if partner.category in OBLIGED:
        return "muss oder darf handeln, wenn sie von einer möglichen Straftat erfährt: Wir fragen sie nicht nach Platz"
    if not is_onboarded:
        return "ist noch nicht eingerichtet: Bitte rufen Sie dort an"
    return "bekommt von uns keine Anfragen: Bitte rufen Sie dort an"
