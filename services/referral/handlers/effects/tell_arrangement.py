"""Gives intake the partner's arrangement, for the person to read, and fetches the person's answer."""

import json
from dataclasses import dataclass

from services.referral.domain.arrangement import answer
from services.referral.domain.referral import AT_WORK
from services.referral.handlers.arrangements import Arrangements, opened, sealed_answer
from services.referral.publications import publish_arrangement_answered, publish_arrangement_offered
from services.referral.store import ARRANGEMENTS, PARTNERS, REFERRALS
from shared.arrangement import Answer
from shared.bus import Effect, OnDone, Transaction, UnitOfWork
from shared.failpoint import failpoint
from shared.web import Peers


async def nothing(tx: Transaction) -> None:
    """Changes nothing: the referral is over, or there is nothing to tell any more."""


@dataclass(frozen=True)
class TellArrangement:
    """Gives an arrangement to intake, and publishes it only then: nobody is called to a page without anything new."""

    unit_of_work: UnitOfWork
    peers: Peers
    arrangements: Arrangements

    async def __call__(self, effect: Effect) -> OnDone:
        """Gives the latest one, so the order of several effects does not matter. Raises TryLater
        while intake is away.
        """
        referral_id = effect.payload["referral_id"]
        referral = await REFERRALS.look_up(self.unit_of_work.store, referral_id=referral_id)
        if referral is None:
            return nothing
        known = await self.unit_of_work(lambda tx: self.arrangements.of(tx, referral))
        if known is None:
            return nothing
        path = f"/internal/handovers/{referral.handover_id}/arrangement"
        told = await self.peers.post("intake", path, known.content.model_dump(mode="json"))
        failpoint("arrangement.after_told")

        async def on_done(tx: Transaction) -> None:
            tx.lock_key(referral.case_id)
            if told.get("taken") and await ARRANGEMENTS.find(tx, id=referral_id):
                publish_arrangement_offered(tx, referral)

        return on_done


@dataclass(frozen=True)
class FetchArrangementAnswer:
    unit_of_work: UnitOfWork
    peers: Peers
    arrangements: Arrangements

    async def __call__(self, effect: Effect) -> OnDone:
        """Stores the answer, unless the partner replaced its appointments meanwhile. Raises TryLater as `get`."""
        handover_id = effect.payload["handover_id"]
        referral = await REFERRALS.look_up(self.unit_of_work.store, handover_id=handover_id)
        if referral is None or referral.state not in AT_WORK:
            return nothing
        told = json.loads(await self.peers.get("intake", f"/internal/handovers/{handover_id}/arrangement-answer"))
        if told["answer"] is None:
            return nothing
        given = Answer.model_validate(told["answer"])
        key = await self.arrangements.key(referral.case_id)

        async def on_done(tx: Transaction) -> None:
            tx.lock_key(referral.case_id)
            known = await ARRANGEMENTS.find(tx, id=referral.referral_id)
            if known is None:
                return
            before = opened(key, known)
            if before.content.round != given.round or before.answer == given:
                return
            sealed = sealed_answer(key, known, given)
            await ARRANGEMENTS.update(tx, lambda found: answer(found, sealed, tx.now), id=known.id)
            publish_arrangement_answered(tx, referral, await PARTNERS.get(tx, partner_id=referral.partner_id))

        return on_done
