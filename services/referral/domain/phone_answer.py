"""An answer of a partner on the phone, recorded by a counsellor; the speaker's name and number are sealed."""

from datetime import datetime
from typing import Any, Final

from services.referral.domain.referral import ANSWERED, Answer, NotYet, Referral, Stage
from shared.clock import whole_hour
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

Said = Answer | NotYet
LONGEST: Final = 200
"""Characters of the speaker's name at most."""
IN_FUTURE: Final = "Dieser Zeitpunkt liegt noch vor uns. Bitte geben Sie an, wann Sie mit der Stelle gesprochen haben."
BEFORE_IT_WAS_SENT: Final = "Da hatte die Stelle die Anfrage noch nicht. Bitte prüfen Sie Tag und Uhrzeit."
FASTER: Final = (
    "Die Stelle hat inzwischen selbst geantwortet. Es gilt, was sie eingetragen hat; Ihr Eintrag ist nicht gespeichert."
)

Sealed = dict[str, Any]


class PhoneAnswer(State):
    """`is_of_entry`: whether the number is in the directory; nobody has checked any other. Times are whole hours.

    Nothing here reads `content`, which shared.sealing made: the speaker, the number, and the member of staff who
    recorded it.
    """

    id: str
    case_id: str
    referral_id: str
    act: Said
    reason: str | None
    said_at: datetime
    recorded_at: datetime
    is_of_entry: bool
    content: Sealed


class PhoneAnswerRecorded(Fact[PhoneAnswer]):
    pass


def refuse_wrong_time(said_at: datetime, referral: Referral, now: datetime) -> None:
    """Raises Invalid for a time to come, and for one before the partner had the referral."""
    if said_at > now:
        raise Invalid("wrong-value", IN_FUTURE)
    if referral.sent_at is not None and said_at < whole_hour(referral.sent_at):
        raise Invalid("wrong-value", BEFORE_IT_WAS_SENT)


def version_spoken_of(referral: Referral, version: int, seen: Stage | None) -> int:
    """Returns the version that the call is about: `version`, or the current one where the partner only opened it since.

    `seen`: the state on the counsellor's screen. Raises Conflict where the partner answered since: its own answer is
    not overwritten by what was heard.
    """
    if referral.version == version:
        return version
    is_answer = referral.late is not None or (referral.state != seen and referral.state in ANSWERED)
    if referral.by == "partner" and is_answer:
        raise Conflict("changed-meanwhile", FASTER)
    return referral.version if (seen, referral.state) == ("sent", "delivered") else version
