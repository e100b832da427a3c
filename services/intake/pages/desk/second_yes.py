"""Asks a colleague whether a new code is to be given: yes or no, with a reason, and nothing of the matter to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.intake.domain.new_code import Because
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.new_code import decide_on_new_code
from services.intake.handlers.desk.read_access import read_asked
from services.intake.handlers.desk.team import names
from services.intake.labels_de import BASES, BECAUSE
from services.intake.pages.desk.roles import Counselling
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent


class SecondForm(Act):
    REFUSAL: ClassVar[str] = "Ihre Entscheidung ist noch nicht festgehalten."
    SENTENCES: ClassVar[Mapping[str, str]] = {"because": "Bitte wählen Sie Ja oder Nein mit einem Grund."}

    because: Because


@dataclass(frozen=True)
class SecondYesPage:
    desk: DeskDependencies
    pages: Pages

    async def show(
        self, request: Request, me: Staff, code_id: str, sent: Mapping[str, Any], refused: LotseError | None = None
    ) -> HTMLResponse:
        asked = await read_asked(self.desk, code_id)
        return self.pages.render(
            request,
            "desk/second_yes.html",
            refused=refused,
            at="because" if isinstance(refused, Invalid) else "",
            title="Neuen Zugang entscheiden",
            asked=asked,
            code=asked.new_code,
            bases=BASES,
            reasons=list(BECAUSE.items()),
            names=await names(self.desk),
            may_decide=asked.waits and asked.new_code.asked_by != me.sub,
            entered=sent,
        )


def router(page: SecondYesPage) -> APIRouter:
    routes = APIRouter(prefix="/desk/new-codes/{code_id}", include_in_schema=False)

    @routes.get("")
    async def question(request: Request, me: Counselling, code_id: str) -> HTMLResponse:
        return await page.show(request, me, code_id, {})

    @routes.post("")
    async def decided(
        request: Request,
        me: Counselling,
        code_id: str,
        form: Annotated[Sent[SecondForm], Depends(Receiving(SecondForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            await decide_on_new_code(page.desk, code_id, me, form.read().because, act_id=act_id)
        except (Invalid, Conflict) as refused:
            return await page.show(request, me, code_id, form.fields, refused)
        return act_result.redirect("/desk/tasks", "new-code-decided")

    return routes
