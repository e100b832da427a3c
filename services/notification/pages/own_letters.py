"""The letters that anybody writes for themselves on the public pages: without a case, and kept nowhere."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.notification.letter_texts import ABOUT, INFORMATION, LetterKind
from services.notification.own_letter_texts import BEFORE, BY_PATH
from services.notification.pages.letter_file import file_of
from services.notification.pages.letter_forms import FORMS, LetterForm, ReferenceForm
from shared.clock import Clock, berlin_day
from shared.deadlines.rules import LAW_VERSION
from shared.errors import Invalid, LotseError, NotFound, TooMany
from shared.web import Pages
from shared.web.client_limit import ClientLimit, Rate, client_of
from shared.web.forms import Receiving, Sent
from shared.web.places import Places

AT_ONCE: Final = 4
"""PDFs that are rendered at the same time in one process, so that staff and notices have what they need."""
OF_ONE: Final = 2
"""PDFs of one client that are rendered at the same time, so that nobody takes all places."""
PDF_OF_ONE: Final = Rate(at_once=30, every=15)
"""PDFs of one client, as many as a whole town hall may ask for from one address."""
BUSY: Final = (
    "Gerade werden viele Briefe geschrieben. Ihre Angaben stehen noch da: Bitte versuchen Sie es in einer Minute noch"
    " einmal. Als Text geht es sofort."
)
OFTEN: Final = (
    "Von Ihrem Anschluss kamen gerade sehr viele Briefe auf einmal. Ihre Angaben stehen noch da: Bitte versuchen Sie es"
    " in einer Minute noch einmal. Als Text geht es sofort."
)


@dataclass(frozen=True)
class OwnLetterPages:
    pages: Pages
    clock: Clock
    places: Places
    limit: ClientLimit

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/briefe", include_in_schema=False)
        routes.get("")(self.choose)
        routes.get("/{path}")(self.show)
        routes.post("/{path}/mit-aktenzeichen")(self.begin)
        for kind, model in FORMS.items():
            routes.post(f"/{BEFORE[kind].path}")(self._writing(kind, model))
        return routes

    async def choose(self, request: Request) -> HTMLResponse:
        letters = [(BEFORE[kind], about) for kind, about in ABOUT.items()]
        return self.pages.render(request, "own_letters.html", letters=letters)

    async def show(self, request: Request, path: str) -> HTMLResponse:
        """Shows the form. Raises NotFound for what is no letter."""
        kind = BY_PATH.get(path)
        if kind is None:
            raise NotFound
        return self._page(request, kind, {})

    async def begin(
        self, request: Request, path: str, form: Annotated[Sent[ReferenceForm], Depends(Receiving(ReferenceForm))]
    ) -> HTMLResponse:
        """Shows the form with a file number, which the person's own page sends in a field: never in an address.

        Raises as `show`.
        """
        kind = BY_PATH.get(path)
        if kind is None:
            raise NotFound
        try:
            return self._page(request, kind, {"reference": form.read().reference})
        except Invalid as refused:
            return self._page(request, kind, form.fields, refused)

    def _writing(self, kind: LetterKind, model: type[LetterForm]) -> Callable[..., Awaitable[Response]]:
        async def write(request: Request, form: Annotated[Sent[Any], Depends(Receiving(model))]) -> Response:
            """Returns the letter, the same as often as it is asked for: nothing is done by it."""
            try:
                given: LetterForm = form.read()
                letter = given.letter(berlin_day(self.clock()))
                if given.written_as == "text":
                    return await file_of(letter, "text")
                with self._room(client_of(request)):
                    return await file_of(letter, given.written_as)
            except LotseError as refused:
                return self._page(request, kind, form.fields, refused)

        return write

    @contextmanager
    def _room(self, client: str) -> Iterator[None]:
        """Takes a place for one PDF, which costs what a text does not.

        Raises TooMany, or Unavailable where no place is free.
        """
        with self.places.taken(by=client):
            try:
                self.limit.take(client)
            except TooMany as error:
                raise TooMany(error.retry_after, OFTEN) from None
            yield

    def _page(
        self, request: Request, kind: LetterKind, entered: Mapping[str, Any], refused: LotseError | None = None
    ) -> HTMLResponse:
        return self.pages.render(
            request,
            "own_letter.html",
            refused=refused,
            kind=kind,
            about=ABOUT[kind],
            before=BEFORE[kind],
            entered=entered,
            information=list(INFORMATION.items()),
            law_version=LAW_VERSION,
            today=berlin_day(self.clock()).isoformat(),
        )


def router(pages: Pages, clock: Clock) -> APIRouter:
    limit = ClientLimit("letter", PDF_OF_ONE)
    return OwnLetterPages(pages, clock, Places(AT_ONCE, BUSY, OF_ONE), limit).router()
