"""Fetches the package that the person agreed to from intake, and offers the referral to the partner."""

import json
from dataclasses import dataclass

from services.referral.domain import transitions
from services.referral.domain.package import Package, agreed_only
from services.referral.domain.respond_by import respond_by
from services.referral.handlers.advance import advance_seen, recall_as_delisted, recall_as_not_onboarded
from services.referral.handlers.packages import Packages
from services.referral.publications import publish_offer
from services.referral.store import PACKAGES, PARTNERS, REFERRALS, is_onboarded
from shared.bus import Effect, OnDone, Transaction
from shared.failpoint import failpoint
from shared.store import Store
from shared.web import Peers


@dataclass(frozen=True)
class SendReferral:
    peers: Peers
    packages: Packages
    store: Store
    partner_url: str

    async def __call__(self, effect: Effect) -> OnDone:
        """Sends the referral, unless it was recalled or erased; recalls it where its partner left or is not onboarded.

        Raises TryLater while intake is away.
        """
        referral_id, handover_id = effect.payload["referral_id"], effect.payload["handover_id"]
        fetched = await self.peers.get("intake", f"/internal/handovers/{handover_id}/package")
        failpoint("fetch.after_claim")
        referral = await REFERRALS.look_up(self.store, referral_id=referral_id)
        agreed = agreed_only(json.loads(fetched), referral.items if referral else ())
        package = await self.packages.seal(effect.key, referral_id, json.dumps(agreed))

        async def on_done(tx: Transaction) -> None:
            await self._send(tx, package)

        return on_done

    async def _send(self, tx: Transaction, package: Package) -> None:
        referral = await REFERRALS.find(tx, referral_id=package.id)
        if referral is None or referral.state != "preparing":
            return
        tx.lock_key(referral.partner_id)  # conflicts with a suspension at the same time: one of both runs again
        partner = await PARTNERS.get(tx, partner_id=referral.partner_id)
        if not partner.listed:
            await recall_as_delisted(tx, package.id)
            return
        if not await is_onboarded(tx, partner.partner_id):
            await recall_as_not_onboarded(tx, package.id)
            return
        await PACKAGES.put(tx, package)
        due = respond_by(referral.urgency, partner, tx.now)
        sent = await advance_seen(tx, referral, lambda found: transitions.send(found, tx.now, due), onboarded=partner)
        publish_offer(tx, sent, partner, self.partner_url)
