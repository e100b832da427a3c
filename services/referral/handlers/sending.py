"""Fetches what the person agreed to hand over and offers it to the partner."""

from dataclasses import dataclass

from services.referral.domain.life import Referral, send
from services.referral.domain.partner import Partner
from services.referral.domain.reply import respond_by
from services.referral.handlers.progress import advance
from services.referral.publications import say_offer
from services.referral.store import find, get, put_sealed, sealed_of
from shared.audit import Actor, Audit
from shared.bus import Effect, OnDone, Transaction
from shared.failpoint import failpoint
from shared.sealing import DataKey, Erased, KeyStore, open_sealed, seal
from shared.web import Peers

PURPOSE = "package"


@dataclass(frozen=True)
class Sending:
    peers: Peers
    keys: KeyStore
    partner_url: str
    audit: Audit

    async def fetch(self, row: Effect) -> OnDone:
        """The content is kept under this service's own case key; a referral recalled meanwhile is not sent."""
        referral_id, case_id = row.payload["referral_id"], row.key
        package = await self.peers.get("intake", f"/internal/handovers/{row.payload['handover_id']}/package")
        failpoint("fetch.after_claim")
        content = seal(await self._key(case_id), package.decode(), purpose=PURPOSE, case=case_id, field=referral_id)
        failpoint("fetch.after_key")

        async def conclude(tx: Transaction) -> None:
            referral = await find(tx, Referral, referral_id)
            if referral is None or referral.state != "preparing":
                return
            partner = await get(tx, Partner, referral.partner_id)
            await put_sealed(tx, referral, content)
            due = respond_by(referral.urgency, partner, tx.now)
            sent = await advance(tx, referral, send(referral, tx.now, due))
            say_offer(tx, sent, partner, self.partner_url)

        return conclude

    async def open(self, tx: Transaction, referral: Referral) -> str | None:
        """The package as JSON for its partner, while the partner may read it."""
        sealed = await sealed_of(tx, referral)
        if sealed is None:
            return None
        await self.audit.note(tx, Actor(referral.partner_id, "partner"), "package", referral.case_id)
        key = await self.keys.get(referral.case_id)
        return open_sealed(key, sealed, purpose=PURPOSE, case=referral.case_id, field=referral.referral_id)

    async def _key(self, case_id: str) -> DataKey:
        try:
            return await self.keys.get(case_id)
        except Erased:
            return await self.keys.create(case_id)
