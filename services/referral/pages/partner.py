"""The partner's page of one referral: the link says which one, the PIN that the partner opens it.

Each form goes to the address of its own link, and is taken only with the cookie of the partner that the link is for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.referral.domain import link
from services.referral.domain.arrangement import may_arrange
from services.referral.domain.inquiry import LONGEST
from services.referral.domain.package import NO_REPORT
from services.referral.domain.referral import ANSWERED, TRANSITIONS, Answer, NotYet, Referral, Stage
from services.referral.domain.referral import Act as ReferralAct
from services.referral.domain.told_proceeding import may_tell
from services.referral.handlers.arrangements import Arrangements, OpenedArrangement
from services.referral.handlers.partner import answer as answering
from services.referral.handlers.partner.ask import Asking, waitlist
from services.referral.handlers.partner.open_file import OpenFile
from services.referral.handlers.partner.open_referral import OpenReferral
from services.referral.handlers.phone_answers import OpenedPhoneAnswer, PhoneAnswers
from services.referral.pages import labels_de, partner_labels_de
from services.referral.pages.acts import ActForm, Refused, read
from services.referral.pages.partner_entrance import NOT_SENT_YET, PartnerEntrance
from services.referral.pages.partner_gate import PinForm
from services.referral.pages.partner_session import ADDRESS
from shared import attempts
from shared.bus import Transaction, UnitOfWork
from shared.contracts.vocabulary import ConsentItem
from shared.duty_to_act import OBLIGED
from shared.errors import Conflict, Invalid, LotseError, Unauthenticated
from shared.web import Pages, act_result
from shared.web.download import Download
from shared.web.forms import Receiving, Sent
from shared.web.head import refuse_head
from shared.web.labels_de import file_size, options

ACTS: Final[tuple[ReferralAct, ...]] = get_args(Answer)
ASKABLE: Final = options(ConsentItem, without=["unknown"])
"""Items that the partner can name as missing."""
AFTER_HELP: Final[frozenset[Stage]] = frozenset({"completed", "failed", "returned"})
OPEN_FOR: Final = timedelta(days=1)
"""Lifetime of the link to the entry, for a page that is left open."""
PIN_FOR_FILE: Final = "Bitte geben Sie zuerst Ihre PIN ein. Danach holen Sie die Datei auf der Seite der Vermittlung."


class PinAndAnswerForm(PinForm):
    act: Answer | NotYet | None = None
    """The answer for which the PIN was asked again; the following fields belong to it."""
    version: int | None = None
    seen: Stage | None = None
    reason: str | None = None
    text: str | None = None
    until: str | None = None
    items: tuple[str, ...] = ()
    overview: Literal["1"] | None = None
    """Set where the PIN was asked for at the overview, which opens no referral."""


class AnswerForm(ActForm):
    act: Answer | NotYet
    items: tuple[ConsentItem, ...] = ()
    """Items that are missing."""


Entered = Annotated[Sent[PinAndAnswerForm], Depends(Receiving(PinAndAnswerForm))]
Answered = Annotated[Sent[AnswerForm], Depends(Receiving(AnswerForm))]


@dataclass(frozen=True)
class PartnerPages:
    pages: Pages
    open_referral: OpenReferral
    open_file: OpenFile
    phone_answers: PhoneAnswers
    arrangements: Arrangements
    entrance: PartnerEntrance

    @property
    def unit_of_work(self) -> UnitOfWork:
        return self.open_referral.unit_of_work

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)
        routes.get(ADDRESS)(self.show)
        routes.post(ADDRESS)(self.enter)
        routes.post(ADDRESS + "/antwort")(self.answer)
        routes.get(ADDRESS + "/dateien/{file_id}", response_model=None, dependencies=[Depends(refuse_head)])(self.file)
        return routes

    async def show(self, request: Request, token: str) -> Response:
        return await self.entrance.lead_to(request, token, partial(self._page, request, token), first=None)

    async def file(self, request: Request, token: str, file_id: str) -> Response:
        async def download() -> Response:
            opened = await self.open_file(partial(self.entrance.wanted, token), file_id)
            return Download(opened.file.name, opened.file.size, opened.content)

        return await self.entrance.lead_to(request, token, download, first=PIN_FOR_FILE)

    async def enter(self, request: Request, token: str, form: Entered) -> Response:
        async def act(_: Referral) -> Response:
            wanted = {name: value for name, value in form.fields.items() if name != "pin"}
            if "act" in wanted:
                return await self._answer(request, token, wanted)
            return RedirectResponse(ADDRESS.format(token=token) + ("/alle" if "overview" in wanted else ""), 303)

        ask_for_pin = partial(self._ask_for_pin, request, token, form.fields)
        return await self.entrance.enter(request, token, form, act=act, ask_for_pin=ask_for_pin)

    async def answer(self, request: Request, token: str, form: Answered) -> Response:
        if not await self.entrance.has_entered(request, await self.entrance.referral(token)):
            return self._ask_for_pin(request, token, form.fields, Unauthenticated(sentence=NOT_SENT_YET))
        return await self._answer(request, token, form.fields)

    async def _answer(self, request: Request, token: str, fields: Mapping[str, Any]) -> Response:
        """Takes the answer. To be called only after the PIN was entered."""
        form = Sent(AnswerForm, fields)
        try:
            await self._take(token, read(form), form.act_id(ADDRESS.format(token=token), "partner"))
        except (Invalid, Conflict) as refused:
            return await self._page(request, token, Refused(fields, refused))
        return act_result.redirect(ADDRESS.format(token=token), "answered")

    async def _take(self, token: str, given: AnswerForm, act_id: str) -> None:
        if given.act == "ask":
            asking = Asking(self.unit_of_work, self.open_referral.inquiries)
            await asking.ask(await self.entrance.referral(token), given.items, given.text, given.version, act_id=act_id)
            return

        async def work(tx: Transaction) -> None:
            wanted, act = await self.entrance.wanted(token, tx), given.act
            if act == "waitlist":
                await waitlist(tx, wanted, given.day, given.version, act_id=act_id)
            elif act != "ask":
                await answering.answer(tx, wanted, act, given.reason, given.version, act_id=act_id)

        await self.unit_of_work(work)

    async def _beside(
        self, referral: Referral, tx: Transaction
    ) -> tuple[list[OpenedPhoneAnswer], OpenedArrangement | None]:
        """Returns the data that the page shows beside the package."""
        return await self.phone_answers.of(tx, referral), await self.arrangements.of(tx, referral)

    async def _page(self, request: Request, token: str, refused: Refused | None = None) -> Response:
        """Renders the page. Raises Unconfirmed, whose page keeps the typed text of a refused form."""
        opened = await self.open_referral(partial(self.entrance.wanted, token))
        phone_answers, arranged = await self.unit_of_work(partial(self._beside, opened.referral))
        late = labels_de.late(opened.referral)
        return self.pages.render(
            request,
            "partner_referral.html",
            refused=refused.error if refused else None,
            at=refused.field(opened.referral.reference) if refused else "",
            address=ADDRESS.format(token=token),
            referral=opened.referral,
            partner=opened.partner,
            must_act=opened.referral.partner_category in OBLIGED,
            items=_items(opened.items or {}),
            files=opened.files,
            additions=[(each.given_at, _items(each.items)) for each in opened.added.additions],
            additions_withdrawn=opened.added.withdrawn,
            file_size=file_size,
            acts=labels_de.possible(opened.referral, ACTS) or late,
            late=[act for act, _ in late],
            phone_answers=phone_answers,
            is_entered_for=_is_entered_for(opened.referral),
            inquiries=opened.inquiries,
            may_ask=opened.referral.state in TRANSITIONS["ask"].before,
            may_wait=opened.referral.state in TRANSITIONS["waitlist"].before,
            askable=ASKABLE,
            longest=LONGEST,
            entered=refused,
            no_report=NO_REPORT,
            labels=labels_de,
            partner_labels=partner_labels_de,
            point=self.entrance.ended.point,
            arranged=arranged if opened.items is not None else None,
            may_arrange=may_arrange(opened.referral) and opened.items is not None,
            may_tell=may_tell(opened.referral) and opened.items is not None,
            entry=self._entry(opened.referral),
        )

    def _entry(self, referral: Referral) -> str:
        """Returns the address at which the partner corrects its directory entry; empty before its help has ended."""
        if referral.state not in AFTER_HELP:
            return ""
        sessions = self.entrance.gate.sessions
        token = link.sign_entry(sessions.link_key, referral.partner_id, sessions.clock() + OPEN_FOR)
        return f"/partner/eintrag/{token}"

    def _ask_for_pin(self, request: Request, token: str, fields: Mapping[str, Any], refused: LotseError) -> Response:
        """Renders the PIN page, which keeps an answer given without the PIN and sends it together with it."""
        may_be_kept = AnswerForm.model_fields.keys() - {attempts.FIELD} | {"overview"}
        kept = {name: value for name, value in fields.items() if name in may_be_kept}
        wanted = partner_labels_de.answer(kept)
        return self.entrance.ask_for_pin(request, token, refused, fields=fields, kept=kept, wanted=wanted)


def _is_entered_for(referral: Referral) -> bool:
    """Whether a counsellor entered the last answer."""
    return referral.by == "counsellor" and (referral.state in ANSWERED or referral.late is not None)


def _items(texts: Mapping[str, str]) -> list[tuple[ConsentItem, str]]:
    return [(ConsentItem(item), text) for item, text in texts.items()]
