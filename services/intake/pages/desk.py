"""The counsellors' desk: the queue, one contact or case, and what can be done there."""

from collections.abc import Awaitable, Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.intake.articles import ARTICLES, address, named_in
from services.intake.domain.state import CaseId, ContactId
from services.intake.handlers import answer, close, queue, read, reopen, take_over, triage
from services.intake.handlers.read import File
from services.intake.handlers.workplace import Desk
from services.intake.pages.triage_form import TriageForm
from services.intake.sentences import sentence
from shared.contracts.vocabulary import (
    CaseOutcome,
    Land,
    MunicipalityKind,
    Need,
    Person,
    TargetGroup,
    Tenure,
    ThreatKind,
    Urgency,
)
from shared.errors import Invalid, LotseError, Unavailable
from shared.store import AWAY
from shared.web import Pages, Staff, staff
from shared.web.labels_de import LANGUAGES, options

Counselling = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]
LONGEST: Final = 30_000
CHOICES: Final = {
    "urgency": options(Urgency),
    "land": options(Land),
    "threat_kinds": options(ThreatKind, without=["unknown"]),
    "needs": options(Need, without=["unknown"]),
    "municipality_kind": options(MunicipalityKind),
    "target_group": options(TargetGroup),
    "person": options(Person),
    "tenure": options(Tenure),
    "outcome": options(CaseOutcome, without=["unknown"]),
    "languages": list(LANGUAGES.items()),
    "articles": list(ARTICLES.items()),
}


def router(desk: Desk, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk")
    async def waiting(request: Request, me: Counselling) -> HTMLResponse:
        rows = await queue.queue(desk, me)
        return pages.render(
            request, "desk/queue.html", title="Eingang", rows=rows, me=me.sub, supervises=me.role == "supervisor"
        )

    @routes.get("/desk/contacts/{contact_id}")
    async def contact_page(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        found = await read.contact(desk, me, id=contact_id)
        if found.case_id:
            return RedirectResponse(f"/desk/cases/{found.case_id}", 303)
        return show(request, me, await read.file_of_contact(desk, me, contact_id))

    @routes.get("/desk/cases/{case_id}")
    async def case_page(request: Request, me: Counselling, case_id: CaseId) -> HTMLResponse:
        return show(request, me, await read.file_of_case(desk, me, case_id))

    @routes.post("/desk/contacts/{contact_id}/take-over")
    async def taken_over(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await attempt(request, me, contact_id, take_over.take_over(desk, contact_id, me))

    @routes.post("/desk/contacts/{contact_id}/answers")
    async def answered(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        text: Annotated[str, Form(max_length=LONGEST)] = "",
        articles: Annotated[tuple[str, ...], Form()] = (),
    ) -> Response:
        act = say(contact_id, me, with_articles(text.strip(), articles))
        try:
            return await attempt(request, me, contact_id, act, typed=text)
        except AWAY:
            return pages.render(
                request,
                "desk/unsent.html",
                refused=Unavailable(),
                title="Antwort senden",
                contact_id=contact_id,
                typed=text,
                articles=articles,
            )

    @routes.post("/desk/contacts/{contact_id}/close")
    async def contact_closed(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await attempt(request, me, contact_id, close.close_contact(desk, contact_id, me))

    @routes.post("/desk/contacts/{contact_id}/reopen")
    async def reopened(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await attempt(request, me, contact_id, reopen.reopen(desk, contact_id, me))

    @routes.post("/desk/contacts/{contact_id}/case")
    async def case_made(request: Request, me: Counselling, contact_id: ContactId) -> Response:
        return await attempt(request, me, contact_id, reopen.make_case(desk, contact_id, me))

    @routes.post("/desk/cases/{case_id}/triage")
    async def triaged(
        request: Request, me: Counselling, case_id: CaseId, form: Annotated[TriageForm, Form()]
    ) -> Response:
        contact_id = (await read.contact(desk, me, case_id=case_id)).id
        act = triage.triage(desk, case_id, me, form.situation(), seen=form.seen)
        return await attempt(request, me, contact_id, act)

    @routes.post("/desk/cases/{case_id}/close")
    async def case_closed(
        request: Request, me: Counselling, case_id: CaseId, outcome: Annotated[CaseOutcome, Form()]
    ) -> Response:
        contact_id = (await read.contact(desk, me, case_id=case_id)).id
        return await attempt(request, me, contact_id, close.close_case(desk, case_id, me, outcome))

    async def say(contact_id: ContactId, me: Staff, text: str) -> None:
        if not text:
            raise Invalid("wrong-value", "Bitte schreiben Sie eine Antwort.")
        await answer.answer(desk, contact_id, me, text)

    async def attempt(
        request: Request, me: Staff, contact_id: ContactId, act: Awaitable[None], typed: str = ""
    ) -> Response:
        """Back to the page; where it was refused, with the reason and what was typed."""
        try:
            await act
        except LotseError as refused:
            file = await read.file_of_contact(desk, me, contact_id)
            return show(request, me, file, refused, typed)
        return RedirectResponse(f"/desk/contacts/{contact_id}", 303)

    def show(
        request: Request, me: Staff, file: File, refused: LotseError | None = None, typed: str = ""
    ) -> HTMLResponse:
        return pages.render(
            request,
            "desk/file.html",
            refused=refused,
            title="Fall" if file.case else "Anliegen",
            file=file,
            mine=file.contact.counsellor == me.sub,
            supervises=me.role == "supervisor",
            sentence=sentence,
            options=CHOICES,
            pointed_to=named_in,
            typed=typed,
        )

    return routes


def with_articles(text: str, chosen: Iterable[str]) -> str:
    """The message names an article by its address; the follow page makes a link of it."""
    return "\n".join([text, *(address(article) for article in chosen if article in ARTICLES)]).strip()
