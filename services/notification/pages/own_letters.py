"""The letters that anybody writes for themselves on the public pages: without a case, and kept nowhere."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.notification.letter_texts import ABOUT, INFORMATION, LetterKind
from services.notification.own_letter_texts import BEFORE, BY_PATH
from services.notification.pages.letter_file import file_of
from services.notification.pages.letter_forms import FORMS, LetterForm
from shared.clock import Clock, berlin_day
from shared.deadlines.rules import LAW_VERSION
from shared.errors import LotseError, NotFound
from shared.web import Pages
from shared.web.forms import Receiving, Sent
from shared.web.places import Places

AT_ONCE: Final = 4
"""Letters that are rendered at the same time in one process, so that staff and notices have what they need."""
BUSY: Final = (
    "Gerade werden viele Briefe geschrieben. Ihre Angaben stehen noch da: Bitte versuchen Sie es in einer Minute noch"
    " einmal."
)


@dataclass(frozen=True)
class OwnLetterPages:
    pages: Pages
    clock: Clock
    places: Places

    def router(self) -> APIRouter:
        routes = APIRouter(prefix="/briefe", include_in_schema=False)
        routes.get("")(self.choose)
        routes.get("/{path}")(self.show)
        for kind, model in FORMS.items():
            routes.post(f"/{BEFORE[kind].path}")(self._writing(kind, model))
        return routes

    async def choose(self, request: Request) -> HTMLResponse:
        letters = [(BEFORE[kind], about) for kind, about in ABOUT.items()]
        return self.pages.render(request, "own_letters.html", letters=letters)

    async def show(self, request: Request, path: str) -> HTMLResponse:
        """Raises NotFound for what is no letter."""
        kind = BY_PATH.get(path)
        if kind is None:
            raise NotFound
        return self._page(request, kind, {})

    def _writing(self, kind: LetterKind, model: type[LetterForm]) -> Callable[..., Awaitable[Response]]:
        async def write(request: Request, form: Annotated[Sent[Any], Depends(Receiving(model))]) -> Response:
            """The same letter as often as it is asked for: nothing is done by it."""
            try:
                given: LetterForm = form.read()
                with self.places.taken():
                    return await file_of(given.letter(berlin_day(self.clock())), given.written_as)
            except LotseError as refused:
                return self._page(request, kind, form.fields, refused)

        return write

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
    return OwnLetterPages(pages, clock, Places(AT_ONCE, BUSY)).router()
