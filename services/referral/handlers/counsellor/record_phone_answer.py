"""The counsellor records what a partner said on the phone: the same steps as the partner's own, by voice."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from services.referral.domain.case import Case
from services.referral.domain.partner import Partner
from services.referral.domain.phone_answer import (
    PhoneAnswer,
    PhoneAnswerRecorded,
    Said,
    refuse_wrong_time,
    version_spoken_of,
)
from services.referral.domain.referral import Referral, Stage
from services.referral.domain.transitions import step
from services.referral.handlers.advance import advance
from services.referral.handlers.counsellor.read_case import load_visible, look_at
from services.referral.handlers.partner.ask import Asking, waitlist
from services.referral.handlers.phone_answers import PhoneAnswers, Speaking
from services.referral.store import PARTNERS, PHONE_ANSWERS, REFERRALS
from shared.attempts import once
from shared.audit import Audit
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Invalid
from shared.text import EMPTY
from shared.web import Staff


@dataclass(frozen=True)
class Call:
    """A call. `reason`: for acts that require one; `until`: for the waiting list; `items` and `text`: for a question.

    `seen`: the state on the counsellor's screen.
    """

    act: Said
    reason: str | None
    said_at: datetime
    who: str = field(repr=False)
    number: str = field(repr=False)
    until: date | None = None
    items: tuple[ConsentItem, ...] = ()
    text: str = field(default="", repr=False)
    seen: Stage | None = None


@dataclass(frozen=True)
class RecordPhoneAnswer:
    asking: Asking
    phone_answers: PhoneAnswers
    audit: Audit

    async def read(self, me: Staff, case_id: str, referral_id: str) -> tuple[Case, Referral, Partner]:
        """Returns what the form shows, and notes the look. Raises NotFound and ReasonNeeded like `load_visible`."""

        async def work(tx: Transaction) -> tuple[Case, Referral, Partner]:
            case = await look_at(tx, self.audit, me, case_id, "proposals")
            return case, *await _known(tx, case_id, referral_id)

        return await self.asking.unit_of_work(work)

    async def __call__(
        self, me: Staff, case_id: str, referral_id: str, call: Call, *, version: int, act_id: str
    ) -> None:
        """Takes the step and stores the answer. Raises as `load_visible` and as the partner's own steps; Conflict where
        the partner itself was faster.
        """
        await self.asking.unit_of_work(lambda tx: load_visible(tx, me, case_id))
        answer_id = str(uuid.uuid4())
        content = await self.phone_answers.seal(case_id, answer_id, Speaking(call.who, call.number, me.name))
        take = await self._step(case_id, referral_id, call)

        async def do(tx: Transaction) -> None:
            referral, partner = await _known(tx, case_id, referral_id)
            refuse_wrong_time(call.said_at, referral, tx.now)
            await take(tx, version_spoken_of(referral, version, call.seen))
            recorded = PhoneAnswerRecorded(
                PhoneAnswer(
                    id=answer_id,
                    case_id=case_id,
                    referral_id=referral_id,
                    act=call.act,
                    reason=call.reason,
                    said_at=whole_hour(call.said_at),
                    recorded_at=whole_hour(tx.now),
                    is_of_entry=any(phone.number == call.number for phone in partner.phones),
                    content=content,
                )
            )
            await PHONE_ANSWERS.put(tx, recorded.state)

        async def work(tx: Transaction) -> None:
            await load_visible(tx, me, case_id)
            await once(tx, act_id, lambda: do(tx))

        await self.asking.unit_of_work(work)

    async def _step(
        self, case_id: str, referral_id: str, call: Call
    ) -> Callable[[Transaction, int], Awaitable[object]]:
        wanted = {"referral_id": referral_id, "case_id": case_id}
        act = call.act
        if act == "ask":
            question = await self.asking.seal(case_id, call.items, call.text)
            return lambda tx, version: self.asking.take(tx, wanted, question, version, by="counsellor")
        if act == "waitlist":
            if call.until is None:
                raise Invalid(sentence=EMPTY)
            until = call.until
            return lambda tx, version: waitlist(tx, wanted, until, version, by="counsellor")
        decide = partial(step, act=act, by="counsellor", reason=call.reason)
        return lambda tx, version: advance(tx, lambda found: decide(found, now=tx.now, version=version), **wanted)


async def _known(tx: Transaction, case_id: str, referral_id: str) -> tuple[Referral, Partner]:
    referral = await REFERRALS.get(tx, referral_id=referral_id, case_id=case_id)
    return referral, await PARTNERS.get(tx, partner_id=referral.partner_id)
