"""The content that the person agreed to hand over, sealed under this service's own key of the case."""

from dataclasses import dataclass

from services.referral.domain.package import Contents, Package, PassedFile
from services.referral.domain.referral import READABLE, Referral
from services.referral.handlers.case_keys import case_key
from services.referral.store import PACKAGES
from shared.audit import Actor, Audit
from shared.bus import Transaction
from shared.errors import NotFound
from shared.failpoint import failpoint
from shared.sealing import KeyStore, open_sealed, seal

PURPOSE = "package"


@dataclass(frozen=True)
class Packages:
    keys: KeyStore
    audit: Audit

    async def seal(self, case_id: str, referral_id: str, package: str) -> Package:
        """Seals the package; makes the key of the case where there is none. To be called outside of a transaction."""
        key = await case_key(self.keys, case_id)
        failpoint("fetch.after_key")
        content = seal(key, package, purpose=PURPOSE, case=case_id, field=referral_id)
        return Package(id=referral_id, case_id=case_id, content=content)

    async def open(self, tx: Transaction, referral: Referral) -> Contents | None:
        """Returns the content for the partner, noted in the audit; None once the partner may not read it."""
        contents = await self._contents(tx, referral)
        if contents is not None:
            await self.audit.note(tx, Actor(referral.partner_id, "partner"), "package", referral.case_id)
        return contents

    async def file(self, tx: Transaction, referral: Referral, file_id: str) -> PassedFile:
        """Returns the file. Raises NotFound for one that was not agreed to, and once the partner may not read it."""
        contents = await self._contents(tx, referral)
        found = [each for each in contents.files if each.id == file_id] if contents else []
        if not found:
            raise NotFound
        return found[0]

    async def note_file(self, tx: Transaction, referral: Referral, file: PassedFile) -> None:
        """Notes in the audit that the partner reads the file, by its number."""
        by = Actor(referral.partner_id, "partner")
        await self.audit.note(tx, by, "file", referral.case_id, reason=str(file.number))

    async def _contents(self, tx: Transaction, referral: Referral) -> Contents | None:
        package = await PACKAGES.find(tx, id=referral.referral_id) if referral.state in READABLE else None
        if package is None:
            return None
        key = await self.keys.get(referral.case_id)
        text = open_sealed(key, package.content, purpose=PURPOSE, case=referral.case_id, field=referral.referral_id)
        return Contents.model_validate_json(text)
