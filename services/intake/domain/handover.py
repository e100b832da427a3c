"""A hand-over: what may be passed on to one partner, asked item by item, decided by the person alone (consent.py)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from services.intake.domain.case import Case, Partner, refuse_closed
from services.intake.domain.contact_card import ContactCard
from services.intake.domain.ids import CaseId, HandoverId, ReferralId
from services.intake.domain.partner import NOTHING_SAID, PartnerDescription
from services.intake.domain.thread import Sealed
from shared import duty_to_act
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

Worked = Literal["yes", "no", "not_yet"]
"""Whether a person who wanted to reach the partner without us did, by their own account."""

TEXT_VERSION: Final = "2026-11.5"
"""Names the wording of the consent page that the person saw."""

ALREADY_RUNS: Final = "An diese Stelle läuft in diesem Fall schon eine Weitergabe. Bitte warten Sie ihr Ende ab."
NO_ITEM: Final = "Bitte kreuzen Sie mindestens eine Angabe an, die weitergegeben werden soll."
NO_ITEM_IF_COLD: Final = (
    "Wenn sich die Person selbst meldet, geben wir nichts weiter. Bitte nehmen Sie die Kreuze wieder weg."
)
FILES_NAMED_BY_ITEM: Final = "Bitte kreuzen Sie zu den Dateien auch „Beweise“ an und schreiben Sie, was sie zeigen."
NOT_NAMED: Final = "Zu dieser Stelle ist hier nichts zu beantworten."

ASKED_AFTER: Final = timedelta(days=14)
"""Time after the partner was named until the follow page asks whether it worked."""


class Handover(State):
    id: HandoverId
    case_id: CaseId
    partner: Partner
    kind: ReferralKind
    items: tuple[ConsentItem, ...]
    sealed: Sealed
    """The text of every item."""
    asked_at: datetime
    evidence: tuple[str, ...] = ()
    """Ids of the files chosen for the item `evidence`: the person agrees to each by itself."""
    replaces: ReferralId | None = None
    text_version: str = TEXT_VERSION
    lapsed: bool = False
    """Whether the question ended unanswered: case closed, question taken back, or partner left the directory."""
    partner_left: bool = False
    """Whether it lapsed because the partner left the directory."""
    ended: bool = False
    """Whether the referral that it led to is over."""
    named_at: datetime | None = None
    """Time at which the person was told how to reach the partner; only for a cold one, which is over with that."""
    card: ContactCard | None = None
    description: PartnerDescription = NOTHING_SAID
    """The description that the person read before deciding, as the directory had it when they were asked."""
    worked: Worked | None = None
    for_prevention: bool = False
    """Whether its partner reads that nothing had happened; kept when it becomes a case."""

    @property
    def shows_duty(self) -> bool:
        """Whether the person reads that the partner must act on what it learns."""
        return duty_to_act.is_shown(self.text_version)

    @property
    def is_cold(self) -> bool:
        """Whether the person reaches the partner without us: nothing is passed on, and the partner is told nothing."""
        return self.kind is ReferralKind.COLD


class Asked(Fact[Handover]):
    pass


class Lapsed(Fact[Handover]):
    pass


def ask(
    handover_id: HandoverId,
    case: Case,
    partner: Partner,
    *,
    kind: ReferralKind,
    items: Sequence[ConsentItem],
    sealed: Sealed,
    replaces: ReferralId | None,
    running: Iterable[Handover],
    now: datetime,
    description: PartnerDescription = NOTHING_SAID,
    evidence: Sequence[str] = (),
) -> Asked:
    """Asks the person for a hand-over. If the partner must act on what it learns, the text version says so.

    `running`: hand-overs of this case that run (`is_running`); `evidence`: files of this case.
    Raises Invalid for a warm one without items, for a cold one with some, and for files without the item that names
    them; Conflict if one to this partner runs, or the case is closed.
    """
    refuse_closed(case)
    _refuse_what_says_nothing(kind, items, evidence)
    if any(other.partner.id == partner.id for other in running):
        raise Conflict("not-in-this-state", ALREADY_RUNS)
    return Asked(
        Handover(
            id=handover_id,
            case_id=case.id,
            partner=partner,
            kind=kind,
            items=tuple(items),
            sealed=sealed,
            replaces=replaces,
            asked_at=now,
            evidence=tuple(evidence),
            description=description,
            text_version=duty_to_act.text_version(TEXT_VERSION, partner.category),
        )
    )


def _refuse_what_says_nothing(kind: ReferralKind, items: Sequence[ConsentItem], evidence: Sequence[str]) -> None:
    if bool(items) is (kind is ReferralKind.COLD):
        raise Invalid("wrong-value", NO_ITEM_IF_COLD if items else NO_ITEM)
    if evidence and ConsentItem.EVIDENCE not in items:
        raise Invalid("wrong-value", FILES_NAMED_BY_ITEM)


def lapse(handover: Handover) -> Lapsed:
    return Lapsed(handover.model_copy(update={"lapsed": True}))


def follow(handover: Handover, *, ended: bool) -> Fact[Handover]:
    """Stores whether the referral that it led to is over; it can begin again."""
    return Fact(handover.model_copy(update={"ended": ended}))


def name(handover: Handover, card: ContactCard | None, at: datetime) -> Fact[Handover]:
    """Notes that the person was told how to reach the partner. The hand-over is over: nobody is waited for."""
    return Fact(handover.model_copy(update={"named_at": at, "card": card, "ended": True}))


def tell(handover: Handover, worked: Worked) -> Fact[Handover] | None:
    """Stores whether the person reached the partner; None if the same was stored.

    Raises Conflict if no partner was named.
    """
    if handover.named_at is None:
        raise Conflict("not-in-this-state", NOT_NAMED)
    return None if handover.worked == worked else Fact(handover.model_copy(update={"worked": worked}))


def asks_whether_it_worked(handover: Handover, now: datetime) -> bool:
    """Whether the person is asked: after there was time to try, and until they answered yes or no."""
    return (
        handover.named_at is not None
        and now - handover.named_at >= ASKED_AFTER
        and handover.worked not in ("yes", "no")
    )
