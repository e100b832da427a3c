"""Hands out a mail as it came, as a file: no browser shows it or opens its parts."""

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.mail.open_mail import open_mail
from services.intake.pages.desk.roles import Counselling
from shared.web.download import INERT
from shared.web.head import refuse_head


def router(desk: DeskDependencies) -> APIRouter:
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_head)])

    @routes.get("/desk/contacts/{contact_id}/mails/{mail_id}")
    async def as_it_came(me: Counselling, contact_id: ContactId, mail_id: str) -> StreamingResponse:
        content = await open_mail(desk, me, contact_id, mail_id)
        headers = {"Content-Disposition": 'attachment; filename="mail.eml"'}
        return StreamingResponse(content, media_type=INERT, headers=headers)

    return routes
