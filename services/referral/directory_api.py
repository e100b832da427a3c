"""The directory for everybody, without a login: released entries only, in the form of Open Referral HSDS 3."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from services.referral.domain import hsds
from services.referral.handlers.counsellor.read_directory import released
from services.referral.handlers.directory import Directory
from shared.bus import UnitOfWork
from shared.clock import Clock, berlin_day
from shared.web.described import problems

PER_PAGE: Final = 100
EXAMPLE: Final = {
    "total_items": 1,
    "total_pages": 1,
    "page_number": 1,
    "size": 1,
    "first_page": True,
    "last_page": True,
    "empty": False,
    "contents": [
        {
            "id": "8cd791cc-1514-4dcc-81d0-66b191d6cbc7",
            "name": "Psychologische Beratung Atempause (Demo)",
            "status": "active",
            "assured_date": "2026-07-15",
            "organization": {
                "id": "8b6ac31c-1f7c-5f3e-9d6e-0a5c3c2c7e11",
                "name": "Atempause (Demo)",
                "description": "Atempause (Demo)",
            },
            "phones": [],
            "schedules": [],
            "service_areas": [],
            "languages": [],
            "attributes": [],
        }
    ],
}
ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "HSDS 3.1: a page of services", "content": {"application/json": {"example": EXAMPLE}}}
}


def router(unit_of_work: UnitOfWork, directory: Directory, clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/api/referral/directory", tags=["directory"])

    @routes.get("", responses=ANSWER | problems(422, 503))
    async def list_services(
        page: Annotated[int, Query(ge=1, le=10_000)] = 1, per_page: Annotated[int, Query(ge=1, le=PER_PAGE)] = PER_PAGE
    ) -> JSONResponse:
        """Returns services with their organisation, phones, schedules and service areas, by name."""
        entries = await unit_of_work(lambda tx: released(tx, directory))
        return JSONResponse(hsds.page(entries, page, per_page, berlin_day(clock())))

    return routes
