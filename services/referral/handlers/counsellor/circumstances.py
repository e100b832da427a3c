"""The counsellor enters where the threat may come from, and which partners the person does not want."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from services.referral.domain import circumstances
from services.referral.domain.circumstances import CaseCircumstances, CircumstancesEntered
from services.referral.domain.question import Circumstances, ThreatSource
from services.referral.handlers.case_keys import case_key
from services.referral.handlers.counsellor.read_case import load_visible
from services.referral.store import CIRCUMSTANCES, PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.sealing import Erased, KeyStore, open_sealed, seal
from shared.web import Staff

PURPOSE: Final = "circumstances"
FIELD: Final = "source"


@dataclass(frozen=True)
class SealedSources:
    """Seals where the threat may come from: Gemeindeschlüssel and office together would name the person."""

    keys: KeyStore

    async def seal(self, case_id: str, place: str | None, conflict: frozenset[ThreatSource]) -> dict[str, Any] | None:
        """Seals them; None where both are empty. To be called outside of a transaction, for a case that may be seen."""
        if not (place or conflict):
            return None
        key = await case_key(self.keys, case_id)
        plain = json.dumps({"place": place, "conflict": sorted(conflict)})
        return seal(key, plain, purpose=PURPOSE, case=case_id, field=FIELD)

    async def open(self, known: CaseCircumstances) -> Circumstances:
        """Opens them; without place and conflict where the key of the case is erased."""
        if known.source is None:
            return Circumstances(refused=known.refused)
        try:
            key = await self.keys.get(known.case_id)
        except Erased:
            return Circumstances(refused=known.refused)
        told = json.loads(open_sealed(key, known.source, purpose=PURPOSE, case=known.case_id, field=FIELD))
        return Circumstances(told["place"], frozenset(told["conflict"]), known.refused)


async def enter_source(
    tx: Transaction, me: Staff, case_id: str, source: dict[str, Any] | None, *, act_id: str | None = None
) -> None:
    """`source` is sealed. Raises NotFound and ReasonNeeded like `load_visible`."""
    await load_visible(tx, me, case_id)
    await once(
        tx, act_id, lambda: change_circumstances(tx, case_id, lambda known: circumstances.enter_source(known, source))
    )


async def refuse_partner(
    tx: Transaction, me: Staff, case_id: str, partner_id: str, *, refused: bool, act_id: str | None = None
) -> None:
    """Notes that the person does not want the partner, or takes that back. Raises as `load_visible`, and NotFound for a
    partner that is not in the directory.
    """
    await load_visible(tx, me, case_id)
    await PARTNERS.get(tx, partner_id=partner_id)
    decide = partial(circumstances.refuse, partner_id=partner_id, refused=refused)
    await once(tx, act_id, lambda: change_circumstances(tx, case_id, decide))


async def load_circumstances(tx: Transaction, case_id: str) -> CaseCircumstances:
    return await CIRCUMSTANCES.find(tx, case_id=case_id) or CaseCircumstances(case_id=case_id)


async def change_circumstances(
    tx: Transaction, case_id: str, decide: Callable[[CaseCircumstances], CircumstancesEntered]
) -> None:
    tx.lock_key(case_id)
    await CIRCUMSTANCES.put(tx, decide(await load_circumstances(tx, case_id)).state)
