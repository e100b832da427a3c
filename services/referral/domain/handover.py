"""A hand-over that intake prepares; a referral begins only with the person's consent to it."""

from dataclasses import dataclass
from typing import Literal

from shared.contracts.vocabulary import ConsentItem, Purpose, ReferralKind
from shared.state import State

Decision = Literal["asked", "given", "refused", "withdrawn", "lapsed"]


class Handover(State):
    handover_id: str
    case_id: str
    partner_id: str
    state: Decision


@dataclass(frozen=True)
class Consent:
    """The person's consent: `items` may reach the partner; `replaces` is the id of a referral that did not help.

    `text_version`: version of the text that the person read. `purpose`: the case's at that time; None from an earlier
    release of the desk.
    """

    handover: Handover
    kind: ReferralKind
    items: tuple[ConsentItem, ...]
    replaces: str | None
    text_version: str
    purpose: Purpose | None = None
