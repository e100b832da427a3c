"""A piece of evidence: its picture, made anew for each look; and its original, which no browser shows or runs."""

from base64 import b64encode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.intake.cleaned_picture import Cleaner
from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.open_evidence import open_evidence
from services.intake.handlers.desk.show_picture import show_picture
from services.intake.pages.desk.file import address
from services.intake.pages.desk.roles import Counselling
from shared.web import Pages
from shared.web.download import Download
from shared.web.head import refuse_head
from shared.web.labels_de import file_size


def router(desk: DeskDependencies, pages: Pages, cleaner: Cleaner) -> APIRouter:
    prefix, to_get = "/desk/contacts/{contact_id}/evidence/{evidence_id}", [Depends(refuse_head)]
    routes = APIRouter(prefix=prefix, include_in_schema=False, dependencies=to_get)

    @routes.get("")
    async def original(me: Counselling, contact_id: ContactId, evidence_id: str) -> Download:
        found = await open_evidence(desk, me, contact_id, evidence_id)
        return Download(f"beweis-{found.number}.{found.kind}", found.size, found.content)

    @routes.get("/picture")
    async def picture(request: Request, me: Counselling, contact_id: ContactId, evidence_id: str) -> HTMLResponse:
        shown = await show_picture(desk, cleaner, me, contact_id, evidence_id)
        return pages.render(
            request,
            "desk/evidence_picture.html",
            title=f"Datei {shown.number}",
            case_shown=shown.contact.thread,
            back=address(shown.contact, "record"),
            evidence_id=evidence_id,
            shown=shown,
            picture=b64encode(shown.picture).decode() if isinstance(shown.picture, bytes) else "",
            file_size=file_size,
        )

    return routes
