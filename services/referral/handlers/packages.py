"""What the person agreed to hand over, sealed under this service's own key of the case."""

import json
from dataclasses import dataclass

from services.referral.domain.package import Package
from services.referral.domain.referral import READABLE, Referral
from services.referral.handlers.case_keys import case_key
from services.referral.store import PACKAGES
from shared.audit import Actor, Audit
from shared.bus import Transaction
from shared.failpoint import failpoint
from shared.sealing import KeyStore, open_sealed, seal

PURPOSE = "package"


@dataclass(frozen=True)
class Packages:
    keys: KeyStore
    audit: Audit

    async def seal(self, case_id: str, referral_id: str, package: str) -> Package:
        """Makes the key of the case where there is none; to be called outside of a transaction."""
        key = await case_key(self.keys, case_id)
        failpoint("fetch.after_key")
        content = seal(key, package, purpose=PURPOSE, case=case_id, field=referral_id)
        return Package(id=referral_id, case_id=case_id, content=content)

    async def open(self, tx: Transaction, referral: Referral) -> dict[str, str] | None:
        """The text of each item for the partner, noted in the audit; None once the partner may not read it."""
        package = await PACKAGES.find(tx, id=referral.referral_id) if referral.state in READABLE else None
        if package is None:
            return None
        await self.audit.note(tx, Actor(referral.partner_id, "partner"), "package", referral.case_id)
        key = await self.keys.get(referral.case_id)
        text = open_sealed(key, package.content, purpose=PURPOSE, case=referral.case_id, field=referral.referral_id)
        items: dict[str, str] = json.loads(text)["items"]
        return items
