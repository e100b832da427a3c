"""From a case's number to the case."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.intake.domain import case_number
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.find_case import find_case
from services.intake.pages.desk.roles import Counselling
from shared.web import Pages

NO_NUMBER = "Eine Fallnummer hat fünf Zeichen, zum Beispiel L-4F7K2."
NOT_FOUND = "Zu dieser Nummer gibt es keinen Fall, den Sie sehen können."


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/search")
    async def search(request: Request, me: Counselling, number: str = "") -> Response:
        """What was typed comes back in the field of the page's head."""
        wanted = case_number.read(number)
        if wanted and (found := await find_case(desk, me, wanted)):
            return RedirectResponse(f"/desk/cases/{found}", 303)
        answer = NOT_FOUND if wanted else NO_NUMBER
        return pages.render(request, "desk/search.html", 404, title="Fall suchen", answer=answer, number=number[:40])

    return routes
