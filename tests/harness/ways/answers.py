"""A partner's ways of answering: page, system, topic, phone, and letter through a counsellor."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, Literal
from uuid import uuid4

from services.referral.domain import link
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import TRANSITIONS, Referral
from services.referral.handlers.counsellor.answer_for_partner import answer_for_partner
from services.referral.handlers.counsellor.record_phone_answer import Call
from services.referral.handlers.partner import answer as answering
from services.referral.handlers.partner.ask import waitlist
from services.referral.handlers.partner.authenticate import authenticate
from services.referral.handlers.partner.open_referral import Wanted
from services.referral.handlers.partner.visibility import behind_link, of_partner
from services.referral.store import REFERRALS
from services.referral.subscriptions import external_handlers
from shared.bus import ExternalEvent, Transaction
from shared.bus.write.outbox import OUTBOX
from shared.contracts import partner as contract
from shared.contracts.message import Message
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, Never
from tests.harness.ways.world import LINK_KEY, World

Way = Literal["page", "interface", "topic", "voice", "letter"]
WAYS: Final[tuple[Way, ...]] = ("page", "interface", "topic", "voice", "letter")
ITEMS: Final = (ConsentItem.CONTACT,)


@dataclass(frozen=True)
class Answer:
    """An answer. `seen`: the referral as it was shown before the answer, by page, voice and letter."""

    way: Way
    act: Said
    reason: str | None
    seen: Referral
    until: date

    @property
    def is_of_the_partner(self) -> bool:
        return self.way in ("page", "interface", "topic")


def wanted(world: World, name: str, way: Way, known: Referral) -> Wanted:
    """Returns how the partner finds the referral, by its link or its token."""
    if way == "page":
        assert known.link_until
        return partial(behind_link, LINK_KEY, link.sign(LINK_KEY, known.reference, known.link_until))

    async def by_token(tx: Transaction) -> dict[str, Any]:
        return of_partner(await authenticate(tx, world.tokens[name]), known.reference)

    return by_token


async def say(world: World, name: str, given: Answer, act_id: str) -> None:
    """Gives the answer by its way; raises that way's refusal: Conflict, Invalid, NotFound or Unauthenticated."""
    if given.way == "topic":
        await _on_topic(world, name, given)
    elif given.is_of_the_partner:
        await _by_itself(world, name, given, act_id)
    elif given.way == "voice" or given.act in ("ask", "waitlist"):
        await _by_voice(world, given, act_id)
    else:
        await _by_letter(world, given, act_id)


async def _by_itself(world: World, name: str, given: Answer, act_id: str) -> None:
    find, is_page = wanted(world, name, given.way, given.seen), given.way == "page"
    version, act_id_of = (given.seen.version, act_id) if is_page else (None, None)

    async def found(tx: Transaction) -> Referral:
        return await REFERRALS.get(tx, **await find(tx))

    async def work(tx: Transaction) -> None:
        act = given.act
        if act == "waitlist":
            await waitlist(tx, await find(tx), given.until, version, act_id=act_id_of)
        elif act != "ask":
            await answering.answer(tx, await find(tx), act, given.reason, version, act_id=act_id_of)

    if given.act == "ask":
        await world.asking.ask(await world.referral(found), ITEMS, "Wann?", version, act_id=act_id_of)
    else:
        await world.referral(work)


async def _on_topic(world: World, name: str, given: Answer) -> None:
    sender, told = world.partners[name].topic, _message(given)
    event = ExternalEvent(
        id=str(uuid4()),
        source=f"/partner/{sender}",
        type=told.TYPE,
        subject="",
        time=world.clock(),
        key=given.seen.reference,
        sequence=None,
        cause=None,
        traceparent=None,
        data=told,
        sender=sender,
    )
    try:
        await world.referral(lambda tx: external_handlers()[type(told)](tx, event))
    except Never:  # no partner writes on this topic: a dead letter
        raise Conflict("not-in-this-state", "") from None
    if await _is_refused(world, event.id):
        raise Conflict("not-in-this-state", "")


async def _is_refused(world: World, answer_id: str) -> bool:
    """Whether the answer was refused; the partner's topic tells exactly one outcome of each answer."""
    rows = await world.referral.store[OUTBOX].find({}).to_list(None)
    said = [row["type"] for row in rows if answer_id.encode() in row["body"]]
    assert len(said) == 1, said
    return bool(said[0] == contract.AnswerRefused.TYPE)


def _message(given: Answer) -> Message:
    reference, reason = given.seen.reference, given.reason
    match given.act:
        case "accept":
            return contract.AnswerAccepted(reference=reference)
        case "ask":
            return contract.AnswerAsked(reference=reference, items=ITEMS)
        case "waitlist":
            return contract.AnswerWaitlisted(reference=reference, until=given.until)
        case "decline":
            return contract.AnswerDeclined.model_validate({"reference": reference, "reason": reason})
        case "return":
            return contract.AnswerReturned.model_validate({"reference": reference, "reason": reason})
        case "contact":
            return contract.AnswerContacted(reference=reference)
        case "complete":
            return contract.AnswerCompleted.model_validate({"reference": reference, "outcome": reason})
        case "fail":
            return contract.AnswerFailed.model_validate({"reference": reference, "reason": reason})


async def _by_voice(world: World, given: Answer, act_id: str) -> None:
    seen = given.seen
    call = Call(
        act=given.act,
        reason=given.reason,
        said_at=world.clock(),
        who="Frau Muster",
        number="0201 5550100",
        until=given.until,
        items=ITEMS,
        text="Wann?",
        seen=seen.state,
    )
    await world.record_phone_answer(
        world.anna, seen.case_id, seen.referral_id, call, version=seen.version, act_id=act_id
    )


async def _by_letter(world: World, given: Answer, act_id: str) -> None:
    act = given.act
    assert act != "ask"
    assert act != "waitlist"
    await world.referral(
        lambda tx: answer_for_partner(
            tx,
            world.anna,
            given.seen.case_id,
            given.seen.referral_id,
            act,
            reason=given.reason,
            version=given.seen.version,
            act_id=act_id,
        )
    )


def stands(given: Answer, after: Referral) -> bool:
    """Whether the referral now says what the answer said, or the desk was told of it."""
    if after.late is not None:
        return after.late == given.act
    is_given_back = given.act == "decline" and after.state == "returned" and given.is_of_the_partner
    is_reached = after.state == TRANSITIONS[given.act].after or is_given_back
    is_same_day = given.act != "waitlist" or after.waitlist_until == given.until
    return is_reached and is_same_day and (given.reason is None or after.reason == given.reason)
