"""The file numbers of proceedings, sealed under this service's own key of the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from services.referral.domain.proceeding import Proceeding
from services.referral.handlers.case_keys import case_key
from shared.sealing import Erased, KeyStore, open_sealed, seal

PURPOSE: Final = "file number"


@dataclass(frozen=True)
class FileNumbers:
    keys: KeyStore

    async def seal(self, case_id: str, proceeding_id: str, number: str | None) -> dict[str, Any] | None:
        """Seals the number; None for none. To be called outside of a transaction, for a case that may be seen."""
        if number is None:
            return None
        key = await case_key(self.keys, case_id)
        return seal(key, number, purpose=PURPOSE, case=case_id, field=proceeding_id)

    async def of(self, proceedings: Iterable[Proceeding]) -> dict[str, str]:
        """Returns the numbers by the proceedings' ids, where there is one; none once the case is erased.

        The caller must be allowed to see the case, and notes the look in the audit.
        """
        return {each.proceeding_id: number for each in proceedings if (number := await self.open(each)) is not None}

    async def open(self, proceeding: Proceeding) -> str | None:
        """Returns one proceeding's number like `of`; None where it has none."""
        if proceeding.file_number is None:
            return None
        case_id = proceeding.case_id
        try:
            key = await self.keys.get(case_id)
        except Erased:
            return None
        return open_sealed(key, proceeding.file_number, purpose=PURPOSE, case=case_id, field=proceeding.proceeding_id)
