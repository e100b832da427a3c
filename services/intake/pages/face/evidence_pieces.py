"""A browser with scripts sends a file in pieces, and asks after a break which ones are missing.

A refusal goes to the page's script, which shows it: it is answered as to a program, with a sentence for the person.
"""

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from services.intake.domain.evidence import PIECE
from services.intake.domain.pieces import InPieces, Size, Sum
from services.intake.handlers.person.add_in_pieces import Piece, add_piece, begin_or_go_on
from services.intake.pages.face.evidence import EVIDENCE
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.thread_form import ticket_of
from shared.errors import TooLarge, Unavailable
from shared.store import PyMongoError
from shared.web.client_limit import client_of
from shared.web.forms import Form, Receiving, Sent
from shared.web.upload import File, ReceivingFile, SentWithFile

BEGIN: Final = f"{EVIDENCE}/stuecke"
PIECE_SENT: Final = f"{EVIDENCE}/stueck"


class FileForm(Form):
    thread: str = ""
    of_pieces: Sum
    size: Size


class BeginForm(FileForm):
    """`code`: set if the page asked for it; only then the answer lets the browser in."""

    code: str = ""

    def file(self) -> InPieces:
        return InPieces.said(self.of_pieces, self.size)


class PieceForm(FileForm):
    begun: Annotated[int, Field(ge=0)]
    number: Annotated[int, Field(ge=0)]
    sha256: Sum
    ticket: str = ""
    """The ticket from the answer to the beginning; a page from before an update has none."""

    def piece(self, content: bytes) -> Piece:
        return Piece(InPieces.said(self.of_pieces, self.size, self.begun), self.number, self.sha256, content)


def router(page: FollowPage) -> APIRouter:
    """Makes the routes.

    A piece takes up to a minute, so its answer never lets in a browser whose page was closed meanwhile.
    """
    routes, face = APIRouter(include_in_schema=False), page.face

    @routes.post(BEGIN)
    async def begin(request: Request, form: Annotated[Sent[BeginForm], Depends(Receiving(BeginForm))]) -> Response:
        read = form.read()
        ticket = await ticket_of(face, page.cookie, request, form.fields)
        face.limits.pieces.take(client_of(request))
        standing = await begin_or_go_on(face, ticket, read.file())
        file = read.file().model_copy(update={"begun": standing.begun})
        response = JSONResponse(asdict(standing) | {"ticket": page.cookie.for_upload(ticket, file)})
        if read.code:
            page.cookie.keep(response, ticket)
        return response

    @routes.post(PIECE_SENT)
    async def piece(
        request: Request, form: Annotated[SentWithFile[PieceForm], Depends(ReceivingFile(PieceForm))]
    ) -> Response:
        content = await whole(form.file)
        read = form.read()
        sent = read.piece(content)
        ticket = page.cookie.of_upload(read.ticket, sent.file) or page.cookie.required(request, read.thread)
        client = client_of(request)
        face.limits.pieces.take(client)
        try:
            await add_piece(face, ticket, sent, client)
        except PyMongoError:  # a full disk too: it may come once more
            raise Unavailable from None
        return Response(status_code=204)

    return routes


async def whole(file: File) -> bytes:
    """Returns the bytes of a piece. Raises TooLarge for more than a piece."""
    content = bytearray()
    async for more in file.content():
        content += more
        if len(content) > PIECE:
            raise TooLarge
    return bytes(content)
