"""The original of a piece of evidence, handed out as a file: no browser shows it or opens what lies in it."""

from fastapi import APIRouter

from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_evidence import open_evidence
from services.intake.pages.desk.roles import Counselling
from shared.web.download import Download


def router(desk: DeskDependencies) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/contacts/{contact_id}/evidence/{evidence_id}")
    async def original(me: Counselling, contact_id: ContactId, evidence_id: str) -> Download:
        found = await open_evidence(desk, me, contact_id, evidence_id)
        return Download(f"beweis-{found.number}.{found.kind}", found.size, found.content)

    return routes
