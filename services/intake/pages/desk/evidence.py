"""The original of a piece of evidence, handed out as a file: no browser shows it or opens what lies in it."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_evidence import open_evidence
from services.intake.pages.desk.mail import INERT
from services.intake.pages.desk.roles import Counselling

SANDBOX: Final = "sandbox"
"""Beside the policy of every answer: should it be shown all the same, it runs nothing and belongs to no page."""


def router(desk: DeskDependencies) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/contacts/{contact_id}/evidence/{evidence_id}")
    async def original(me: Counselling, contact_id: ContactId, evidence_id: str) -> StreamingResponse:
        """Under a name of ours, so that nothing of the person's own is in it."""
        found = await open_evidence(desk, me, contact_id, evidence_id)
        headers = {
            "Content-Disposition": f'attachment; filename="beweis-{found.number}.{found.kind}"',
            "Content-Length": str(found.size),
            "Content-Security-Policy": SANDBOX,
        }
        return StreamingResponse(found.content, media_type=INERT, headers=headers)

    return routes
