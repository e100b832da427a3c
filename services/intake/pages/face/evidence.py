"""The person secures evidence: a list first, then a file or its checksum; a refused form keeps its content."""

import re
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field, field_validator

from services.intake.domain.evidence import (
    KINDS,
    LARGEST_FILM,
    PIECE,
    TOO_LARGE,
    EvidenceDescription,
    NotTaken,
)
from services.intake.domain.pieces import InPieces, Size, Sum
from services.intake.domain.thread_content import ThreadContent
from services.intake.handlers.person.add_evidence import add_checksum, add_file
from services.intake.handlers.person.add_in_pieces import add_whole
from services.intake.handlers.person.read_own_case import read_own_case
from services.intake.limits import Limits
from services.intake.pages.face.code import code_page
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import HERE
from services.intake.pages.face.thread_form import ThreadFormWithCode, form_again, is_affected, own_again, ticket_of
from services.intake.pages.refusal import refusal
from shared import attempts
from shared.errors import Invalid, LotseError, Unavailable
from shared.store import PyMongoError
from shared.text import Typed
from shared.web import act_result
from shared.web.body_limit import is_number
from shared.web.client_limit import client_of
from shared.web.forms import InvalidForm
from shared.web.labels_de import file_size
from shared.web.slow_clients import taking_long
from shared.web.upload import File, ReceivingFile, SentWithFile

EVIDENCE: Final = f"{HERE}/beweise"
REFUSED: Final = (LotseError, PyMongoError)
"""Errors after which the form is shown again with its content, a full disk among them."""

BESIDES: Final = 256 * 1024
"""Bytes allowed for the form without the file; more than all its other fields need."""

SUM: Final = re.compile(r"[0-9a-f]{64}")
OF_PIECES: Final = ("of_pieces", "size", "begun")
NO_SUM: Final = "Eine Prüfsumme SHA-256 hat genau 64 Zeichen: Ziffern und die Buchstaben a bis f."
NOTHING_GIVEN: Final = "Bitte wählen Sie eine Datei, oder geben Sie die Prüfsumme an."
GIVEN_WITH_OTHER_WORDS: Final = (
    "Genau das haben Sie uns schon gegeben, es liegt einmal bei uns. Was Sie diesmal dazu geschrieben haben, ist noch "
    "nicht bei uns. Bitte schreiben Sie es uns als Nachricht."
)


class EvidenceForm(ThreadFormWithCode):
    REFUSAL: ClassVar[str] = "Das ist noch nicht bei uns. Bitte prüfen Sie Ihre Angaben."

    post_address: Annotated[str, Typed(1_000)] = ""
    profile: Annotated[str, Typed(500)] = ""
    posted: Annotated[str, Typed(200)] = ""
    captured: Annotated[str, Typed(200)] = ""
    text: Annotated[str, Typed(5_000)] = ""
    sha256: Annotated[str, Typed(200)] = ""
    of_pieces: Sum | None = None
    size: Size | None = None
    begun: Annotated[int, Field(ge=0)] = 0
    ticket: str = ""

    @field_validator("sha256")
    @classmethod
    def _written_anyhow(cls, text: str) -> str:
        """Returns the checksum without spaces and in lower case. Raises Invalid if it is none."""
        said = "".join(text.split()).lower()
        if said and not SUM.fullmatch(said):
            raise Invalid(sentence=NO_SUM)
        return said

    def in_pieces(self) -> InPieces | None:
        """Returns the description of a file that the page's script has sent already, if any."""
        if self.of_pieces is None or self.size is None:
            return None
        return InPieces.said(self.of_pieces, self.size, self.begun)

    def said(self) -> EvidenceDescription:
        return EvidenceDescription.model_validate(self.model_dump(include=set(EvidenceDescription.model_fields)))


Uploaded = Annotated[SentWithFile[EvidenceForm], Depends(ReceivingFile(EvidenceForm))]


