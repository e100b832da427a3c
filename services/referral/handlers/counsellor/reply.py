"""The counsellor answers a partner's question, with what the person allowed this partner to know."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from services.referral.domain import inquiry, transitions
from services.referral.domain.inquiry import NOTHING_OF_AN_ACT, NOTHING_OPEN
from services.referral.domain.referral import Referral
from services.referral.domain.respond_by import respond_by
from services.referral.handlers.advance import advance
from services.referral.handlers.counsellor.read_case import load_visible
from services.referral.handlers.inquiries import Inquiries
from services.referral.handlers.partner import ask
from services.referral.store import INQUIRIES, PARTNERS, REFERRALS
from shared.attempts import once
from shared.bus import Transaction, UnitOfWork
from shared.errors import Conflict, NotFound
from shared.text import EMPTY
from shared.web import Staff
from shared.web.forms import InvalidForm


@dataclass(frozen=True)
class Replying:
    unit_of_work: UnitOfWork
    inquiries: Inquiries

    async def reply(
        self,
        me: Staff,
        case_id: str,
        referral_id: str,
        inquiry_id: str,
        text: str,
        version: int,
        act_id: str,
        *,
        tells_no_act: bool = False,
    ) -> None:
        """Sends the reply: the partner is asked to decide anew, with no less time than a new request would give it.

        Raises NotFound and ReasonNeeded like `load_visible`, Conflict where nothing is open any more or as `step`,
        InvalidForm without a text, or where the partner was asked for prevention and the counsellor did not confirm
        that the reply tells of no act.
        """
        await self.unit_of_work(lambda tx: load_visible(tx, me, case_id))
        sealed = await self.inquiries.seal(case_id, inquiry_id, "reply", text)

        async def work(tx: Transaction) -> None:
            await load_visible(tx, me, case_id)
            await once(tx, act_id, lambda: do(tx))

        async def do(tx: Transaction) -> None:
            known = await REFERRALS.get(tx, referral_id=referral_id, case_id=case_id)
            asked = await INQUIRIES.find(tx, id=inquiry_id, referral_id=referral_id)
            if asked is None:
                raise NotFound
            if known.state != "questioned":
                raise Conflict("not-in-this-state", NOTHING_OPEN)
            _refuse(known, text, tells_no_act=tells_no_act)
            partner = await PARTNERS.get(tx, partner_id=known.partner_id)
            due = respond_by(known.urgency, partner, tx.now)
            step = partial(transitions.reply, respond_by=due, now=tx.now, version=version)
            await advance(tx, step, referral_id=referral_id, case_id=case_id)
            await INQUIRIES.update(tx, lambda found: inquiry.reply(found, sealed, tx.now), id=inquiry_id)

        await self.unit_of_work(work)


def _refuse(to: Referral, text: str, *, tells_no_act: bool) -> None:
    """Raises InvalidForm with each error at its field, which is named after the referral: a page has several."""
    wrong = {} if text else {f"reply-{to.reference}": EMPTY}
    if to.is_for_prevention and not tells_no_act:
        wrong |= {f"tells_no_act-{to.reference}": NOTHING_OF_AN_ACT}
    if wrong:
        raise InvalidForm.at(wrong)


async def waitlist_for_partner(
    tx: Transaction, me: Staff, case_id: str, referral_id: str, until: date, version: int, act_id: str
) -> None:
    """Enters what the partner said on the phone. Raises as `load_visible` and `transitions.waitlist`."""
    await load_visible(tx, me, case_id)
    wanted = {"referral_id": referral_id, "case_id": case_id}
    await ask.waitlist(tx, wanted, until, version, by="counsellor", act_id=act_id)
