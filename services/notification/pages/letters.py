"""The counsellors' pages of letters: filled from what is typed, answered as a file, kept nowhere."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.notification.handlers.read_file_numbers import ReadFileNumbers
from services.notification.letter_texts import ABOUT, INFORMATION, LetterKind
from services.notification.pages.deadlines import Counsellor
from services.notification.pages.letter_file import file_of
from services.notification.pages.letter_forms import FORMS, LONGEST, LetterForm
from shared.assignments import is_for_prevention, refuse_unknown
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock, berlin_day
from shared.deadlines.rules import LAW_VERSION
from shared.errors import Invalid, NotFound
from shared.file_numbers import FileNumber
from shared.web import Pages, Staff
from shared.web.forms import Receiving, Sent

ABOUT_A_PROCEEDING: Final = frozenset(LetterKind) - {LetterKind.REGISTER_BLOCK}
NOT_NOW: Final = "Das Aktenzeichen lässt sich gerade nicht holen. Es steht beim Verfahren, wenn eines eingetragen ist."


def hint_of(known: Sequence[FileNumber] | None) -> str:
    """Returns the hint beside the field of the file number.

    `known`: the numbers of the case; None where nobody can say.
    """
    if known is None:
        return NOT_NOW
    if len(known) < 2:
        return "Beim Verfahren eingetragen. Bitte prüfen Sie es." if known else ""
    named = "; ".join(f"{each.number} ({each.office or 'von der Beratung eingetragen'})" for each in known)
    return f"Eingetragen sind: {named}. Bitte schreiben Sie das passende hin."


@dataclass(frozen=True)
class LetterPages:
    unit_of_work: UnitOfWork
    pages: Pages
    clock: Clock
    file_numbers: ReadFileNumbers

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix="/notification/cases/{case_id}/letters")
        routes.get("")(self.choose)
        routes.get("/{kind}")(self.show)
        for kind, model in FORMS.items():
            routes.post(f"/{kind}")(self._writing(kind, model))
        return routes

    async def choose(self, request: Request, case_id: UUID, me: Counsellor) -> HTMLResponse:
        for_prevention = await self._is_for_prevention(me, case_id)
        letters = {kind: about for kind, about in ABOUT.items() if not (for_prevention and kind in ABOUT_A_PROCEEDING)}
        return self.pages.render(
            request, "letters.html", case_id=case_id, letters=letters, for_prevention=for_prevention
        )

    async def show(self, request: Request, case_id: UUID, kind: LetterKind, me: Counsellor) -> HTMLResponse:
        """Shows the form, with the file number where the case has one.

        Where it has several, a hint names them for the writer to choose.
        """
        if kind not in ABOUT_A_PROCEEDING:
            return self._page(request, case_id, kind, {}, for_prevention=await self._is_for_prevention(me, case_id))
        known = await self.file_numbers(me, str(case_id))
        entered = {"reference": known[0].number} if known and len(known) == 1 else {}
        return self._page(request, case_id, kind, entered, hint=hint_of(known))

    def _writing(self, kind: LetterKind, model: type[LetterForm]) -> Callable[..., Awaitable[Response]]:
        async def write(
            request: Request, case_id: UUID, me: Counsellor, form: Annotated[Sent[Any], Depends(Receiving(model))]
        ) -> Response:
            return await self._write(request, case_id, me, kind, form)

        return write

    async def _write(self, request: Request, case_id: UUID, me: Staff, kind: LetterKind, form: Sent[Any]) -> Response:
        """Returns the letter, the same as often as it is asked for: nothing is done by it."""
        for_prevention = await self._is_for_prevention(me, case_id)
        if for_prevention and kind in ABOUT_A_PROCEEDING:
            raise NotFound
        try:
            given: LetterForm = form.read()
            return await file_of(given.letter(berlin_day(self.clock())), given.written_as)
        except Invalid as refused:
            return self._page(request, case_id, kind, form.fields, refused, for_prevention=for_prevention)

    async def _is_for_prevention(self, me: Staff, case_id: UUID) -> bool:
        """Whether nothing happened in the case, so that there are only letters without a proceeding.

        Raises as `refuse_unknown`.
        """

        async def work(tx: Transaction) -> bool:
            await refuse_unknown(tx, me, str(case_id))
            return await is_for_prevention(tx, str(case_id))

        return await self.unit_of_work(work)

    def _page(
        self,
        request: Request,
        case_id: UUID,
        kind: LetterKind,
        entered: Mapping[str, Any],
        refused: Invalid | None = None,
        hint: str = "",
        *,
        for_prevention: bool = False,
    ) -> HTMLResponse:
        return self.pages.render(
            request,
            "letter.html",
            refused=refused,
            case_id=case_id,
            kind=kind,
            for_prevention=for_prevention,
            about=ABOUT[kind],
            entered=entered,
            hint=hint,
            information=list(INFORMATION.items()),
            law_version=LAW_VERSION,
            limits=LONGEST,
            today=berlin_day(self.clock()).isoformat(),
        )
