"""The counsellor's page on which a partner's answer on the phone is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Self, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, model_validator

from services.referral.domain import inquiry, phone_answer, transitions
from services.referral.domain.partner import Partner
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import Act as ReferralAct
from services.referral.domain.referral import Referral, Stage
from services.referral.handlers.counsellor.record_phone_answer import Call, RecordPhoneAnswer
from services.referral.pages import labels_de
from services.referral.pages.acts import Refused
from services.referral.pages.proposals import Counsellor
from shared.clock import BERLIN, Clock, berlin_time
from shared.contracts.vocabulary import ConsentItem
from shared.day import Day, DayIfGiven
from shared.errors import Conflict, Invalid
from shared.text import EMPTY, Typed
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.labels_de import options

PATH: Final = "/referral/cases/{case_id}/referrals/{referral_id}/phone-answer"
ACTS: Final[tuple[Said, ...]] = ("accept", "decline", "ask", "waitlist", "contact", "complete", "fail", "return")
OTHER: Final = "other"
"""Chosen instead of a number of the entry."""
MISSING: Final = options(ConsentItem, without=["unknown"])
WHERE: Final[Mapping[str, str]] = {
    phone_answer.IN_FUTURE: "day",
    phone_answer.BEFORE_IT_WAS_SENT: "day",
    transitions.NO_SUCH_WAIT: "until",
    inquiry.NOTHING_ASKED: "text",
}
"""The field at which a refusal is shown that only the handler can raise."""


class PhoneAnswerForm(Act):
    REFUSAL: ClassVar[str] = "Die Antwort ist noch nicht eingetragen."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "answer": "Bitte wählen Sie, was die Stelle gesagt hat.",
        "day": "Bitte geben Sie den Tag an.",
        "time": "Bitte geben Sie die Uhrzeit an, zum Beispiel 10:30.",
        "speaker": "Bitte geben Sie an, wer das gesagt hat: die Funktion genügt.",
        "phone": "Bitte wählen Sie die Nummer.",
        "other_phone": "Bitte geben Sie die Nummer an, zum Beispiel 030 5550123.",
        "until": "Bitte geben Sie an, bis wann die Warteliste reicht.",
    }

    version: int
    seen: Stage | None = None
    answer: Annotated[str, Field(pattern=r"^[a-z]+(:[a-z_]+)?$")]
    """An act, with its reason where it requires one."""
    day: Day
    time: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    speaker: Annotated[str, Typed(phone_answer.LONGEST)]
    phone: Annotated[str, Typed(40)]
    other_phone: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 /()-]{2,30}$")] | None = None
    until: DayIfGiven = None
    items: tuple[ConsentItem, ...] = ()
    text: Annotated[str, Typed(inquiry.LONGEST, least=0)] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.phone == OTHER and self.other_phone is None:
            raise InvalidForm.at({"other_phone": EMPTY}, self.REFUSAL)
        if self.answer == "waitlist" and self.until is None:
            raise InvalidForm.at({"until": self.SENTENCES["until"]}, self.REFUSAL)
        return self

    def call(self) -> Call:
        """Returns the call. Raises InvalidForm for an answer that does not exist."""
        act, _, reason = self.answer.partition(":")
        if act not in ACTS:
            raise InvalidForm.at({"answer": self.SENTENCES["answer"]}, self.REFUSAL)
        return Call(
            act=act,
            reason=reason or None,
            said_at=berlin_time(self.day, self.time),
            who=self.speaker,
            number=self.other_phone or "" if self.phone == OTHER else self.phone,
            until=self.until,
            items=self.items,
            text=self.text,
            seen=self.seen,
        )


Recorded = Annotated[Sent[PhoneAnswerForm], Depends(Receiving(PhoneAnswerForm))]


@dataclass(frozen=True)
class PhoneAnswerPages:
    pages: Pages
    record: RecordPhoneAnswer
    clock: Clock

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(PATH)(self.show)
        routes.post(PATH)(self.enter)
        return routes

    async def show(self, request: Request, case_id: str, referral_id: str, me: Counsellor) -> Response:
        return await self._page(request, me, case_id, referral_id)

    async def enter(self, request: Request, case_id: str, referral_id: str, me: Counsellor, form: Recorded) -> Response:
        try:
            given = form.read()
            act_id = form.act_id(request.url.path, me.sub)
            await self.record(me, case_id, referral_id, given.call(), version=given.version, act_id=act_id)
        except (Invalid, Conflict) as error:
            return await self._page(request, me, case_id, referral_id, Refused(form.fields, error))
        return act_result.redirect(f"/referral/cases/{case_id}/proposals", "phone-answer-entered")

    async def _page(
        self, request: Request, me: Staff, case_id: str, referral_id: str, refused: Refused | None = None
    ) -> Response:
        case, referral, partner = await self.record.read(me, case_id, referral_id)
        return self.pages.render(
            request,
            "phone_answer.html",
            refused=refused.error if refused else None,
            at=WHERE.get(refused.error.sentence, "") if refused else "",
            states=refused.states(referral) if refused else [],
            entered=refused.fields if refused else _blank(self.clock().astimezone(BERLIN)),
            unsent=_unsent(refused.fields, referral, partner) if refused else [],
            unsent_text=_unsent_text(refused.fields, referral) if refused else "",
            case=case,
            address=PATH.format(case_id=case_id, referral_id=referral_id),
            referral=referral,
            partner=partner,
            answers=_answers(referral),
            numbers=_numbers(partner),
            missing=MISSING,
            labels=labels_de,
        )


def _blank(at: datetime) -> dict[str, Any]:
    return {"day": at.date().isoformat(), "time": f"{at:%H:%M}"}


def _answers(referral: Referral) -> list[tuple[str, str]]:
    """Returns the answers that the state allows, each with its reasons."""
    return _with_reasons(labels_de.possible(referral, ACTS) or labels_de.late(referral, "counsellor"))


def _with_reasons(acts: Sequence[tuple[ReferralAct, list[tuple[str, str]]]]) -> list[tuple[str, str]]:
    return [
        (f"{act}:{reason}" if reason else act, labels_de.said(cast("Said", act), reason))
        for act, choices in acts
        for reason in ([key for key, _ in choices] or [""])
    ]


def _numbers(partner: Partner) -> list[tuple[str, str]]:
    own = [(each.number, f"{each.number} ({each.note})" if each.note else each.number) for each in partner.phones]
    return [*own, (OTHER, "Eine andere Nummer")]


def _unsent(fields: Mapping[str, Any], referral: Referral, partner: Partner) -> list[tuple[str, str]]:
    """Returns typed values whose fields the form no longer has, each with its label; without a question's text."""
    answers = _answers(referral)
    said = dict(_with_reasons([(act, labels_de.choices(act)) for act in ACTS])).get(fields.get("answer", ""), "")
    missing = ", ".join(text for item, text in MISSING if item in fields.get("items", ()))
    lost = [
        ("Gesagt wurde", "" if fields.get("answer") in dict(answers) else said),
        ("Warteliste bis", "" if answers and referral.state in labels_de.MAY_WAIT else fields.get("until", "")),
        ("Der Stelle fehlt", "" if answers and referral.state in labels_de.MAY_ASK else missing),
    ]
    if not answers:
        at, chosen = f"{fields.get('day', '')} {fields.get('time', '')}", fields.get("phone", "")
        number = fields.get("other_phone", "") if chosen == OTHER else dict(_numbers(partner)).get(chosen, "")
        lost += [("Gesprochen mit", fields.get("speaker", "")), ("Wann", at.strip()), ("Nummer", number)]
    return [(label, value) for label, value in lost if value]


def _unsent_text(fields: Mapping[str, Any], referral: Referral) -> str:
    has_field = _answers(referral) and referral.state in labels_de.MAY_ASK
    return "" if has_field else str(fields.get("text", ""))
