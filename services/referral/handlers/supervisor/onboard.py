"""A supervisor onboards a partner: tests its mailbox, calls it, notes what was handed over, and lets referrals go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.referral.domain import confirmation_request, onboarding
from services.referral.domain.access import Access
from services.referral.domain.confirmation_request import ConfirmationRequest, is_about
from services.referral.domain.entry_change import How
from services.referral.domain.onboarding import NumberSource, Onboarded, Onboarding, PinWay
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import admit, note_step
from services.referral.publications import publish_entry_due, publish_entry_tested
from services.referral.store import ACCESS, CONFIRMATIONS, ONBOARDINGS, PARTNERS, is_onboarded, onboarding_of
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict
from shared.web import Staff

Decide = Callable[[Partner, Onboarding], Onboarded]


@dataclass(frozen=True)
class OnboardingView:
    """`access`: None where none was ever issued. `request`: the current one to confirm the entry; None without one."""

    entry: Partner
    known: Onboarding
    access: Access | None
    request: ConfirmationRequest | None

    @property
    def is_onboarded(self) -> bool:
        return self.access is not None and self.access.onboarded

    @property
    def missing(self) -> tuple[onboarding.OnboardingStep, ...]:
        return onboarding.missing(self.entry, self.known)


async def read_onboarding(tx: Transaction, partner_id: str) -> OnboardingView:
    """Returns the steps of the partner; raises NotFound."""
    entry = await PARTNERS.get(tx, partner_id=partner_id)
    request = await CONFIRMATIONS.find(tx, partner_id=partner_id)
    access = await ACCESS.find(tx, partner_id=partner_id)
    return OnboardingView(
        entry, await onboarding_of(tx, partner_id), access, request if is_about(request, entry) else None
    )


async def test_mailbox(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Has notification mail a link by which somebody there confirms the arrival. Raises NotFound, Conflict."""

    async def do() -> None:
        await _take(tx, me, partner_id, "tested", lambda entry, known: onboarding.test(known, entry, tx.now))
        publish_entry_tested(tx, partner_id)

    await once(tx, act_id, do)


async def note_call_back(
    tx: Transaction, me: Staff, partner_id: str, on: date, number: str, source: NumberSource, act_id: str
) -> None:
    """Notes the call. Raises NotFound, and Invalid for a day to come."""

    async def do() -> None:
        def decide(entry: Partner, known: Onboarding) -> Onboarded:
            return onboarding.call_back(known, on, me.name, number, source, tx.now)

        await _take(tx, me, partner_id, "called_back", decide)

    await once(tx, act_id, do)


async def note_pin_told(tx: Transaction, me: Staff, partner_id: str, how: PinWay, act_id: str) -> None:
    """Notes how the PIN was told. Raises NotFound, and Conflict where none was issued."""

    async def do() -> None:
        await _take(tx, me, partner_id, "pin_told", lambda _, known: onboarding.tell_pin(known, me.name, how, tx.now))

    await once(tx, act_id, do)


async def note_kafka(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Notes the operator's word that the partner's Kafka user was issued. Raises NotFound."""

    async def do() -> None:
        await _take(tx, me, partner_id, "kafka_issued", lambda _, known: onboarding.note_kafka(known, me.name, tx.now))

    await once(tx, act_id, do)


async def onboard(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Lets referrals go to the partner from now on. Raises NotFound, and Conflict while a step is missing."""

    async def do() -> None:
        view = await read_onboarding(tx, partner_id)
        if view.is_onboarded:
            return
        onboarding.refuse_unless_whole(view.entry, view.known)
        assert view.access is not None  # a PIN or a token was issued
        await admit(tx, view.access)
        await note_step(tx, partner_id, by=me.name, how="onboarded")

    await once(tx, act_id, do)


async def ask_now(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
    """Asks for a confirmation of the entry by mail. Raises NotFound, and Conflict where it cannot be asked or was
    today.
    """

    async def do() -> None:
        entry = await PARTNERS.get(tx, partner_id=partner_id)
        if not await is_onboarded(tx, partner_id):
            raise Conflict("not-in-this-state", confirmation_request.CANNOT_BE_ASKED)
        tx.lock_key(partner_id)
        asked = confirmation_request.ask_now(entry, await CONFIRMATIONS.find(tx, partner_id=partner_id), tx.now)
        await CONFIRMATIONS.put(tx, asked.state)
        publish_entry_due(tx, partner_id)
        await note_step(tx, partner_id, by=me.name, how="asked")

    await once(tx, act_id, do)


async def _take(tx: Transaction, me: Staff, partner_id: str, how: How, decide: Decide) -> None:
    entry = await PARTNERS.get(tx, partner_id=partner_id)
    tx.lock_key(partner_id)
    taken = decide(entry, await onboarding_of(tx, partner_id))
    await ONBOARDINGS.put(tx, taken.state)
    await note_step(tx, partner_id, by=me.name, how=how)
