"""A browser with scripts sends a file piece by piece, and asks after a break what is still missing.

What is refused here is told in the page that is open, by its script: as to a program, in a sentence for its person.
"""

from typing import Annotated, ClassVar, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from services.intake.domain.evidence import PIECE, TOO_LARGE
from services.intake.domain.pieces import InPieces, Size, Sum
from services.intake.handlers.person.add_in_pieces import add_piece, begin_or_go_on
from services.intake.pages.face.evidence import EVIDENCE
from services.intake.pages.face.follow import FollowPage
from shared.errors import TooLarge, Unavailable
from shared.store import PyMongoError
from shared.web.client_limit import client_of
from shared.web.forms import Form, Receiving, Sent
from shared.web.upload import File, ReceivingFile, SentWithFile

BEGIN: Final = f"{EVIDENCE}/stuecke"
PIECE_SENT: Final = f"{EVIDENCE}/stueck"


class BeginForm(Form):
    REFUSAL: ClassVar[str] = TOO_LARGE

    thread: str = ""
    of_pieces: Sum
    size: Size

    def file(self) -> InPieces:
        return InPieces(of_pieces=self.of_pieces, size=self.size)


class PieceForm(BeginForm):
    REFUSAL: ClassVar[str] = Form.REFUSAL

    begun: Annotated[int, Field(ge=0)]
    number: Annotated[int, Field(ge=0)]
    sha256: Sum

    def file(self) -> InPieces:
        return super().file().model_copy(update={"begun": self.begun})


def router(page: FollowPage) -> APIRouter:
    routes, face = APIRouter(include_in_schema=False), page.face

    @routes.post(BEGIN)
    async def begin(request: Request, form: Annotated[Sent[BeginForm], Depends(Receiving(BeginForm))]) -> Response:
        read = form.read()
        ticket = page.cookie.required(request, read.thread)
        face.limits.pieces.take(client_of(request))
        standing = await begin_or_go_on(face, ticket, read.file())
        response = JSONResponse({"begun": standing.begun, "there": standing.there, "given": standing.given})
        page.cookie.keep(response, ticket)
        return response

    @routes.post(PIECE_SENT)
    async def piece(
        request: Request, form: Annotated[SentWithFile[PieceForm], Depends(ReceivingFile(PieceForm))]
    ) -> Response:
        content = await whole(form.file)
        read = form.read()
        ticket = page.cookie.required(request, read.thread)
        face.limits.pieces.take(client_of(request))
        try:
            await add_piece(face, ticket, read.file(), read.number, read.sha256, content)
        except PyMongoError:  # a full disk too: it may come once more
            raise Unavailable from None
        response = Response(status_code=204)
        page.cookie.keep(response, ticket)
        return response

    return routes


async def whole(file: File) -> bytes:
    """Raises TooLarge for more than a piece."""
    content = bytearray()
    async for more in file.content():
        content += more
        if len(content) > PIECE:
            raise TooLarge
    return bytes(content)
