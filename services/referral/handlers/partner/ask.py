"""A partner asks a question before it decides, or says until when it has nobody free."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from services.referral.domain import inquiry, transitions
from services.referral.domain.inquiry import Sealed
from services.referral.domain.referral import By, Referral
from services.referral.domain.respond_by import end_of
from services.referral.handlers.advance import advance_seen
from services.referral.handlers.inquiries import Inquiries
from services.referral.store import INQUIRIES, PARTNERS, REFERRALS
from shared.attempts import once
from shared.bus import Transaction, UnitOfWork
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict


@dataclass(frozen=True)
class SealedQuestion:
    """A question, sealed before the transaction that stores it; `text` is only compared with the open question."""

    inquiry_id: str
    items: tuple[ConsentItem, ...]
    text: str = field(repr=False)
    sealed: Sealed | None


@dataclass(frozen=True)
class Asking:
    unit_of_work: UnitOfWork
    inquiries: Inquiries

    async def ask(
        self,
        referral: Referral,
        items: tuple[ConsentItem, ...],
        text: str,
        version: int | None = None,
        *,
        act_id: str | None = None,
    ) -> Referral:
        """Seals and stores the question; returns the referral. Raises as `take`."""
        question = await self.seal(referral.case_id, items, text)
        wanted = {"referral_id": referral.referral_id}

        async def work(tx: Transaction) -> Referral:
            await once(tx, act_id, lambda: self.take(tx, wanted, question, version))
            return await REFERRALS.get(tx, **wanted)

        return await self.unit_of_work(work)

    async def seal(self, case_id: str, items: tuple[ConsentItem, ...], text: str) -> SealedQuestion:
        """Seals the question. To be called outside of a transaction, for a case that exists."""
        inquiry_id = str(uuid.uuid4())
        sealed = await self.inquiries.seal(case_id, inquiry_id, "text", text) if text else None
        return SealedQuestion(inquiry_id, items, text, sealed)

    async def take(
        self,
        tx: Transaction,
        wanted: dict[str, Any],
        question: SealedQuestion,
        version: int | None,
        *,
        by: By = "partner",
    ) -> None:
        """Stores the question; the same one again, while it is open, changes nothing.

        Raises Invalid for an empty one, Conflict for another while one is open, and as `step`.
        """
        known = await REFERRALS.get(tx, **wanted)
        if await self._is_asked(tx, known, question.items, question.text):
            return
        made = inquiry.ask(question.inquiry_id, known, question.items, question.sealed, tx.now)
        await advance_seen(tx, known, lambda found: transitions.step(found, "ask", tx.now, by=by, version=version))
        await INQUIRIES.put(tx, made.state)

    async def _is_asked(self, tx: Transaction, known: Referral, items: tuple[ConsentItem, ...], text: str) -> bool:
        if known.state != "questioned":
            return False
        last = (await self.inquiries.of(tx, known))[-1]
        if (last.items, last.text) != (items, text):
            raise Conflict("not-in-this-state", inquiry.ONE_AT_A_TIME)
        return True


async def ask_for_items(tx: Transaction, wanted: dict[str, Any], items: tuple[ConsentItem, ...]) -> Referral:
    """Stores a question that only names items, as on a topic. Raises Conflict while one is open, and as `step`."""
    known = await REFERRALS.get(tx, **wanted)
    if known.state == "questioned":
        raise Conflict("not-in-this-state", inquiry.ONE_AT_A_TIME)
    made = inquiry.ask(str(uuid.uuid4()), known, items, None, tx.now)
    asked = await advance_seen(tx, known, lambda found: transitions.step(found, "ask", tx.now, by="partner"))
    await INQUIRIES.put(tx, made.state)
    return asked


async def waitlist(
    tx: Transaction,
    wanted: dict[str, Any],
    until: date,
    version: int | None = None,
    *,
    by: By = "partner",
    act_id: str | None = None,
) -> Referral:
    """Puts the referral on the waiting list until `until`. Raises as `transitions.waitlist`, and NotFound."""

    async def do() -> None:
        known = await REFERRALS.get(tx, **wanted)
        partner = await PARTNERS.get(tx, partner_id=known.partner_id)
        due = end_of(until, partner, tx.now)
        decide = partial(transitions.waitlist, until=until, respond_by=due, now=tx.now, by=by, version=version)
        await advance_seen(tx, known, decide)

    await once(tx, act_id, do)
    return await REFERRALS.get(tx, **wanted)