def router(page: FollowPage) -> APIRouter:
    routes = APIRouter(prefix=EVIDENCE, include_in_schema=False)

    @routes.get("")
    async def show(request: Request) -> HTMLResponse:
        ticket = page.cookie.read(request)
        if ticket is None:
            return code_page(page.pages, request)
        own = await read_own_case(page.face, ticket)
        shown = form_page(page, request, {"thread": page.cookie.mark(ticket)}, own=own)
        page.cookie.keep(shown, ticket)
        return shown

    @routes.post("")
    async def give(request: Request, form: Uploaded) -> Response:
        try:
            return await take(page, request, form)
        except REFUSED as error:
            await skip_refused(page.face.limits, request, form.file)
            attempt = {attempts.FIELD: attempts.given(form.fields)}
            sent, refused = {**still_there(form.fields, error), **attempt}, at_its_field(error)
            own = await own_again(page.face, page.cookie, request, sent, refused)
            return form_page(page, request, sent, refused, own)

    return routes


async def take(page: FollowPage, request: Request, form: SentWithFile[EvidenceForm]) -> Response:
    """Takes a file or checksum. Raises one of REFUSED; the rest of the file is then still to be received.

    A file takes long, and the person may close their page meanwhile: the answer lets the browser in only if the code
    was entered in this form.
    """
    read, face = form.read(), page.face
    file = None if form.file.is_chosen else read.in_pieces()
    by_upload = page.cookie.of_upload(read.ticket, file) if file else None
    ticket = by_upload or await ticket_of(face, page.cookie, request, form.fields)
    if not (form.file.is_chosen or file or read.sha256):
        raise NotTaken(NOTHING_GIVEN)
    face.limits.files.take(client_of(request))
    if form.file.is_chosen:
        announced = refuse_announced(request) - BESIDES
        with face.limits.whole_files.taken(client_of(request)), taking_long(request):
            earlier = await add_file(face, ticket, read.said(), form.file.content(), read.sha256, announced)
    elif file:
        await form.file.skip()
        with face.limits.uploads.taken():
            earlier = await add_whole(face, ticket, read.said(), file, read.sha256)
    else:
        await form.file.skip()
        earlier = await add_checksum(face, ticket, read.said(), read.sha256)
    if earlier and read.said() not in (EvidenceDescription(), earlier.manifest.said):
        raise NotTaken(GIVEN_WITH_OTHER_WORDS)
    response = act_result.redirect(EVIDENCE, "beweis-da" if earlier else "beweis")
    if read.code and not by_upload:
        page.cookie.keep(response, ticket)
    return response


async def skip_refused(limits: Limits, request: Request, file: File) -> None:
    """Receives and discards the rest of a refused file: a browser shows the answer only after it could send all of it.

    Without a free place, the rest has only the time of every body.
    """
    with ExitStack() as held:
        with suppress(Unavailable):
            held.enter_context(limits.refused_files.taken(client_of(request)))
            held.enter_context(taking_long(request))
        await file.skip()


def refuse_announced(request: Request) -> int:
    """Returns the announced bytes of the form, or 0.

    Raises NotTaken for more than a form with an accepted file can have.
    """
    said = request.headers.get("content-length", "")
    announced = int(said) if is_number(said) else 0
    if announced > LARGEST_FILM + BESIDES:
        raise NotTaken(TOO_LARGE)
    return announced


def still_there(fields: Mapping[str, Any], error: Exception) -> Mapping[str, Any]:
    """Returns the fields to show again, without the file sent in pieces if that was refused."""
    is_of_file = isinstance(error, NotTaken) and error.field == "file"
    return {name: value for name, value in fields.items() if not (is_of_file and name in OF_PIECES)}


def at_its_field(error: Exception) -> LotseError:
    refused = refusal(error)
    if isinstance(refused, NotTaken) and refused.field:
        return InvalidForm.at({refused.field: refused.sentence}, EvidenceForm.REFUSAL)
    return refused


def form_page(
    page: FollowPage,
    request: Request,
    sent: Mapping[str, Any],
    refused: LotseError | None = None,
    own: ThreadContent | None = None,
) -> HTMLResponse:
    again = form_again(page.cookie, request, sent, attempts.given(sent), refused)
    known = {"given": own.evidence if own else (), "affected": is_affected(own)}
    shown = {"kinds": KINDS, "file_size": file_size, "piece": PIECE, **known, **again}
    return page.pages.render(request, "face/evidence.html", entered=sent, **shown)
