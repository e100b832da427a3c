"""A case: the counselling of one affected person, with any number of referrals side by side."""

from collections.abc import Container, Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.intake.domain.case_number import CaseNumber
from services.intake.domain.ids import CaseId, ContactId, PartnerId, ReferralId
from services.intake.domain.progress import Step
from services.intake.domain.situation import Situation
from shared.contracts.vocabulary import CaseOutcome, Channel, Purpose, Urgency
from shared.errors import Conflict
from shared.state import Fact, State

SEEN: Final[frozenset[Step]] = frozenset(
    {"delivered", "questioned", "waitlisted", "accepted", "declined", "contacted", "completed", "returned", "failed"}
)
"""Steps that a partner takes only if it knows what was asked of it."""

NEVER_SENT: Final[frozenset[Step]] = frozenset({"named", "not_asked", "never_sent"})
"""Steps of a referral of which the partner was told nothing."""

ACCEPTED: Final[frozenset[Step]] = frozenset({"accepted", "contacted", "completed"})


class Partner(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: PartnerId
    name: str
    category: str | None = None
    """`None` in documents of an earlier release."""


class Referral(BaseModel):
    """A referral as intake knows it: its partner, and whether it still runs."""

    model_config = ConfigDict(frozen=True)

    id: ReferralId
    partner: Partner
    open: bool = True
    step: Step = "sent"
    """The last step that the service referral reported."""
    was_seen: bool = False
    """Whether the partner read the request, or was told of it and answered."""
    accepted: bool = False
    """Whether the partner ever said that it helps; unknown for referrals that ended before this field was stored."""

    @property
    def was_sent(self) -> bool:
        """Whether the partner was told anything, as far as the desk knows."""
        return self.step not in NEVER_SENT


class Case(State):
    id: CaseId
    contact_id: ContactId
    channel: Channel
    situation: Situation
    number: CaseNumber | None = None
    """`None`: opened before there were case numbers."""
    purpose: Purpose = Purpose.COUNSELLING
    state: Literal["open", "closed"] = "open"
    said_urgency: Urgency = Urgency.UNKNOWN
    """The urgency that the person stated; nobody is asked if nothing happened."""
    triaged: bool = False
    referrals: tuple[Referral, ...] = ()
    outcome: CaseOutcome | None = None


class Opened(Fact[Case]):
    pass


class Triaged(Fact[Case]):
    pass


class CaseAnswered(Fact[Case]):
    pass


class CaseClosed(Fact[Case]):
    pass


class CaseReopened(Fact[Case]):
    pass


class CaseErased(Fact[Case]):
    pass


class ReferralsFollowed(Fact[Case]):
    pass


def open_case(
    case_id: CaseId,
    contact_id: ContactId,
    channel: Channel,
    situation: Situation,
    number: CaseNumber | None = None,
    purpose: Purpose = Purpose.COUNSELLING,
) -> Opened:
    is_said = purpose is not Purpose.PREVENTION
    case = Case(
        id=case_id,
        contact_id=contact_id,
        channel=channel,
        situation=situation,
        said_urgency=situation.urgency if is_said else Urgency.UNKNOWN,
        number=number,
        purpose=purpose,
    )
    return Opened(case)


def become_case(case: Case) -> Opened:
    """Opens as a case what was kept for prevention, because something happened after all; number and referrals stay.

    Its urgency is unknown: nobody has stated or judged it yet. Raises Conflict for a closed case.
    """
    refuse_closed(case)
    urgency = {"situation": case.situation.model_copy(update={"urgency": Urgency.UNKNOWN})}
    unjudged = urgency | {"said_urgency": Urgency.UNKNOWN, "triaged": False}
    return Opened(case.model_copy(update=unjudged | {"purpose": Purpose.COUNSELLING}))


def triage(case: Case, situation: Situation, *, seen: int | None = None) -> Triaged:
    """Replaces the whole situation. `seen`: the version that was on the counsellor's screen.

    Raises Conflict if the case is closed, or was changed since `seen`.
    """
    refuse_closed(case)
    if seen is not None and seen != case.version:
        raise Conflict(
            "changed-meanwhile", "Der Fall wurde inzwischen geändert. Ihre Eingaben stehen noch im Formular."
        )
    return Triaged(case.model_copy(update={"situation": situation, "triaged": True}))


def answer(case: Case) -> CaseAnswered:
    return CaseAnswered(case)


def close(
    case: Case, outcome: CaseOutcome, consented: Mapping[ReferralId, Partner], cold: Container[ReferralId] = ()
) -> CaseClosed:
    """Closes the case. Raises Conflict if it is closed, or a referral is open.

    `consented`: the partners to whom the person agreed, by the id of the referral that follows; such a referral is open
    even before the service referral reports it. `cold`: referrals for which nobody waits for an answer; a release
    before the step `named` stored them as open.
    """
    refuse_closed(case)
    known = {referral.id for referral in case.referrals}
    running = [each.partner.name for each in case.referrals if each.open and each.id not in cold]
    running += [partner.name for referral_id, partner in consented.items() if referral_id not in known]
    if running:
        names = ", ".join(sorted(running))
        raise Conflict("open-referrals", f"Diese Vermittlungen sind noch offen: {names}. Rufen Sie sie zuerst zurück.")
    return CaseClosed(case.model_copy(update={"state": "closed", "outcome": outcome}))


def reopen(case: Case) -> CaseReopened:
    if case.state == "open":
        raise Conflict("not-in-this-state", "Dieser Fall ist offen.")
    return CaseReopened(case.model_copy(update={"state": "open", "outcome": None}))


def refuse_erasing(case: Case, waiting: int) -> None:
    """Raises Conflict unless the case is closed and nothing waits.

    `waiting`: number of messages and files from the person that nobody has looked at.
    """
    if case.state != "closed":
        raise Conflict("not-in-this-state", "Nur ein abgeschlossener Fall kann gelöscht werden.")
    if waiting:
        raise Conflict(
            "not-in-this-state", "Die Person hat noch etwas geschrieben oder gegeben. Bitte sehen Sie das zuerst an."
        )


def referral_sent(case: Case, referral: Referral) -> ReferralsFollowed:
    """Adds the referral, or replaces it: published again after a restore, it is the same referral, and open again."""
    others = (known for known in case.referrals if known.id != referral.id)
    return ReferralsFollowed(case.model_copy(update={"referrals": (*others, referral)}))


def referral_named(case: Case, referral_id: ReferralId, partner: Partner) -> ReferralsFollowed:
    """Adds a referral that is over as soon as it begins: the partner is named, and nobody waits for it."""
    return referral_never_sent(case, referral_id, partner, "named")


def referral_never_sent(case: Case, referral_id: ReferralId, partner: Partner, step: Step) -> ReferralsFollowed:
    """Adds a referral that is over before the partner was told anything."""
    return referral_sent(case, Referral(id=referral_id, partner=partner, open=False, step=step))


def referral_moved(case: Case, moved: ReferralId, step: Step, *, ended: bool) -> ReferralsFollowed:
    """Records a step. A referral that ended stays ended, whatever follows; only `referral_sent` opens it again."""

    def follow(known: Referral) -> Referral:
        seen = known.was_seen or step in SEEN
        done = {"step": step, "open": known.open and not ended, "was_seen": seen}
        return known.model_copy(update=done | {"accepted": known.accepted or step in ACCEPTED})

    followed = tuple(follow(known) if known.id == moved else known for known in case.referrals)
    return ReferralsFollowed(case.model_copy(update={"referrals": followed}))


def refuse_closed(case: Case) -> None:
    if case.state == "closed":
        raise Conflict("case-closed", "Dieser Fall ist schon abgeschlossen.")
