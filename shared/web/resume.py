"""Shows a kept form again after the sign-in that became necessary; it is sent when its person says so."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from shared.errors import NotFound
from shared.web.interrupted import InterruptedForms, RawForm
from shared.web.pages import Pages
from shared.web.sent_form import is_typed
from shared.web.session import Staff
from shared.web.signin import staff

OVER: Final = "Diese Eingabe ist nicht mehr da. Nach einer Abmeldung heben wir sie 15 Minuten auf."


def router(forms: InterruptedForms, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/{area}/fortsetzen/{reference}")
    async def resume(request: Request, reference: str, me: Annotated[Staff, Depends(staff())]) -> HTMLResponse:
        form = await forms.find(reference, me.sub, request.cookies)
        if form is None:
            raise NotFound(sentence=OVER)
        return pages.render(request, "resume.html", form=form, typed=typed(form))

    return routes


def typed(form: RawForm) -> list[str]:
    """The values that a person wrote in their own words."""
    return [value for name, value in form.fields if is_typed(name, value)]
